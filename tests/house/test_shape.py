"""The size alarm and the form of a module: small functions, short files, a purpose at the top, tests where one looks."""

import ast
from statistics import median

from tests.house.sources import ROOMS, ROOT, Module, length, modules

LONGEST_FILE = 350
LONGEST_FUNCTION = 45
USUAL_FUNCTION = 25
MEDIAN_FUNCTION = 7


def test_functions_are_small() -> None:
    sizes = sorted(length(function) for module in modules(*ROOMS) for function in module.functions())
    assert median(sizes) <= MEDIAN_FUNCTION
    assert sizes[len(sizes) * 9 // 10] <= USUAL_FUNCTION


def test_no_function_is_long() -> None:
    long = [
        f"{module.path}:{function.lineno} {function.name} ({length(function)})"
        for module in modules()
        for function in module.functions()
        if length(function) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_long() -> None:
    assert [(m.path, n) for m in modules() if (n := m.text.count("\n")) > LONGEST_FILE] == []


def test_every_module_opens_with_its_purpose() -> None:
    silent = [m.path for m in modules(*ROOMS) if m.text.strip() and not ast.get_docstring(m.tree)]
    assert silent == []


def test_decisions_and_handlers_are_plain_functions() -> None:
    waiting = [
        f"{module.path}:{function.lineno}"
        for module in modules("domain", "routing", "handlers")
        for function in module.functions()
        if isinstance(function, ast.AsyncFunctionDef)
    ]
    assert waiting == []


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "manager"}
    assert [m.path for m in modules() if drawers & set(m.path.removesuffix(".py").split("/"))] == []


def test_only_the_clock_may_silence_the_ban_on_clock_calls() -> None:
    codes = ("TID" + "251", "DTZ")
    silenced = [
        f"{module.path}:{number}"
        for module in modules()
        if module.path != "domain/clock.py"
        for number, line in enumerate(module.text.splitlines(), 1)
        if "noqa" in line and any(code in line for code in codes)
    ]
    assert silenced == []


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{module.path}:{node.lineno}"
        for module in modules(*ROOMS)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and [type(step) for step in node.body] == [ast.Pass]
    ]
    assert swallowed == []


def test_every_test_file_is_where_its_module_is() -> None:
    lost = [m.path for m in modules("tests") if m.path.split("/")[1] in ROOMS and not mirrored(m)]
    assert lost == []


def mirrored(module: Module) -> bool:
    folder, _, name = module.path.removeprefix("tests/").rpartition("/")
    if not name.startswith("test_"):
        return True
    stem = name.removeprefix("test_").removesuffix(".py")
    sources = (f"{stem}.py", f"{stem}.js", f"{stem}.css", stem)
    return any((ROOT / folder / name).exists() for name in sources)
