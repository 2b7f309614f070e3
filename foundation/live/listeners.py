"""Who is listening: asked once a connection, and only where a topic is not for everybody."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, parse_cookie

from foundation.live.topics import rule_of


async def may_listen(cookies: str, topics: Iterable[str]) -> bool:
    """Public topics cost nothing; for a guarded one the session's account is asked in a thread of its own."""
    guarded = [topic for topic in topics if rule_of(topic) is not None]
    return not guarded or await sync_to_async(_ask_and_leave, thread_sensitive=False)(cookies, guarded)


def _ask_and_leave(cookies: str, topics: list[str]) -> bool:
    """A thread of the pool keeps no database connection."""
    try:
        return account_may_listen(cookies, topics)
    finally:
        connections.close_all()


def account_may_listen(cookies: str, topics: Iterable[str]) -> bool:
    """Whether every rule of these guarded topics lets the account of this session in."""
    request: Any = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    rules = [(rule_of(topic), topic) for topic in topics]
    return request.user.is_authenticated and all(rule is not None and rule(request, topic) for rule, topic in rules)
