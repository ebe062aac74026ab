"""What follows a building: which unit and which room? One number after the other, floors and fillers passed over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from routing.place.numerals import bare_number, spelled
from routing.place.tokens import Role, Token

LONGEST_GAP = 6
LONGEST_GAP_TO_ROOM = 12
ROOM_DIGITS = 3
LONGEST_ROOM = 5
USUAL_ROOM = 4
MOST_UNITS = 99
BESIDE = " -的,()"
STOPS = re.compile("[。!?;]|,.")
MONEY = frozenset("元块平%升度")
COUNTS = frozenset("多个户人次几来天小时分钟")
CALLED = frozenset({"110", "119", "120", "122"})
COUNTING = tuple("打拨报叫等了约交花涨费共有第差近")
SPLIT_ROOM = re.compile(r"([a-z])(\d{3,4})")


@dataclass(frozen=True, slots=True)
class Tail:
    """What is known so far. `rows`: the building is a row of houses; `done`: nothing more belongs to it."""

    unit: str | None = None
    room: str | None = None
    floor: bool = False
    rows: bool = False
    done: bool = False

    def with_unit(self, written: str) -> "Tail":
        return replace(self, unit=bare_number(written))

    def with_room(self, written: str) -> "Tail":
        return replace(self, room=spelled(written), done=True)


END = Tail(done=True)


def tail(text: str, found: Sequence[Token], index: int, *, unit: str | None = None) -> Tail:
    """Unit and room right after the token at `index`."""
    so_far = Tail(unit, rows=found[index].mark == "排")
    end = found[index].end
    for at in range(index + 1, len(found)):
        token = found[at]
        gap = text[end : token.start]
        if token.role is Role.BUILDING and token.mark == found[index].mark:
            break
        if len(gap) > (LONGEST_GAP_TO_ROOM if token.role is Role.ROOM else LONGEST_GAP) or STOPS.search(gap):
            break
        step = STEPS.get(token.role)
        after = step(so_far, token, gap, at + 1 < len(found) and follows(token, found[at + 1], text)) if step else END
        so_far = replace(after, unit=after.unit or so_far.unit)
        if so_far.done:
            break
        end = token.end
    return so_far


def beside(gap: str) -> bool:
    return not gap.strip(BESIDE)


def follows(token: Token, following: Token, text: str) -> bool:
    """Whether a room or unit comes right after."""
    more = following.role is Role.UNIT or len(following.last) >= ROOM_DIGITS or len(following.parts) > 1
    return more and beside(text[token.end : following.start])


def unit_said(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    return END if so_far.unit else so_far.with_unit(token.last)


def another_building(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    """'11栋A座' is one building; any other is the next one."""
    return so_far.with_unit(token.last) if token.mark == "座" and beside(gap) and not so_far.unit else END


def floor_said(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    if len(token.last) >= ROOM_DIGITS and not token.last.startswith("1") and len(token.parts) == 1:
        return measured(so_far, token, gap, more)
    so_far = replace(so_far, floor=True)
    if len(token.parts) > 1 and beside(gap) and not so_far.unit:
        return so_far.with_unit(token.parts[0])
    return so_far


def way_in(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    if len(token.last) >= ROOM_DIGITS:
        return measured(so_far, token, gap, more)
    return so_far.with_unit(token.last) if beside(gap) and not so_far.unit else END


def house_number(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    """'3幢5号' is a way in, '3幢12楼5号' and '3幢2单元5号' are rooms."""
    if so_far.floor or so_far.unit:
        return so_far.with_room(token.last) if len(token.parts) == 1 else END
    if not beside(gap):
        return so_far
    if len(token.parts) > 1:
        return replace(so_far, unit="-".join(token.parts), done=True)
    is_unit = more or so_far.rows or not token.last.isdigit() or int(token.last) <= MOST_UNITS
    return so_far.with_unit(token.last) if is_unit else so_far.with_room(token.last)


def room_said(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    if len(token.parts) > 1 and not so_far.unit:
        so_far = so_far.with_unit(token.parts[-2])
    return so_far.with_room(token.last)


def bare(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    """No mark tells what it is: its length, its letters and what it stands beside do."""
    parts, near = token.parts, beside(gap)
    if len(parts) > 1:
        return dashes(so_far, parts) if near else END
    if is_room(token, gap):
        lettered = SPLIT_ROOM.fullmatch(token.last)
        if lettered and not so_far.unit:
            return so_far.with_unit(lettered[1]).with_room(lettered[2])
        return so_far.with_room(token.last)
    if near and not so_far.unit and (more or names_unit(token.last, gap)):
        return so_far.with_unit(token.last)
    return END


def dashes(so_far: Tail, parts: Sequence[str]) -> Tail:
    unit = parts[-3] if len(parts) > 2 else parts[-2]
    return (so_far if so_far.unit else so_far.with_unit(unit)).with_room(parts[-1])


def is_room(token: Token, gap: str) -> bool:
    digits = sum(letter.isdigit() for letter in token.last) or len(token.last)
    if not (ROOM_DIGITS <= digits <= (LONGEST_ROOM if beside(gap) else USUAL_ROOM)):
        return False
    return not (gap.endswith(COUNTING) or (gap.strip() and token.last in CALLED))


def names_unit(written: str, gap: str) -> bool:
    """'C栋-8', '8栋b2-646', '11栋 A', '11号楼17C'."""
    return not written.isdigit() or "-" in gap or not gap


def zone_said(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    """'3幢A区501'; a long number there is a room, and the mark begins the next word."""
    if len(token.last) >= ROOM_DIGITS:
        return measured(so_far, token, gap, more)
    return so_far if beside(gap) else END


def measured(so_far: Tail, token: Token, gap: str, more: bool) -> Tail:
    """'3幢501天花板漏水' is a room after all, '3幢停了300户' is none."""
    counted = token.mark[0] in MONEY or token.mark in COUNTS or not beside(gap)
    if token.mark == "户" and beside(gap) and (so_far.unit or len(token.last) == ROOM_DIGITS):
        counted = False
    if counted or len(token.last) < ROOM_DIGITS:
        return so_far.with_room(token.last) if token.mark == "户" and so_far.unit and beside(gap) else END
    return bare(so_far, token, gap, more)


STEPS: dict[Role, Callable[[Tail, Token, str, bool], Tail]] = {
    Role.UNIT: unit_said,
    Role.BUILDING: another_building,
    Role.FLOOR: floor_said,
    Role.DOOR: way_in,
    Role.HOUSE: house_number,
    Role.ROOM: room_said,
    Role.BARE: bare,
    Role.MEASURE: measured,
    Role.ZONE: zone_said,
}
