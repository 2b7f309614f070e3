#!/bin/sh
# The whole portal on this machine with one command: installs, prepares the database, loads the demo city, serves.
#   PORT=8000 HOST=127.0.0.1 SCALE=small deploy/local/run.sh
set -eu
cd "$(dirname "$0")/../.."
port=${PORT:-8000}
host=${HOST:-127.0.0.1}

deploy/local/venv.sh
if .venv/bin/python -c 'import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", int(sys.argv[1]))))' "$port"; then
    echo "Something already listens on port $port. Stop it, or choose another one:  make run PORT=$((port + 1))" >&2
    exit 1
fi
export PORTAL_DEMO="${PORTAL_DEMO:-1}" PORTAL_URL="${PORTAL_URL:-http://localhost:$port}"
.venv/bin/python deploy/local/prepare.py "${SCALE:-small}"
exec .venv/bin/python manage.py serve --host "$host" --port "$port"
