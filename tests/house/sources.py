"""What the house tests read: tracked files, and the product's modules as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("domain", "routing", "storage", "handlers", "bot")
MIGRATIONS = "storage/migrations/versions/"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[str]:
        """Every module named in an import, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield node.module or ""


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all files git knows or would take in."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted({path for path in listed if (ROOT / path).is_file()}))


@cache
def modules(*rooms: str) -> tuple[Module, ...]:
    """All Python files of the rooms, or of the product and its tests; migrations are machine-written and left out."""
    chosen = tuple(f"{room}/" for room in rooms or (*ROOMS, "tests"))
    return tuple(
        Module(path, text, ast.parse(text))
        for path in tracked()
        if path.endswith(".py") and path.startswith(chosen) and not path.startswith(MIGRATIONS)
        for text in [(ROOT / path).read_text(encoding="utf-8")]
    )


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
