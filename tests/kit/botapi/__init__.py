"""A double of the Bot API over real HTTP, for tests: strict about what it is sent, and able to misbehave on request.

It is no part of the product and knows nothing of it; an independent client checks it in `tests/contract/test_botapi.py`.

    async with BotApi() as api:
        anna = api.world.person("Anna")
        api.world.say(anna, "电梯坏了")
        ... point a client at api.url with api.world.token ...
        assert api.world.shown(anna)[-1]["text"] == ...
"""

from tests.kit.botapi.faults import Fault
from tests.kit.botapi.server import BotApi
from tests.kit.botapi.world import World

__all__ = ["BotApi", "Fault", "World"]
