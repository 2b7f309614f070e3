"""One process for everything: pages through WSGI threads, live connections on the event loop.

Measured: a page through Django's own ASGI handler costs two to ten times the CPU of the same page through WSGI.
"""

import asyncio
import os
import tempfile
from collections.abc import MutableMapping
from functools import partial
from typing import IO, Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from a2wsgi import WSGIMiddleware
from django.conf import settings

from portal.wsgi import application as pages_application  # isort: skip  # sets Django up
from foundation.live.consumers import Receive, Scope, Send, events, keep_events_alive, websocket  # isort: skip
from foundation.live.hub import hub  # isort: skip
from foundation.live.relay import listen  # isort: skip

PAGE_THREADS = 4
LARGEST_BODY = 60 * 1024 * 1024  # five files of ten megabytes, and the form around them
IN_MEMORY = 1024 * 1024
CHUNK = 256 * 1024

pages: Any = WSGIMiddleware(cast(Any, pages_application), workers=PAGE_THREADS)  # its own types of ASGI differ


class BodyTooLarge(Exception):
    pass


async def whole_body(receive: Receive) -> Receive:
    """Read the request before a thread is given to it: four slow uploads must not stop the portal."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        return partial(_again, message)
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # gone with the last reference
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        size += spool.write(message.get("body", b""))
        if size > LARGEST_BODY:
            raise BodyTooLarge
        if not message.get("more_body", False):
            break
        message = await receive()
    spool.seek(0)
    return partial(_next_chunk, spool)


async def _again(message: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return message


async def _next_chunk(spool: IO[bytes]) -> MutableMapping[str, Any]:
    chunk = spool.read(CHUNK)
    return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    # `X_Forwarded_For` would become the same WSGI variable as `X-Forwarded-For`, which a proxy has checked.
    scope = {**scope, "headers": [item for item in scope["headers"] if b"_" not in item[0]]}
    try:
        receive = await whole_body(receive)
    except ConnectionResetError:
        return
    except BodyTooLarge:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body"})
        return
    await pages(scope, receive, send)


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await hub.start()
    relay = None if settings.REDIS_URL else await listen(hub.fan_out)
    keeping_alive = asyncio.create_task(keep_events_alive())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    keeping_alive.cancel()
    if relay is not None:
        relay.close()
    await hub.stop()
    await send({"type": "lifespan.shutdown.complete"})


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    kind, path = scope["type"], scope.get("path")
    if kind == "lifespan":
        await lifespan(scope, receive, send)
    elif kind == "websocket" and path == "/ws/live/":
        await websocket(scope, receive, send)
    elif kind == "websocket":
        await receive()
        await send({"type": "websocket.close"})
    elif path == "/sse/live/":
        await events(scope, receive, send)
    else:
        await page(scope, receive, send)
