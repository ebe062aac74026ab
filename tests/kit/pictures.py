"""Pictures as phones make them, and as nobody should send them."""

import io
import struct
import zlib

from PIL import Image

PLACE = 0x8825
ORIENTATION = 0x0112


def jpeg(width: int = 320, height: int = 240, orientation: int | None = None, quality: int = 80) -> bytes:
    """Left half red, right half blue; with an EXIF position, as a phone writes it."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    exif[0x010F] = "A Phone Maker"
    exif.get_ifd(PLACE)[2] = (30.0, 31.0, 12.0)
    return saved(image, "JPEG", exif=exif, quality=quality, comment=b"taken at home")


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be an enormous picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(4096))) + chunk(b"IEND", b"")
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
