"""How notices look: every word shown, buttons where they fit, numbers where they do not."""

from dataclasses import replace

import pytest

from bot.channels.telegram.looks import LONGEST_CODE, Piece, dress, plainer
from bot.channels.telegram.split import units
from domain.messages import Choice, EnclosureKind, Notice


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{number}", label) for number, label in enumerate(labels, 1))


def labels(piece: Piece) -> list[list[str]]:
    return [[choice.label for choice in row] for row in piece.keyboard]


def test_title_lines_and_facts_are_shown_and_the_title_is_bold() -> None:
    [piece] = dress(Notice("card", "新的诉求 🛗", ("电梯坏了",), (("地点", "3幢"),)))
    assert piece.text == Notice("card", "新的诉求 🛗", ("电梯坏了",), (("地点", "3幢"),)).plain()
    assert piece.bold == units("新的诉求 🛗") == 7


def test_short_choices_share_a_row_and_are_not_repeated_in_the_text() -> None:
    [piece] = dress(Notice("ask", "好了吗", choices=choices("好了", "还没好", "好了一部分", "先不说")))
    assert piece.text == "好了吗"
    assert labels(piece) == [["好了", "还没好", "好了一部分"], ["先不说"]]


def test_long_choices_are_written_out_and_their_buttons_carry_the_numbers() -> None:
    long = "我家门口这一段路灯从上个礼拜开始就一直不亮了"
    [piece] = dress(Notice("ask", "哪一件", choices=choices(long, "其他")))
    assert piece.text == f"哪一件\n1 {long}\n2 其他"
    assert labels(piece) == [["1", "2"]]
    assert [choice.code for row in piece.keyboard for choice in row] == ["c1", "c2"]


@pytest.mark.parametrize("code", ["", "码" * 22, "x" * (LONGEST_CODE + 1)])
def test_a_code_that_no_button_can_carry_leaves_numbers_to_type(code: str) -> None:
    [piece] = dress(Notice("ask", "哪一件", choices=(Choice("a", "甲"), Choice(code, "乙"))))
    assert piece.text == "哪一件\n1 甲\n2 乙"
    assert piece.keyboard == ()


def test_more_choices_than_buttons_are_written_out() -> None:
    [piece] = dress(Notice("ask", "哪一幢", choices=choices(*(f"{n}幢" for n in range(1, 121)))))
    assert piece.keyboard == ()
    assert piece.text.endswith("120 120幢")


def test_a_long_text_is_several_messages_with_the_buttons_under_the_last() -> None:
    notice = Notice("long", "题", tuple("行" * 100 for _ in range(90)), choices=choices("好"))
    pieces = dress(notice)
    assert len(pieces) == 3
    assert "".join("".join(piece.text.split()) for piece in pieces) == "题" + "行" * 9000
    assert [bool(piece.keyboard) for piece in pieces] == [False, False, True]
    assert [piece.bold for piece in pieces] == [1, 0, 0]


def test_one_picture_carries_a_short_text() -> None:
    [piece] = dress(Notice("card", "题", enclosed=(7,), choices=choices("好")))
    assert (piece.text, piece.enclosed, labels(piece)) == ("题", (7,), [["好"]])


def test_a_picture_goes_before_a_text_too_long_for_it() -> None:
    picture, text = dress(Notice("card", "题", ("长" * 1100,), enclosed=(7,)))
    assert (picture.enclosed, picture.text) == ((7,), "")
    assert (text.enclosed, text.bold) == ((), 1)


def test_many_pictures_go_in_albums_of_ten() -> None:
    pieces = dress(Notice("card", "题", enclosed=tuple(range(12)), choices=choices("好")))
    assert [piece.enclosed for piece in pieces] == [tuple(range(10)), (10, 11), ()]
    assert [piece.weight for piece in pieces] == [10, 2, 1]
    assert labels(pieces[-1]) == [["好"]]


def test_choices_alone_have_something_to_hang_under() -> None:
    [piece] = dress(Notice("ask", choices=choices("好")))
    assert piece.text.strip()


def test_nothing_to_say_is_no_message() -> None:
    assert dress(Notice("empty", "  ", ("\x00",))) == ()


def test_what_the_messenger_refuses_is_taken_out() -> None:
    [piece] = dress(Notice("card", "a\x00b\ud83d", ("c\x1b[0m\td\r\ne\u202e",), choices=(Choice("x", "\x07"),)))
    assert piece.text == "ab\nc[0m\td\ne"
    assert labels(piece) == [["·"]]


def test_plainer_looks_keep_every_word_and_offer_the_choices_as_numbers() -> None:
    [piece] = dress(Notice("ask", "好了吗", choices=choices("好了", "还没好"), enclosed=(1,)))
    as_file = plainer(piece)
    assert as_file == replace(piece, as_file=True)
    assert as_file is not None
    assert plainer(as_file) == Piece("好了吗\n1 好了\n2 还没好")
    assert plainer(Piece("bare")) is None
    assert plainer(Piece(enclosed=(1, 2), as_file=True)) == Piece()


def test_pictures_and_films_share_albums_and_the_rest_goes_one_by_one() -> None:
    photo, voice, video = EnclosureKind.PHOTO, EnclosureKind.VOICE, EnclosureKind.VIDEO
    notice = Notice("card", "题", enclosed=(1, 2, 3, 4))
    pieces = dress(notice, {1: voice, 2: photo, 3: video, 4: voice})
    assert [piece.enclosed for piece in pieces] == [(2, 3), (1,), (4,), ()]
    assert sum(piece.weight for piece in pieces) == sum(piece.weight for piece in dress(notice))
