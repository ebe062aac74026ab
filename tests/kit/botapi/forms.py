"""Is what a bot sends well-formed? Texts, entities, markup and keyboards, judged as strictly as the real one does."""

import json
from html.parser import HTMLParser
from typing import Any

from tests.kit.botapi.answers import Json, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CODE = 64
MOST_BUTTONS = 100
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote"}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def text_of(params: Json, name: str = "text") -> str:
    text = plain(str(params.get(name, "")), params.get("parse_mode"))
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text


def caption_of(params: Json) -> str:
    caption = plain(str(params.get("caption", "")), params.get("parse_mode"))
    if utf16(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return caption


def entities_of(params: Json, name: str, text: str) -> list[Json]:
    entities = decoded(params, name, list) or []
    for entity in entities:
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or "type" not in entity:
            raise bad_request("can't parse MessageEntity: Field must be of type Number")
        if offset < 0 or length <= 0 or offset + length > utf16(text):
            raise bad_request("ENTITY_BOUNDS_INVALID")
    return list(entities)


def keyboard_of(params: Json) -> Json | None:
    markup = decoded(params, "reply_markup", dict)
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        check_button(button)
    return markup if buttons else None


def check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text buttons must have a text")
    code = button.get("callback_data")
    if code is None and "url" not in button:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if code is not None and not 1 <= len(str(code).encode()) <= LONGEST_CODE:
        raise bad_request("BUTTON_DATA_INVALID")


def decoded(params: Json, name: str, kind: type) -> Any:
    """A nested value arrives as JSON text in a form, or as it is in a JSON body."""
    value = params.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    if value is not None and not isinstance(value, kind):
        raise bad_request(f"object expected as {name}")
    return value


def plain(text: str, parse_mode: object) -> str:
    if parse_mode is None:
        return text
    if str(parse_mode).lower() != "html":
        raise bad_request("unsupported parse_mode")
    reader = Markup()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag {reader.open[-1]}")
    return "".join(reader.words)


class Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad_request(f'can\'t parse entities: Unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad_request("can't parse entities: Unclosed start tag")
        self.words.append(data)
