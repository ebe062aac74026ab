"""A person's own data: shown, handed out whole, forgotten when she asks."""

from dataclasses import dataclass

from domain.cases import Case
from domain.messages import Line
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.texts import privacy
from handlers.texts.say import moment, place_words, told_as

ROWS_PER_NOTICE = 40


@dataclass(frozen=True, slots=True)
class ShowMine(Act):
    def perform(self, desk: Desk) -> Turn | None:
        home = place_words(desk.speaker.home, desk.directory)
        cases = len(desk.tx.cases.of_reporter(desk.speaker.id))
        desk.reply(privacy.my_data(desk.language, home, cases, len(desk.tx.transcript.of_person(desk.speaker.id))))
        return None


@dataclass(frozen=True, slots=True)
class Export(Act):
    """Everything she told: her cases and her own lines, what she sent along with them, in as many notices as it needs."""

    def perform(self, desk: Desk) -> Turn | None:
        zone = desk.calendar_zone(desk.speaker.home.estate)
        rows = [case_words(case, desk, zone) for case in desk.tx.cases.of_reporter(desk.speaker.id)]
        lines = [line for line in desk.tx.transcript.of_person(desk.speaker.id) if line.mine]
        rows += [line_words(line, desk, zone) for line in lines if line.text or line.enclosed]
        for start in range(0, len(rows), ROWS_PER_NOTICE):
            desk.reply(privacy.export(desk.language, tuple(rows[start : start + ROWS_PER_NOTICE]), ()))
        enclosed = tuple(photo for line in lines for photo in line.enclosed)
        if enclosed:
            desk.reply(privacy.export(desk.language, (), enclosed))
        return None


def case_words(case: Case, desk: Desk, zone: str) -> str:
    """A case she joined is somebody else's telling: only what she has been told of it herself."""
    if case.reporter != desk.speaker.id:
        return f"{case.number} {told_as(case)}"
    where = place_words(case.place, desk.directory)
    return f"{case.number} {told_as(case)} {where} {moment(case.told_at, desk.now, zone)}：{case.words}"


def line_words(line: Line, desk: Desk, zone: str) -> str:
    enclosed = f"（附件 {len(line.enclosed)} 个）" if line.enclosed else ""
    return f"{moment(line.at, desk.now, zone)} {line.text}{enclosed}"


@dataclass(frozen=True, slots=True)
class AskForget(Act):
    def perform(self, desk: Desk) -> Turn | None:
        desk.reply(
            privacy.really_forget(desk.language, len(desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)))
        )
        return None


@dataclass(frozen=True, slots=True)
class Forget(Act):
    """Answered first, in the chat that is then forgotten; the answer itself is the last thing left in it."""

    def perform(self, desk: Desk) -> Turn | None:
        if desk.address is None:
            return None
        desk.tx.people.forget(desk.speaker.id, desk.now, desk.address)
        desk.said_by = desk.tx.people.meet(desk.address, desk.now)
        desk.reply(privacy.forgotten(desk.language))
        return None
