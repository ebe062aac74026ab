"""Menus are shown at the start, and to a steward as soon as she has come in; a failure keeps nothing from working."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import App
from bot.channels.telegram import Telegram
from bot.enclosures import Enclosures
from bot.held import HeldUpdates
from bot.menus import MenuKeeper
from bot.messengers import cancel
from storage.store import Store
from tests.kit.botapi import BotApi, Fault
from tests.kit.botapi.answers import Refusal
from tests.kit.frozen import FrozenClock
from tests.kit.stages import link_code
from tests.kit.town import MONDAY_MORNING, found


@asynccontextmanager
async def keeping(store: Store) -> AsyncIterator[tuple[BotApi, App, MenuKeeper]]:
    app = found(store, FrozenClock(MONDAY_MORNING))
    async with BotApi() as api:
        shelf = Enclosures(store, app.clock)
        async with Telegram(api.world.token, shelf=shelf, base_url=api.url) as telegram:
            menus = MenuKeeper(app, telegram, first_pause=0.01)
            polling = asyncio.create_task(
                telegram.poll(menus.turn, HeldUpdates(store, app.clock, "telegram"), app.aside)
            )
            try:
                yield api, app, menus
            finally:
                await cancel(polling)


def shown_to(api: BotApi, chat: int) -> list[str]:
    own = [commands for scope, commands in api.world.commands.items() if str(chat) in scope]
    return [one["command"] for commands in own for one in commands]


async def test_everyone_has_a_menu_and_a_steward_her_own(sqlite_store: Store) -> None:
    async with keeping(sqlite_store) as (api, app, menus):
        await menus.keep()
        assert len(api.world.commands) == 2
        assert {"description", "descriptionen", "short_description", "short_descriptionen"} == set(api.world.about)
        steward = api.world.person("李春风")
        api.world.press_start(steward, link_code(app, "Y01"))
        await api.until(lambda: shown_to(api, steward) == ["tasks", "file"])
        clerk = api.world.person("孙小满")
        api.world.press_start(clerk, link_code(app, "Y31"))
        await api.until(lambda: shown_to(api, clerk)[:3] == ["todo", "digest", "leave"])


async def test_at_the_next_start_those_who_came_in_before_have_theirs(sqlite_store: Store) -> None:
    async with keeping(sqlite_store) as (api, app, menus):
        steward = api.world.person("李春风")
        api.world.press_start(steward, link_code(app, "Y01"))
        await api.until(lambda: bool(shown_to(api, steward)))
        api.world.commands.clear()
        await menus.keep()
        assert shown_to(api, steward) == ["tasks", "file"]


async def test_a_resident_has_the_usual_menu(sqlite_store: Store) -> None:
    async with keeping(sqlite_store) as (api, app, menus):
        anna = api.world.person("Anna")
        api.world.press_start(anna, app.demo_people()[0].door)
        await api.until(lambda: not api.world.pending)
        await menus.keep()
        assert shown_to(api, anna) == []


async def test_a_messenger_that_refuses_menus_still_hears(sqlite_store: Store) -> None:
    async with keeping(sqlite_store) as (api, app, menus):
        api.plan(Fault("setMyCommands", "refuse", refusal=Refusal(500, "Internal Server Error"), times=3))
        steward = api.world.person("李春风")
        api.world.press_start(steward, link_code(app, "Y01"))
        await api.until(lambda: not api.world.pending)
        assert await app.store.read(lambda tx: len(tx.people.staff_at("telegram"))) == 1
        await menus.keep()
        assert shown_to(api, steward) == ["tasks", "file"]
