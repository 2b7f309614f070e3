"""How long 100,000 ledger entries take to verify: in the database, and exported with the stand-alone verifier.

    python benchmarks/ledger.py [ENTRIES]

Runs on a throwaway SQLite file, or on DATABASE_URL's server in a test database. The aim: under 15 seconds each.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measure import aim  # noqa: E402 - run as a file, from anywhere

SERIES = 2000
DAYS = 50
AIM_SECONDS = 15
AT = datetime(2026, 11, 22, tzinfo=UTC)


def timed(what: str, act: Callable[[], object]) -> float:
    """Prints seconds by the clock and of CPU, child processes included; returns the former."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    act()
    wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu
    print(f"{what:<45} {wall:7.2f} s   {cpu:7.2f} s of CPU")
    return wall


def append_some(entries: int) -> None:
    """Through the service, as the portal does it, all in one transaction."""
    from django.db import transaction

    from foundation.ledger.services import append

    with transaction.atomic():
        for number in range(entries):
            append(f"appended:{number % 100}", "moved", payload(number), AT)


def payload(number: int) -> dict[str, str]:
    return {"move": "forward", "from": "registered", "to": "dispatched", "unit": f"u{number % 54}"}


def fill(entries: int) -> None:
    """The same rows in bulk, signing as the days go by."""
    from foundation.ledger.models import Series
    from foundation.ledger.services import sign_day

    series = Series.objects.bulk_create(Series(name=f"matter:{number:06}") for number in range(SERIES))
    for day in range(DAYS):
        add_entries(series, range(entries * day // DAYS, entries * (day + 1) // DAYS))
        sign_day(date.fromordinal(date(2026, 1, 1).toordinal() + day))


def add_entries(series: list[Any], numbers: range) -> None:
    from django.db import connection

    from foundation.ledger.models import Entry, Series
    from foundation.ledger.records import canonical, moment, sha256

    rows = []
    for number in numbers:
        one = series[number % SERIES]
        body = {"at": moment(AT), "kind": "moved", "payload": payload(number), "personal": {}, "series": one.name}
        record = canonical(body | {"previous": one.head, "sequence": one.length + 1})
        one.length, one.head = one.length + 1, sha256(record)
        rows.append(Entry(series=one, sequence=one.length, kind="moved", record=record, digest=one.head, at=AT))
    Entry.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        moved = [(one.length, one.head, one.pk) for one in series]
        cursor.executemany(f"UPDATE {Series._meta.db_table} SET length = %s, head = %s WHERE id = %s", moved)


def verify() -> None:
    from foundation.ledger.verification import verify

    report = verify()
    print(
        f"{report.entries} entries, {report.series} series, {report.days} signed days, {len(report.problems)} problems"
    )
    assert not report.problems


def measure(entries: int, folder: Path) -> bool:
    from foundation.ledger.export import export

    timed("append 2000 entries through the service", lambda: append_some(2000))
    timed(f"fill {entries} entries in bulk, sign {DAYS} days", lambda: fill(entries))
    within = timed("verify in the database", verify)
    timed("export", lambda: export(folder))
    command = [sys.executable, "-I", "-S", str(folder / "verifier.py"), str(folder)]
    alone = timed("verify the export, standard library only", lambda: subprocess.run(command, check=True))
    is_quick = aim(f"{entries} entries verified in the database", within, "s", at_most=AIM_SECONDS)
    return aim(f"{entries} exported entries verified alone", alone, "s", at_most=AIM_SECONDS) and is_quick


def main() -> int:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        os.environ["PORTAL_VAR"] = folder
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        connection.settings_dict["TEST"]["NAME"] = (
            str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else "bench_ledger"
        )
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            is_quick = measure(entries, Path(folder) / "export")
        finally:
            teardown_databases(databases, verbosity=0)
    return 0 if is_quick else 1


if __name__ == "__main__":
    sys.exit(main())
