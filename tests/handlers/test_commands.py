"""Every button of a standing menu has a command, and a command typed does what its button does."""

from pathlib import Path

import pytest

from domain.messages import InboundMessage
from domain.people import Address, Directory, Person, Role
from handlers.commands import commands, residents_commands, standing
from handlers.inbox import hear
from storage.tx import Tx
from tests.handlers.test_inbox import told
from tests.handlers.test_steward import community
from tests.kit.town import MONDAY_MORNING

HER = Address("web", "her")


def test_each_role_has_commands_a_messenger_can_show() -> None:
    for role in (Role.RESIDENT, Role.STEWARD, Role.OFFICE):
        person = Person(1, role)
        shown = commands(person, Directory())
        assert len(dict(shown)) == len(shown) > 1
        assert all(name.isascii() and name.islower() and words for name, words in shown)
        assert {name for name, _ in shown} < {choice.label for choice in standing(person, Directory())}


def test_a_stranger_s_menu_is_in_her_language() -> None:
    assert dict(residents_commands("en"))["privacy"] == "My data"
    assert dict(residents_commands("zh"))["privacy"] == "我的数据"


@pytest.mark.parametrize(
    ("at", "command", "heard"),
    [
        (HER, "/privacy", "我留着的您的数据"),
        (HER, "/mine", "没有在办的事"),
        (Address("web", "demo-Y01"), "/tasks", "手上"),
        (Address("web", "demo-Y31"), "/leave", "谁"),
    ],
)
def test_a_command_typed_is_understood(migrated_sqlite: Path, at: Address, command: str, heard: str) -> None:
    with community(migrated_sqlite) as (store, app, _):

        def turn(tx: Tx) -> str:
            hear(tx, InboundMessage(at, "k1", MONDAY_MORNING, command), app.house, MONDAY_MORNING)
            return "\n".join(told(tx, at))

        assert heard in store.run_now(turn)
