"""Fixtures: a served page with nobody behind its door but an echo."""

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client, Page, serving


@pytest.fixture
def door(sqlite_store: Store) -> EchoDoor:
    door = EchoDoor(sqlite_store)
    door.prepare()
    return door


@pytest.fixture
async def client(door: EchoDoor) -> AsyncIterator[Client]:
    async with serving(door) as client:
        yield client


@pytest.fixture
async def resident(client: Client) -> Page:
    return await Page(client).enter()


@pytest.fixture
async def steward(client: Client) -> Page:
    return await Page(client, "steward").enter()
