"""Gets the database ready for `make run`, and skips all of it while nothing has changed since the last start.

Usage: prepare.py [small|city]
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var")
STAMP = VAR / "prepared.json"


def wanted_state() -> dict[str, str]:
    """What the database was prepared for: these migrations, these packages, this file."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(ROOT.glob("*/**/migrations/*.py")):
        if ".venv" not in file.parts:
            digest.update(file.as_posix().encode() + file.read_bytes())
    url = os.environ.get("DATABASE_URL", "")
    file = VAR / "portal.sqlite3"
    database = hashlib.sha256(url.encode()).hexdigest() if url else str(file.stat().st_ino) if file.exists() else "none"
    return {"migrations": digest.hexdigest(), "database": database}


def is_prepared() -> bool:
    """Another server's database may have been emptied meanwhile, so only our own file is taken on trust."""
    if os.environ.get("DATABASE_URL") or not STAMP.exists():
        return False
    return bool(json.loads(STAMP.read_text()) == wanted_state())


def prepare(scale: str) -> None:
    """Migrates, and loads the demo city into an empty database."""
    import django
    from django.core.management import call_command

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    print("Preparing the database (a minute the first time) …", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_roles", verbosity=0, stdout=io.StringIO())
    from foundation.places.models import Place

    if os.environ.get("PORTAL_DEMO") == "1" and not Place.objects.exists():
        print("Loading the demo city (another minute) …", flush=True)
        call_command("load_demo", scale=scale, stdout=sys.stdout)


def main() -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    if not is_prepared():
        prepare(sys.argv[1] if len(sys.argv) > 1 else "small")
        STAMP.write_text(json.dumps(wanted_state()))


if __name__ == "__main__":
    main()
