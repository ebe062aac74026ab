"""`huying run` for the bench: a community larger than the demo's, and nothing waits for the messenger's sending limits.

All else is the product as it is started: the same command, settings, database, sender and metronome. The limits are
counted as ever; only the waiting is left out, for with it the bench would measure 30 messages a second.
"""

import sys
from pathlib import Path

from bot import demo
from bot.channels.telegram.limits import SendLimits
from bot.main import main


def at_once(limits: SendLimits, chat: str, now: float) -> float:
    return 0.0


if __name__ == "__main__":
    demo.FOLDER = Path(sys.argv[1])
    SendLimits.wait = at_once  # type: ignore[method-assign]
    sys.exit(main(["run"]))
