"""The shelf channels put things on: pictures are drawn anew, everything else is kept byte for byte."""

import pytest

from bot.channels.base import Kept
from bot.enclosures import Enclosures
from domain.messages import EnclosureKind
from storage.store import Store
from tests.kit.frozen import FrozenClock
from tests.kit.pictures import jpeg
from tests.kit.town import MONDAY_MORNING


@pytest.fixture
def shelf(sqlite_store: Store) -> Enclosures:
    return Enclosures(sqlite_store, FrozenClock(MONDAY_MORNING))


async def test_a_picture_is_drawn_anew_and_loses_what_the_phone_wrote_beside_it(shelf: Enclosures) -> None:
    kept = await shelf.get(await shelf.keep(Kept(jpeg(), "image/jpeg", "IMG_2041.jpg")))
    assert kept is not None
    assert (kept.media, kept.name) == ("image/jpeg", None)
    assert b"A Phone Maker" not in kept.data


async def test_a_paper_comes_back_as_it_came(shelf: Enclosures) -> None:
    paper = Kept(b"%PDF-1.7", "application/pdf", "公告.pdf")
    assert await shelf.get(await shelf.keep(paper)) == paper


@pytest.mark.parametrize("data", [b"\xff\xd8\xff broken", b"\x00\x00\x00\x18ftypheic"])
async def test_what_claims_to_be_a_picture_and_is_none_is_refused(shelf: Enclosures, data: bytes) -> None:
    with pytest.raises(ValueError, match="photo_"):
        await shelf.keep(Kept(data, "image/jpeg"))


async def test_kinds_are_told_of_what_is_there(shelf: Enclosures) -> None:
    voice = await shelf.keep(Kept(b"OggS", "audio/ogg"))
    paper = await shelf.keep(Kept(b"a", "text/plain", "a.txt"))
    assert await shelf.kinds([voice, paper, 999]) == {voice: EnclosureKind.VOICE, paper: EnclosureKind.PAPER}
    assert await shelf.get(999) is None
