"""Numbers that name a person are hidden; numbers that name a place or an amount stay."""

import pytest

from routing.identifiers import HIDDEN, without_identifiers


@pytest.mark.parametrize(
    "text",
    [
        "打我电话{}谢谢",
        "{}",
        "我的号码是{}，3幢501",
    ],
)
@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138-0013-8000",
        "138 0013 8000",
        "330419199003070011",
        "33041919900307001X",
        "浙F12345",
        "浙FD12345",
    ],
)
def test_what_names_a_person_is_hidden(text: str, number: str) -> None:
    assert without_identifiers(text.format(number)) == text.format(HIDDEN)


@pytest.mark.parametrize("text", ["3幢2单元501", "YS-0001", "停了3个小时", "20261123", "110 119 120", "浙江F座"])
def test_other_numbers_stay(text: str) -> None:
    assert without_identifiers(text) == text
