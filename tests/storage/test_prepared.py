from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from domain.cases import State
from domain.messages import Notice
from storage.prepared import Prepared
from storage.store import Store
from storage.tables import cases, letters, lines, people
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, NOW, full_notice, open_case, resident, settle

ADD_LINE = Prepared(insert(lines))
ODD_WORDS = ("", "漏水\r\n\t😀", "a\x00b", "half \ud800 a pair", "'; DROP TABLE cases; --", "100%s :name ?")


def line(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "channel": "web",
        "chat": "her",
        "seq": 1,
        "at": NOW,
        "mine": True,
        "text": "",
        "enclosed": [],
        "notice": None,
    }
    return values | changes


def test_what_is_written_either_way_reads_the_same_either_way(store: Store) -> None:
    look = select(lines).where(lines.c.chat == bindparam("at_chat")).order_by(lines.c.seq)
    rows = [
        line(seq=number, chat=chat, text=words, notice=full_notice().to_json(), enclosed=[1, 2], mine=False)
        for chat in ("prepared", "usual")
        for number, words in enumerate(ODD_WORDS, 1)
    ]

    def turn(tx: Tx) -> list[list[tuple[Any, ...]]]:
        for row in rows[: len(ODD_WORDS)]:
            ADD_LINE.run(tx.connection, row)
        tx.connection.execute(insert(lines), rows[len(ODD_WORDS) :])
        chats = [{"at_chat": chat} for chat in ("prepared", "usual")]
        found: list[list[Any]] = [list(Prepared(look).run(tx.connection, chat)) for chat in chats]
        found += [list(tx.connection.execute(look, chat)) for chat in chats]
        return [[tuple(value for value in row if value not in ("prepared", "usual")) for row in rows] for rows in found]

    first, *others = store.run_now(turn)
    assert others == [first] * 3
    assert first[1] == ("web", 2, NOW, False, ODD_WORDS[1], [1, 2], full_notice().to_json(), None, None, None)
    assert [row[4] for row in first[2:4]] == ["a\ufffdb", "half ? a pair"]


def test_a_whole_case_comes_back_with_every_kind_of_column(store: Store) -> None:
    def turn(tx: Tx) -> None:
        settle(tx)
        opened = open_case(tx, State.WORKING, tags=frozenset({"a", "b"}), extension=NOW + DAY, extended=True, score=5)
        (usual,) = tx.connection.execute(select(cases))
        (prepared,) = Prepared(select(cases)).run(tx.connection)
        assert prepared._asdict() == usual._asdict()
        assert tx.cases.get(opened.id) == opened

    store.run_now(turn)


def test_values_written_into_the_statement_stay_there(store: Store) -> None:
    greet = Prepared(
        update(people).where(people.c.id == bindparam("at_id")).values(greeted=True, name="您").returning(people.c.name)
    )

    def turn(tx: Tx) -> None:
        her, other = resident(tx), tx.people.meet(CHAT, NOW).id + 1
        assert greet.run(tx.connection, {"at_id": her}).scalars() == ["您"]
        assert greet.run(tx.connection, {"at_id": other}).one_or_none() is None
        assert tx.people.get(her).greeted

    store.run_now(turn)


def test_it_says_how_many_rows_it_changed(store: Store) -> None:
    rename = Prepared(update(people).where(people.c.id >= bindparam("at_id")).values(name=bindparam("called")))

    def turn(tx: Tx) -> list[int]:
        her = resident(tx)
        return [rename.run(tx.connection, {"at_id": id, "called": "她"}).rowcount for id in (her, her + 1)]

    assert store.run_now(turn) == [1, 0]


def test_other_values_than_the_first_time_are_refused(store: Store) -> None:
    add = Prepared(insert(lines))

    def turn(tx: Tx) -> None:
        add.run(tx.connection, line())
        with pytest.raises(TypeError, match="8 values are wanted, 9 were given"):
            add.run(tx.connection, line(seq=2, key="k"))
        with pytest.raises(KeyError, match="text"):
            add.run(tx.connection, {("key" if name == "text" else name): value for name, value in line().items()})

    store.run_now(turn)


def test_what_the_database_refuses_is_told_without_anybody_s_words(store: Store) -> None:
    def turn(tx: Tx) -> None:
        ADD_LINE.run(tx.connection, line(text="我家的密码"))
        with pytest.raises(DBAPIError) as refused, tx.savepoint():
            ADD_LINE.run(tx.connection, line(text="我家的密码"))
        assert "INSERT INTO lines" in str(refused.value)
        assert "密码" not in str(refused.value)

    store.run_now(turn)


def test_nothing_is_null_in_a_json_column_too(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int]:
        tx.outbox.put(resident(tx), Notice("n"), key="a", now=NOW)
        (letter,) = tx.outbox.claim(NOW, 1, DAY)
        tx.connection.execute(update(letters).values(notice=None))
        ADD_LINE.run(tx.connection, line())
        null = [tx.connection.execute(select(t.c.notice).where(t.c.notice.is_(None))).all() for t in (letters, lines)]
        return len(null[0]), len(null[1])

    assert store.run_now(turn) == (1, 1)
