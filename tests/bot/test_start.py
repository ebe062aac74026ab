"""From settings to a product: what must be there before anyone may rely on it, and what a restart keeps."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.init import run as init
from bot.link import invite
from bot.settings import Settings
from bot.start import open_app
from domain.clock import ShiftedClock
from domain.errors import OperatorError
from domain.people import Role
from handlers.entering import hashed

DEMO_TABLES = Path(__file__).parents[2] / "bot" / "demo"


def deployment(folder: Path) -> Settings:
    """A real one, with the demo's tables under other names."""
    init(folder, lambda _: None)
    for table in ("communities.csv", "places.csv", "stewards.csv"):
        words = (DEMO_TABLES / table).read_text(encoding="utf-8").replace("演示社区", "青禾社区")
        (folder / "roster" / table).write_text(words, encoding="utf-8")
    return Settings(data=folder / "data", roster=folder / "roster", book=folder / "book")


def fill_numbers(folder: Path) -> None:
    path = folder / "book" / "numbers.toml"
    text = path.read_text(encoding="utf-8")
    for key in ("gas", "water", "lift", "duty"):
        text = text.replace(f'{key} = ""', f'{key} = "0573-0000000"')
    path.write_text(text, encoding="utf-8")


def test_a_real_community_does_not_start_without_its_emergency_numbers(tmp_path: Path) -> None:
    settings = deployment(tmp_path)
    with pytest.raises(OperatorError, match="numbers.toml.*gas"):
        open_app(settings)
    fill_numbers(tmp_path)
    app = open_app(settings)
    assert not app.demo
    app.store.close()


def test_hours_of_a_community_nobody_knows_stop_the_start(tmp_path: Path) -> None:
    settings = deployment(tmp_path)
    fill_numbers(tmp_path)
    clock = tmp_path / "book" / "clock.toml"
    written = clock.read_text(encoding="utf-8")
    clock.write_text(f'{written}\n[hours."演示社区"]\nweek = [6, 7]\n', encoding="utf-8")
    with pytest.raises(OperatorError, match="clock.toml.*hours.演示社区.*青禾社区"):
        open_app(settings)
    assert not list((tmp_path / "data").glob("*.db"))


def test_demo_and_real_never_meet_in_one_database(tmp_path: Path) -> None:
    settings = deployment(tmp_path)
    open_app(Settings(data=tmp_path / "data", demo=True)).store.close()
    fill_numbers(tmp_path)
    with pytest.raises(OperatorError, match="演示"):
        open_app(settings)


def test_a_lost_key_is_not_silently_replaced(tmp_path: Path) -> None:
    open_app(Settings(data=tmp_path, demo=True)).store.close()
    (tmp_path / "secret.key").unlink()
    with pytest.raises(OperatorError, match="密钥"):
        open_app(Settings(data=tmp_path, demo=True))


async def test_the_moved_clock_and_the_posters_survive_a_restart(tmp_path: Path) -> None:
    app = open_app(Settings(data=tmp_path, demo=True))
    doors = {building.door for building in app.store.read_now(app.house.directory).buildings}
    await app.move_clock("workday")
    clock = app.clock
    assert isinstance(clock, ShiftedClock)
    ahead = clock.ahead
    app.store.close()
    again = open_app(Settings(data=tmp_path, demo=True))
    assert isinstance(again.clock, ShiftedClock)
    assert again.clock.ahead == ahead > timedelta()
    assert {building.door for building in again.store.read_now(again.house.directory).buildings} == doors
    again.store.close()


def test_the_demo_begins_in_the_morning_of_a_working_day(tmp_path: Path) -> None:
    app = open_app(Settings(data=tmp_path, demo=True))
    directory = app.store.read_now(app.house.directory)
    calendar = app.store.read_now(app.house.calendar, directory)
    begin = app.clock.now()
    assert calendar.is_open(begin + timedelta(seconds=1))
    assert calendar.local(begin).hour < 15
    app.store.close()


def test_a_one_time_link_is_for_people_on_the_roster(tmp_path: Path) -> None:
    app = open_app(Settings(data=tmp_path, demo=True))
    name, code = app.store.run_now(invite, "Y01", app.clock.now())
    person = app.store.run_now(lambda tx: tx.invites.take(hashed(code), app.clock.now()))
    steward = app.store.read_now(lambda tx: tx.people.by_code("Y01"))
    assert steward is not None
    assert (steward.id, steward.name, steward.role) == (person, name, Role.STEWARD)
    with pytest.raises(OperatorError, match="名册里没有编号"):
        app.store.run_now(invite, "nobody", app.clock.now())
    app.store.close()


def test_the_calendar_is_asked_once_and_what_was_changed_since_stays(tmp_path: Path) -> None:
    app = open_app(Settings(data=tmp_path, demo=True))
    seeded = app.store.read_now(lambda tx: tx.days.all())
    first, *others = seeded
    app.store.run_now(lambda tx: tx.days.replace({day: seeded[day] for day in others}))
    app.store.close()
    again = open_app(Settings(data=tmp_path, demo=True))
    assert first not in again.store.read_now(lambda tx: tx.days.all())
    again.store.close()
