"""A file is what its bytes say; its name loses every path and ends as its content does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.media import LONGEST_NAME, clean_name, media_of

DOCX = b"PK\x03\x04\x14\x00" + b"[Content_Types].xml" + b"\x00" * 50 + b"word/document.xml"
XLSX = b"PK\x03\x04\x14\x00" + b"\x00" * 200_000 + b"xl/workbook.xml"
ODT = b"PK\x03\x04\x14\x00" + b"\x00" * 24 + b"mimetypeapplication/vnd.oasis.opendocument.text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40


@pytest.mark.parametrize(
    ("data", "name", "media"),
    [
        (b"\xff\xd8\xff\xe1", None, "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "x.jpg", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "x.avi", None),
        (b"\x00\x00\x00\x18ftypheic", None, "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "x.jpg", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", None, "audio/mp4"),
        (b"OggS\x00", None, "audio/ogg"),
        (b"ID3\x03", None, "audio/mpeg"),
        (b"#!AMR\n", None, "audio/amr"),
        (b"%PDF-1.4", "x.exe", "application/pdf"),
        (DOCX, "x.zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, None, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (ODT, None, "application/vnd.oasis.opendocument.text"),
        (OLE, "旧.DOC", "application/msword"),
        (OLE, "旧.msi", None),
        ("第一幢，灯".encode(), "清单.txt", "text/plain"),
        ("第一幢，灯".encode("gb18030"), "清单.CSV", "text/plain"),
        (b"a\x00b", "x.txt", None),
        (b"<script>", "x.html", None),
        (b"PK\x03\x04 anything", "x.docx", None),
        (b"GIF89a", "x.gif", None),
        (b"MZ\x90", "x.pdf", None),
        (b"", None, None),
        (b"<svg/>", "x.svg", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(data: bytes, name: str | None, media: str | None) -> None:
    assert media_of(data, name) == media


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("报价单.pdf", "报价单.pdf"),
        ("报价单.PDF", "报价单.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("..\\..\\C:\\boot.pdf", "boot.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ('b"c\r\nSet-Cookie: x.pdf', "b_c_Set-Cookie_ x.pdf"),
        ("...", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_keeps_no_path_and_ends_as_its_content(name: str | None, clean: str | None) -> None:
    assert clean_name(name, "application/pdf") == clean


@given(st.text(max_size=300), st.sampled_from(["application/pdf", "audio/ogg", "text/plain", "image/png"]))
def test_no_name_is_long_or_leads_anywhere(name: str, media: str) -> None:
    clean = clean_name(name, media)
    assert clean is None or 0 < len(clean) <= LONGEST_NAME
    assert not set(clean or "") & set('/\\:*?"<>|\n\r\t\x00')


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_are_judged_without_fail(data: bytes, name: str) -> None:
    media = media_of(data, name)
    assert media is None or "/" in media
