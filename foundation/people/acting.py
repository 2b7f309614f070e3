"""One account, two doors: a session acts under grants only after password and second step, and not for ever.

A session that entered by phone code, or by password alone, is a citizen's. Acting lasts a working day at most; the
session itself goes on as a citizen's afterwards.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now

ACTING_LASTS = timedelta(hours=12)
SESSION_KEY = "acting_until"


def begin(request: HttpRequest) -> None:
    """The second step was right. The session key changes with what the session may do."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = (now() + ACTING_LASTS).timestamp()


def end(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def session_acts(request: HttpRequest) -> bool:
    return acts(request.session)


def acts(session: Any) -> bool:
    """For what is no request: a socket's `scope["session"]`."""
    until = session.get(SESSION_KEY)
    return isinstance(until, float) and until > now().timestamp()
