"""Adds up the totals of several runs: one line each, and the sum as the last line."""

import json
import sys
from pathlib import Path


def line(totals: dict[str, int]) -> str:
    return f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped"


runs = [json.loads(Path(name).read_text()) for name in sys.argv[1:] if Path(name).exists()]
for run in runs:
    print(f"{run['name']}: {line(run)}")
print(line({kind: sum(run[kind] for run in runs) for kind in ("passed", "failed", "skipped")}))
