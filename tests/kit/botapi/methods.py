"""The Bot API's methods: each takes the parameters of one call and answers with a result, or raises Refusal."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.kit.botapi.answers import Json, bad_request
from tests.kit.botapi.forms import caption_of, decoded, entities_of, keyboard_of, text_of
from tests.kit.botapi.world import World

PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
COMMAND = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
)


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes


Method = Callable[[World, Json], Any]


def get_me(world: World, params: Json) -> Json:
    return world.card


def send_message(world: World, params: Json) -> Json:
    chat = world.open_chat(params.get("chat_id"))
    text = text_of(params)
    content = {"text": text, "entities": entities_of(params, "entities", text)}
    return world.receive(chat, content | markup(params))


def send_photo(world: World, params: Json) -> Json:
    chat = world.open_chat(params.get("chat_id"))
    caption = caption_of(params)
    content = {"photo": sizes(world, params.get("photo")), "caption": caption}
    content["caption_entities"] = entities_of(params, "caption_entities", caption)
    return world.receive(chat, content | markup(params))


def sender_of(kind: str) -> Method:
    """sendVoice and its like: a file with words and buttons."""

    def send(world: World, params: Json) -> Json:
        chat = world.open_chat(params.get("chat_id"))
        caption = caption_of(params)
        content: Json = {kind: filed(world, params.get(kind)), "caption": caption}
        content["caption_entities"] = entities_of(params, "caption_entities", caption)
        return world.receive(chat, content | markup(params))

    return send


def filed(world: World, file: object) -> Json:
    if not isinstance(file, Upload):
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    kept = world.keep(file.data, "application/octet-stream")
    looks = {"duration": 1, "width": 640, "height": 480}
    return kept | looks | {"file_name": file.name}


def send_media_group(world: World, params: Json) -> list[Json]:
    chat = world.open_chat(params.get("chat_id"))
    media = decoded(params, "media", list) or []
    if not 2 <= len(media) <= 10:
        raise bad_request("failed to send message: the album must contain 2-10 items")
    group = {"media_group_id": str(world._next("album", 13_000_000_000_000_000))}
    files = [(item.get("type"), attached(params, item.get("media"))) for item in media]
    kinds = {kind for kind, _ in files}
    if not (kinds <= {"photo", "video"} or len(kinds) == 1):
        raise bad_request("document can't be mixed with other media types")
    parts = [{kind: sizes(world, file) if kind == "photo" else filed(world, file)} for kind, file in files]
    return [world.receive(chat, group | part) for part in parts]


def edit_message_text(world: World, params: Json) -> Json:
    text = text_of(params)
    return edited(world, params, {"text": text, "entities": entities_of(params, "entities", text)})


def edit_message_caption(world: World, params: Json) -> Json:
    caption = caption_of(params)
    entities = entities_of(params, "caption_entities", caption)
    return edited(world, params, {"caption": caption, "caption_entities": entities})


def edit_message_reply_markup(world: World, params: Json) -> Json:
    return edited(world, params, {})


def delete_message(world: World, params: Json) -> bool:
    chat, number, _ = own_message(world, params, "message to delete not found")
    del world.messages[chat][number]
    return True


def answer_callback_query(world: World, params: Json) -> bool:
    query = str(params.get("callback_query_id"))
    if query not in world.callbacks:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.answered.append(query)
    return True


def get_file(world: World, params: Json) -> Json:
    file_id = str(params.get("file_id"))
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = file.size or len(file.data)
    if size > LARGEST_FILE:
        raise bad_request("file is too big")
    return {"file_id": file_id, "file_unique_id": "u" + file_id, "file_size": size, "file_path": file.path}


def send_chat_action(world: World, params: Json) -> bool:
    world.open_chat(params.get("chat_id"))
    return True


def set_my_commands(world: World, params: Json) -> bool:
    commands = decoded(params, "commands", list) or []
    if not 1 <= len(commands) <= 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if not all(COMMAND.fullmatch(str(one.get("command", ""))) and one.get("description") for one in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    world.commands[str(params.get("scope", "")) + str(params.get("language_code", ""))] = commands
    return True


def delete_my_commands(world: World, params: Json) -> bool:
    world.commands.pop(str(params.get("scope", "")) + str(params.get("language_code", "")), None)
    return True


def set_words(name: str) -> Method:
    """A description in one language, at most 512 characters, a short one 120."""
    longest = 120 if "short" in name else 512

    def set_them(world: World, params: Json) -> bool:
        words = str(params.get(name, ""))
        if len(words) > longest:
            raise bad_request(f"{name} is too long")
        world.about[name + str(params.get("language_code", ""))] = words
        return True

    return set_them


def get_my_commands(world: World, params: Json) -> list[Json]:
    return world.commands.get(str(params.get("scope", "")) + str(params.get("language_code", "")), [])


METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "sendvoice": sender_of("voice"),
    "sendvideo": sender_of("video"),
    "senddocument": sender_of("document"),
    "sendmediagroup": send_media_group,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmydescription": set_words("description"),
    "setmyshortdescription": set_words("short_description"),
}


def markup(params: Json) -> Json:
    keyboard = keyboard_of(params)
    return {"reply_markup": keyboard} if keyboard else {}


def edited(world: World, params: Json, change: Json) -> Json:
    """An edit without a keyboard takes the keyboard away, as the real one does."""
    chat, number, before = own_message(world, params, "message to edit not found")
    bare = {key: value for key, value in before.items() if key not in ("reply_markup", "edit_date")}
    after = bare | change | markup(params)
    if after == {key: value for key, value in before.items() if key != "edit_date"}:
        raise bad_request(SAME)
    world.messages[chat][number] = after | {"edit_date": before["date"]}
    return world.messages[chat][number]


def own_message(world: World, params: Json, missing: str) -> tuple[int, int, Json]:
    chat = world.open_chat(params.get("chat_id"))
    number = int(params.get("message_id", 0))
    message = world.messages.get(chat, {}).get(number)
    if message is None:
        raise bad_request(missing)
    if message["from"]["id"] != world.me["id"]:
        raise bad_request("message can't be edited")
    return chat, number, message


def attached(params: Json, name: object) -> object:
    return params.get(str(name).removeprefix("attach://")) if str(name).startswith("attach://") else name


def sizes(world: World, photo: object) -> list[Json]:
    """The sizes of an uploaded picture, or of one already known by its id."""
    if isinstance(photo, Upload):
        if len(photo.data) > LARGEST_PHOTO:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        if not photo.data.startswith(PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        return [world.size(photo.data, 1280)]
    if photo in world.files:
        return [{"file_id": photo, "file_unique_id": "u", "width": 1280, "height": 960}]
    raise bad_request("wrong remote file identifier specified: Wrong string length")
