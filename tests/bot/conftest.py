"""Every test of the outside world starts in an empty folder, without the settings of the machine it runs on."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def clean_ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("HUYING_") and not name.startswith("HUYING_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
