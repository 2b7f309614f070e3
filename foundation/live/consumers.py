"""The doors: raw ASGI applications for websocket and server-sent events. Django would take a thread a viewer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import validate_host

from foundation.live.hub import hub
from foundation.live.listeners import may_listen
from foundation.live.topics import TopicRefused, checked_topics
from foundation.live.viewers import Message, Viewer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

QUIET = 25.0  # seconds between comments that keep proxies from hanging up on an event stream
MOST_CLIENT_MESSAGES = 20  # pages only listen
POLICY, TRY_LATER = 1008, 1013


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def is_same_site(scope: Scope, *, origin_needed: bool) -> bool:
    """A page of another site may not listen in its visitors' name. Browsers always send Origin on a websocket."""
    host, origin = _header(scope, b"host"), _header(scope, b"origin")
    if not validate_host(host.rsplit(":", 1)[0] if not host.endswith("]") else host, settings.ALLOWED_HOSTS):
        return False
    if not origin:
        return not origin_needed
    return urlsplit(origin).netloc in {host, urlsplit(settings.PORTAL_URL).netloc}


def websocket_frame(text: str) -> Message:
    return {"type": "websocket.send", "text": text}


def event_frame(text: str) -> Message:
    return {"type": "http.response.body", "body": f"data: {text}\n\n".encode(), "more_body": True}


CLOSE_SOCKET: Message = {"type": "websocket.close", "code": 1001}  # going away
CLOSE_EVENTS: Message = {"type": "http.response.body", "body": b""}
STILL_HERE: Message = {"type": "http.response.body", "body": b":\n\n", "more_body": True}


def _refusal(scope: Scope, *, origin_needed: bool) -> int:
    """The HTTP status that refuses, or 0."""
    if not is_same_site(scope, origin_needed=origin_needed):
        return 403
    return 503 if hub.is_full else 0


def _topics(scope: Scope) -> frozenset[str]:
    """Raises TopicRefused or ValueError."""
    query = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=5)
    return checked_topics(query.get("topics", [""])[0].split(","))


async def _is_for_others(scope: Scope, topics: frozenset[str]) -> bool:
    """A topic that is not for everybody, and not for this account."""
    return not await may_listen(_header(scope, b"cookie"), topics)


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()  # websocket.connect
    refusal = _refusal(scope, origin_needed=True)
    try:
        topics = _topics(scope)
        refusal = refusal or (403 if await _is_for_others(scope, topics) else 0)
    except (TopicRefused, ValueError):
        refusal = refusal or 400
    if refusal:
        # Before accept: answered as 403, whatever the code.
        await send({"type": "websocket.close", "code": TRY_LATER if refusal == 503 else POLICY})
        return
    await send({"type": "websocket.accept"})
    viewer = Viewer(topics, send, websocket_frame, CLOSE_SOCKET)
    hub.join(viewer)
    try:
        await _until_gone(receive)
    finally:
        hub.leave(viewer)


async def _until_gone(receive: Receive) -> None:
    for _ in range(MOST_CLIENT_MESSAGES):
        if (await receive())["type"] == "websocket.disconnect":
            return


EVENT_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold the news back
    (b"x-content-type-options", b"nosniff"),
]


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    refusal = _refusal(scope, origin_needed=False) if scope["method"] == "GET" else 405
    try:
        topics = _topics(scope)
        refusal = refusal or (403 if await _is_for_others(scope, topics) else 0)
    except (TopicRefused, ValueError):
        refusal = refusal or 400
    if refusal:
        await send({"type": "http.response.start", "status": refusal, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": EVENT_HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 5000\n\n", "more_body": True})
    viewer = Viewer(topics, send, event_frame, CLOSE_EVENTS)
    hub.join(viewer)
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        hub.leave(viewer)


async def keep_events_alive() -> None:
    """One clock for all event streams; uvicorn pings websockets itself."""
    while True:
        await asyncio.sleep(QUIET)
        hub.keep_alive(event_frame, STILL_HERE)
