"""Models and services know nothing of HTTP: what import-linter cannot say about parts of Django."""

import ast
import sys
from pathlib import Path

from messages import ROOT, TOP_LEVEL

DOORS = ("django.http", "django.views", "django.shortcuts")
BEHIND = ("models", "services", "exceptions", "permissions")


def behind_the_doors() -> list[Path]:
    """`services.py` and everything in `services/`; the roof's models are Wagtail pages, doors themselves."""
    files = [file for name in TOP_LEVEL if name != "portal" for file in (ROOT / name).glob("**/*.py")]
    return sorted(file for file in files if file.stem in BEHIND or file.parent.name in BEHIND)


def imports_of(file: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
    return found


def main() -> int:
    found = [
        f"{file.relative_to(ROOT)}:{line} imports {module}"
        for file in behind_the_doors()
        for line, module in imports_of(file)
        if module.startswith(DOORS)
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
