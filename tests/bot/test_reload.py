"""An edited rule book comes into force while we run; a broken one does not, and the office hears of it once."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.reload import BookWatch
from bot.settings import Settings
from bot.start import open_app
from domain.cases import Case
from domain.messages import InboundMessage, Letter, Receipt
from domain.people import Address
from routing.book import DEFAULT
from storage.tx import Tx

WORDS = "单元里的乌篷船又搁浅了"
CHAT = Address("web", "a-resident")
MINUTE = timedelta(minutes=1)


@dataclass
class Deployment:
    app: App
    watch: BookWatch
    folder: Path

    def edit(self, old: str, new: str, file: str = "02-dt.toml") -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    async def looks(self, times: int = 2) -> None:
        for _ in range(times):
            await self.watch.look()

    def item_of(self, words: str) -> str | None:
        best = self.app.store.read_now(self.app.house.reader).matter(words).verdict.best
        return best.item if best else None

    def letters(self) -> list[Letter]:
        """About a broken book, in the order they would go."""

        def claimed(tx: Tx) -> list[Letter]:
            taken: list[Letter] = []
            while letters := tx.outbox.claim(self.app.clock.now(), 100, MINUTE):
                taken += letters
                for letter in letters:
                    tx.outbox.sent(letter, Receipt(), self.app.clock.now())
            return [letter for letter in taken if letter.notice.kind == "book_broken"]

        return self.app.store.run_now(claimed)


def case(tx: Tx, number: str) -> Case | None:
    return tx.cases.by_number(number)


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    folder = Path(shutil.copytree(DEFAULT, tmp_path / "book"))
    settings = Settings(data=tmp_path / "data", demo=True, book=folder)
    app = open_app(settings)
    yield Deployment(app, BookWatch(app, settings, folder), folder)
    app.store.close()


async def test_an_edit_comes_into_force_and_cases_keep_the_version_they_were_sorted_with(
    deployment: Deployment,
) -> None:
    await deployment.looks()
    before = deployment.app.house.book.version
    now = deployment.app.clock.now()
    await deployment.app.hear(InboundMessage(CHAT, "k1", now, "2幢电梯坏了停了一天"))
    assert deployment.item_of(WORDS) != "DT1"
    deployment.edit('"电梯坏",', '"电梯坏", "乌篷船又搁浅",')
    await deployment.looks(1)  # the files have only just changed: there may be more to come
    assert deployment.app.house.book.version == before
    await deployment.looks(1)
    after = deployment.app.house.book
    assert after.version != before
    assert after.numbers.duty  # the demo's own numbers stay
    assert deployment.item_of(WORDS) == "DT1"
    await deployment.app.hear(InboundMessage(CHAT, "k2", now, "3幢楼道灯坏了不亮"))
    cases = [deployment.app.store.read_now(case, number) for number in ("YS-0001", "YS-0002")]
    assert [case.book for case in cases if case] == [before, after.version]


async def test_a_broken_edit_leaves_the_old_book_and_tells_the_office_once(deployment: Deployment) -> None:
    await deployment.looks()
    before = deployment.app.house.book
    deployment.edit('urgency = "P1"', 'urgency = "P9"')
    with capture_logs() as logs:
        await deployment.looks(3)
        deployment.edit('urgency = "P9"', 'urgency = "P8"')
        await deployment.looks(3)
    assert deployment.app.house.book is before
    broken = [entry for entry in logs if entry["event"] == "book.broken"]
    assert [(entry["where"], entry["entry"]) for entry in broken] == [("02-dt.toml", "items.DT1.urgency")] * 2
    told = deployment.letters()
    staff = deployment.app.store.read_now(lambda tx: tx.people.staff())
    office = {person.id for person in staff if person.name in ("孙小满", "吴立夏")}
    assert {letter.person for letter in told} == office
    assert len(told) == len(office) > 0
    assert re.search(r"02-dt.toml 第 \d+ 行 \[items.DT1.urgency\]", str(told[0].notice.facts))
    deployment.edit('urgency = "P8"', 'urgency = "P2"')
    await deployment.looks()
    assert deployment.app.house.book.items["DT1"].urgency == "P2"


async def test_hours_of_a_community_come_into_force_if_it_is_one_of_ours(deployment: Deployment) -> None:
    await deployment.looks()
    deployment.edit("[classes.P0]", '[hours."演示社区"]\nweek = [6, 7]\n\n[classes.P0]', "clock.toml")
    await deployment.looks()
    app = deployment.app
    calendar = app.store.read_now(lambda tx: app.house.calendar(tx, app.house.directory(tx)))
    assert calendar.hours.week == {6, 7}
    before = app.house.book
    deployment.edit('[hours."演示社区"]', '[hours."别处"]', "clock.toml")
    with capture_logs() as logs:
        await deployment.looks()
    assert app.house.book is before
    assert [(e["where"], e["entry"]) for e in logs if e["event"] == "book.broken"] == [("clock.toml", "hours.别处")]


async def test_an_item_that_cases_have_cannot_go(deployment: Deployment) -> None:
    await deployment.app.hear(InboundMessage(CHAT, "k1", deployment.app.clock.now(), "2幢电梯坏了停了一天"))
    deployment.edit("[items.DT1]", "[items.DT9]")
    with capture_logs() as logs:
        await deployment.looks()
    assert "DT1" in deployment.app.house.book.items
    assert [entry["wrong"] for entry in logs if entry["event"] == "book.broken"] == ["已有案件归在DT1，这些事项不能删"]
