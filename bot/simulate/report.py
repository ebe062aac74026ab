"""How is a simulated month told? In lines for people, as one object for programs, as a picture. Works nothing out but sums."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.picture import draw
from bot.simulate.evidence import Evidence
from bot.simulate.people import ZONE
from bot.simulate.trial import Outcome
from domain.cases import Case, State
from domain.errors import OperatorError
from domain.figures import Bar, Counts, Panel, Picture
from handlers.digest.pictures import shares, way
from handlers.texts import rates as rate_texts
from handlers.texts.say import stands
from routing.rates import rates

BAR = 30
SHOWN = 5
MOST_DAYS = 10
WAITS_FOR_US = frozenset({State.RECEIVED, State.ASSIGNED, State.ACCEPTED, State.WORKING, State.RETURNED})
GROUPS = {
    "待定": (State.RECEIVED, State.RETURNED),
    "待签收": (State.ASSIGNED,),
    "在办": (State.ACCEPTED, State.WORKING),
    "等居民": (State.ANSWERED,),
    "挂账": (State.HUNG,),
}
NAMES = {
    "every_open_case_has_a_next_look": "没结束的每一件都有下一次查看",
    "no_case_is_silent_too_long": "没有一件让居民等得太久没有消息",
    "every_event_follows_from_the_last": "每一步都接得上前一步",
    "no_step_is_taken_twice": "催办的每一步最多走一次",
    "no_step_is_missing": "催办的每一步都没有漏",
    "no_step_comes_late": "催办的每一步都没有晚",
    "no_letter_is_lost": "没有丢信",
    "no_letter_comes_late": "没有一封信晚到",
    "no_letter_goes_twice": "没有一封信送两遍",
    "nobody_reads_the_same_twice": "没有人一口气读到两遍同样的话",
    "letters_keep_their_order": "每个人的信按先后到",
    "nights_are_quiet": "夜里不打扰（急事和刚说话的人除外）",
    "counted_rates_are_those_that_happened": "数出来的比率等于从经过重算的",
    "nothing_is_solved_without_her": "没有居民点头就不算解决",
    "all_words_are_kept": "说过的话一句不少",
    "nothing_jams": "没有一件卡住",
    "every_message_is_handled": "每条消息都处理得了",
}


def progress(share: float) -> None:
    """One line that is written over, where somebody is looking; nothing otherwise."""
    if sys.stderr.isatty():
        filled = round(share * BAR)
        sys.stderr.write(f"\r{'█' * filled}{'░' * (BAR - filled)} {share:4.0%}" + ("\r\x1b[K" if share >= 1 else ""))
        sys.stderr.flush()


def whole(seen: Evidence) -> Counts:
    """Of the whole month: the first period that was counted."""
    return next(iter(seen.counted.values()))


def as_json(outcome: Outcome) -> str:
    order, seen = outcome.order, outcome.seen
    found: dict[str, Any] = {
        "seed": order.seed,
        "days": order.days,
        "estates": order.estates,
        "faults": [fault.value for fault in order.faults],
        "cases": len(seen.cases),
        "states": dict(sorted(Counter(case.state.value for case in seen.cases).items())),
        "said": len(seen.said),
        "letters": len(seen.letters),
        "killed": outcome.deaths,
        "rates": {
            rate.kind.value: {"value": rate.value, "hits": rate.share.hits, "of": rate.share.of}
            for rate in rates(whole(seen))
        },
        "invariants": {name: len(found) for name, found in outcome.invariants.items()},
        "seconds": round(outcome.seconds, 1),
    }
    return json.dumps(found, ensure_ascii=False)


def lines(outcome: Outcome) -> Iterator[str]:
    order, seen = outcome.order, outcome.seen
    yield (
        f"{order.estates} 个小区过了 {order.days} 天（种子 {order.seed}），用了 {outcome.seconds:.0f} 秒："
        f"居民和工作人员说了 {len(seen.said)} 次，成了 {len(seen.cases)} 件事，送出 {len(seen.handed)} 封信。"
    )
    if order.faults:
        yield f"其间进程被杀 {outcome.deaths} 次，消息没送成再送 {outcome.refused} 次。"
    yield "现在：" + "，".join(f"{stands(state)} {n} 件" for state, n in by_state(seen.cases))
    yield ""
    yield from (rate_texts.lines(rates(whole(seen))))
    yield ""
    for name, found in outcome.invariants.items():
        yield f"{'✗' if found else '✓'} {NAMES[name]}" + (f"：{len(found)} 处不符" if found else "")
        yield from (f"    {what}" for what in found[:SHOWN])


def by_state(cases: tuple[Case, ...]) -> Iterator[tuple[State, int]]:
    counted = Counter(case.state for case in cases)
    return ((state, counted[state]) for state in State if counted[state])


def write_picture(outcome: Outcome, file: Path) -> None:
    """Raises OperatorError."""
    drawn = draw(picture(outcome))
    if drawn is None:
        raise OperatorError("--picture", "这台机器没有中文字体，画不了图")
    try:
        file.write_bytes(drawn)
    except OSError as error:
        raise OperatorError("--picture", f"{file} 写不进去（{error.strerror}）") from error


def picture(outcome: Outcome) -> Picture:
    order, counts = outcome.order, whole(outcome.seen)
    panels = (Panel("每天结束时没办完的，红色是逾期", tuple(days(outcome))), way(counts), shares(counts))
    held = sum(not found for found in outcome.invariants.values())
    foot = f"{len(outcome.seen.cases)} 件事；{len(outcome.invariants)} 条规矩守住了 {held} 条。" + rate_texts.LEFT_OUT
    title = f"模拟：{order.estates} 个小区 {order.days} 天"
    return Picture(title, tuple(panel for panel in panels if panel.bars), foot)


def days(outcome: Outcome) -> Iterator[Bar]:
    """Of some days, evenly spread, how many cases were open at their end, and in which states."""
    end, count = outcome.seen.now, outcome.order.days
    step = -(-count // MOST_DAYS)
    for back in range((count - 1) // step * step, -1, -step):
        at = end - timedelta(days=back)
        standing = [(case, state) for case in outcome.seen.cases if (state := state_at(outcome.seen, case, at))]
        still_open = [(case, state) for case, state in standing if state.open]
        late = sum(state in WAITS_FOR_US and case.finish_due < at for case, state in still_open)
        last = (at - timedelta(hours=1)).astimezone(ZONE)
        note, under = f"{len(still_open)} 件，逾期 {late}", " · ".join(standing_of(state for _, state in still_open))
        yield Bar(f"{last.month}月{last.day}日", len(still_open), note, under, marked=late)


def standing_of(states: Iterable[State]) -> Iterator[str]:
    """'待签收 8', group by group, in the order in which a case passes through them."""
    counted = Counter(states)
    sums = ((name, sum(counted[state] for state in group)) for name, group in GROUPS.items())
    return (f"{name} {count}" for name, count in sums if count)


def state_at(seen: Evidence, case: Case, at: datetime) -> State | None:
    """None before it was told."""
    return next((event.state for event in reversed(seen.events.get(case.id, ())) if event.at <= at), None)
