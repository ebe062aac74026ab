"""A case's place may be a spot shared on the map, and the micro-grid it lies in."""

from alembic import op
from sqlalchemy import Column

from storage.columns import Json, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", Column("microgrid", Words))
    op.add_column("cases", Column("point", Json))


def downgrade() -> None:
    op.drop_column("cases", "point")
    op.drop_column("cases", "microgrid")
