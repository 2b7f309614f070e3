"""Every text of ours has a Chinese translation: none missing, none empty, none fuzzy, none stale when compiled."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import polib
from messages import ROOT, app_folders

CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"


def texts(file: Path) -> set[tuple[str, str]]:
    if not file.exists():
        return set()
    return {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(file)) if not entry.obsolete}


def problems_of(file: Path) -> list[str]:
    catalogue = polib.pofile(str(file))
    problems = [f"not translated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    problems += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    compiled = file.with_suffix(".mo")
    if not compiled.exists():
        return [*problems, "not compiled"]
    wanted = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in catalogue.translated_entries()
    }
    have = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in polib.mofile(str(compiled))}
    return problems if wanted == have else [*problems, "the compiled file is stale"]


def told_apart(files: Iterable[Path]) -> list[str]:
    """All catalogues are one while the portal runs: a text that two apps translate differently is wrong in one."""
    readings: dict[tuple[str, str], dict[str, Path]] = defaultdict(dict)
    for file in files:
        for entry in polib.pofile(str(file)).translated_entries():
            readings[entry.msgctxt or "", entry.msgid].setdefault(entry.msgstr or str(entry.msgstr_plural), file)
    return [
        f"{msgid!r} is {' and '.join(repr(text) for text in found)}: choose one, or give one a context"
        for (_context, msgid), found in readings.items()
        if len(found) > 1
    ]


def copy_sources(app: Path, target: Path) -> None:
    command = ["git", "ls-files", "-co", "--exclude-standard", "."]
    listed = subprocess.run(command, cwd=app, capture_output=True, text=True, check=True)
    inner = [other for other in app_folders() if app in other.parents]  # they have catalogues of their own
    for name in listed.stdout.splitlines():
        source = app / name
        if any(other in source.parents for other in inner):
            continue
        if source.suffix in {".py", ".html", ".txt"} and source.exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(source.read_bytes())


def missing_from(app: Path) -> list[str]:
    """Texts in the source that the catalogue does not have. Collected from a copy, so nothing is written here."""
    with tempfile.TemporaryDirectory() as scratch:
        copy_sources(app, Path(scratch))
        (Path(scratch) / "locale").mkdir(exist_ok=True)
        collect = [
            sys.executable,
            "-P",
            "-m",
            "django",
            "makemessages",
            "-l",
            "zh_Hans",
            "--no-location",
            "--verbosity=0",
        ]
        done = subprocess.run(collect, cwd=scratch, check=False, capture_output=True, text=True)
        if done.returncode:
            return [f"could not be collected: {done.stderr.strip()}"]
        wanted = texts(Path(scratch) / CATALOGUE)
    return [f"not in the catalogue: {text!r}" for _, text in sorted(wanted - texts(app / CATALOGUE))]


def main() -> int:
    apps = app_folders()
    collecting = shutil.which("xgettext") is not None
    if not collecting:
        print(
            "gettext is not installed (apt-get install gettext): texts missing from the catalogues were not looked for."
        )
    failed = not collecting and os.environ.get("CI") == "true"
    for app in apps:
        found = missing_from(app) if collecting else []
        for file in sorted(app.glob("locale/*/LC_MESSAGES/*.po")):
            found += problems_of(file)
        for problem in found:
            failed = True
            print(f"{app.relative_to(ROOT)}: {problem}")
    for problem in told_apart(file for app in apps for file in sorted(app.glob("locale/zh_Hans/LC_MESSAGES/*.po"))):
        failed = True
        print(problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
