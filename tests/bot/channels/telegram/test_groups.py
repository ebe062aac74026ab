"""In a group only what calls the bot is for it, and a call belongs to the caller's own chat."""

import pytest

from domain.messages import Choice, Notice
from tests.bot.channels.telegram.conftest import Live, address
from tests.kit.botapi.world import buttons_of


async def heard_in_group(live: Live, *texts: str) -> list[str]:
    """What of it was heard, the bot being called 双 @huying_double_bot."""
    world = live.api.world
    group, anna = world.group("业主群"), world.stranger("Anna")
    for text in texts:
        world.say(group, text, by=anna)
    live.poll()
    await live.done()
    assert {message.address for message in live.desk.heard} <= {address(anna)}
    assert {message.group for message in live.desk.heard} <= {address(group)}
    return live.desk.texts


async def test_what_neighbours_say_to_each_other_is_not_heard(live: Live) -> None:
    assert await heard_in_group(live, "电梯又坏了", "9", "/start", "/mine", "@someone_else_bot 在吗", "+1") == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("@huying_double_bot 电梯坏了", "电梯坏了"),
        ("电梯坏了@Huying_Double_Bot", "电梯坏了"),
        ("/mine@huying_double_bot", "/mine"),
        ("@huying_double_bot", ""),
    ],
)
async def test_whoever_calls_it_is_heard_without_its_name(live: Live, said: str, meant: str) -> None:
    assert await heard_in_group(live, said, "@huying_double_bot2 别的机器人") == [meant]


async def test_an_answer_to_the_bot_names_the_message_answered(live: Live) -> None:
    world = live.api.world
    group, anna, bela = world.group("业主群"), world.stranger("Anna"), world.stranger("Bela")
    receipt = await live.telegram.channel.deliver(address(group), Notice("noted", lines=("已记下",)))
    world.say(group, "我家也是", by=anna, reply_to=int(receipt.vendor or 0))
    hers = world.all_updates[world.say(group, "我家的灯坏了", by=bela)]["message"]["message_id"]
    world.say(group, "我家也是", by=anna, reply_to=hers)
    live.poll()
    await live.done()
    [message] = live.desk.heard
    assert (message.text, message.answers, message.address) == ("我家也是", receipt.vendor, address(anna))


async def test_an_edit_a_channel_and_a_masked_administrator_are_not_heard(live: Live) -> None:
    world = live.api.world
    group, anna = world.group("业主群"), world.stranger("Anna")
    world.say(group, "@huying_double_bot 灯坏了", by=anna, sender_chat=world.chats[group])
    first = world.all_updates[world.say(group, "灯坏了", by=anna)]["message"]["message_id"]
    world.edit(group, first, "@huying_double_bot 灯坏了")
    live.poll()
    await live.done()
    assert live.desk.heard == []


async def test_the_office_link_is_heard_in_the_group_itself(live: Live) -> None:
    world = live.api.world
    group = world.group("业主群")
    world.invite(group, world.person("Anna"), "g-12-abc")
    live.poll()
    await live.heard(1)
    [message] = live.desk.heard
    assert (message.address, message.group, message.door) == (address(group), address(group), "g-12-abc")


async def test_a_call_and_a_private_message_of_the_same_number_are_two(live: Live) -> None:
    world = live.api.world
    group, anna = world.group("业主群"), world.person("Anna")
    world.say(group, "@huying_double_bot 一", by=anna)
    world.say(anna, "二")
    live.poll()
    await live.heard(2)
    assert len({message.key for message in live.desk.heard}) == 2


async def test_the_caption_of_a_picture_calls_too(live: Live) -> None:
    world = live.api.world
    group = world.group("业主群")
    world.photo(group, caption="@huying_double_bot 这里")
    world.photo(group, caption="随便看看")
    live.poll()
    await live.done()
    assert [(message.text, message.enclosed) for message in live.desk.heard] == [("这里", (1,))]


async def test_until_its_name_is_known_a_group_waits(live: Live) -> None:
    """On the way by webhook: not taken, so the messenger brings it again."""
    world = live.api.world
    group = world.group("业主群")
    update = world.all_updates[world.say(group, "@huying_double_bot 灯坏了", by=world.stranger())]
    assert live.telegram.channel.read(update) is None
    await live.telegram.set_webhook("https://huying.example/telegram", "a-secret-long-enough")
    message = live.telegram.channel.read(update)
    assert message is not None


async def test_a_button_out_of_a_group_opens_the_private_chat(live: Live) -> None:
    group = live.api.world.group("业主群")
    choice = Choice("open", "到私聊里说", "t-1-code")
    await live.telegram.channel.deliver(address(group), Notice("go_on", lines=("收到。",), choices=(choice,)))
    [button] = buttons_of(live.api.world.shown(group)[0])
    assert button == {"text": "到私聊里说", "url": "https://t.me/huying_double_bot?start=t-1-code"}
