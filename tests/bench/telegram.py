"""How many complaints a second over Telegram: beside the bare library on our transport, and beside the usual way.

The sending limits are lifted and the double is on this machine: the proportions count, not the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass

from domain.places import Place
from tests.bench.bots import Process, running
from tests.bench.community import complaints
from tests.bench.crowd import AT_ONCE, CASE_NUMBER, Crowd, Pace, Talk
from tests.bench.figures import Figure, Tell, at_least
from tests.bench.stage import Stage, stage

ROUNDS = 2
ECHOES, COMPLAINTS = 4000, 800
WARM = 40
OF_CEILING, OF_USUAL = 0.5, 3.0

Scene = tuple[Process, list[Talk]]


@dataclass(frozen=True, slots=True)
class Run:
    """`cpu`: seconds of the bot's processor time a talk."""

    cpu: float
    pace: Pace

    @property
    def rate(self) -> float:
        return self.pace.rate


def echo(on: Stage, count: int) -> Scene:
    return on.echo("application"), [Talk(chat, ("你好",)) for chat in on.residents(count)]


def bare(on: Stage, count: int) -> Scene:
    return on.echo("barely"), [Talk(chat, ("你好",)) for chat in on.residents(count)]


def whole(on: Stage, count: int) -> Scene:
    """Residents whose building is known say all in one message; stewards sit at the demo's web page."""
    told = list(zip(on.residents(count), complaints(count), strict=True))
    process = on.product((chat, complaint.home) for chat, complaint in told)
    return process, [Talk(chat, (complaint.words,), CASE_NUMBER) for chat, complaint in told]


def asked_where(on: Stage, count: int) -> Scene:
    """The dialogue that the usual way can do: what, where, number. Stewards get their cards in their chats."""
    told = list(zip(on.residents(count), complaints(count), strict=True))
    process = on.product(((chat, Place()) for chat, _ in told), on.staff())
    return process, [Talk(chat, (complaint.trouble, complaint.where), CASE_NUMBER) for chat, complaint in told]


def usual(on: Stage, count: int) -> Scene:
    told = list(zip(on.residents(count), complaints(count), strict=True))
    process = on.usual_way(on.staff())
    return process, [Talk(chat, (complaint.trouble, complaint.where), CASE_NUMBER) for chat, complaint in told]


async def run(mode: str, scene: Callable[[Stage, int], Scene], count: int, tell: Tell, at_once: int = AT_ONCE) -> Run:
    name = f"telegram: {scene.__name__}, {mode}"
    tell(name)
    async with stage(mode) as on:
        process, talks = scene(on, count)
        warm = min(WARM, count // 4)
        async with running(process):
            crowd = Crowd(on.street, at_once)
            await crowd.talk(talks[:warm])
            before = process.cpu
            pace = await crowd.talk(talks[warm:], lambda done: tell(f"{name}, {warm + done} of {count}"))
            return Run((process.cpu - before) / (count - warm), pace)


async def best(
    mode: str, first: Callable[[Stage, int], Scene], second: Callable[[Stage, int], Scene], tell: Tell
) -> tuple[Run, Run]:
    """The best run of each, in turns, for the machine may have something else to do for a while."""
    rounds = [
        [await run(mode, scene, ECHOES if scene is echo else COMPLAINTS, tell) for scene in (first, second)]
        for _ in range(ROUNDS)
    ]
    one, other = (max(runs, key=lambda found: found.rate) for runs in zip(*rounds, strict=True))
    return one, other


async def measure(tell: Tell) -> list[Figure]:
    polled = beside_ceiling("polling", *await best("polling", echo, whole, tell))
    brought = beside_ceiling("webhook", *await best("webhook", echo, whole, tell))
    barest = Figure("Telegram, polling: the library's Bot alone, echo", speed(await run("polling", bare, ECHOES, tell)))
    return [*polled, *brought, barest, *beside_usual(*await best("polling", usual, asked_where, tell))]


def beside_ceiling(mode: str, ceiling: Run, ours: Run) -> list[Figure]:
    return [
        Figure(f"Telegram, {mode}: the library's Application, echo", speed(ceiling)),
        Figure(f"Telegram, {mode}: whole complaints", speed(ours)),
        at_least(f"Telegram, {mode}: whole complaints of the echo", ours.rate / ceiling.rate, OF_CEILING),
        Figure(f"Telegram, {mode}: message to answer, {AT_ONCE} at once", waits(ours.pace)),
    ]


def beside_usual(theirs: Run, ours: Run) -> list[Figure]:
    return [
        Figure("what-where-number, the usual way", speed(theirs)),
        Figure("what-where-number, ours", speed(ours)),
        at_least("what-where-number, ours of the usual way", ours.rate / theirs.rate, OF_USUAL),
    ]


def speed(found: Run) -> str:
    return f"{found.rate:.0f} /s ({found.cpu * 1000:.1f} ms of processor each)"


def waits(pace: Pace) -> str:
    return f"p50 {pace.quantile(50) * 1000:.0f} ms, p99 {pace.quantile(99) * 1000:.0f} ms"
