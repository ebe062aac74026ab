"""Two books, the same questions: what gets better, worse or just different."""

from domain.reading import Danger, Guess, Tier, Verdict
from routing.trial import Answer, Change, Move, Question, moves, of_case, rank_of, said_of
from tests.routing.reading import reader


def guess(item: str) -> Guess:
    return Guess(item, item[:2], item, 0.5)


def question(name: str) -> Question:
    return Question(name, "话", lambda words, reader: Answer("", 0))


def test_a_move_is_judged_by_the_rank_of_its_answers() -> None:
    asked = [question(name) for name in ("same", "better", "worse", "other")]
    before = [Answer("甲", 1), Answer("甲", 1), Answer("甲", 1), Answer("甲", 1)]
    after = [Answer("甲", 1), Answer("乙", 2), Answer("乙", 0), Answer("乙", 1)]
    found = [(move.question.name, move.change) for move in moves(asked, before, after)]
    assert found == [("better", Change.BETTER), ("worse", Change.WORSE), ("other", Change.OTHER)]
    assert Move(asked[0], before[0], after[1]).change is Change.BETTER


def test_to_be_sorted_rightly_at_once_is_best_and_wrongly_at_once_is_worst() -> None:
    right = guess("DT1")
    wrong = guess("WS1")
    ladder = [
        Verdict((right, wrong), sure=True),
        Verdict((right, wrong)),
        Verdict((wrong, right)),
        Verdict((wrong,)),
        Verdict((wrong, right), sure=True),
    ]
    assert [rank_of(verdict, "DT1") for verdict in ladder] == [4, 3, 2, 1, 0]
    assert rank_of(Verdict(), "DT1") == 1


def test_an_answer_is_said_in_words_with_its_danger() -> None:
    assert said_of(Verdict(), Danger(Tier.NONE)) == "没有合适的事项"
    asked = Verdict((guess("DT1"), guess("WS1")))
    assert said_of(asked, Danger(Tier.SOFT, "E2")) == "DT1 DT1（先问 DT1/WS1） · 危险 soft E2"


def test_a_case_of_danger_is_worth_most_when_its_danger_is_heard() -> None:
    words = "电梯坏了,我被困在电梯里"
    heard = of_case("DT1", "E6")(words, reader())
    assert heard.rank > of_case("DT1", None)(words, reader()).rank
    assert of_case(None, None)(words, reader()).rank == 0
