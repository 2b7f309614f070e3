"""The anonymous front page against a bare Django hello: requests per CPU-second of the server.

    python -m benchmarks.pages [--rounds 3] [--requests 4000]

Same server (granian, WSGI, one worker, one thread) and the same middleware, in turn. The front page is that of the
small demo city with its next reception day. "Uncached" makes the page anew each time: one query, for the live part;
what editors wrote is remembered by the process (portal.kept) as it is for everybody who is signed in.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.measure import ROOT, aim, free_port, granian, load, server

HELLO, CACHED, UNCACHED = "bare hello", "front page, cached", "front page, uncached"
VARIANTS = {
    HELLO: {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.hello"},
    CACHED: {"PORTAL_PAGE_CACHE_SECONDS": "3600"},
    UNCACHED: {"PORTAL_PAGE_CACHE_SECONDS": "0"},
}


def environment(folder: str) -> dict[str, str]:
    return {
        "PORTAL_MODE": "development",
        "PORTAL_DEMO": "1",
        "PORTAL_VAR": folder,
        "PORTAL_LOG_LEVEL": "WARNING",
        "DATABASE_URL": f"sqlite:///{folder}/pages.sqlite3",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
    }


def prepare(folder: str) -> None:
    for command in (["migrate"], ["createcachetable"], ["load_demo", "--past=none"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=os.environ | environment(folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )


def measure(folder: str, variant: str, requests: int) -> float:
    """Requests per CPU-second, after a warm-up that compiles the templates and fills the cache."""
    port = free_port()
    with server(granian("portal.wsgi:application", port), port, environment(folder) | VARIANTS[variant]) as pid:
        load(pid, port, "/", requests=200)
        done = load(pid, port, "/", requests=requests)
    if done.failures:
        raise SystemExit(f"{variant}: {done.failures} answers were not 200")
    return done.per_cpu_second


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=4000)
    options = parser.parse_args()
    figures: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        prepare(folder)
        for _ in range(options.rounds):
            for variant in VARIANTS:
                figures[variant].append(measure(folder, variant, options.requests))
    shares = {variant: _shares(rates, figures[HELLO]) for variant, rates in figures.items()}
    print(f"{'':22}{'requests / CPU-s':>18}{'CPU ms':>9}{'of hello':>10}   each round")
    for variant, rates in figures.items():
        rate, rounds = statistics.median(rates), " ".join(f"{share:.3f}" for share in shares[variant])
        print(f"{variant:22}{rate:>18,.0f}{1000 / rate:>9.3f}{statistics.median(shares[variant]):>10.3f}   {rounds}")
    cached, uncached = statistics.median(shares[CACHED]), statistics.median(shares[UNCACHED])
    aim("front page from the page cache, of a bare hello (stretch 0.5)", cached, "×", at_least=0.25)
    aim("front page made anew, of a bare hello", uncached, "×", at_least=0.1)
    return 0  # what was missed stands in the figures


def _shares(rates: list[float], hellos: list[float]) -> list[float]:
    return [rate / hello for rate, hello in zip(rates, hellos, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
