"""What may a conversation step know? Everything it could ask for, looked up from the desk before the step is taken."""

from datetime import timedelta

from domain.cases import Case
from domain.messages import EnclosureKind, enclosure_kind
from domain.places import Place
from handlers.desk import Desk, Scene
from handlers.reopen import REVIVABLE

LATELY = timedelta(days=30)


def scene_of(desk: Desk) -> Scene:
    tx, speaker = desk.tx, desk.speaker
    calendar = desk.calendar_of(speaker.id)
    since = calendar.plus(desk.now, desk.book.clock.limits.merge.times(-1))

    def similar(item: str, place: Place) -> tuple[Case, ...]:
        return tx.cases.similar(place.estate or "", place.building, item, since)

    return Scene(
        book=desk.book,
        reader=desk.reader,
        directory=desk.directory,
        calendar=calendar,
        now=desk.now,
        speaker=speaker,
        open_cases=tx.cases.of_reporter(speaker.id, only_open=True),
        similar=similar,
        last_closed=lambda: last_closed(desk),
        asked_by_steward=lambda: asked_by_steward(desk),
        kinds=lambda ids: kinds_of(desk, ids),
        told_today=lambda: tx.cases.told_by_since(speaker.id, desk.now - timedelta(hours=24)),
    )


def kinds_of(desk: Desk, enclosed: tuple[int, ...]) -> tuple[EnclosureKind, ...]:
    labels = desk.tx.enclosures.labels(enclosed)
    return tuple(enclosure_kind(labels[id].media) for id in enclosed if id in labels)


def asked_by_steward(desk: Desk) -> str | None:
    """The case whose steward spoke to her last, if nothing else was said to her since."""
    last = desk.tx.transcript.last_notice(desk.address) if desk.address else None
    return last.case if last and last.kind == "relayed" else None


def last_closed(desk: Desk) -> Case | None:
    """Her case that ended last, if it ended lately and may come back to life."""
    since = desk.now - LATELY
    ended = [case for case in desk.tx.cases.of_reporter(desk.speaker.id) if case.closed_at and case.closed_at > since]
    return max(
        (case for case in ended if case.state in REVIVABLE), key=lambda case: case.closed_at or since, default=None
    )
