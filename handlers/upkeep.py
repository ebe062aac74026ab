"""What is kept no longer than it was promised: chat lines, enclosures, repeat-guards."""

from datetime import datetime, timedelta

from storage.tx import Tx

CHAT_KEPT = timedelta(days=90)
PHOTOS_KEPT = timedelta(days=180)
GUARDS_KEPT = timedelta(days=30)


def tidy(tx: Tx, now: datetime) -> None:
    """Forgets what has outlived its purpose. Safe to repeat at any time."""
    tx.inbox.prune(now - GUARDS_KEPT)
    tx.transcript.prune(now - CHAT_KEPT)
    tx.enclosures.prune(now - PHOTOS_KEPT)
