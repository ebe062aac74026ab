"""What does a resident do about a letter, and of her own accord? Everything she says is drawn from her own dice.

She taps what was offered, types, adds, hurries, withdraws, asks for a human, or does not answer at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.simulate import speech
from bot.simulate.habits import ResidentHabit, minutes
from bot.simulate.people import Plan, Words, World, by_day, later, offered, tap
from domain.messages import Choice, Notice
from domain.people import Address
from domain.places import Place
from domain.reading import Intent

STRAY_TAP = 0.05
ANSWERS_A_QUESTION = 0.65  # of those who never say whether it is solved
SOLVED, UNSOLVED, PARTLY, NOTHING = "solved", "unsolved", "partly", ""
HUMAN = "人工"


@dataclass
class Resident:
    address: Address
    home: Place
    estate: str
    door: str
    habit: ResidentHabit
    language: str
    rng: Random
    world: World
    spoke: bool = False

    def tell(self) -> Words:
        """A matter; now and then several at once."""
        first = self.matter()
        if self.rng.random() < self.habit.several:
            return Words(f"{first}。另外，{self.world.sentences.matter(self.rng, language=self.language)}")
        return Words(first)

    def matter(self) -> str:
        words = self.world.sentences.matter(self.rng, language=self.language)
        return speech.with_place(words, self.home, self.estate, self.rng, language=self.language)

    def read(self, notice: Notice, at: datetime) -> Sequence[Plan]:
        if notice.kind == "accepted":
            return tuple(self.own_accord(notice, at))
        words = self.answer(notice)
        return (Plan(self.when(at), words),) if words else ()

    def goes_on(self, plan: Plan) -> bool:
        return True

    def when(self, at: datetime) -> datetime:
        return by_day(later(at, minutes(self.habit.replies, self.rng)), self.rng)

    def answer(self, notice: Notice) -> Words | None:
        reply = REPLIES.get(notice.kind)
        if reply:
            return reply(self, notice)
        if notice.choices and self.rng.random() < STRAY_TAP:
            return tap(self.rng.choice(notice.choices), self.rng)
        return None

    def own_accord(self, notice: Notice, at: datetime) -> list[Plan]:
        """What she will say of it later, unasked."""
        habit, rng, say = self.habit, self.rng, self.world.sentences.about
        wishes: tuple[tuple[float, tuple[int, int], Callable[[], str]], ...] = (
            (habit.adds, (2, 600), lambda: say(Intent.SUPPLEMENT, rng)),
            (habit.chases, (400, 6000), lambda: f"{notice.case} {speech.NUMBERED}"),
            (habit.chases / 2, (2000, 9000), lambda: say(Intent.CHASE, rng)),
            (habit.withdraws, (30, 4000), lambda: say(Intent.WITHDRAW, rng)),
            (habit.human, (20, 3000), lambda: HUMAN),
            (habit.doubts / 8, (3000, 12000), lambda: say(Intent.DISPUTE_NOT_SOLVED, rng)),
        )
        return [
            Plan(by_day(later(at, minutes(span, rng)), rng), Words(words()))
            for share, span, words in wishes
            if rng.random() < share
        ]

    def picks(self, notice: Notice, *verbs: tuple[str, float]) -> Words | None:
        """One of the choices by its verb, each as likely as said; the rest of the time none."""
        dice = self.rng.random()
        for verb, share in verbs:
            dice -= share
            if dice < 0:
                choice = offered(notice, verb)
                return tap(choice, self.rng) if choice else None
        return None

    def willing(self) -> bool:
        return self.rng.random() < max(self.habit.answers, ANSWERS_A_QUESTION)


Reply = Callable[[Resident, Notice], Words | None]


def which_topic(who: Resident, notice: Notice) -> Words | None:
    if not who.willing():
        return None
    items = [choice for choice in notice.choices if choice.code.startswith("item:")]
    if who.rng.random() < 0.8 and items:
        return tap(items[0] if who.rng.random() < 0.8 else who.rng.choice(items), who.rng)
    return who.picks(notice, ("none", 0.5)) or Words(who.matter())


def which_place(who: Resident, notice: Notice) -> Words | None:
    if not who.willing():
        return None
    own = Choice(f"estate:{who.home.estate}", who.estate)
    if own in notice.choices and who.rng.random() < 0.5:
        return tap(own, who.rng)
    known = who.picks(notice, ("place", 0.5))
    return known or Words(f"{who.estate}{who.home.building}幢")


def which_building(who: Resident, notice: Notice) -> Words | None:
    return Words(f"{who.home.building}幢") if who.willing() else None


def is_it_solved(who: Resident, notice: Notice) -> Words | None:
    """She goes by what she sees, and some call unsolved whatever was done."""
    if who.rng.random() >= who.habit.answers:
        return None
    if notice.case in who.world.fixed:
        doubts = who.habit.doubts
        return who.picks(notice, (UNSOLVED, doubts), (PARTLY, 0.06), (SOLVED, 1))
    return who.picks(notice, (UNSOLVED, 0.72), (PARTLY, 0.1), (SOLVED, 0.08))


def still_fine(who: Resident, notice: Notice) -> Words | None:
    if who.rng.random() >= who.habit.answers * 0.6:
        return None
    return who.picks(notice, ("fine" if notice.case in who.world.fixed else UNSOLVED, 0.9))


def archived(who: Resident, notice: Notice) -> Words | None:
    return None if notice.case in who.world.fixed else who.picks(notice, (UNSOLVED, 0.25))


def how_was_it(who: Resident, notice: Notice) -> Words | None:
    if who.rng.random() >= who.habit.rates:
        return None
    good, fair, bad = notice.choices[:3]
    return tap(who.rng.choices((good, fair, bad), (6, 3, 1))[0], who.rng)


def words_or(*verbs: tuple[str, float], words: tuple[str, ...], share: float) -> Reply:
    def reply(who: Resident, notice: Notice) -> Words | None:
        if who.rng.random() < share:
            return Words(who.rng.choice(words))
        return who.picks(notice, *verbs)

    return reply


def one_of(*verbs: tuple[str, float]) -> Reply:
    return lambda who, notice: who.picks(notice, *verbs) if who.willing() else None


def any_of(share: float) -> Reply:
    def reply(who: Resident, notice: Notice) -> Words | None:
        if notice.choices and who.rng.random() < share:
            return tap(who.rng.choice(notice.choices), who.rng)
        return None

    return reply


REPLIES: dict[str, Reply] = {
    "which_topic": which_topic,
    "which_place": which_place,
    "which_building": which_building,
    "confirm_matters": one_of(("matters", 1)),
    "same_matter": any_of(0.9),
    "soft_question": lambda who, notice: safe_enough(who, notice),
    "nothing": one_of(("tell", 0.5)),
    "repeated": one_of(("other", 0.1)),
    "which_case": any_of(0.85),
    "what_to_add": words_or(words=speech.TOLD_BACK, share=0.8),
    "human_called": words_or(words=speech.STILL, share=0.4),
    "why_unsolved": words_or(("skip", 0.6), words=speech.STILL, share=0.5),
    "partly_then": one_of(("goon", 0.6), ("enough", 0.35)),
    "how_was_it": how_was_it,
    "is_it_solved": is_it_solved,
    "still_fine": still_fine,
    "archived": archived,
    "relayed": words_or(("add", 0.5), words=speech.TOLD_BACK, share=0.7),
    "really_withdraw": one_of(("withdrawn", 0.7), ("solved", 0.1), ("keep", 0.2)),
    "are_you_safe": words_or(("safe", 0.6), ("unsafe", 0.3), words=speech.STILL, share=0.1),
    "unsafe_noted": one_of(("safe", 0.6)),
}


def safe_enough(who: Resident, notice: Notice) -> Words | None:
    """Asked whether there is danger, nearly everyone says there is none."""
    code = "danger:yes" if who.rng.random() < 0.05 else "danger:no"
    return next((Words(tap=choice.code) for choice in notice.choices if choice.code == code), None)
