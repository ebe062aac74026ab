"""Who sees which commands in a messenger's menu? Told at the start, and again as soon as somebody's role is known.

A menu is a convenience: nothing here ever keeps the service from starting or a message from being heard.
"""

import asyncio
from collections.abc import Mapping

import structlog

from bot.app import App
from bot.channels.telegram import Telegram
from domain.membership import Membership
from domain.messages import InboundMessage
from domain.people import Address, Role
from handlers.commands import commands, residents_commands
from handlers.desk import House
from handlers.texts.about import DESCRIPTION, SHORT
from storage.tx import Tx

FIRST_PAUSE, LONGEST_PAUSE = 15, 600
Own = tuple[tuple[Address, tuple[tuple[str, str], ...]], ...]

log = structlog.get_logger()


class MenuKeeper:
    def __init__(self, app: App, telegram: Telegram, first_pause: float = FIRST_PAUSE) -> None:
        """`first_pause`: seconds after the first failure; each next one is twice as long."""
        self._app = app
        self._first_pause = first_pause
        self._telegram = telegram
        self._showing: set[asyncio.Task[None]] = set()

    async def keep(self) -> None:
        """Until all of them are shown once."""
        pause = self._first_pause
        while not await self._shown():
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def turn(self, message: InboundMessage | Membership) -> bool:
        """Hears it; whoever came through a one-time link sees her own commands from now on."""
        acted_on = await self._app.turn(message)
        if isinstance(message, InboundMessage) and message.door and message.group is None:
            task = asyncio.create_task(self._show_own(message.address))
            self._showing.add(task)
            task.add_done_callback(self._showing.discard)
        return acted_on

    async def _shown(self) -> bool:
        menus = self._telegram.menus
        try:
            await menus.show_everyone({None: residents_commands("zh"), "en": residents_commands("en")})
            await menus.describe(by_language(DESCRIPTION), by_language(SHORT))
            own = await self._app.store.read(own_menus, self._app.house, self._telegram.channel.name)
            for address, shown in own:
                await menus.show(address.key, shown)
        except Exception as error:
            log.warning("telegram.menus", error=type(error).__name__)
            return False
        return True

    async def _show_own(self, address: Address) -> None:
        try:
            if shown := await self._app.store.read(own_menu, self._app.house, address):
                await self._telegram.menus.show(address.key, shown)
        except Exception as error:
            log.warning("telegram.menus", error=type(error).__name__)


def own_menu(tx: Tx, house: House, address: Address) -> tuple[tuple[str, str], ...]:
    """Of someone who came to this address; empty for a resident, who has the usual one."""
    person = tx.people.by_address(address)
    return commands(person, house.directory(tx)) if person and person.role is not Role.RESIDENT else ()


def own_menus(tx: Tx, house: House, channel: str) -> Own:
    """Of everyone who is or was on the roster; whoever has left it has no commands of her own any more."""
    directory = house.directory(tx)
    return tuple(
        (address, () if person.role is Role.RESIDENT else commands(person, directory))
        for person, address in tx.people.staff_at(channel)
    )


def by_language(words: Mapping[str, str]) -> dict[str | None, str]:
    """Chinese for everyone who does not read English."""
    return {None: words["zh"], "en": words["en"]}
