"""The messenger's side of things: people, chats, messages and updates waiting. Tests act as people through it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.clock import SystemClock
from tests.kit.botapi.answers import BLOCKED, KICKED, STRANGER, Json, bad_request, migrated

TOKEN = "7000000001:double-of-the-bot-api"
OGG = b"OggS\x00\x02" + b"\x00" * 40
MP4 = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64 + b"\xff\xd9"


def unix_now() -> int:
    return int(SystemClock().now().timestamp())


@dataclass
class File:
    data: bytes
    path: str
    media: str = "image/jpeg"
    size: int | None = None  # what the messenger claims; None: the truth


@dataclass
class World:
    """Everything tests may look at: `calls` in order, `answered` callback ids, `pending` updates by id."""

    token: str = TOKEN
    username: str = "huying_double_bot"
    chats: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, dict[int, Json]] = field(default_factory=dict)
    pending: dict[int, Json] = field(default_factory=dict)
    all_updates: dict[int, Json] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    callbacks: set[str] = field(default_factory=set)
    answered: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    strangers: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    allowed: set[str] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: dict[str, int] = field(default_factory=dict)

    @property
    def me(self) -> Json:
        bot_id = int(self.token.split(":")[0])
        return {"id": bot_id, "is_bot": True, "first_name": "呼应", "username": self.username}

    @property
    def card(self) -> Json:
        """What getMe tells of the bot."""
        return self.me | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    # people

    def person(self, name: str = "Anna") -> int:
        chat = self._next("chat", 500_000_000)
        self.chats[chat] = {"id": chat, "type": "private", "first_name": name}
        return chat

    def group(self, title: str) -> int:
        chat = -self._next("chat", 500_000_000)
        self.chats[chat] = {"id": chat, "type": "group", "title": title}
        return chat

    def stranger(self, name: str = "Anna") -> int:
        """Somebody seen in groups who never pressed Start: a bot cannot write to her."""
        chat = self.person(name)
        self.strangers.add(chat)
        return chat

    def block(self, chat: int) -> None:
        """Blocked by a person, or removed from a group, and nobody told the bot yet."""
        self.blocked.add(chat)

    def become_supergroup(self, chat: int) -> int:
        new = -1_000_000_000_000 + chat
        self.chats[new] = self.chats[chat] | {"id": new, "type": "supergroup"}
        self.moved[chat] = new
        return new

    def tell_of_supergroup(self, chat: int) -> None:
        """The notes that the messenger leaves in both chats."""
        new = self.moved[chat]
        self.push({"message": self.store(chat, {"from": self.user(chat), "migrate_to_chat_id": new})})
        self.push({"message": self.store(new, {"from": self.user(chat), "migrate_from_chat_id": chat})})

    def change_standing(self, chat: int, status: str, by: int | None = None) -> int:
        """The bot is let in ("member") or put out ("kicked", "left"), and is told so."""
        (self.blocked.discard if status == "member" else self.blocked.add)(chat)
        if status == "member":
            self.strangers.discard(chat)
        old = {"user": self.me, "status": "left" if status == "member" else "member"}
        new = {"user": self.me, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        change = {"chat": self.chats[chat], "from": self.user(by or chat), "date": unix_now()}
        return self.push({"my_chat_member": change | {"old_chat_member": old, "new_chat_member": new}})

    def press_start(self, chat: int, payload: str = "") -> int:
        """Opens the private chat by a link, or by the bare Start button."""
        self.strangers.discard(chat)
        return self.say(chat, f"/start {payload}".strip())

    def invite(self, group: int, by: int, payload: str = "") -> int:
        """A person adds the bot to a group by a ?startgroup= link, or without one."""
        update = self.change_standing(group, "member", by)
        return self.say(group, f"/start@{self.username} {payload}", by=by) if payload else update

    # what people do

    def say(self, chat: int, text: str, *, reply_to: int | None = None, by: int | None = None, **more: Any) -> int:
        """Returns the update's id."""
        extra: Json = {"text": text, **more}
        if text.startswith("/"):
            extra["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if reply_to is not None:
            extra["reply_to_message"] = self.messages[chat][reply_to]
        return self.push({"message": self.written(chat, extra, by)})

    def edit(self, chat: int, message: int, text: str) -> int:
        before = self.messages[chat][message]
        words = "text" if "text" in before else "caption"
        changed = before | {words: text, "edit_date": unix_now()}
        self.messages[chat][message] = changed
        return self.push({"edited_message": changed})

    def photo(
        self,
        chat: int,
        data: bytes = JPEG,
        caption: str = "",
        group: str | None = None,
        *,
        by: int | None = None,
        **more: Any,
    ) -> int:
        extra: Json = {"photo": [self.size(data, 90), self.size(data, 1280)], **more}
        if caption:
            extra["caption"] = caption
        if group:
            extra["media_group_id"] = group
        return self.push({"message": self.written(chat, extra, by)})

    def album(self, chat: int, pictures: Sequence[bytes], caption: str = "") -> list[int]:
        group = str(self._next("album", 13_000_000_000_000_000))
        captions = [caption, *("" for _ in pictures[1:])]
        return [self.photo(chat, data, words, group) for data, words in zip(pictures, captions, strict=True)]

    def document(self, chat: int, data: bytes, media: str, name: str, caption: str = "") -> int:
        document = self.keep(data, media) | {"file_name": name, "mime_type": media}
        return self.sent(chat, {"document": document}, caption)

    def voice(self, chat: int, data: bytes = OGG, caption: str = "") -> int:
        voice = self.keep(data, "audio/ogg") | {"duration": 3, "mime_type": "audio/ogg"}
        return self.sent(chat, {"voice": voice}, caption)

    def video(self, chat: int, data: bytes = MP4, caption: str = "") -> int:
        video = self.keep(data, "video/mp4") | {"duration": 3, "width": 640, "height": 480, "mime_type": "video/mp4"}
        return self.sent(chat, {"video": video}, caption)

    def sticker(self, chat: int, emoji: str | None) -> int:
        sticker = self.keep(b"RIFF\x00\x00\x00\x00WEBP", "image/webp") | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        return self.sent(chat, {"sticker": sticker | ({"emoji": emoji} if emoji else {})})

    def spot(self, chat: int, latitude: float, longitude: float, **venue: str) -> int:
        """A location shared; with a title and an address it is a venue."""
        location = {"latitude": latitude, "longitude": longitude}
        more: Json = {"venue": {"location": location, "title": "", "address": "", **venue}} if venue else {}
        return self.sent(chat, {"location": location, **more})

    def sent(self, chat: int, content: Json, caption: str = "") -> int:
        return self.push({"message": self.written(chat, content | ({"caption": caption} if caption else {}))})

    def tap(self, chat: int, label: str, message: int | None = None) -> int:
        """Taps the button `label` of a message (the last one that has it) as it is shown now."""
        shown = self.messages[chat]
        for number in [message] if message else sorted(shown, reverse=True):
            for button in buttons_of(shown[number]):
                if button["text"] == label:
                    return self.press(chat, button["callback_data"], shown[number])
        raise AssertionError(f"no button {label!r} is shown")

    def press(self, chat: int, code: str, message: Json) -> int:
        query = str(self._next("callback", 4_000_000_000))
        self.callbacks.add(query)
        tapped = {"id": query, "from": self.user(chat), "chat_instance": "1", "data": code, "message": message}
        return self.push({"callback_query": tapped})

    # updates

    def push(self, content: Json) -> int:
        """Any update, well-formed or not; unknown to the messenger's own filters."""
        update = self._next("update", 800_000_000)
        raw = {"update_id": update, **content}
        self.all_updates[update] = raw
        if self.allowed is None or self.allowed & set(content) or not set(content) & ALL_KINDS:
            self.pending[update] = raw
            self.arrived.set()
        return update

    def repeat(self, update: int) -> None:
        """The same update once more, as after a lost confirmation."""
        self.pending[update] = self.all_updates[update]
        self.arrived.set()

    def confirm_before(self, offset: int) -> None:
        for update in [u for u in self.pending if u < offset]:
            del self.pending[update]

    # what the bot does

    def receive(self, chat: int, content: Json) -> Json:
        """A message of the bot's appears in a chat."""
        return self.store(chat, {"from": self.me, **content})

    def open_chat(self, chat_id: object) -> int:
        """The chat a bot may write to. Raises Refusal."""
        try:
            chat = int(str(chat_id))
        except ValueError:
            raise bad_request("chat not found") from None
        if chat in self.moved:
            raise migrated(self.moved[chat])
        if chat in self.strangers:
            raise STRANGER
        if chat in self.blocked:
            raise BLOCKED if chat > 0 else KICKED
        if chat not in self.chats:
            raise bad_request("chat not found")
        return chat

    def said_last(self, chat: int, words: str) -> int:
        """The number of her own latest message with those words."""
        mine = [(n, m) for n, m in self.messages[chat].items() if m["from"]["id"] != self.me["id"]]
        return max(number for number, m in mine if words == str(m.get("text") or m.get("caption") or ""))

    def shown(self, chat: int) -> list[Json]:
        """The bot's messages in a chat, as its owner sees them."""
        mine = self.me["id"]
        return [m for _, m in sorted(self.messages.get(chat, {}).items()) if m.get("from", {}).get("id") == mine]

    # making things

    def written(self, chat: int, content: Json, by: int | None = None) -> Json:
        return self.store(chat, {"from": self.user(by or chat), **content})

    def store(self, chat: int, content: Json) -> Json:
        number = self._next("message", 0)
        message = {"message_id": number, "chat": self.chats[chat], "date": unix_now(), **content}
        self.messages.setdefault(chat, {})[number] = message
        return message

    def user(self, chat: int) -> Json:
        name = self.chats[chat].get("first_name", "Somebody")
        return {"id": abs(chat), "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def size(self, data: bytes, width: int) -> Json:
        return self.keep(data, "image/jpeg") | {"width": width, "height": width * 3 // 4}

    def keep(self, data: bytes, media: str) -> Json:
        number = self._next("file", 0)
        file_id = f"AgACAgUAAxkB-{number}"
        self.files[file_id] = File(data, f"photos/file_{number}.jpg", media)
        return {"file_id": file_id, "file_unique_id": f"u{number}", "file_size": len(data)}

    def _next(self, kind: str, base: int) -> int:
        self._ids[kind] = self._ids.get(kind, base) + 1
        return self._ids[kind]


ALL_KINDS = {"message", "edited_message", "callback_query", "my_chat_member", "inline_query", "poll"}


def buttons_of(message: Json) -> list[Json]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
