"""A rule book small enough to be read in a moment: a few topics of the packaged one, in a folder that may be edited."""

import shutil
from pathlib import Path

from routing.book import DEFAULT

KEPT = ("02-dt", "05-ws", "20-qt")


def small_book(folder: Path) -> Path:
    for path in sorted(DEFAULT.glob("*.toml")):
        if not path.name[:2].isdigit() or path.stem in KEPT:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / path.name)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
