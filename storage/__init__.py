"""The memory: the only home of SQLAlchemy and Alembic. Frozen domain values come out, guarded moves go in."""
