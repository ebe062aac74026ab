"""`huying poster`: the printable files for every door."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.messengers import name_of_bot
from bot.poster import poster_of, render
from bot.settings import Settings
from bot.start import open_app
from domain.people import Directory
from handlers.desk import House


def write(
    directory: Directory, house: House, now: datetime, folder: Path, say: Callable[[str], None], bot: str | None = None
) -> int:
    """One printable page a building, and one file with all of them. Returns how many buildings."""
    folder.mkdir(parents=True, exist_ok=True)
    posters = [poster_of(directory, building, house, now, bot) for building in directory.buildings]
    for poster in posters:
        name = f"{poster.estate}-{poster.building}".replace("/", "-")
        (folder / f"{name}.html").write_text(render([poster]), encoding="utf-8")
    (folder / "全部.html").write_text(render(posters), encoding="utf-8")
    say(f"写好了 {len(posters)} 张海报，在 {folder}；用浏览器打开“全部.html”就能打印。")
    return len(posters)


def run(settings: Settings, folder: Path, say: Callable[[str], None]) -> int:
    app = open_app(settings)
    try:
        bot = name_of_bot(settings)
        write(app.store.read_now(app.house.directory), app.house, app.clock.now(), folder, say, bot)
    finally:
        app.store.close()
    if settings.only_here:
        say(f"先别张贴！{settings.only_here}。")
    if settings.telegram_token and bot is None:
        say("连不上 Telegram，海报上没有 Telegram 的码；连上以后再打印一次。")
    return 0
