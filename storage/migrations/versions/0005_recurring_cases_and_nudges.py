"""A case may be an old trouble come back; and what the clock has to say to somebody waits to be said together."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint

from storage.columns import Moment, Words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", Column("recurs", Words))
    op.create_table(
        "nudges",
        Column("person", Integer, ForeignKey("people.id", name="fk_nudges_person"), nullable=False),
        Column("case", Integer, ForeignKey("cases.id", name="fk_nudges_case"), nullable=False),
        Column("kind", Words, nullable=False),
        Column("why", Words, nullable=False),
        Column("state", Words, nullable=False),
        Column("at", Moment, nullable=False),
        PrimaryKeyConstraint("person", "case", name="pk_nudges"),
    )


def downgrade() -> None:
    op.drop_table("nudges")
    op.drop_column("cases", "recurs")
