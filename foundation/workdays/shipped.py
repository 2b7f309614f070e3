"""The State Council notices that come with the portal.

They are loaded after each `migrate`, for years without a notice only: a new release may bring a new year, and what
an administrator has imported is never overwritten.
"""

import csv
from pathlib import Path
from typing import Any

from foundation.workdays import calendar
from foundation.workdays.models import HolidayNotice
from foundation.workdays.services import import_notices

FILE = Path(__file__).parent / "data" / "state_council.csv"


def shipped_rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_shipped_notices() -> int:
    """Number of years added."""
    calendar.forget()
    known = set(HolidayNotice.objects.values_list("year", flat=True))
    missing = [row for row in shipped_rows() if int(row["year"]) not in known]
    return len(import_notices(missing).years) if missing else 0


def after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    if using == "default" and HolidayNotice._meta.db_table in _tables(using):
        load_shipped_notices()


def _tables(using: str) -> list[str]:
    """Migrating backwards takes the tables away before this is called."""
    from django.db import connections

    return connections[using].introspection.table_names()
