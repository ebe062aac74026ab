"""What every test may ask for by name."""

import pytest

from bot.logs import set_up

pytest_plugins = ["tests.kit.stores"]


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """As in the running product: without this, a failure would be logged with everything it held."""
    set_up("INFO", "json")
