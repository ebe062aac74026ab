"""What do people say? The rule book's own examples, with the places of a made-up sub-district. No other sentences of theirs.

Whether they are understood as meant is not judged here; that is what is simulated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from domain.cases import Urgency
from domain.places import Place
from domain.reading import Intent
from routing.book import RuleBook

OFTEN: Mapping[Urgency, float] = {Urgency.P0: 0.1, Urgency.P1: 0.6, Urgency.P2: 3, Urgency.P3: 1.5, Urgency.P4: 1}
DANGER = 0.004
UNSORTED = "QT"

DONE = ("师傅上午来过，已经修好，试过了。", "现场清理完了，跟物业说好每天看一遍。", "换了新的，明天再来回访。")
BEGUN = ("配件订了，后天到。", "约了师傅明天上午来看。", "跟物业碰过头，正在排队。")
ASKED = ("请问方便的话几点在家？", "请问是哪一层、哪个位置？")
REASONS = ("等配件到货。", "要先开业主会。", "天气不好，没法施工。")
RIGHT_DOOR = ("这件由城管部门管，可以拨 12345 反映。", "这属于业主之间的约定，建议找业委会商量。")
TOLD_BACK = ("上午都在家，直接来就行。", "三楼拐角那里。", "照片里能看清楚。")
STILL = ("还是老样子，没人来过。", "修了一天又坏了。")
NUMBERED = "到哪一步了，麻烦催一下"


@dataclass(frozen=True, slots=True)
class Sentences:
    """`of_item`: by item; `english` likewise; `intents`: what people say about a matter they told."""

    of_item: Mapping[str, tuple[str, ...]]
    english: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    dangers: tuple[str, ...]
    intents: Mapping[Intent, tuple[str, ...]]

    def item(self, rng: Random) -> str:
        return rng.choices(list(self.weights), list(self.weights.values()))[0]

    def about(self, intent: Intent, rng: Random) -> str:
        return rng.choice(self.intents[intent])

    def matter(self, rng: Random, *, language: str = "zh") -> str:
        if rng.random() < DANGER:
            return rng.choice(self.dangers)
        item = self.item(rng)
        if language == "en" and self.english[item]:
            return rng.choice(self.english[item])
        return rng.choice(self.of_item[item])


def sentences(book: RuleBook) -> Sentences:
    spoken = {code: item for code, item in book.items.items() if code != UNSORTED and item.examples}
    return Sentences(
        of_item={code: tuple(s for s in item.examples if not s.isascii()) for code, item in spoken.items()},
        english={code: tuple(s for s in item.examples if s.isascii()) for code, item in spoken.items()},
        weights={code: OFTEN[item.urgency] for code, item in spoken.items()},
        dangers=tuple(example for kind in book.emergencies.values() for example in kind.examples),
        intents={intent: signs.examples for intent, signs in book.intents.items()},
    )


def with_place(words: str, home: Place, estate: str, rng: Random, *, language: str = "zh") -> str:
    """As exactly as people say it: to the room, the building only, or not at all."""
    exact = rng.random()
    if exact < 0.2:
        return words
    if language == "en":
        return f"Building {home.building}, {words}"
    if exact < 0.5:
        return f"{home.building}幢，{words}"
    where = f"{estate}{home.building}幢"
    return f"{where}，{words}" if exact < 0.85 else f"{where}{home.unit}单元{home.room}室，{words}"
