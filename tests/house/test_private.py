"""Nothing tracked names a machine, a package registry or a secret, and the locks carry hashes only."""

import re

import pytest

from tests.house.sources import ROOT, tracked

FORBIDDEN = {
    "a package registry": re.compile(
        r"(?i)pypi[.]org|pythonhosted|registry[.]npmjs|//pypi|(?:extra-)?index-url\s*[=:]"
    ),
    "a path of one machine": re.compile(r"(?<![\w.-])/(?:work|root|home/\w+|opt/pypi|Users/\w+)/"),
    "a bot token": re.compile(r"\b\d{8,}:AA[A-Za-z0-9_-]{30,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + " KEY-----"),
}
HERE = "tests/house/test_private.py"


def readable(path: str) -> str:
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what: str) -> None:
    guilty = {
        f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
        for path in tracked()
        if path != HERE
        for text in [readable(path)]
        for found in FORBIDDEN[what].finditer(text)
    }
    assert guilty == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9][^\s=]*)(==\S+)?", text, re.MULTILINE)
    assert all(pin for _, pin in entries)
    assert len(re.findall(r"^[a-z0-9].*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(entries)
    assert "setuptools" in dict(entries)
    assert "://" not in text


def test_both_locks_pin_the_same_versions() -> None:
    pin = re.compile(r"^(\S+)==([^ ;]+)", re.MULTILINE)
    small, large = (
        dict(pin.findall((ROOT / name).read_text())) for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert small.items() <= large.items()


def test_every_direct_dependency_is_locked() -> None:
    wanted = re.findall(r'^  "([A-Za-z0-9-]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    locked = (ROOT / "requirements-dev.lock").read_text()
    assert [name for name in wanted if not re.search(rf"^{name.lower()}==", locked, re.MULTILINE)] == []
