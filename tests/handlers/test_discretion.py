"""Who may act on a case: everybody else is refused politely, and the log names no person."""

import logging

import pytest

from storage.store import Store
from tests.kit.stages import STAGES, TelegramStage


@pytest.mark.parametrize("code", ["accept", "done", "contact", "look", "give", "solved", "withdrawn"])
async def test_on_telegram_a_forged_tap_changes_nothing_and_is_logged(
    sqlite_store: Store, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Buttons of other chats cannot be seen, but what a button says can be made up."""
    async with STAGES["telegram"](sqlite_store) as stage:
        assert isinstance(stage, TelegramStage)
        await stage.come_in("王阿姨", None, None)
        await stage.say("王阿姨", "3幢楼道灯坏了")
        await stage.come_in("王秋实", None, "Y02")
        await stage.come_in("老张", None, None)
        before = sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
        caplog.set_level(logging.INFO, logger="handlers")
        for name in ("王秋实", "老张"):
            chat = stage.chats[name]
            stage.api.world.press(chat, f"{code}:YS-0001", stage.api.world.receive(chat, {"text": "?"}))
            await stage.taken()
            await stage.town.quiet()
            assert len(await stage.heard(name)) > 1
        assert sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001")) == before
    refused = [record.getMessage() for record in caplog.records if "act.refused" in record.getMessage()]
    assert refused
    assert all("case=YS-0001" in line for line in refused)
    assert not any(name in line for line in refused for name in ("王秋实", "老张", "王阿姨"))


@pytest.mark.parametrize("argument", ["王阿姨 13800000000", "../../etc", "", "YS-0001:x"])
async def test_what_is_no_case_number_is_not_written_into_the_log(
    sqlite_store: Store, argument: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with STAGES["telegram"](sqlite_store) as stage:
        assert isinstance(stage, TelegramStage)
        await stage.come_in("老张", None, None)
        caplog.set_level(logging.INFO, logger="handlers")
        chat = stage.chats["老张"]
        stage.api.world.press(chat, f"accept:{argument}", stage.api.world.receive(chat, {"text": "?"}))
        await stage.taken()
    logged = [record.getMessage() for record in caplog.records if "act.refused" in record.getMessage()]
    assert logged in ([f"act.refused case={shown} role=resident"] for shown in ("-", "YS-0001"))
