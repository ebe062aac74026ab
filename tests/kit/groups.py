"""Estate groups on the Telegram stage: people talk there among themselves, call the bot, and leave it by its buttons."""

from urllib.parse import parse_qs, urlsplit

from handlers.doors import LINKS_GROUP, make_door
from tests.kit.botapi.world import buttons_of
from tests.kit.stages import TelegramStage


class Groups:
    """`chats` of a group follow it when it becomes a supergroup."""

    def __init__(self, stage: TelegramStage) -> None:
        self.stage = stage
        self.world = stage.api.world
        self.chats: dict[str, int] = {}

    def person(self, name: str) -> int:
        """Known from the group only, until she presses Start."""
        if name not in self.stage.chats:
            self.stage.chats[name] = self.world.stranger(name)
        return self.stage.chats[name]

    async def link(self, group: str, estate: str) -> None:
        """The office's link is used to bring the bot in; without an estate somebody just adds it."""
        self.chats[group] = self.stage.chats[group] = self.world.group(group)
        app = self.stage.town.app
        directory = await app.store.read(app.house.directory)
        code = next((known.code for known in directory.estates if known.name == estate), None)
        payload = make_door(app.house, LINKS_GROUP, code, self.stage.town.clock.now()) if code else ""
        self.world.invite(self.chats[group], self.world.stranger("Somebody"), payload)
        await self.stage.taken()

    async def say(self, name: str, group: str, text: str, *, reply: bool = False) -> None:
        """`@bot` stands for the bot's name; `reply`: to the last thing the bot said there."""
        chat = self.chats[group]
        to = self.world.shown(chat)[-1]["message_id"] if reply else None
        words = text.replace("@bot", f"@{self.world.username}")
        self.world.say(chat, words, by=self.person(name), reply_to=to)
        await self.stage.taken()

    async def tap(self, name: str, group: str, label: str) -> None:
        """The latest button with this label, which opens the private chat."""
        shown = reversed(self.world.shown(self.chats[group]))
        found = (button for message in shown for button in buttons_of(message) if button["text"] == label)
        button = next(found, None)
        assert button is not None, f"no button {label!r} is shown in {group}"
        [payload] = parse_qs(urlsplit(button["url"]).query)["start"]
        self.world.press_start(self.person(name), payload)
        await self.stage.taken()

    async def let_in(self, name: str, status: str) -> None:
        self.world.change_standing(self.stage.chats[name], status)
        await self.stage.taken()

    async def move(self, group: str) -> None:
        """The bot is not told: it learns of it at its next letter."""
        self.chats[group] = self.stage.chats[group] = self.world.become_supergroup(self.chats[group])
