"""Rules: phrases, pairs within a window, what silences and what takes back."""

from routing.book.model import Pair, Signs
from routing.rules import Rules, Scanner


def fired(text: str, signs: Signs, harmless: tuple[str, ...] = (), denials: tuple[str, ...] = ()) -> list[str]:
    rules: Rules[str] = Rules(str, denials)
    rules.add("x", signs, signs.hints)
    hits = rules.fire(Scanner(rules.words(), harmless).scan(text)).get("x", [])
    return [hit.why for hit in hits]


def test_a_pair_fires_in_either_order_within_its_window() -> None:
    signs = Signs(pairs=(Pair(("电梯",), ("抖",), 4),))
    assert fired("电梯一直抖", signs) == ["『电梯』+『抖』"]
    assert fired("抖得厉害这电梯", signs) == ["『电梯』+『抖』"]
    assert fired("电梯今天早上开始抖", signs) == []


def test_a_pair_needs_two_separate_words() -> None:
    assert fired("停水了", Signs(pairs=(Pair(("停水",), ("水",)),))) == []


def test_words_inside_a_harmless_saying_do_not_count() -> None:
    signs = Signs(phrases=("跳楼",))
    assert fired("他要跳楼", signs, harmless=("跳楼价",)) == ["『跳楼』"]
    assert fired("跳楼价大甩卖", signs, harmless=("跳楼价",)) == []


def test_a_denial_takes_the_word_behind_it_back() -> None:
    signs = Signs(phrases=("漏水",))
    assert fired("不是漏水", signs, denials=("不是",)) == []
    assert fired("是不是漏水", signs, denials=("不是",)) == ["『漏水』"]


def test_a_silencing_word_works_nearby_only() -> None:
    signs = Signs(phrases=("路灯",), unless=("刺眼",))
    assert fired("路灯太刺眼", signs) == []
    assert fired("路灯坏了" + "很久" * 15 + "另外招牌刺眼", signs) == ["『路灯』"]
