"""`huying run` for the bench, over a community larger than the demo's: <folder of the tables> [unlimited].

`unlimited`: nothing waits for the messenger's sending limits, for with them the bench would measure 30 messages a second.
All else is the product as it is started: the same command, settings, database, sender and metronome.
"""

import sys
from pathlib import Path

from bot import demo
from bot.channels.telegram.limits import SendLimits
from bot.main import main

if __name__ == "__main__":
    demo.FOLDER = Path(sys.argv[1])
    if "unlimited" in sys.argv:
        SendLimits.wait = lambda limits, chat, now, count=1: 0.0  # type: ignore[method-assign, assignment]
    sys.exit(main(["run"]))
