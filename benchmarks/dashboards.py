"""Figures: a page with much and with little behind it, against counting; and what keeping sums costs writers.

    python -m benchmarks.dashboards [--matters 3000000] [--months 600] [--writes 40] [--rounds 3]
                                    [--only serving writes pages counting]

On PostgreSQL, in a database of its own with the demo city.
pages: seven figures of the city and twenty towns over two years, read from sums of 300,000 and of 30,000,000 matters in
60 months, and of 600 months (dashboards_sums). Kept in schemas of their own and read in turn, as a page reads them.
counting: the same question by GROUP BY over so many real rows, with the clocks and verdicts that belong to them; ours
beside it is that of 30,000,000.
writes: accepting and dispatching by 16 and by 50 processes at once, with triggers and a folder, and without both, in
turn. CPU is that of the writers, the folder and the database server, until every sum is up to date.
serving: JSON of a figure, made anew and from the page cache, per CPU-second beside a bare hello; what the page of all
figures and its drawing weigh on the wire. With some past years of matters.
"""

import argparse
import os
import sys
import tempfile

from benchmarks.booking import environment, prepare
from benchmarks.postgres import own_database

PARTS = ("serving", "writes", "pages", "counting")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", type=int, default=3_000_000, help="counted by GROUP BY")
    parser.add_argument("--months", type=int, default=600, help="of the long history")
    parser.add_argument("--writes", type=int, default=40, help="of one writer in one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dashboards-") as folder, own_database() as url:
        os.environ.update(environment(folder, url))
        prepare()
        import django

        django.setup()
        from django.db import connection

        from benchmarks import dashboards_counting, dashboards_serving, dashboards_sums, dashboards_writes

        if "serving" in options.only:
            dashboards_serving.load_some_past()
            dashboards_serving.serving(options.rounds, requests=1500)
            dashboards_serving.weight()
        if "writes" in options.only:
            for writers in (16, 50):
                dashboards_writes.compare(writers, options.writes, options.rounds)
        if {"pages", "counting"} & set(options.only):
            dashboards_sums.fill(options.months)
            ours = dashboards_sums.compare(options.months, options.rounds)
            if "counting" in options.only:
                dashboards_counting.compare(options.matters, ours)
        connection.close()
        connection.close_pool()
    return 0  # what was missed stands in the figures


if __name__ == "__main__":
    sys.exit(main())
