"""What every test may ask for by name."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import ROOMS, set_up

pytest_plugins = ["tests.kit.stores"]


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """As in the running product: without this, a failure would be logged with everything it held."""
    set_up("INFO", "json")


@pytest.fixture(autouse=True)
def logs_as_they_were(logs: None) -> Iterator[None]:
    """Logging belongs to the whole process: what a test sets up must not reach the tests after it."""
    root = logging.getLogger()
    handlers, levels = root.handlers, {logger: logger.level for logger in (root, *map(logging.getLogger, ROOMS))}
    ours = structlog.get_config()
    yield
    structlog.configure(**ours)
    root.handlers = handlers
    for logger, level in levels.items():
        logger.setLevel(level)
