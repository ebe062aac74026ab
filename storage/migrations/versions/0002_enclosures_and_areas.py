"""What goes along with a message is no longer only photos; micro-grids may have an area on the map."""

from alembic import op
from sqlalchemy import Column

from storage.columns import Json, Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RENAMED = (("cases", "photos"), ("events", "photos"), ("lines", "photos"))
WRITTEN = (("letters", "notice"), ("lines", "notice"), ("drafts", "answers"), ("troubled_messages", "message"))


def upgrade() -> None:
    op.drop_index("ix_photos_owner", "photos")
    op.execute("ALTER TABLE photos RENAME TO enclosures")
    op.create_index("ix_enclosures_owner", "enclosures", ["owner"])
    op.add_column("enclosures", Column("name", Words))
    op.add_column("microgrids", Column("area", Json))
    for table, column in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO enclosed")
    reword("photos", "enclosed")


def downgrade() -> None:
    reword("enclosed", "photos")
    for table, column in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN enclosed TO {column}")
    op.drop_column("microgrids", "area")
    op.drop_column("enclosures", "name")
    op.drop_index("ix_enclosures_owner", "enclosures")
    op.execute("ALTER TABLE enclosures RENAME TO photos")
    op.create_index("ix_photos_owner", "photos", ["owner"])


def reword(old: str, new: str) -> None:
    """A key inside written JSON. In a person's own words its quotes would be escaped, so they are left alone."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table, column in WRITTEN:
        text = f"CAST({column} AS text)" if postgres else column
        changed = f"replace({text}, '\"{old}\":', '\"{new}\":')"
        value = f"CAST({changed} AS json)" if postgres else changed
        op.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT NULL")
