"""Collects the texts of every app that has a locale folder, compiles them, and says what is left to translate."""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = ("portal", "dashboards", "reception_days", "participation", "matters", "foundation")


def app_folders() -> list[Path]:
    return sorted(file.parent for name in TOP_LEVEL for file in (ROOT / name).glob("**/apps.py"))


def django_admin(app: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-P", "-m", "django", *arguments], cwd=app, env=environment, check=True)


def main() -> None:
    for app in app_folders():
        (app / "locale").mkdir(exist_ok=True)
        django_admin(app, "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "--verbosity=0")
        if not any(app.glob("locale/*")):
            (app / "locale").rmdir()
            continue
        django_admin(app, "compilemessages", "--verbosity=0")
        for file in app.glob("locale/*/LC_MESSAGES/*.po"):
            catalogue = polib.pofile(str(file))
            left = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
            if left:
                print(f"{file.relative_to(ROOT)}: {left} left to translate")


if __name__ == "__main__":
    main()
