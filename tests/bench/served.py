"""The product as it is served, without rate limits, for one load generator on this machine. Prints its port."""

import asyncio
import sys
from pathlib import Path

import uvloop

from bot.channels.web import WebChannel
from bot.messengers import cancel
from bot.web.limits import Limits, Rate, Rates
from bot.web.server import Server
from bot.web.site import Site
from domain.clock import SystemClock
from storage.store import Store
from tests.kit.town import Town, found

NO_LIMIT = Rate(1e9, 1e9)


async def serve(folder: Path) -> None:
    store = Store.open(f"sqlite:///{folder / 'bench.db'}")
    store.migrate()
    app = found(store, SystemClock())
    place = Town(app, SystemClock(), {"web": WebChannel()})  # type: ignore[arg-type]
    carrying = asyncio.create_task(place.sender.run())
    limits = Limits(Rates(*[NO_LIMIT] * 6))
    server = Server(app, app.hub, Site(limits=limits))
    await app.store.read(app.house.reader)
    sys.stdout.write(f"{await server.start('127.0.0.1', 0)}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await cancel(carrying)
    await server.stop()
    store.close()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1])))
