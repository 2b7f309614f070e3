"""Pages made anew against stock Wagtail pages with the same blocks: requests per CPU-second of the server.

    python -m benchmarks.stock [--rounds 3] [--requests 400]

Same server (granian, WSGI, one worker, one thread) and the same middleware, in turn, no page cache. An article and a
notice of fourteen blocks (six of rich text with links to pages, a picture, a table, a document, steps, facts, a box, a
quotation, buttons) and the front page of the small demo city, each beside a page of `benchmarks/bare/stock` that holds
the very same values. The second twin has no menu and no breadcrumbs, which ours always have.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.measure import ROOT, aim, free_port, granian, load, server
from benchmarks.pages import environment

OURS, STOCK = "portal.settings", "benchmarks.bare.stock.settings"
ADDRESSES = {
    "article": {OURS: "/bench-section/bench-article/", STOCK: "/bench-section/stock-article/"},
    "notice": {OURS: "/notices/bench-notice/", STOCK: "/notices/stock-notice/"},
    "front page": {OURS: "/", STOCK: "/stock-front/"},
}
BARE = {"article": "/bench-section/bare-article/", "notice": "/notices/bare-notice/", "front page": "/bare-front/"}


def django(folder: str, settings: str, *command: str) -> None:
    variables = environment(folder) | {"DJANGO_SETTINGS_MODULE": settings}
    subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | variables, check=True, stdout=subprocess.DEVNULL
    )


def prepare(folder: str) -> None:
    for command in (["migrate"], ["createcachetable"], ["load_demo", "--past=none"]):
        django(folder, OURS, "manage.py", *command)
    django(folder, STOCK, "manage.py", "migrate", "--run-syncdb")
    django(folder, STOCK, "-m", "benchmarks.stock_pages")


def measure(folder: str, settings: str, path: str, requests: int) -> float:
    """Requests per CPU-second, after a warm-up that compiles the templates."""
    port = free_port()
    variables = {"DJANGO_SETTINGS_MODULE": settings, "PORTAL_PAGE_CACHE_SECONDS": "0"}
    with server(granian("portal.wsgi:application", port), port, environment(folder) | variables) as pid:
        load(pid, port, path, requests=100)
        done = load(pid, port, path, requests=requests)
    if done.failures:
        raise SystemExit(f"{path}: {done.failures} answers were not 200")
    return done.per_cpu_second


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        prepare(folder)
        print(f"{'':12}{'ours / CPU-s':>14}{'stock / CPU-s':>15}{'× stock':>9}{'× without menu':>16}   each round")
        shares = {name: compare(folder, name, options.rounds, options.requests) for name in ADDRESSES}
    for name, share in shares.items():
        aim(f"{name} made anew, of a stock Wagtail page with the same blocks", share, "×", at_least=2)
    return 0  # what was missed stands in the figures


def compare(folder: str, name: str, rounds: int, requests: int) -> float:
    """The median of ours by the stock page beside it."""
    ours, stock, bare = [], [], []
    for _ in range(rounds):
        ours.append(measure(folder, OURS, ADDRESSES[name][OURS], requests))
        stock.append(measure(folder, STOCK, ADDRESSES[name][STOCK], requests))
        bare.append(measure(folder, STOCK, BARE[name], requests))
    by_stock = [one / other for one, other in zip(ours, stock, strict=True)]
    by_bare = [one / other for one, other in zip(ours, bare, strict=True)]
    print(
        f"{name:12}{statistics.median(ours):>14,.0f}{statistics.median(stock):>15,.0f}{statistics.median(by_stock):>9.2f}"
        f"{statistics.median(by_bare):>16.2f}   {' '.join(f'{one:.2f}' for one in by_stock)}"
    )
    return statistics.median(by_stock)


if __name__ == "__main__":
    sys.exit(main())
