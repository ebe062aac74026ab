"""A deployment with a small rule book of its own, two cases and a correction of one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.rules.past import Memory, remember
from bot.settings import Settings
from bot.start import open_app
from domain.messages import InboundMessage
from domain.people import Address
from handlers.inbox import hear
from storage.tx import Tx
from tests.kit.books import small_book

ODD = "3幢2单元301门口那个绿家伙冒尖了，找李春风没用，我叫王小明13812345678"


@dataclass
class Deployment:
    settings: Settings
    folder: Path
    said: list[str]

    @property
    def say(self) -> Callable[[str], None]:
        return self.said.append

    @property
    def memory(self) -> Memory:
        return remember(self.settings)

    @property
    def text(self) -> str:
        return "\n".join(self.said)


def corrected(tx: Tx) -> None:
    """She was offered something else, and the office knew better."""
    case = tx.cases.by_number("YS-0002")
    assert case is not None
    tx.corrections.add(case.number, ODD, "DT1", "WS1", None, case.told_at)


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    folder = small_book(tmp_path / "book")
    settings = Settings(data=tmp_path / "data", demo=True, book=folder)
    app = open_app(settings)
    for key, words in enumerate(("2幢电梯坏了停了一天", "4幢门口垃圾桶满了没人收")):
        message = InboundMessage(Address("web", f"r{key}"), "k", app.clock.now(), words)
        app.store.run_now(hear, message, app.house, app.clock.now())
    app.store.run_now(corrected)
    app.store.close()
    return Deployment(settings, folder, [])
