"""The peer: django-helpdesk's `escalate_tickets` on as many due tickets, the way its own documents set it up.

Run by an interpreter that has it (`make bench` keeps one): python tests/bench/escalating_peer.py <SQLite file> <tickets>.
Prints the seconds of the escalation alone. Mail goes to memory; the database is a file that is synced as ours is.
"""

import sys
import time
from datetime import timedelta

QUEUES, ESCALATE_AFTER = 5, 1


def configure(database: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        SITE_ID=1,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": database,
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"},
            }
        },
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.admin",
            "django.contrib.messages",
            "django.contrib.sessions",
            "rest_framework",
            "helpdesk",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )
    django.setup()
    from django.urls import include, path

    settings.ROOT_URLCONF = (path("", include("helpdesk.urls", namespace="helpdesk")),)


def fill(tickets: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    user = get_user_model().objects.create_user("steward", "steward@example.org", "-")
    told = timezone.now() - timedelta(days=3)
    for number in range(QUEUES):
        queue = Queue.objects.create(
            title=f"estate {number}",
            slug=f"e{number}",
            email_address="office@example.org",
            escalate_days=ESCALATE_AFTER,
        )
        Ticket.objects.bulk_create(
            Ticket(
                queue=queue,
                title=f"the lamp of building {ticket} is out",
                description="It has been dark for a week.",
                submitter_email="resident@example.org",
                assigned_to=user,
                priority=3,
            )
            for ticket in range(tickets // QUEUES)
        )
    Ticket.objects.update(created=told)


def escalate() -> float:
    from django.core import mail
    from django.core.management import call_command
    from helpdesk.models import FollowUp

    began = time.perf_counter()
    call_command("escalate_tickets")
    seconds = time.perf_counter() - began
    if FollowUp.objects.count() == 0 or not mail.outbox:
        raise SystemExit("nothing was escalated")
    return seconds


if __name__ == "__main__":
    configure(sys.argv[1])
    fill(int(sys.argv[2]))
    sys.stdout.write(f"{escalate():.3f}\n")
