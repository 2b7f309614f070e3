"""Figures as they go over the wire: JSON beside a bare hello, and what a page and its drawing weigh."""

import os
import re
import statistics
from urllib.request import Request, urlopen

import brotli
from django.utils.timezone import now

from benchmarks.measure import aim, free_port, granian, load, server

HELLO = "bare hello"
JSON = "/figures/received.json"
VARIANTS = {
    HELLO: ("/", {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.hello"}),
    "a figure as JSON, cached": (JSON, {"PORTAL_PAGE_CACHE_SECONDS": "3600"}),
    "a figure as JSON, made anew": (JSON, {"PORTAL_PAGE_CACHE_SECONDS": "0"}),
    "the running month as JSON": ("/figures/now.json", {"PORTAL_PAGE_CACHE_SECONDS": "0"}),
    "the page of all figures, cached": ("/figures/", {"PORTAL_PAGE_CACHE_SECONDS": "3600"}),
}
LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src|data-bundle|data-styles)="(/[^"]+)"')
MONTHLY = 2  # matters of the past a month in an average village
DRAWING = "plotly"  # deferred: comes after the page can be read
KB = 1000


def load_some_past() -> None:
    from dashboards.folding import fold_all  # models: after django.setup()
    from portal.demo.loading_past import load_past

    at = now()
    load_past(at=at, monthly=MONTHLY)
    fold_all(at=at)


def serving(rounds: int, requests: int) -> None:
    rates: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    for _ in range(rounds):
        for variant, (path, environment) in VARIANTS.items():
            port = free_port()
            with server(granian("portal.wsgi:application", port), port, os.environ | environment) as pid:
                load(pid, port, path, requests=100)
                done = load(pid, port, path, requests=requests)
            if done.failures:
                raise SystemExit(f"{variant}: {done.failures} answers were not 200")
            rates[variant].append(done.per_cpu_second)
    hello = statistics.median(rates[HELLO])
    for variant, each in rates.items():
        print(f"{variant:34}{statistics.median(each):>8,.0f} / CPU-s {statistics.median(each) / hello:>7.3f} of hello")


def weight() -> None:
    """The page of all figures and all it links, each as brotli sends it, as WhiteNoise and a proxy do in earnest."""
    port = free_port()
    with server(granian("portal.wsgi:application", port), port):
        page = _fetched(port, "/figures/")
        linked = dict.fromkeys(LINKED.findall(page.decode()))
        sizes = {path: _on_the_wire(_fetched(port, path)) for path in linked}
    sizes["the page itself"] = _on_the_wire(page)
    for path, size in sizes.items():
        print(f"{size:>9.1f} kB  {path}")
    drawing = sum(size for path, size in sizes.items() if DRAWING in path)
    if not drawing:
        raise SystemExit("the page of all figures links no drawing")
    aim("the page of all figures with its styles and scripts", sum(sizes.values()) - drawing, "kB", at_most=150)
    aim("the drawing of figures, deferred", drawing, "kB", at_most=500)


def _fetched(port: int, path: str) -> bytes:
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Language": "zh-CN"})) as answer:
        return bytes(answer.read())


def _on_the_wire(body: bytes) -> float:
    return len(brotli.compress(body)) / KB
