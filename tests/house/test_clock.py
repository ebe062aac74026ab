"""Time is an argument: the linter's ban on clock calls really bites."""

import subprocess
import sys

import pytest

from tests.house.sources import ROOT

CALLS = {
    "datetime.now": "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n",
    "date.today": "from datetime import date\n\ntoday = date.today()\n",
    "time.time": "import time\n\nnow = time.time()\n",
}


def findings(source: str, path: str) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename", path, "--output-format", "concise", "-"]
    return subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("call", CALLS)
def test_a_clock_call_is_refused(call: str) -> None:
    assert "TID251" in findings(CALLS[call], "routing/somewhere.py")


def test_the_clock_itself_may_ask() -> None:
    assert "TID251" not in findings(CALLS["datetime.now"], "domain/clock.py")
