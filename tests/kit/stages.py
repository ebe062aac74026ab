"""Where a dialogue is played: each stage lets people come in, speak, tap and look, through one real channel."""

import asyncio
import io
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any, Protocol, runtime_checkable

from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from bot.app import App
from bot.channels.base import Capabilities, Channel, Kept, MayGo, at_once
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.enclosures import Enclosures
from bot.held import HeldUpdates
from bot.link import invite
from bot.messengers import cancel
from bot.web.app import make_app
from bot.web.limits import Limits
from bot.web.site import Site
from domain.messages import EnclosureKind, InboundMessage, Notice, Receipt, enclosure_kind
from domain.people import Address
from domain.places import Point
from storage.store import Store
from tests.kit.botapi import BotApi
from tests.kit.botapi.world import OGG, buttons_of
from tests.kit.frozen import FrozenClock
from tests.kit.page import Page
from tests.kit.town import MONDAY_MORNING, Town, town

PDF = b"%PDF-1.7 a paper of the tests"


class Stage(Protocol):
    town: Town

    async def come_in(self, name: str, door: str | None, code: str | None) -> None:
        """A resident through a poster's `door` (or none); staff by the roster `code`, with a one-time link."""

    async def say(self, name: str, text: str) -> None: ...

    async def tap(self, name: str, label: str) -> None: ...

    async def send_photo(self, name: str, text: str) -> None: ...

    async def heard(self, name: str) -> list[str]:
        """Everything this person was told, oldest first, each as plain text."""


@runtime_checkable
class RichStage(Stage, Protocol):
    """A messenger that also takes recordings, papers and spots on the map, and lets people edit what they wrote, and
    reply to what they were told."""

    async def edit(self, name: str, old: str, new: str) -> None: ...

    async def reply(self, name: str, told: str, text: str) -> None:
        """To the latest thing this person was told that holds `told`."""

    async def send_voice(self, name: str, text: str) -> None: ...

    async def send_paper(self, name: str, title: str) -> None: ...

    async def share_spot(self, name: str, point: Point) -> None: ...


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(data, "JPEG")
    return data.getvalue()


class PlainChannel:
    """A messenger without buttons: everything is text, choices are numbers."""

    name = "plain"
    can = Capabilities(buttons=False, enclosed=False)

    def __init__(self) -> None:
        self.shown: dict[str, list[Notice]] = {}

    def read(self, raw: Any) -> InboundMessage | None:
        return None

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        shown = self.shown.setdefault(to.key, [])
        shown.append(notice)
        return Receipt(str(len(shown)))


class PlainStage:
    """Taps are typed numbers here."""

    def __init__(self, place: Town, channel: PlainChannel) -> None:
        self.town = place
        self.channel = channel
        self.sent = 0
        self.said: dict[tuple[str, str], str] = {}

    async def send(self, name: str, corrects: str | None = None, **more: Any) -> None:
        self.sent += 1
        key = f"{corrects}:{self.sent}" if corrects else f"k{self.sent}"
        self.said[name, more.get("text", "")] = corrects or key
        message = InboundMessage(Address("plain", name), key, self.town.clock.now(), corrects=corrects, **more)
        await self.town.app.turn(message)

    async def edit(self, name: str, old: str, new: str) -> None:
        await self.send(name, self.said[name, old], text=new)

    async def reply(self, name: str, told: str, text: str) -> None:
        meant = [number for number, words in enumerate(await self.heard(name), 1) if told in words]
        assert meant, f"{name} was told nothing with {told!r}"
        await self.send(name, text=text, answers=str(meant[-1]))

    async def send_voice(self, name: str, text: str) -> None:
        await self.send(name, text=text, enclosed=(await self.kept(Kept(OGG, "audio/ogg")),))

    async def send_paper(self, name: str, title: str) -> None:
        await self.send(name, enclosed=(await self.kept(Kept(PDF, "application/pdf", title)),))

    async def share_spot(self, name: str, point: Point) -> None:
        await self.send(name, point=point)

    async def kept(self, kept: Kept) -> int:
        return await Enclosures(self.town.app.store, self.town.clock).keep(kept)

    async def come_in(self, name: str, door: str | None, code: str | None) -> None:
        await self.send(name, door=door or (link_code(self.town.app, code) if code else "entered"))

    async def say(self, name: str, text: str) -> None:
        await self.send(name, text=text)

    async def tap(self, name: str, label: str) -> None:
        for notice in reversed(self.channel.shown.get(name, [])):
            labels = [choice.label for choice in notice.choices]
            if label in labels and notice is self.latest_offer(name):
                await self.send(name, text=str(labels.index(label) + 1))
                return
            if label in labels:
                await self.send(name, text=label, tap=notice.choices[labels.index(label)].code)
                return
        await self.send(name, text=label)

    def latest_offer(self, name: str) -> Notice:
        return next(notice for notice in reversed(self.channel.shown[name]) if notice.choices)

    async def send_photo(self, name: str, text: str) -> None:
        await self.send(name, text=text, enclosed=(await self.kept(Kept(picture(), "image/jpeg")),))

    async def heard(self, name: str) -> list[str]:
        store = self.town.app.store
        return [await shown_plain(store, notice) for notice in self.channel.shown.get(name, [])]


async def shown_plain(store: Store, notice: Notice) -> str:
    labels = await store.read(lambda tx: tx.enclosures.labels(notice.enclosed))
    kinds = [enclosure_kind(label.media) for label in labels.values()]
    files = [f"[{'document' if kind is EnclosureKind.PAPER else kind}]" for kind in kinds]
    return "\n".join([notice.plain(), *files])


def link_code(app: App, code: str) -> str:
    return app.store.run_now(invite, code, app.clock.now())[1]


class WebStage:
    """Each person has a browser of her own; requests go over real HTTP."""

    def __init__(self, place: Town, server: TestServer, stack: AsyncExitStack) -> None:
        self.town = place
        self.server = server
        self.stack = stack
        self.pages: dict[str, Page] = {}

    async def come_in(self, name: str, door: str | None, code: str | None) -> None:
        client: TestClient[Any, Any] = TestClient(self.server)
        await self.stack.enter_async_context(client)
        if code:
            answer = await client.post(
                f"/in/{link_code(self.town.app, code)}", headers={"Sec-Fetch-Site": "same-origin"}
            )
            assert answer.status == 200, await answer.text()
            page = Page(client, str(answer.url).rpartition("/")[2])
            await page.state()
        else:
            page = await Page(client, "resident").enter_by(door or self.any_door())
        self.pages[name] = page

    def any_door(self) -> str:
        return self.town.app.demo_people()[0].door

    async def say(self, name: str, text: str) -> None:
        await self.accepted(await self.pages[name].say(text, key=secrets.token_hex(8)))

    async def tap(self, name: str, label: str) -> None:
        code = await self.code_of(name, label)
        await self.accepted(await self.pages[name].say(label, tap=code, key=secrets.token_hex(8)))

    async def accepted(self, answer: Any) -> None:
        assert answer.status == 200, await answer.text()

    async def code_of(self, name: str, label: str) -> str:
        state = await self.pages[name].state()
        offered = [choice for line in await self.lines(name) if line["notice"] for choice in line["notice"]["choices"]]
        for choice in [*reversed(offered), *state["menu"], {"label": "紧急 9", "code": "danger:9"}]:
            if choice["label"] == label:
                return str(choice["code"])
        raise AssertionError(f"{name} sees no button {label!r}")

    async def send_photo(self, name: str, text: str) -> None:
        await self.accepted(await self.pages[name].photo(picture(), text, key=secrets.token_hex(8)))

    async def lines(self, name: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        while more := await self.pages[name].lines(lines[-1]["seq"] if lines else 0):
            lines += more
        return lines

    async def heard(self, name: str) -> list[str]:
        return [Notice.from_json(line["notice"]).plain() for line in await self.lines(name) if line["notice"]]


class TelegramStage:
    """The real library, polling our double over real HTTP."""

    def __init__(self, place: Town, api: BotApi) -> None:
        self.town = place
        self.api = api
        self.chats: dict[str, int] = {}

    async def come_in(self, name: str, door: str | None, code: str | None) -> None:
        if name not in self.chats:
            self.chats[name] = self.api.world.person(name)
        payload = door or (link_code(self.town.app, code) if code else "")
        self.api.world.press_start(self.chats[name], payload)
        await self.taken()

    async def taken(self) -> None:
        """Until every update is confirmed and none is put by: its turn is committed."""
        await self.api.until(lambda: not (self.api.world.pending or self.put_by()), 20)

    def put_by(self) -> frozenset[str]:
        """The chats of which something with a file is still to be heard."""
        return self.town.app.store.read_now(lambda tx: tx.held.elsewhere("telegram", "nobody", ()))

    async def say(self, name: str, text: str) -> None:
        self.api.world.say(self.chats[name], text)
        await self.taken()

    async def tap(self, name: str, label: str) -> None:
        try:
            self.api.world.tap(self.chats[name], label)
        except AssertionError:  # the standing menu has no buttons in this messenger: its words are typed
            self.api.world.say(self.chats[name], label)
        await self.taken()

    async def send_photo(self, name: str, text: str) -> None:
        self.api.world.photo(self.chats[name], picture(), text)
        await self.taken()

    async def edit(self, name: str, old: str, new: str) -> None:
        chat = self.chats[name]
        self.api.world.edit(chat, self.api.world.said_last(chat, old), new)
        await self.taken()

    async def reply(self, name: str, told: str, text: str) -> None:
        """On a part of a notice of several messages, if `told` is what that part shows."""
        chat = self.chats[name]
        meant = [message for message in self.api.world.shown(chat) if told in shown_text(message)]
        assert meant, f"{name} was told nothing with {told!r}"
        self.api.world.say(chat, text, reply_to=meant[-1]["message_id"])
        await self.taken()

    async def send_voice(self, name: str, text: str) -> None:
        self.api.world.voice(self.chats[name], caption=text)
        await self.taken()

    async def send_paper(self, name: str, title: str) -> None:
        self.api.world.document(self.chats[name], PDF, "application/pdf", title)
        await self.taken()

    async def share_spot(self, name: str, point: Point) -> None:
        self.api.world.spot(self.chats[name], point.latitude, point.longitude)
        await self.taken()

    async def heard(self, name: str) -> list[str]:
        return [shown_text(message) for message in self.api.world.shown(self.chats[name])]


def shown_text(message: dict[str, Any]) -> str:
    """Words and buttons, as they stand there now, and what comes with them."""
    words = str(message.get("text") or message.get("caption") or "")
    files = [f"[{kind}]" for kind in ("photo", "voice", "video", "document") if kind in message]
    return "\n".join([words, *files, *(button["text"] for button in buttons_of(message))])


@asynccontextmanager
async def plain_stage(store: Store) -> AsyncIterator[Stage]:
    channel = PlainChannel()
    async with town(store, {"plain": channel, "web": WebChannel()}) as place:
        yield PlainStage(place, channel)


@asynccontextmanager
async def web_stage(store: Store) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(town(store, {"web": WebChannel()}))
        site = Site(limits=Limits(beat=count().__next__))
        server = TestServer(make_app(place.app, place.app.hub, site))
        await stack.enter_async_context(server)
        yield WebStage(place, server, stack)


@asynccontextmanager
async def telegram_stage(store: Store) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        clock = FrozenClock(MONDAY_MORNING)
        telegram = Telegram(api.world.token, shelf=Enclosures(store, clock), base_url=api.url)
        await stack.enter_async_context(telegram)
        channels: dict[str, Channel] = {"telegram": telegram.channel, "web": WebChannel()}
        place = await stack.enter_async_context(town(store, channels, clock))
        tray = HeldUpdates(store, clock, "telegram")
        polling = telegram.poll(place.app.turn, tray, place.app.aside, hurried=place.app.hurried)
        stack.push_async_callback(cancel, asyncio.create_task(polling))
        yield TelegramStage(place, api)


STAGES: dict[str, Callable[[Store], Any]] = {"plain": plain_stage, "web": web_stage, "telegram": telegram_stage}
