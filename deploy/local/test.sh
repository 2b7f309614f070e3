#!/bin/sh
# All tests, shuffled: on SQLite, and again on PostgreSQL and Redis when DATABASE_URL and REDIS_URL are set.
#   deploy/local/test.sh [pytest arguments]        PORTAL_ENGINES="embedded city" chooses the runs
set -eu
cd "$(dirname "$0")/../.."
deploy/local/venv.sh dev

install_browser() {  # a real Chromium and Chinese fonts, where we may install
    if [ -n "${PORTAL_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing chromium and fonts-noto-cjk for the browser tests …" >&2
        log=${TMPDIR:-/tmp}/portal-install-browser.log
        apt-get update -q >"$log" 2>&1 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk >>"$log" 2>&1 \
            || echo "apt-get could not install Chromium, see $log; the browser tests will be skipped." >&2
    fi
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0

run() {  # name, then what varies by engine, then pytest's arguments
    name=$1; shift
    echo "== Tests on $name" >&2
    PORTAL_TEST_TOTALS="$results/$name.json" "$@" || { [ $? -eq 5 ] && echo "No test matches." >&2 || status=1; }
}

coverage="--cov --cov-report="  # costs a third more time, which the gate of every change does not have
if [ $# -gt 0 ] || [ -n "${CI:-}" ]; then coverage="--no-cov"; fi

embedded() {
    may_skip=${PORTAL_MAY_SKIP+postgresql,redis,${PORTAL_SHARING:+one_engine,}$PORTAL_MAY_SKIP}
    # shellcheck disable=SC2086  # two words
    run sqlite env -u DATABASE_URL -u REDIS_URL ${may_skip:+PORTAL_MAY_SKIP="$may_skip"} \
        .venv/bin/python -m pytest --engine-name=sqlite $coverage "$@"
    if [ "$coverage" != "--no-cov" ]; then echo "Coverage: $(.venv/bin/python -m coverage report --format=total) % of lines and branches" >&2; fi
}

city() {
    [ -n "${DATABASE_URL:-}" ] || { echo "== PostgreSQL and Redis: not run, DATABASE_URL is not set (make services)" >&2; return 0; }
    may_skip=${PORTAL_MAY_SKIP+${PORTAL_SHARING:+one_engine,}$PORTAL_MAY_SKIP}
    run postgresql env ${may_skip:+PORTAL_MAY_SKIP="$may_skip"} .venv/bin/python -m pytest --engine-name=postgresql --no-cov "$@"
}

both_at_once() {  # many tests wait for processes and clocks, so two runs take little longer than one
    case "${DATABASE_URL:-}" in
        postgres*)  # tests that need one engine are shared out, a third to PostgreSQL, whose tests take longer; all to SQLite for coverage
            PORTAL_SHARING=sqlite
            if [ "$coverage" = "--no-cov" ]; then PORTAL_SHARING="sqlite sqlite postgresql"; fi
            export PORTAL_SHARING ;;
    esac
    (city "$@"; exit "$status") >"$results/city.out" 2>&1 &
    beside=$!
    embedded "$@"
    wait "$beside" || status=1
    cat "$results/city.out"
}

install_browser
case "${PORTAL_ENGINES:-embedded city}" in
    "embedded city") both_at_once "$@" ;;
    *) for engine in $PORTAL_ENGINES; do "$engine" "$@"; done ;;
esac
.venv/bin/python deploy/local/totals.py "$results"/*.json
exit "$status"
