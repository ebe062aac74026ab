"""What is this file, by its own first bytes, and under which name may it be handed on? Pure; it opens nothing.

What a vendor or a file's name says about its content is believed only where the bytes leave a choice.
"""

import re

from bot.channels.clean import clean

LONGEST_NAME = 80
PROBE = 64 * 1024
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
)
BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
OPEN_XML = "application/vnd.openxmlformats-officedocument."
ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/", OPEN_XML + "wordprocessingml.document"),
    (b"xl/", OPEN_XML + "spreadsheetml.sheet"),
    (b"ppt/", OPEN_XML + "presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_OFFICE = {
    ".doc": "application/msword",
    ".wps": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".dps": "application/vnd.ms-powerpoint",
}
TEXT = "text/plain"
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".m4b"),
    "audio/aac": (".aac",),
    "audio/amr": (".amr",),
    "audio/flac": (".flac",),
    "audio/wav": (".wav",),
    "video/mp4": (".mp4", ".m4v", ".3gp"),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
    "application/pdf": (".pdf",),
    ZIPPED[0][1]: (".docx",),
    ZIPPED[1][1]: (".xlsx",),
    ZIPPED[2][1]: (".pptx",),
    ZIPPED[3][1]: (".odt",),
    ZIPPED[4][1]: (".ods",),
    "application/msword": (".doc", ".wps"),
    "application/vnd.ms-excel": (".xls", ".et"),
    "application/vnd.ms-powerpoint": (".ppt", ".dps"),
    TEXT: (".txt", ".csv", ".md", ".log"),
}
SEPARATORS = re.compile(r'[/\\:*?"<>|\n\t]+')


def media_of(data: bytes, name: str | None = None) -> str | None:
    """A media type we hand on, or None: pictures, recordings, films, PDF, office papers and plain text."""
    known = next((media for sign, media in BEGINNINGS if data.startswith(sign)), None)
    if known:
        return known
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video/mp4")
    if data.startswith(b"PK\x03\x04"):
        return zipped(data)
    if data.startswith(OLE):
        return OLD_OFFICE.get(ending(name))
    return TEXT if ending(name) in ENDINGS[TEXT] and is_text(data) else None


def zipped(data: bytes) -> str | None:
    """Office papers are archives; the names of their parts stand readable at both ends of the file."""
    shown = data[:PROBE] + data[-PROBE:]
    return next((media for sign, media in ZIPPED if sign in shown), None)


def is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def ending(name: str | None) -> str:
    stem, dot, last = (name or "").rpartition(".")
    return f".{last.lower()}" if stem and dot else ""


def clean_name(name: str | None, media: str) -> str | None:
    """A file's own name without any path, at most 80 characters, ending as its content does; None if nothing is left."""
    written = clean(name or "").replace("\\", "/").rpartition("/")[2]
    bare = SEPARATORS.sub("_", written).strip(" .")
    if not bare:
        return None
    end = ending(bare) if ending(bare) in ENDINGS.get(media, ()) else usual_ending(media)
    stem = bare[: -len(end)] if end and ending(bare) == end else bare
    return stem[: LONGEST_NAME - len(end)].rstrip(" .") + end


def usual_ending(media: str) -> str:
    return ENDINGS.get(media, ("",))[0]
