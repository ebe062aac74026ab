"""The bar is for people at a terminal, and leaves nothing behind."""

import io

from bot.rules.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_things_pass_unchanged_and_a_file_sees_no_bar() -> None:
    quiet = io.StringIO()
    assert list(shown(range(5), 5, "看", quiet)) == [0, 1, 2, 3, 4]
    assert quiet.getvalue() == ""


def test_a_terminal_sees_how_far_it_is_and_a_clean_line_at_the_end() -> None:
    screen = Terminal()
    assert list(shown(range(60), 60, "看", screen)) == list(range(60))
    assert "30/60" in screen.getvalue()
    assert screen.getvalue().endswith(" \r")
    assert list(shown([], 0, "看", Terminal())) == []
