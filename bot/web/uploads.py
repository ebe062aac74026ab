"""Is this really a photo, and what of it may be kept? Decodes, turns upright, shrinks and writes anew; nothing else stays.

What was uploaded never reaches the database or a browser: only the freshly written JPEG does, without any metadata.
"""

import asyncio
import io
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http import HttpProcessingError
from PIL import Image, ImageOps

from bot.web.refusals import Refusal

MEDIA = "image/jpeg"
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 1600
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
FIELD_BYTES = 32 * 1024
MOST_PARTS = 6
# Pillow's own alarm rings too late and half of the time only warns; `redraw` looks at the size before decoding.
Image.MAX_IMAGE_PIXELS = None
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Upload:
    fields: dict[str, str]
    data: bytes


async def receive(request: web.Request) -> Upload:
    """The posted form. Reads a body that is too large to its end (within reason), so that the answer is heard."""
    if (request.content_length or 0) > 4 * MOST_BYTES:
        raise Refusal("photo_big")
    try:
        return await read_parts(await request.multipart())
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError) as error:
        raise Refusal("form") from error


async def read_parts(reader: MultipartReader) -> Upload:
    fields: dict[str, str] = {}
    data: bytes | None = None
    for _ in range(MOST_PARTS):
        part = await reader.next()
        if part is None:
            break
        if not isinstance(part, BodyPartReader) or not part.name:
            raise Refusal("form")
        if part.name == "file":
            data = await read_limited(part, MOST_BYTES, "photo_big")
        else:
            fields[part.name] = (await read_limited(part, FIELD_BYTES, "too_long")).decode("utf-8")
    if not data:
        raise Refusal("form")
    return Upload(fields, data)


async def read_limited(part: BodyPartReader, most: int, code: str) -> bytes:
    kept = bytearray()
    size = 0
    while chunk := await part.read_chunk(64 * 1024):
        size += len(chunk)
        if size > 4 * most:
            raise Refusal(code)
        if size <= most:
            kept += chunk
    if size > most:
        raise Refusal(code)
    return bytes(kept)


class Darkroom:
    """Develops photos on worker threads, few at a time: one of 40 megapixels needs 160 MB while it is open."""

    def __init__(self, at_once: int = 2) -> None:
        self._room = asyncio.Semaphore(at_once)

    async def develop(self, data: bytes) -> bytes:
        async with self._room:
            return await asyncio.to_thread(develop, data)


def develop(data: bytes) -> bytes:
    """The photo as a fresh JPEG of at most 1600 pixels a side. Raises Refusal."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise Refusal("photo_heic")
    try:
        return redraw(data)
    except Refusal:
        raise
    except Exception as error:  # a broken picture may fail in any way its decoder knows
        raise Refusal("photo_type") from error


def redraw(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refusal("photo_pixels")
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE, SIDE))
        return as_jpeg(upright)


def as_jpeg(image: Image.Image) -> bytes:
    """On new white paper, so that neither transparency nor anything written beside the picture comes along."""
    layered = image.convert("RGBA") if image.mode in ("RGBA", "LA", "PA", "P") else image.convert("RGB")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered if layered.mode == "RGBA" else None)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
