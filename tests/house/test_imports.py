"""Who may import what: the rooms' one direction is kept by import-linter, the libraries' homes are kept here."""

import sys

import pytest

from tests.house.sources import ROOMS, modules

# library → the only places (path prefixes) that may import it
HOMES = {
    "telegram": ("bot/channels/telegram",),
    "aiohttp": ("bot/web", "bot/channels"),
    "aiohttp_sse": ("bot/web",),
    "jinja2": ("bot/web", "bot/poster"),
    "segno": ("bot/poster", "bot/web"),
    "PIL": ("bot/web", "bot/channels"),
    "apscheduler": ("bot/scheduler",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "psycopg": ("storage/",),
    "jieba": ("routing/words",),
    "zhconv": ("routing/",),
    "holidays": ("routing/calendar",),
    "openpyxl": ("bot/roster/", "bot/sheet/", "bot/init.py"),
    "resvg_py": ("bot/picture.py",),
    "aiosmtplib": ("bot/channels/",),
    "pydantic_settings": ("bot/settings.py",),
    "prometheus_client": ("bot/metrics.py",),
    "uvloop": ("bot/",),
    "structlog": ("bot/", "handlers/"),
    "asyncio": ("bot/", "storage/"),
}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_in_its_home(library: str) -> None:
    strays = [
        module.path
        for module in modules(*ROOMS)
        if not module.path.startswith(HOMES[library])
        and any(name == library or name.startswith(f"{library}.") for name in module.imports())
    ]
    assert strays == []


def test_domain_needs_nothing_but_the_standard_library() -> None:
    foreign = {
        f"{module.path}: {name}"
        for module in modules("domain")
        for name in module.imports()
        if name.split(".")[0] not in {*sys.stdlib_module_names, "domain"}
    }
    assert foreign == set()


def test_nothing_in_the_product_imports_the_tests() -> None:
    assert [m.path for m in modules(*ROOMS) if any(name.split(".")[0] == "tests" for name in m.imports())] == []
