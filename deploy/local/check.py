"""The fast gate without tests: runs every check, two at a time, and shows only what failed.

check.py          everything; exit 1 when something failed
check.py --fix    formats Python and templates instead
check.py NAME…    only these
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PY = sys.executable
BIN = Path(PY).parent


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    remedy: str = ""


def templates() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.html"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if "/vendor/" not in name and (ROOT / name).exists()]


def checks() -> list[Check]:
    """The slowest first, so that two cores are busy to the end."""
    return [
        Check("types", (f"{BIN}/mypy",)),
        Check(
            "django",
            (PY, "deploy/local/check_django.py"),
            "make docs writes generated pages anew; manage.py makemigrations for models",
        ),
        Check("imports", (f"{BIN}/lint-imports",)),
        Check(
            "translations", (PY, "deploy/local/check_translations.py"), "make messages, then translate what is listed"
        ),
        Check("templates", (f"{BIN}/djhtml", "--check", "--tabwidth", "2", *templates()), "make format"),
        Check("lint", (f"{BIN}/ruff", "check", "--quiet", "."), "ruff check --fix mends many of them"),
        Check("format", (f"{BIN}/ruff", "format", "--check", "--quiet", "."), "make format"),
        Check("docs", (PY, "deploy/local/check_docs.py"), "make docs writes generated pages anew"),
        Check("doors", (PY, "deploy/local/check_doors.py")),
    ]


def run(check: Check) -> tuple[Check, bool, float, str]:
    started = time.monotonic()
    environment = os.environ | {"PORTAL_MODE": "test"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return check, done.returncode == 0, time.monotonic() - started, done.stdout + done.stderr


def fix() -> None:
    subprocess.run([f"{BIN}/ruff", "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
    subprocess.run([f"{BIN}/ruff", "format", "--quiet", "."], cwd=ROOT, check=False)
    subprocess.run([f"{BIN}/djhtml", "--tabwidth", "2", *templates()], cwd=ROOT, check=False)


def main() -> int:
    if "--fix" in sys.argv:
        fix()
        return 0
    chosen = [check for check in checks() if not sys.argv[1:] or check.name in sys.argv[1:]]
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for check, passed, seconds, output in pool.map(run, chosen):
            print(f"{'ok    ' if passed else 'FAILED'} {check.name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(check.name)
                print(output.rstrip())
                print(f"  → {check.remedy}" if check.remedy else "", flush=True)
    print(f"Checks failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
