"""A case gone on with after a pause has a short new run of the ladder; a case with a progress note is known by it.

Notes of open cases are taken over from their events, so that none is called silent that is not.
"""

from alembic import op
from sqlalchemy import Column

from storage.columns import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NOTED = (
    "UPDATE cases SET noted_at = "
    "(SELECT max(events.at) FROM events WHERE events.\"case\" = cases.id AND events.kind = 'noted') "
    "WHERE closed_at IS NULL"
)


def upgrade() -> None:
    op.add_column("cases", Column("resumed_at", Moment))
    op.add_column("cases", Column("noted_at", Moment))
    op.execute(NOTED)


def downgrade() -> None:
    op.drop_column("cases", "noted_at")
    op.drop_column("cases", "resumed_at")
