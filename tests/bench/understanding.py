"""How fast is a message understood, beside one jieba cut of the same text? How long does the book take to load, how
much memory does the reader need, how long does the longest message take?

python -m tests.bench.understanding, or `measure()` from another bench: a fresh process, so that memory is the reader's own.
"""

import asyncio
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba

from domain.people import Directory
from domain.places import Building, Community, Estate
from routing.book import load_book
from routing.read import Reader

LENGTH = 60
LONG = 10_000
ROUNDS = 5
TOWN = Directory(
    communities=(Community("c1", "潮音社区"),),
    estates=(Estate("e1", "望江花园", "c1", ("望江",)), Estate("e2", "枫桥雅苑", "c1")),
    buildings=tuple(Building("e1", str(number), "m1", f"d{number}") for number in range(1, 30)),
)
BEGINNINGS = (
    "昨天夜里下大雨，我家顶楼卧室又开始往里滴水",
    "师傅你好，我们单元那部梯子这两天老是停在半当中",
    "三号楼一楼的下水道从上个礼拜开始就往外冒脏水",
    "楼上那户天天半夜拖椅子，小孩子跑来跑去没个停",
    "我家门口的车位今天又被一辆外地牌照的车占了",
    "五幢门前那棵大树的枝条已经伸进我家阳台里来了",
    "小区东门的路灯坏了快半个月，晚上回来什么都看不见",
    "楼道里堆满了纸板箱和旧自行车，推轮椅根本过不去",
    "楼下新开的烧烤店每天油烟直往上冲，窗户都不敢开",
    "the lift in building 6 has been out of order since Monday",
    "隔壁养的那条大狗从来不牵绳，今天差点扑到我女儿",
    "物业费涨了两块，保洁却一个星期也见不到一次人影",
)
ENDINGS = (
    "，打了几次电话都说在安排，到现在没有人上门来看过一眼",
    "，家里还有个八十岁的老人，实在是等不起了，麻烦快一点",
    "，已经是第三次反映了，请给个准话，到底什么时候能弄好",
    "，我住2单元501，白天家里有人，晚上六点以后打电话也可以",
    "，邻居们都有意见，大家让我来说一声，看看社区能不能出面",
    "，不知道该找谁，请问这个事情归哪里管，谢谢你们了",
    "，拍了照片可以发给你们看，真的不是我夸张，太影响生活",
    "，另外楼道里的灯也不亮了，一起帮忙看看吧，辛苦各位",
)
PARTS = ("电梯坏了", "漏水 ", "3-", "一", "1", "不是", "a", "。", "望江花园", "着火", "物业不管，")


def texts() -> list[str]:
    """As many different messages of the same length as there are beginnings and endings."""
    return [(begun + ended + "，谢谢").ljust(LENGTH, "。")[:LENGTH] for begun, ended in product(BEGINNINGS, ENDINGS)]


def microseconds(asked: Sequence[str], *ways: Callable[[str], object]) -> list[float]:
    """What one text costs in each way, in turn as in a running process: for each text its best of some rounds."""
    best = [[math.inf] * len(asked) for _ in ways]
    for _ in range(ROUNDS):
        for number, text in enumerate(asked):
            for way, costs in zip(ways, best, strict=True):
                costs[number] = min(costs[number], spent(way, text))
    return [sum(costs) / len(asked) * 1e6 for costs in best]


def spent(way: Callable[[str], object], text: str, clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    way(text)
    return clock() - began


def readings_a_second(read: Callable[[str], object], asked: Sequence[str]) -> float:
    """In processor time, so that other work on the machine does not count."""
    rates = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in asked:
            read(text)
        rates.append(len(asked) / (time.process_time() - began))
    return max(rates)


def figures(cache: Path) -> dict[str, float]:
    before = memory()
    began = time.process_time()
    reader = Reader(load_book(), TOWN, cache)
    loaded = time.process_time() - began
    kept = memory() - before
    asked = texts()
    slow = [spent(reader.read, (part * LONG)[:LONG], time.process_time) for part in PARTS]
    cut, verdict = microseconds(asked, plain_jieba(cache), reader.verdict)
    return {
        "jieba cut, µs": cut,
        "verdict, µs": verdict,
        "verdict, cuts": verdict / cut,
        "readings a second": readings_a_second(reader.read, asked),
        "slowest of 10,000 letters, ms": max(slow) * 1e3,
        "book loaded, s": loaded,
        "reader's memory, MB": kept,
    }


def plain_jieba(cache: Path) -> Callable[[str], list[str]]:
    """The library as it comes, with its own dictionary."""
    library = jieba.Tokenizer()
    library.tmp_dir = str(cache)
    library.initialize()
    return lambda text: list(library.lcut(text, HMM=False))


def memory() -> float:
    """Resident megabytes of this process."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


async def measure() -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.understanding", "--json", stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    found: dict[str, float] = json.loads(told)
    return found


def main(arguments: Sequence[str]) -> None:
    with TemporaryDirectory() as folder:
        found = figures(Path(folder))
    lines = [f"{name:32} {value:10.2f}" for name, value in found.items()]
    sys.stdout.write((json.dumps(found) if "--json" in arguments else "\n".join(lines)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
