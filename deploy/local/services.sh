#!/bin/sh
# PostgreSQL and Redis for development and tests: own data folder, loopback only, own password.
#   deploy/local/services.sh start | stop | status
# Writes $PORTAL_VAR/services/env (DATABASE_URL, REDIS_URL). Never for production: fsync is off.
# PORTAL_SERVICES_DATA puts the data elsewhere: in memory, for tests.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
var=${PORTAL_VAR:-$here/var}
mkdir -p "$var/services"
chmod 755 "$var" "$var/services"
services=$(cd "$var/services" && pwd)
wait_seconds=60

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# --- Where things are ---------------------------------------------------------------------------
find_bin() {  # name → path, also where Debian keeps PostgreSQL's own programs
    command -v "$1" 2>/dev/null && return
    for candidate in /usr/lib/postgresql/*/bin/"$1" /opt/homebrew/bin/"$1" /usr/local/bin/"$1"; do
        if [ -x "$candidate" ]; then printf '%s\n' "$candidate"; return; fi
    done
    return 1
}

server_bin() {  # the newest server's folder: initdb and pg_ctl are not on Debian's PATH
    newest=$(find /usr/lib/postgresql -name pg_ctl 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] || newest=$(find_bin pg_ctl) || return 1
    dirname "$newest"
}

as_server() {  # PostgreSQL refuses to run as root
    if is_root; then runuser -u postgres -- "$@"; else "$@"; fi
}

data_folder() {  # below var, unless the server's user cannot get there (a checkout below /root, say)
    if [ -n "${PORTAL_SERVICES_DATA:-}" ]; then
        printf '%s\n' "$PORTAL_SERVICES_DATA"
    elif is_root && ! runuser -u postgres -- test -x "$services"; then
        printf '/var/tmp/portal-services-%s\n' "$(printf '%s' "$services" | cksum | cut -d ' ' -f 1)"
    else
        printf '%s\n' "$services"
    fi
}

# --- Installing ---------------------------------------------------------------------------------
install_missing() {
    missing=
    server_bin >/dev/null || missing="postgresql"
    command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || fail "Please install $missing with your system's package manager, then run this again."
    sudo=
    if ! is_root; then
        command -v sudo >/dev/null 2>&1 || fail "Please run as root: apt-get install $missing"
        sudo=sudo
    fi
    say "Installing $missing …"
    # Debian would make and start a cluster of its own: ours is enough.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        $sudo mkdir -p /etc/postgresql-common
        printf 'create_main_cluster = false\n' | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    log=$services/install.log
    $sudo apt-get update -q >"$log" 2>&1 || true
    # shellcheck disable=SC2086  # a list of package names
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends $missing >>"$log" 2>&1 \
        || { tail -n 20 "$log" >&2; fail "apt-get could not install $missing, see $log"; }
}

# --- Waiting and choosing -----------------------------------------------------------------------
listens() {  # port
    python3 -c 'import socket, sys; s = socket.socket(); s.settimeout(1); sys.exit(s.connect_ex(("127.0.0.1", int(sys.argv[1]))))' "$1" 2>/dev/null
}

free_port() {  # first choice → it, or the next one where nothing listens
    port=$1
    while listens "$port"; do port=$((port + 1)); done
    printf '%s\n' "$port"
}

wait_until() {  # what, command…
    what=$1; shift
    tries=$((wait_seconds * 5))
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "$what did not answer within $wait_seconds s; logs are in $(data_folder)"
        sleep 0.2
    done
}

recorded() {  # name → its value in the env file of the last start
    [ -f "$services/env" ] && sed -n "s/^$1=//p" "$services/env" | tail -n 1
}

# --- PostgreSQL ---------------------------------------------------------------------------------
postgres_runs() {
    [ -f "$data/postgres/postmaster.pid" ] && as_server "$bin/pg_ctl" -D "$data/postgres" status >/dev/null 2>&1
}

make_cluster() {
    [ -f "$data/postgres/PG_VERSION" ] && [ -f "$data/password" ] && return 0
    say "Making a PostgreSQL data folder …"
    rm -rf "$data/postgres"
    mkdir -p "$data/postgres" "$data/socket"
    (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$data/password")
    cp "$data/password" "$data/initial"
    if is_root; then chown postgres "$data/postgres" "$data/socket" "$data/initial"; fi
    chmod 700 "$data/postgres"
    as_server "$bin/initdb" -D "$data/postgres" -U portal --pwfile="$data/initial" -E UTF8 --locale=C.UTF-8 \
        --auth=scram-sha-256 >"$services/initdb.log" 2>&1 || { cat "$services/initdb.log" >&2; fail "initdb failed."; }
    rm -f "$data/initial"
}

start_postgres() {
    if postgres_runs; then
        postgres_port=$(sed -n 4p "$data/postgres/postmaster.pid")
        return 0
    fi
    make_cluster
    mkdir -p "$data/socket"
    if is_root; then chown postgres "$data/socket"; fi
    postgres_port=$(free_port 5432)
    as_server "$bin/pg_ctl" -D "$data/postgres" -l "$data/postgres/server.log" -W -o "-p $postgres_port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data/socket -c max_connections=300 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=256MB \
        -c max_wal_size=2GB -c jit=off" start >/dev/null
    wait_until PostgreSQL "$bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"
}

make_database() {
    PGPASSWORD=$(cat "$data/password"); export PGPASSWORD
    sql="psql -qAtX -h 127.0.0.1 -p $postgres_port -U portal -d postgres"
    [ "$($sql -c "SELECT 1 FROM pg_database WHERE datname = 'portal'")" = 1 ] || $sql -c 'CREATE DATABASE portal'
}

# --- Redis --------------------------------------------------------------------------------------
redis_runs() {  # ours: the one that answers on the recorded port has the recorded process id
    redis_port=$(recorded REDIS_PORT || true)
    [ -n "$redis_port" ] && [ -f "$services/redis.pid" ] || return 1
    redis-cli -h 127.0.0.1 -p "$redis_port" info server 2>/dev/null | tr -d '\r' \
        | grep -q "^process_id:$(cat "$services/redis.pid")$"
}

start_redis() {
    if redis_runs; then return 0; fi
    redis_port=$(free_port 6379)
    redis-server --port "$redis_port" --bind 127.0.0.1 --daemonize yes --dir "$services" --save '' --appendonly no \
        --pidfile "$services/redis.pid" --logfile "$services/redis.log" >/dev/null
    wait_until Redis redis-cli -h 127.0.0.1 -p "$redis_port" ping
}

# --- Verbs --------------------------------------------------------------------------------------
start() {
    install_missing
    data=$(data_folder); bin=$(server_bin)
    mkdir -p "$data"; chmod 755 "$data"
    start_postgres
    make_database
    start_redis
    (umask 077; cat >"$services/env" <<END
DATABASE_URL=postgres://portal:$(cat "$data/password")@127.0.0.1:$postgres_port/portal
REDIS_URL=redis://127.0.0.1:$redis_port/0
REDIS_PORT=$redis_port
END
    )
    say "PostgreSQL on 127.0.0.1:$postgres_port, Redis on 127.0.0.1:$redis_port."
    say "Use them:  set -a; . $services/env; set +a"
}

stop() {
    data=$(data_folder)
    if bin=$(server_bin) && postgres_runs; then
        as_server "$bin/pg_ctl" -D "$data/postgres" -m fast -w stop >/dev/null
        say "PostgreSQL stopped."
    fi
    if redis_runs; then
        redis_pid=$(cat "$services/redis.pid")
        redis-cli -h 127.0.0.1 -p "$redis_port" shutdown nosave >/dev/null 2>&1 || true
        wait_until "Redis's end" sh -c "! kill -0 $redis_pid"
        say "Redis stopped."
    fi
    rm -f "$services/env" "$services/redis.pid"
}

status() {
    data=$(data_folder); bin=$(server_bin) || { say "PostgreSQL is not installed."; return 1; }
    postgres_runs && say "PostgreSQL runs." || { say "PostgreSQL does not run."; return 1; }
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    status) status ;;
    *) fail "Usage: $0 start | stop | status" ;;
esac
