"""Runs scripts beside the server of the journeys, in its database: one process for all of them, because starting
Django takes longer than most scripts. One line of JSON in, a script; one line of JSON out, what it printed.
"""

import contextlib
import io
import json
import sys
import traceback

import django


def run(script: str) -> dict[str, str]:
    from django.db import connections

    printed, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(script, "<script>", "exec"), {})
    except BaseException:
        error = traceback.format_exc()
    connections.close_all()
    return {"printed": printed.getvalue(), "error": error}


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
