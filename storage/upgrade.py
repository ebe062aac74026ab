"""Are the tables of this program's version? Brings them there with Alembic, which needs no file outside this folder."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 8_110_119


def upgrade(engine: Engine, to: str = "head") -> None:
    """Safe where several processes start at once: they wait for each other. Most starts find nothing to do."""
    if to == "head" and up_to_date(engine):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        upgrade_in(connection, to)


def up_to_date(engine: Engine) -> bool:
    """Whether a look needs no upgrade first. Asked without Alembic: who never needs it keeps none of it in memory."""
    newest = max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    with engine.connect() as connection:
        marked = inspect(connection).has_table("alembic_version")
        return marked and connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == newest


def upgrade_in(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
