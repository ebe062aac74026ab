"""The bench itself measures what it says, with counts so small that nobody has to wait."""

import pytest

from tests.bench import digests, loss, telegram
from tests.bench.community import Complaint
from tests.bench.crowd import Crowd, NoAnswer, Talk
from tests.bench.figures import progress
from tests.bench.stage import stage


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_every_resident_is_answered_by_the_echo(mode: str) -> None:
    run = await telegram.run(mode, telegram.echo, 24, progress, at_once=8)
    assert (run.pace.talks, len(run.pace.waits)) == (18, 18)  # the first quarter only warms up
    assert run.rate > 0


async def test_a_silent_bot_ends_the_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.crowd.SILENCE", 1.0)
    async with stage("polling") as on:
        with pytest.raises(NoAnswer):
            await Crowd(on.street).talk([Talk(chat, ("你好",)) for chat in on.residents(2)])


async def test_the_product_killed_once_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any complaint will do here: the rule book need not be asked for clear ones."""
    told = [Complaint("guiyu", str(n), words) for words in ("楼道灯坏了", "快递柜坏了") for n in range(1, 11)]
    monkeypatch.setattr(loss, "complaints", lambda count: told[:count])
    monkeypatch.setattr(loss, "LONGEST_LIFE", 0.2)
    figures = await loss.killed("webhook", 40, 1, progress, unlimited=True)
    assert [figure.name for figure in figures[:-1] if figure.met is False] == []


async def test_every_digest_of_a_community_with_ended_cases_is_timed() -> None:
    figures = await digests.measure(progress, ended=400)
    assert [figure.value.endswith(" ms") for figure in figures] == [True] * 4
