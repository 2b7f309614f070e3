"""Casework: accepting and dispatching against a bare transaction; desks and pages with a city's matters.

    python -m benchmarks.casework [--matters 300000] [--only dispatch pages]

On PostgreSQL, in a database of its own with the demo city. Dispatching and its twin (benchmarks/bare/dispatch.py) run
in turn in this process, wall time of each. A page is a GET through all middleware as the person whose page it is, asked
with a few thousand matters and, in turn, with all of them.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks.booking import environment, prepare
from benchmarks.measure import aim
from benchmarks.postgres import copy_of_own_database, leave, own_database

PARTS = ("dispatch", "pages")
FEW = 3_000


def dispatching(rounds: int = 3, number: int = 150) -> None:
    from django.utils.timezone import now

    from benchmarks.bare.dispatch import dispatch as bare_dispatch
    from benchmarks.bare.models import Row
    from foundation.people.models import User
    from foundation.people.services import person_for_contact
    from foundation.places.models import Place, Unit
    from matters.services.registering import register_matter
    from matters.services.triage import dispatch

    actor, unit = User.objects.get(username="dispatcher"), Unit.objects.get(code="housing")
    place = Place.objects.filter(level="village").first()
    person = person_for_contact("王小明", "13800139999")
    shares = []
    for _ in range(rounds):
        ours = [
            register_matter(person=person, text="电梯坏了。", request="请修好。", category=None, place=place,  # type: ignore[arg-type]
                            channel="web", at=now()).matter
            for _ in range(number)
        ]  # fmt: skip
        bare = [Row.objects.create(kind="matter", state="registered", at=now()) for _ in range(number)]
        for row in bare:
            Row.objects.create(kind="series", about=row, number=1, at=now())
            Row.objects.create(kind="clock", about=row, at=now())
        bare_rate = rate(lambda row: bare_dispatch(row, now()), bare)
        our_rate = rate(
            lambda matter: dispatch(matter=matter, unit=unit, actor=actor, roles={"dispatcher"}, at=now()), ours
        )
        shares.append(our_rate / bare_rate)
        print(f"bare {bare_rate:.0f} / s, accept and dispatch {our_rate:.0f} / s", flush=True)
    aim("accept and dispatch, of a bare transaction with as many rows", statistics.median(shares), "×", at_least=0.6)


def rate(act: Callable[[Any], None], rows: list[Any]) -> float:
    """Per second of this process and of the server's process for it: wall, since nothing else waits."""
    started = time.perf_counter()
    for row in rows:
        act(row)
    return len(rows) / (time.perf_counter() - started)


def write_the_rest(city: Any, matters: int) -> None:
    started = time.perf_counter()
    rows = city.write(matters - FEW)
    seconds = time.perf_counter() - started
    print(f"{matters:,} matters with histories, {rows:,} rows: {seconds:.0f} s", flush=True)
    aim(f"{matters} matters with histories written", seconds / 60, "min", at_most=10)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", type=int, default=300_000)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casework-") as folder, own_database() as url:
        os.environ.update(environment(folder, url))
        prepare()
        import django

        django.setup()
        from django.db import connection
        from django.utils.timezone import now

        from benchmarks.casework_city import City

        if "dispatch" in options.only:
            dispatching()
        if "pages" in options.only:
            from benchmarks import casework_pages

            city = City(at=now())
            city.write(FEW)
            opened_by, many = casework_pages.pages(), str(connection.settings_dict["NAME"])
            with copy_of_own_database() as few:
                write_the_rest(city, options.matters)
                casework_pages.compare(opened_by, few, many)
        leave()
    return 0


if __name__ == "__main__":
    sys.exit(main())
