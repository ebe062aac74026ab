"""What does a steward or the office do about a letter? Taps one of the buttons offered, after a while; types when asked to.

Any button may be tapped: those this file has never heard of now and then, so that new ones are simulated at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from bot.simulate import speech
from bot.simulate.habits import StaffHabit, minutes
from bot.simulate.people import Plan, Words, World, by_day, case_of, later, offered, tap, verb_of
from domain.messages import Choice, Notice
from domain.people import Address

LIKELY = {
    "ack": 100,
    "accept": 32,
    "contact": 16,
    "note": 7,
    "done": 45,
    "talk": 3,
    "help": 1.5,
    "return": 2,
    "extend": 2.5,
    "look": 6,
    "sort": 60,
    "topics": 8,
    "topic": 20,
    "mine": 6,
    "decline": 4,
    "reassign": 14,
    "give": 60,
    "back": 40,
    "hang": 4,
    "grant": 6,
    "refuse": 3,
    "case": 25,
    "skip": 25,
    "reason": 25,
    "days": 25,
    "because": 25,
    "item": 25,
    "matters": 25,
    "estate": 10,
    "place": 3,
}
SELDOM = 1.0
FIRST_OF_ITS_KIND = 0.7
TAKES_WORK = frozenset({"done", "mine"})
ENDS = frozenset({"done", "mine"})
BOTHERED_AGAIN = 0.1
FROM_A_LIST, LOOKS_AT = 4, 0.12
ONLY_A_COPY = 0.15
STOPS_WHEN_TAKEN = 0.75
TAPS_THE_MENU = 0.08
AT_ONCE = (1, 3)
URGENT = (1, 25)
TYPED = {
    "what_was_done": speech.DONE,
    "what_to_answer": speech.DONE,
    "what_progress": speech.BEGUN,
    "what_to_ask": speech.ASKED,
    "why_longer": speech.REASONS,
    "why_help": speech.REASONS,
    "why_decline": speech.RIGHT_DOOR,
    "which_building": ("2幢", "3幢"),
}
TYPES_RATHER = 0.6
LEAVE, LIST = "请假", "我的任务"


@dataclass
class Staff:
    """`errands`: of whom the office was told on the phone that he is away, and for how many days."""

    address: Address
    name: str
    community: str
    habit: StaffHabit
    rng: Random
    world: World
    presides: bool = False
    away_until: datetime | None = None
    errands: list[tuple[str, int]] = field(default_factory=list)
    pending: dict[str, Plan] = field(default_factory=dict)

    def read(self, notice: Notice, at: datetime) -> Sequence[Plan]:
        if self.away_until and at < self.away_until:
            return ()
        if notice.kind in ABSENCE:
            return self.soon(ABSENCE[notice.kind](self, notice), at)
        if notice.kind == "off_your_list" and notice.case and self.rng.random() < STOPS_WHEN_TAKEN:
            self.pending.pop(notice.case, None)
        if notice.kind in TYPED and (not notice.choices or self.rng.random() < TYPES_RATHER):
            return self.soon(Words(self.rng.choice(TYPED[notice.kind])), at)
        if is_truth_wanted(notice):
            return self.soon(self.asked_her(notice), at)
        return self.about_cases(notice, at)

    def goes_on(self, plan: Plan) -> bool:
        if plan.about is None:
            return True
        mine = self.pending.get(plan.about) is plan
        if mine:
            del self.pending[plan.about]
            self.does(plan)
        return mine

    def does(self, plan: Plan) -> None:
        """Closing it is one thing; whether anything was done about it is another."""
        verb = (plan.words.tap or "").partition(":")[0]
        if verb in ENDS and plan.about:
            honest = self.rng.random() < self.habit.honest
            (self.world.fixed.add if honest else self.world.fixed.discard)(plan.about)

    def soon(self, words: Words | None, at: datetime) -> Sequence[Plan]:
        return (Plan(later(at, self.rng.randint(*AT_ONCE)), words),) if words else ()

    def about_cases(self, notice: Notice, at: datetime) -> Sequence[Plan]:
        by_case: dict[str | None, list[Choice]] = {}
        for choice in notice.choices:
            by_case.setdefault(case_of(choice), []).append(choice)
        if None in by_case:
            heeds = notice.case is not None or self.rng.random() < TAPS_THE_MENU
            return self.soon(tap(self.picked(by_case[None]), self.rng), at) if heeds else ()
        numbers = [number for number in by_case if number]
        if len(numbers) > 1:
            numbers = [number for number in numbers[:FROM_A_LIST] if self.rng.random() < LOOKS_AT]
        return [plan for number in numbers if (plan := self.about(number, by_case[number], notice, at))]

    def about(self, number: str, choices: list[Choice], notice: Notice, at: datetime) -> Plan | None:
        if number in self.pending and self.rng.random() >= BOTHERED_AGAIN:
            return None
        heeds = ONLY_A_COPY if notice.kind == "copy" else 1 - self.habit.forgets
        if self.rng.random() >= heeds:
            return None
        choice = self.picked(choices)
        plan = Plan(self.when(verb_of(choice), notice, at), tap(choice, self.rng), number)
        self.pending[number] = plan
        return plan

    def when(self, verb: str, notice: Notice, at: datetime) -> datetime:
        if notice.urgent:
            return later(at, minutes(URGENT, self.rng))
        span = self.habit.works if verb in TAKES_WORK else self.habit.reacts
        return by_day(later(at, minutes(span, self.rng)), self.rng)

    def picked(self, choices: list[Choice]) -> Choice:
        """A verb as likely as it is, then mostly the first button of that kind."""
        verbs = list(dict.fromkeys(verb_of(choice) for choice in choices))
        weights = [LIKELY.get(verb, SELDOM) * self.habit.likes.get(verb, 1) for verb in verbs]
        verb = self.rng.choices(verbs, weights)[0]
        same = [choice for choice in choices if verb_of(choice) == verb]
        return same[0] if self.rng.random() < FIRST_OF_ITS_KIND else self.rng.choice(same)

    def asked_her(self, notice: Notice) -> Words | None:
        choice = offered(notice, "solved" if notice.case in self.world.fixed else "unsolved")
        return tap(choice, self.rng) if choice else None


def is_truth_wanted(notice: Notice) -> bool:
    return notice.kind == "ask_her"


def who_is_away(who: Staff, notice: Notice) -> Words | None:
    """The name is typed: he may be far down the list."""
    return Words(who.errands[0][0]) if who.errands else None


def away_until(who: Staff, notice: Notice) -> Words | None:
    if not who.errands:
        return None
    days = who.errands[0][1]
    return next((Words(tap=c.code) for c in notice.choices if c.code == f"until:{days}"), None)


def away_backup(who: Staff, notice: Notice) -> Words | None:
    if who.errands:
        del who.errands[0]
    return tap(notice.choices[0] if who.rng.random() < 0.7 else who.rng.choice(notice.choices), who.rng)


ABSENCE = {"who_is_away": who_is_away, "away_until": away_until, "away_backup": away_backup}
