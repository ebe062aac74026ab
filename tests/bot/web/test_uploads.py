"""What is kept of a photo: its looks, upright and small, and nothing else."""

import io

import pytest
from PIL import Image

from bot.web.refusals import Refusal
from bot.web.uploads import develop
from tests.kit.pictures import jpeg, png_bomb, saved


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        develop(data)
    return caught.value.code


def test_no_metadata_comes_along() -> None:
    raw = jpeg(orientation=6)
    assert b"A Phone Maker" in raw
    developed = develop(raw)
    image = opened(developed)
    assert not image.getexif()
    assert b"Exif" not in developed
    assert b"taken at home" not in developed


def test_a_photo_stands_upright() -> None:
    image = opened(develop(jpeg(320, 240, orientation=6)))
    assert image.size == (240, 320)
    top, bottom = image.getpixel((120, 20)), image.getpixel((120, 300))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert bottom[2] > 200


def test_a_large_photo_becomes_small() -> None:
    assert opened(develop(jpeg(4000, 3000))).size == (1600, 1200)


def test_a_small_photo_stays_as_large_as_it_is() -> None:
    assert opened(develop(jpeg(320, 240))).size == (320, 240)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "CMYK", "1"])
def test_every_colour_mode_can_be_seen(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(develop(saved(Image.new(mode, (30, 20)), form))).mode == "RGB"


def test_transparent_becomes_white() -> None:
    image = opened(develop(saved(Image.new("RGBA", (30, 20), (0, 0, 0, 0)), "PNG")))
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_webp_is_taken() -> None:
    assert opened(develop(saved(Image.new("RGB", (30, 20), "green"), "WEBP"))).format == "JPEG"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    assert refused(png_bomb(30_000, 30_000)) == "photo_pixels"


def test_forty_megapixels_are_the_limit() -> None:
    assert refused(png_bomb(8001, 5000)) == "photo_pixels"
    assert refused(png_bomb(8000, 5000)) == "photo_type"


def test_heic_gets_advice() -> None:
    assert refused(b"\x00\x00\x00\x18ftypheic" + bytes(64)) == "photo_heic"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused(form: str) -> None:
    assert refused(saved(Image.new("RGB", (30, 20)), form)) == "photo_type"


@pytest.mark.parametrize("data", [b"", b"\x00", b"<svg onload='x'/>", b"PK\x03\x04" + bytes(50), jpeg()[:400]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refused(data) == "photo_type"
