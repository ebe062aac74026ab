"""A second process for the tests of databases: `python -m tests.contract.writing url task …`, told when by its input.

`say`: says lines one after another for ever, and prints the number of each once it is written.
`move number`: moves a case as soon as a line arrives, and prints what came of it.
"""

import sys

from domain.cases import EventKind
from domain.errors import StaleCase
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import NOW, event, said


def say(store: Store) -> None:
    number = 0
    while True:
        number += 1
        store.run_now(hear, str(number))
        tell(str(number))


def hear(tx: Tx, key: str) -> None:
    tx.transcript.heard(said(key, key), NOW)


def move(store: Store, number: str) -> None:
    case = store.read_now(lambda tx: tx.cases.by_number(number))
    assert case is not None
    tell("ready")
    sys.stdin.readline()
    try:
        store.run_now(lambda tx: tx.cases.move(case, event(EventKind.SORTED), item="DT-02"))
    except StaleCase:
        tell("stale")
    else:
        tell("moved")


def tell(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    url, task, *rest = sys.argv[1:]
    opened = Store.open(url)
    if task == "say":
        say(opened)
    else:
        move(opened, *rest)
    opened.close()
