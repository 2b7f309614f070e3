#!/bin/sh
# Makes .venv and installs the locked requirements, only when they changed:  venv.sh [dev]
set -eu
cd "$(dirname "$0")/../.."

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$name" ] || continue
        path=$(command -v "$name" 2>/dev/null) || continue
        if new_enough "$path"; then printf '%s\n' "$path"; return; fi
    done
    echo "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv. Or name one: make PYTHON=/path/to/python3" >&2
    exit 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "This Python comes without venv. On Debian:  apt-get install python$version-venv" >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version) …" >&2
    rm -rf .venv
    "$python" -m venv .venv
}

install() {  # a requirements file, installed once for each content of it
    stamp=.venv/installed-$(basename "$1" .txt)
    wanted=$(cksum <"$1")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    echo "Installing $1 …" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
    printf '%s\n' "$wanted" >"$stamp"
}

if ! { [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    make_venv
fi
install requirements.txt
if [ "${1:-}" = dev ]; then install requirements-dev.txt; fi
