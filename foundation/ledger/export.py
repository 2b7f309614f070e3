"""The ledger as files that can be verified anywhere, with the verifier beside them."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from foundation.ledger import verifier
from foundation.ledger.keys import trusted_keys
from foundation.ledger.models import Series
from foundation.ledger.verification import stored_days, stored_entries

READ_ME = """An export of the ledger. To verify it with Python 3.10 or newer and nothing else:

    python verifier.py . --key PUBLIC_KEY

Take the public key from where the city has published it. In use here: {keys}
The head of verifier.py says what the files hold and how they are checked. Better still, take verifier.py from the
source of the portal than from this folder.
"""


def export(directory: Path) -> int:
    """Writes entries, series and signed days; returns how many entries. Holds no personal value and no salt."""
    directory.mkdir(parents=True, exist_ok=True)
    # Days first, entries last: what is written meanwhile shows as a longer series, never as a missing entry.
    _write(directory / "days.jsonl", (day._asdict() for day in stored_days()))
    _write(directory / "series.jsonl", Series.objects.order_by("pk").values("name", "length", "head"))
    count = _write(directory / "entries.jsonl", (entry._asdict() for entry in stored_entries()))
    shutil.copy(verifier.__file__, directory / "verifier.py")
    (directory / "README.txt").write_text(READ_ME.format(keys=", ".join(sorted(trusted_keys()))), encoding="utf-8")
    return count


def _write(file: Path, rows: Iterable[Any]) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count
