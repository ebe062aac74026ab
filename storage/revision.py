"""Which step leads from the last migration to the tables as they are written now? Drafts it, for a person to finish.

`python -m storage.revision "what changed"` (make migration) compares on an empty database in a temporary folder. It
decides nothing: a draft moves no data, and whoever commits it has read it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import create_engine

from storage.upgrade import MIGRATIONS


def draft(what: str, migrations: Path = MIGRATIONS) -> Path:
    """The new file; Alembic says its name aloud."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    known = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/empty.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            made = command.revision(config, what, autogenerate=True, rev_id=f"{known + 1:04d}")
        engine.dispose()
    assert isinstance(made, Script)
    return Path(made.path)


if __name__ == "__main__":
    draft(sys.argv[1])
