"""A correction may be settled: taken into the rule book in some form, or declined."""

from alembic import op
from sqlalchemy import Column

from storage.columns import Moment, Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("corrections", Column("settled_at", Moment))
    op.add_column("corrections", Column("settled_as", Words))


def downgrade() -> None:
    op.drop_column("corrections", "settled_as")
    op.drop_column("corrections", "settled_at")
