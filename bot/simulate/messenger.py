"""The messenger of a simulated month: carries letters to people in this process, remembers each, is sometimes down.

What people make of a letter is theirs; here it is only handed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.simulate.clock import VirtualClock
from bot.simulate.faults import Faults
from bot.simulate.people import CHANNEL, Human, Plan
from domain.errors import DeliveryError
from domain.messages import Letter, Receipt
from domain.people import Address


@dataclass(frozen=True, slots=True)
class Handed:
    """A letter as it reached a chat. `at` is what the machine's clock showed, `lived` when it was."""

    letter: int
    at: datetime
    lived: datetime
    address: Address
    case: str | None
    kind: str
    urgent: bool
    words: str


@dataclass
class Messenger:
    clock: VirtualClock
    faults: Faults
    humans: Mapping[Address, Human]
    plans: Callable[[Human, Plan], None]
    handed: list[Handed] = field(default_factory=list)
    refused: int = 0

    channels = (CHANNEL,)

    def deliver(self, letter: Letter) -> Receipt:
        """Raises DeliveryError while it is down."""
        if self.faults.down(self.clock.at):
            self.refused += 1
            raise DeliveryError("the messenger is down")
        notice = letter.notice
        self.handed.append(
            Handed(
                letter=letter.id,
                at=self.clock.now(),
                lived=self.clock.at,
                address=letter.address,
                case=notice.case,
                kind=notice.kind,
                urgent=notice.urgent,
                words=notice.plain(),
            )
        )
        human = self.humans[letter.address]
        for plan in human.read(notice, self.clock.at):
            self.plans(human, plan)
        return Receipt()
