"""Pages of docs/ and the READMEs: generated ones are fresh, links lead somewhere, nothing secret is printed."""

import re
import subprocess
import sys

from generated_docs import ROOT
from generated_docs import main as generated

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
SECRET = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{43}=(?!\w)")
LOCAL_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp/\w+)/\w")


def pages() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if "vendor" not in name and (ROOT / name).exists()]


def problems_in(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    problems = [
        f"broken link to {target}"
        for target in LINK.findall(text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]
    problems += ["looks like a key" for _ in SECRET.findall(text)]
    return problems + [f"a path of one machine: {path}" for path in LOCAL_PATH.findall(text)]


def main() -> int:
    sys.argv.append("--check")
    found = [f"{name}: {problem}" for name in pages() for problem in problems_in(name)]
    print("\n".join(found))
    return 1 if generated() or found else 0


if __name__ == "__main__":
    sys.exit(main())
