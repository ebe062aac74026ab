"""What is legal in a rule book, but bad? Remarks for its editor, each with file, line and key. Mends and forbids nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import OperatorError
from routing.book import RuleBook
from routing.book.model import parse_pair
from routing.book.source import line_of, read_text
from routing.book.written import FORMS, ItemSource, Rule

FEW_EXAMPLES = 10
NAMED = 4


@dataclass(frozen=True, slots=True)
class Advice:
    """`kind` groups remarks of one sort; `remark` is worded like a mistake, but nothing is refused for it."""

    kind: str
    remark: OperatorError


Plain = Callable[[str], str]


def advice(
    book: RuleBook, folder: Path, items: Sequence[ItemSource], plain: Plain, idle: Iterable[Rule]
) -> tuple[Advice, ...]:
    """`idle`: rules that fire on none of the book's own examples."""
    return (
        *missing_numbers(book, folder),
        *twice_phrased(items, plain),
        *twice_told(items, plain),
        *never_meant(book, items, plain),
        *one_letter(items),
        *few_examples(items),
        *never_fired(items, idle),
    )


def of_rule(kind: str, rule: Rule, problem: str) -> Advice:
    key = f"items.{rule.item}.{FORMS[rule.form]}"
    return Advice(kind, OperatorError(rule.file, problem, rule.line, key))


def of_item(kind: str, item: ItemSource, key: str, problem: str, word: str = "") -> Advice:
    where = f"items.{item.code}.{key}"
    return Advice(kind, OperatorError(item.path.name, problem, item.line(key, word), where))


def missing_numbers(book: RuleBook, folder: Path) -> Iterator[Advice]:
    text = read_text(folder / "numbers.toml")
    for key in book.numbers.missing():
        problem = "电话还空着，填好之前不能给真实居民使用"
        yield Advice("电话", OperatorError("numbers.toml", problem, line_of(text, (key,)), key))
    if book.numbers.verified_on is None:
        problem = "还没有写 verified_on；请逐个拨打核对号码后写上日期"
        yield Advice("电话", OperatorError("numbers.toml", problem, None, "verified_on"))


def twice_phrased(items: Sequence[ItemSource], plain: Plain) -> Iterator[Advice]:
    """The same phrase under two items pulls both ways and so proves nothing."""
    seen: dict[str, Rule] = {}
    for rule in (rule for item in items for rule in item.rules if rule.form == "phrase"):
        first = seen.setdefault(plain(rule.text), rule)
        if first.item != rule.item:
            yield of_rule("重复", rule, f"短语“{rule.text}”在 {first.item} 里也有（{first.file} 第 {first.line} 行）")


def twice_told(items: Sequence[ItemSource], plain: Plain) -> Iterator[Advice]:
    """The same example under two topics teaches that it is both."""
    seen: dict[str, ItemSource] = {}
    for item in items:
        for example in item.examples:
            first = seen.setdefault(plain(example), item)
            if first.code[:2] != item.code[:2]:
                yield of_item("重复", item, "examples", f"例句“{example}”在 {first.code} 里也有", example)


def never_meant(book: RuleBook, items: Sequence[ItemSource], plain: Plain) -> Iterator[Advice]:
    """Nothing inside a harmless saying counts."""
    sayings = {plain(saying): saying for saying in book.words.harmless}
    for rule in (rule for item in items for rule in item.rules if rule.form == "phrase"):
        word = plain(rule.text)
        inside = [saying for text, saying in sayings.items() if word in text and word != text]
        if inside:
            named = "、".join(f"“{saying}”" for saying in inside[:NAMED])
            yield of_rule("口头禅", rule, f"短语“{rule.text}”在{named}里不算数（words.toml 的 harmless）")


def one_letter(items: Sequence[ItemSource]) -> Iterator[Advice]:
    for rule in (rule for item in items for rule in item.rules if rule.form == "pair"):
        pair = parse_pair(rule.text)
        short = [word for word in (*pair.objects, *pair.symptoms) if len(word) == 1]
        if short:
            named = "、".join(f"“{word}”" for word in short[:NAMED])
            yield of_rule("单字", rule, f"词对里有单字{named}，别的话里也常出现，容易误中")


def few_examples(items: Sequence[ItemSource]) -> Iterator[Advice]:
    for item in items:
        if len(item.examples) < FEW_EXAMPLES:
            problem = f"只有 {len(item.examples)} 条例句，少于 {FEW_EXAMPLES} 条时没有写到的说法认不准"
            yield of_item("例句少", item, "examples", problem)


def never_fired(items: Sequence[ItemSource], idle: Iterable[Rule]) -> Iterator[Advice]:
    """One remark an item: a rule no example shows may be a good one, but nobody sees it at work."""
    asleep: dict[str, list[Rule]] = defaultdict(list)
    for rule in idle:
        asleep[rule.item].append(rule)
    for item in items:
        if rules := asleep.get(item.code):
            named = "、".join(f"“{rule.text}”" for rule in rules[:NAMED])
            more = f"等 {len(rules)} 条" if len(rules) > NAMED else ""
            yield of_rule("没用上", rules[0], f"{named}{more}在手册自己的例句里从没响过")
