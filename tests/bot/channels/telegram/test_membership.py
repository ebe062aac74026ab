"""Whether a chat still takes letters is told by the messenger itself."""

from domain.membership import Standing
from tests.bot.channels.telegram.conftest import Live, address


async def changes(live: Live) -> list[tuple[str, Standing, bool]]:
    live.poll()
    await live.confirmed()
    return [(change.address.key, change.standing, change.group) for change in live.desk.changes]


async def test_a_chat_shut_and_opened_again(live: Live) -> None:
    anna = live.api.world.person("Anna")
    live.api.world.change_standing(anna, "kicked")
    live.api.world.change_standing(anna, "member")
    found = await changes(live)
    assert found == [(str(anna), Standing.GONE, False), (str(anna), Standing.HERE, False)]
    assert len({change.key for change in live.desk.changes}) == 2


async def test_a_group_it_was_let_into_and_put_out_of(live: Live) -> None:
    group = live.api.world.group("业主群")
    live.api.world.invite(group, live.api.world.person())
    live.api.world.change_standing(group, "left")
    assert await changes(live) == [(str(group), Standing.HERE, True), (str(group), Standing.GONE, True)]


async def test_a_channel_is_nobody_to_write_to(live: Live) -> None:
    world = live.api.world
    channel = world.group("公告")
    world.chats[channel]["type"] = "channel"
    world.change_standing(channel, "member")
    assert await changes(live) == []


async def test_a_group_that_became_a_supergroup_says_so_twice(live: Live) -> None:
    world = live.api.world
    group = world.group("业主群")
    new = world.become_supergroup(group)
    world.tell_of_supergroup(group)
    found = await changes(live)
    assert found == [(str(group), Standing.MOVED, True)] * 2
    assert {change.moved_to for change in live.desk.changes} == {address(new)}


async def test_the_messenger_is_asked_for_such_news_in_both_ways(live: Live) -> None:
    live.poll()
    await live.api.until(lambda: live.api.world.allowed is not None)
    assert "my_chat_member" in (live.api.world.allowed or ())
    await live.telegram.set_webhook("https://huying.example/telegram", "a-secret-long-enough")
    assert "my_chat_member" in live.api.called("setWebhook")[0]["allowed_updates"]
