"""What needs Django, in one process: system checks, forgotten or risky migrations, stale pages of docs/."""

import contextlib
import io
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402 - the path comes first
from django.apps import apps  # noqa: E402
from django.core.management import CommandError, call_command, get_commands  # noqa: E402


def command(*arguments: str) -> str:
    """What went wrong, or nothing."""
    output = io.StringIO()
    try:
        call_command(*arguments, stdout=output, stderr=output)
    except (CommandError, SystemExit) as error:
        return f"{output.getvalue()}{error if isinstance(error, CommandError) else ''}".strip() or " ".join(arguments)
    return ""


def own_apps() -> list[str]:
    return [
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
    ]


# 0007 adds columns with a default in the database, and keys that may be empty; 0009 forbids an empty one after 0008 has
# filled it; 0010 widens the states; 0013 and 0015 add columns with a default in the database, 0016 lets one be empty;
# 0017 adds columns that may be empty to letters; 0023 adds columns with a default in the database or that may be empty,
# and checks that no row of before can break. 0004_stands_in_for_in_english adds one with a default in the database.
# 0002 of places adds columns that may be empty, and constraints on them.
# The linter reads SQLite's way of doing so, a table made anew, as a table dropped.
LOOKED_AT = [
    "0007_casework",
    "0009_no_matter_without_a_procedure",
    "0010_import_batches",
    "0013_reports_without_a_name",
    "0015_when_it_happened",
    "0016_satisfaction_not_said",
    "0017_letters",
    "0023_withdrawn_versions_end_reasons_import_kinds",
    "0004_stands_in_for_in_english",
    "0002_places_on_the_map",
    "0005_sourced_figures",  # a new kind of block: no column changes
    "0006_counted_figures",  # likewise
    "0005_what_of_the_day_changed",  # a text that is empty and a key that is null, of a small table
    "0004_watched_rows",  # two columns of a table of one row, and a table
]


def risky_migrations() -> str:
    """A table's first migration cannot hurt anybody; each later one runs on a city's data."""
    from django_migration_linter import MigrationLinter

    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    linter = MigrationLinter(
        path=str(ROOT),
        include_apps=own_apps(),
        ignore_initial_migrations=True,
        ignore_name=LOOKED_AT,
        analyser_string="postgresql",
        no_cache=True,
        ignore_name_contains="without_lock",  # foundation.concurrent_index
        exclude_migration_tests=["RUNPYTHON_MODEL_VARIABLE_NAME"],  # `role`, not `Role`, reads as a row
        all_warnings_as_errors=True,
        quiet=["ok", "ignore"],
    )
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        linter.lint_all_migrations()
    return f"{printed.getvalue()}Migrations that would hurt a running city, see above." if linter.has_errors else ""


def main() -> int:
    django.setup()
    problems = [
        command("check", "--fail-level", "WARNING"),
        command("makemigrations", "--check", "--dry-run"),
        risky_migrations(),
    ]
    pages = [name for name in ("move_docs", "procedure_docs", "metric_docs") if name in get_commands()]
    problems += [command(name, "--check") for name in pages]
    for problem in filter(None, problems):
        print(problem)
    return 1 if any(problems) else 0


if __name__ == "__main__":
    sys.exit(main())
