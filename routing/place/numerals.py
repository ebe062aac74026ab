"""What number do these letters write? Bare, as the roster has them: "3", "12", "B2", "301". Knows no marks or places."""

import re

DIGITS = {letter: n for n, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "幺": 1}
HAN_LETTERS = "零〇一二三四五六七八九十百两幺"
HAN_NUMBER = re.compile(f"[{HAN_LETTERS}]+")
DIRECTION = re.compile(f"([东西南北中])(?=[\\d{HAN_LETTERS}])")


def bare_number(written: str) -> str:
    """'三' → '3', '十二' → '12', 'b2' → 'B2', '007' → '7', '东一' → '东1'."""
    if DIRECTION.match(written):
        return written[0] + bare_number(written[1:])
    if HAN_NUMBER.fullmatch(written):
        return str(han_value(written))
    return written.upper().lstrip("0") or "0"


def spelled(written: str) -> str:
    """A room said digit by digit: '三零一' → '301'."""
    if all(letter in DIGITS for letter in written):
        return "".join(str(DIGITS[letter]) for letter in written)
    return bare_number(written) if HAN_NUMBER.fullmatch(written) else written.upper()


def han_value(letters: str) -> int:
    if not any(letter in "十百" for letter in letters):
        return int("".join(str(DIGITS[letter]) for letter in letters))
    total, current = 0, 0
    for letter in letters:
        if letter in "十百":
            total += (current or 1) * (10 if letter == "十" else 100)
            current = 0
        else:
            current = DIGITS[letter]
    return total + current
