"""Where a bench is played: a folder of its own, the double of the Bot API in this process, bots in processes of theirs."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from domain.places import Place
from tests.bench import bots
from tests.bench.bots import Process
from tests.bench.community import database, settle, stewards, write_roster
from tests.bench.crowd import Street
from tests.kit.botapi import BotApi

NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass
class Stage:
    """`mode`: "polling" or "webhook"."""

    folder: Path
    api: BotApi
    street: Street
    mode: str

    @property
    def roster(self) -> Path:
        return self.folder / "roster"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database(self) -> str:
        return database(self.data)

    def residents(self, count: int) -> list[int]:
        return [self.street.person() for _ in range(count)]

    def staff(self) -> dict[str, int]:
        """A chat for everyone on the roster, by code."""
        return {code: self.street.person(name) for code, name, *_ in stewards()}

    def product(
        self, homes: Iterable[tuple[int, Place]], staff: Mapping[str, int] = NOBODY, *, unlimited: bool = True
    ) -> Process:
        """`unlimited`: it need not keep the messenger's sending limits."""
        settle(self.data, self.roster, homes, staff)
        url, token = self.api.url, self.street.token
        return bots.product(self.folder, self.roster, self.data, url, token, self.mode, unlimited=unlimited)

    def echo(self, how: str) -> Process:
        return bots.echo(self.folder, self.api.url, self.street.token, self.mode, how)

    def usual_way(self, staff: Mapping[str, int]) -> Process:
        return bots.usual_way(self.folder, self.api.url, self.street.token, staff)


@asynccontextmanager
async def stage(mode: str) -> AsyncIterator[Stage]:
    with TemporaryDirectory() as folder:
        street = Street()
        async with BotApi(street) as api:
            found = Stage(Path(folder), api, street, mode)
            write_roster(found.roster)
            yield found
