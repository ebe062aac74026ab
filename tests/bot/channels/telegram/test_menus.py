"""The commands and words about ourselves arrive in the messenger's menus."""

import json

from handlers.texts.about import DESCRIPTION, SHORT
from tests.bot.channels.telegram.conftest import Live


async def test_each_language_and_each_person_has_a_menu(live: Live) -> None:
    anna = live.api.world.person("Anna")
    menus = live.telegram.menus
    await menus.show_everyone({None: [("mine", "进度")], "en": [("mine", "Progress")]})
    await menus.show(str(anna), [("tasks", "我的任务")])
    shown = {scope: [one["description"] for one in commands] for scope, commands in live.api.world.commands.items()}
    assert sorted(shown.values()) == [["Progress"], ["我的任务"], ["进度"]]
    assert all("group" not in scope for scope in shown)
    await menus.show(str(anna), [])
    scopes = [json.loads(key.removesuffix("en")).get("chat_id") for key in live.api.world.commands]
    assert scopes == [None, None]


async def test_the_words_about_ourselves_are_short_enough(live: Live) -> None:
    await live.telegram.menus.describe({None: DESCRIPTION["zh"], "en": DESCRIPTION["en"]}, {None: SHORT["zh"]})
    assert live.api.world.about["description"] == DESCRIPTION["zh"]
    assert live.api.world.about["descriptionen"] == DESCRIPTION["en"]
    assert live.api.world.about["short_description"] == SHORT["zh"]
