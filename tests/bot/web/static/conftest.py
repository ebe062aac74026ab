"""A real browser for the tests of the pages."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.kit.browser import browsing


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser
