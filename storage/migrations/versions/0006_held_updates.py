"""Updates that a messenger was told we have, until they are heard."""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint

from storage.columns import Json, Moment, Words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_updates",
        Column("channel", Words, nullable=False),
        Column("chat", Words, nullable=False),
        Column("key", Words, nullable=False),
        Column("album", Words),
        Column("raw", Json, nullable=False),
        Column("holder", Words),
        Column("at", Moment, nullable=False),
        PrimaryKeyConstraint("channel", "chat", "key", name="pk_held_updates"),
    )


def downgrade() -> None:
    op.drop_table("held_updates")
