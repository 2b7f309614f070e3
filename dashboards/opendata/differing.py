"""What a correction changed: the log line beside a new release."""

from collections import Counter
from collections.abc import Iterator

from dashboards.opendata.package import CSV_FILES, TITLES, Files
from dashboards.opendata.verify_figures import Finding, differences
from dashboards.opendata.words import Words

MOST_MONTHS = 24


def changed_cells(now: Files, before: Files) -> Iterator[Finding]:
    for name in CSV_FILES:
        if now[name] != before.get(name):
            yield from differences(name, now[name], before.get(name, b""))


def note_of(now: Files, before: Files) -> Words:
    """By table how many cells and which months differ, as "The whole city: 4 (2026-03, 2026)"."""
    tables: dict[str, Counter[str]] = {}
    for each in changed_cells(now, before):
        period = each.key[2] if len(each.key) == 3 else ""
        tables.setdefault(each.file.removesuffix(".csv"), Counter())[period] += 1
    return Words(
        "；".join(f"{TITLES[name].zh}：{_counted(found, '（', '）', '、')}" for name, found in tables.items()),
        "; ".join(f"{TITLES[name].en}: {_counted(found, ' (', ')', ', ')}" for name, found in tables.items()),
    )


def _counted(found: Counter[str], opening: str, closing: str, comma: str) -> str:
    periods = sorted(period for period in found if period)
    listed = comma.join(periods[:MOST_MONTHS]) + ("…" if len(periods) > MOST_MONTHS else "")
    return f"{sum(found.values())}" + (f"{opening}{listed}{closing}" if periods else "")
