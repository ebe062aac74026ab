"""`make fuzz`: a coverage-guided fuzzer, for at most a minute, looks for a text that cannot be read.

Begins with the golden set and keeps what reaches new lines of `routing`. Ends with 1 and the text at the first failure.
The fuzzer's library is made for Linux on x86-64; elsewhere the tests with random texts have to do.
"""

import sys
import tempfile
from pathlib import Path

SECONDS = 60
LONGEST = 600
ELSEWHERE = "这台机器上没有 atheris（只有 Linux x86-64、Python 3.11 到 3.13 才装），请改看 make test 里的随机测试。\n"


def main() -> int:
    try:
        import atheris
    except ImportError:
        sys.stderr.write(ELSEWHERE)
        return 0
    with atheris.instrument_imports(include=["routing"]):
        from tests.fuzz.reading import CONTEXTS, hold, seeds
        from tests.routing.reading import reader, town_reader
    readers = (town_reader(), reader())

    def one(data: bytes) -> None:
        text = data[1:].decode("utf-8", errors="surrogateescape")
        number = data[0] if data else 0
        hold(readers[number % 2], text, CONTEXTS[number % len(CONTEXTS)])

    with tempfile.TemporaryDirectory(prefix="huying-fuzz-") as folder:
        for number, text in enumerate(dict.fromkeys(seeds())):
            content = bytes([number % 6]) + text.encode("utf-8", errors="surrogatepass")
            Path(folder, f"{number:04d}").write_bytes(content)
        limits = [f"-max_total_time={SECONDS}", f"-max_len={LONGEST}", "-timeout=5", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], folder, *limits, *sys.argv[1:]], one)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
