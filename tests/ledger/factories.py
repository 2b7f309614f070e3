"""A small ledger, and a hand that changes it behind the portal's back."""

from datetime import UTC, date, datetime

from django.db import connection

from foundation.ledger.models import Series
from foundation.ledger.services import append, sign_day

TABLES = ("ledger_entry", "ledger_signedday", "ledger_signedhead")
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)


def chain(length=6, name="matter:1", signed_at=()):
    """A series of that many entries; the ledger is signed after each of the given lengths."""
    for number in range(1, length + 1):
        append(name, "moved", {"n": number}, AT)
        if number in signed_at:
            sign_day(date.fromordinal(DAY.toordinal() + number))
    return Series.objects.get(name=name)


def tamper(sql, *values):
    """Whatever somebody who owns the database can do, the triggers out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%'")
            for (trigger,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute(sql, values)
