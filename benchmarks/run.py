"""Runs the sections and writes docs/benchmarks.md.

benchmarks/run.py            all sections
benchmarks/run.py pages live only these; the page keeps the others as they were
"""

import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measure import AIM  # noqa: E402 - run as a file, from anywhere

PAGE = ROOT / "docs" / "benchmarks.md"
KEPT = ROOT / "docs" / "benchmarks.json"
SECTIONS = {
    "pages": "Anonymous pages against a bare Django hello",
    "stock": "Pages made anew against stock Wagtail pages",
    "visible": "What may I see, among 100,000 objects",
    "search": "Searching among 50,000 pages",
    "live": "News to open pages against a bare broadcast",
    "ledger": "Verifying the ledger",
    "booking": "Registering for a reception day, and never selling a seat twice",
    "casework": "Casework: dispatching, and desks with a city's matters",
    "dashboards": "Figures: reading sums against counting, and what keeping them costs writers",
}
ON_BOTH = {"search"}  # one after the other
ON_POSTGRES = {"booking", "casework", "dashboards"}  # finds the server itself: on SQLite a race would say nothing
# What servers say at start has no place on the page, the folders of the machine least of all.
SERVER_CHATTER = re.compile(r"^\[(INFO|WARNING)\]|UserWarning|mw_instance = ")
HEADER = """# Benchmarks

Written by `make bench`; every section can be run alone (`make bench ONLY=pages`). Figures per CPU-second are of the
server process; compare only figures of one run, and ours only with the twin beside it.

| Section | What | Measured | Aim | |
| --- | --- | --- | --- | --- |
"""


class SectionFailed(Exception):
    """The section crashed or missed its own check: its figures say nothing."""


def run_section(name: str) -> dict[str, str]:
    """Its whole output, shown while it runs."""
    print(f"== {name}: {SECTIONS[name]}", flush=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        if not SERVER_CHATTER.search(line):
            lines.append(line.rstrip())
    if process.wait():
        raise SectionFailed(f"{name} ended with code {process.returncode}: no figure of it is kept")
    return {"output": "\n".join(lines), "when": f"{datetime.now(UTC):%Y-%m-%d}", "on": machine(name)}


def machine(name: str) -> str:
    is_postgres = name in ON_POSTGRES or os.environ.get("DATABASE_URL", "").startswith("postgres")
    engine = "SQLite and PostgreSQL" if name in ON_BOTH else "PostgreSQL" if is_postgres else "SQLite"
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, Django {version('django')}, {engine}"


def rows(name: str, output: str) -> list[str]:
    return [f"| {name} | {line.removeprefix(AIM).strip()} |" for line in output.splitlines() if line.startswith(AIM)]


def write_page(sections: dict[str, dict[str, str]]) -> None:
    table = [row for name in SECTIONS if name in sections for row in rows(name, sections[name]["output"])]
    text = HEADER + "\n".join(table) + "\n"
    for name, title in SECTIONS.items():
        if name in sections:
            one = sections[name]
            text += f"\n## {title}\n\n{one['when']}, {one['on']}: `benchmarks/{name}.py`\n\n```\n{one['output']}\n```\n"
    PAGE.write_text(text, encoding="utf-8")


def main() -> int:
    wanted = sys.argv[1:] or list(SECTIONS)
    if unknown := set(wanted) - set(SECTIONS):
        print(f"No section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
        return 2
    kept: dict[str, dict[str, str]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    failed: list[str] = []
    for name in wanted:
        try:
            kept[name] = run_section(name)
        except SectionFailed as failure:
            failed.append(str(failure))
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_page(kept)
    measured = [name for name in wanted if name in kept and not any(line.startswith(f"{name} ") for line in failed)]
    missed = [row for name in measured for row in rows(name, kept[name]["output"]) if "MISSED" in row]
    print(f"{len(missed)} aims missed" if missed else "All measured aims met", *missed, *failed, sep="\n")
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
