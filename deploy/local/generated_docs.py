"""Writes the generated pages of docs/: settings.md from the portal's settings, moves.md from the tables of moves,
procedures.md from the shipped procedures, metrics.md from the definitions of the figures.

generated_docs.py --check fails when docs/settings.md is stale (the others have their own checks).
"""

import ast
import subprocess
import sys
from pathlib import Path

from settings_words import WORDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"
SOURCES = ("settings.py", "outside.py")
KINDS = {
    "text": "text", "boolean": "1 or 0", "integer": "number", "at_least": "number", "path": "folder",
    "words": "list, with commas", "secret": "secret", "required_words": "list, with commas", "mode": "word",
}  # fmt: skip
HEADER = """# Settings

Everything is read from the environment, in `portal/settings.py` and `portal/outside.py`. This page is generated
(`make docs`).
**Required** means that production (`PORTAL_MODE=production`) refuses to start without it.

| Variable | Kind | Default | What it does |
| --- | --- | --- | --- |
"""


def reads(source: str) -> dict[str, tuple[str, str]]:
    """Variable → (kind, default as shown). Reads the calls of portal.environment out of the settings file."""
    found = {"PORTAL_MODE": ("mode", "`development`")}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("env"), kind), [ast.Constant(name), *_]):
                found.setdefault(name, (kind, shown_default(kind, node)))
    return found


def shown_default(kind: str, node: ast.Call) -> str:
    if kind in {"secret", "required_words"}:
        return "**required**"
    if len(node.args) < 2:
        return ""
    if not isinstance(node.args[1], ast.Constant):
        return f"`{ast.unparse(node.args[1]).replace('VAR_DIR', 'PORTAL_VAR')}`"
    value = node.args[1].value
    return f"`{int(value) if isinstance(value, bool) else value}`" if value != "" else ""


def page() -> str:
    source = "\n".join((ROOT / "portal" / name).read_text(encoding="utf-8") for name in SOURCES)
    variables = reads(source)
    unexplained = sorted(set(variables) - set(WORDS))
    gone = sorted(set(WORDS) - set(variables))
    if unexplained or gone:
        sys.exit(f"deploy/local/settings_words.py: explain {unexplained or 'nothing'}, remove {gone or 'nothing'}")
    rows = [
        f"| `{name}` | {KINDS[kind]} | {default} | {WORDS[name]} |"
        for name, (kind, default) in sorted(variables.items())
    ]
    return HEADER + "\n".join(rows) + "\n"


def main() -> int:
    if "--check" in sys.argv:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        if not fresh:
            print("docs/settings.md is stale.")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    commands = [[sys.executable, "manage.py", name] for name in ("move_docs", "procedure_docs", "metric_docs")]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main())
