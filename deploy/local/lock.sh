#!/bin/sh
# Resolves pyproject.toml into the two files that get installed: universal (Python 3.11 and later), with hashes.
set -eu
cd "$(dirname "$0")/../.."
# Extras stay in the lock: without them an older pip looks past a pin as soon as a newer release is out.
uv() { .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate "$@"; }
uv pyproject.toml -o requirements.txt
uv --group dev -c requirements.txt -o requirements-dev.txt
