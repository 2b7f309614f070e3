"""Registering for a reception day, against a bare view that writes as many rows; and that no seat is sold twice.

    python -m benchmarks.booking [--rounds 2] [--people 80] [--only registering hot sold killed page]

On PostgreSQL, in a database of its own with the demo city. 50 clients; one worker with one thread, so that requests
per CPU-second of the server can be compared. "Registering" is the last POST of the pages; the twin is
benchmarks/bare/register.py. The other parts use the API, which calls the same services.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile

from benchmarks.measure import ROOT
from benchmarks.postgres import own_database

PARTS = ("registering", "hot", "sold", "killed", "page")


def environment(folder: str, url: str) -> dict[str, str]:
    return {
        "PORTAL_MODE": "development",
        "PORTAL_DEMO": "1",
        "PORTAL_VAR": folder,
        "PORTAL_LOG_LEVEL": "ERROR",
        "PORTAL_TRUSTED_PROXIES": "1",
        "PORTAL_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
    }


def prepare() -> None:
    """The portal's tables with the demo city, and the twin's own table."""
    for command, settings in (
        (["migrate"], "portal.settings"),
        (["createcachetable"], "portal.settings"),
        (["load_demo", "--past=none"], "portal.settings"),
        (["migrate", "--run-syncdb"], "benchmarks.bare.register"),
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
            check=True,
            stdout=subprocess.DEVNULL,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--people", type=int, default=80, help="who register in one round")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="booking-") as folder, own_database() as url:
        os.environ.update(environment(folder, url))
        prepare()
        import django

        django.setup()
        from django.db import connection

        from benchmarks import booking_parts

        parts = {name: getattr(booking_parts, name) for name in PARTS}
        for name in PARTS:
            if name in options.only:
                asyncio.run(parts[name](options.rounds, options.people))
        connection.close()
        connection.close_pool()
    return 0  # what was missed stands in the figures


if __name__ == "__main__":
    sys.exit(main())
