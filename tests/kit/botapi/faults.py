"""How the double misbehaves: each planned fault strikes the next fitting calls and is then used up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tests.kit.botapi.answers import Json, Refusal

Kind = Literal["refuse", "tear", "tear_after", "slow", "garbage", "page", "disorder"]


@dataclass
class Fault:
    """`tear`: the connection breaks before anything is done; `tear_after`: once it is done; `page`: a proxy's error page.

    `method` "*" fits every method, `file` a download; `chat` None fits every chat; `seconds` is for `slow`.
    """

    method: str
    kind: Kind
    chat: int | None = None
    times: int = 1
    seconds: float = 0.0
    refusal: Refusal | None = None

    def fits(self, method: str, params: Mapping[str, object]) -> bool:
        right_method = self.method in ("*", method)
        right_chat = self.chat is None or str(params.get("chat_id")) == str(self.chat)
        return self.times > 0 and right_method and right_chat


class Faults:
    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def plan(self, *faults: Fault) -> None:
        self.planned.extend(faults)

    def strike(self, method: str, params: Json) -> Fault | None:
        fault = next((f for f in self.planned if f.fits(method, params)), None)
        if fault is not None:
            fault.times -= 1
        return fault
