"""What can go wrong, in the field's words. Each error says who can mend it."""

from dataclasses import dataclass
from datetime import timedelta

from domain.people import Address


class HuyingError(Exception):
    """Anything this product raises on purpose."""


class StaleCase(HuyingError):
    """Someone else changed the case first; read it again."""


class ForbiddenMove(HuyingError):
    """The table of moves does not allow this from the case's present state."""


@dataclass
class OperatorError(HuyingError):
    """A mistake in settings, roster or rule book, named so that an operator can mend it.

    `where` is a file or setting, `line` counts from 1 (None if the file has no lines), `key` is the entry inside.
    """

    where: str
    problem: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        line = f" 第 {self.line} 行" if self.line else ""
        key = f" [{self.key}]" if self.key else ""
        return f"{self.where}{line}{key}：{self.problem}"


@dataclass
class DeliveryError(HuyingError):
    """A messenger did not take a letter. `permanent`: this address will never take one again; `moved_to`: another will."""

    problem: str
    permanent: bool = False
    retry_after: timedelta | None = None
    moved_to: Address | None = None

    def __str__(self) -> str:
        return self.problem
