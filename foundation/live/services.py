"""`publish`: from any thread of any process to every viewer of the topic."""

import asyncio
import json
import logging
import threading
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from foundation.live.hub import GROUP, hub
from foundation.live.relay import pass_on
from foundation.live.topics import is_registered

logger = logging.getLogger(__name__)

LONGEST_TEXT = 8 * 1024
MOST_UNDERWAY = 1000
PATIENCE = 5.0  # seconds for the broker to take one message

_underway = 0
_own_loop: asyncio.AbstractEventLoop | None = None
_lock = threading.Lock()


def publish(topic: str, payload: dict[str, Any]) -> None:
    """Tell every page that listens to `topic`, after commit. Never raises, never waits.

    The payload is public and small: say that something changed, not what, where it is not for everybody.
    """
    try:
        text = json.dumps({"topic": topic, "payload": payload}, cls=DjangoJSONEncoder, ensure_ascii=False)
        if not is_registered(topic) or len(text) > LONGEST_TEXT:
            raise ValueError("an unregistered topic or too long")
        transaction.on_commit(lambda: _hand_over(topic, text), robust=True)  # a name to log, unlike a partial
    except Exception:
        logger.exception("live: nothing published to %s", topic[:100])


def _hand_over(topic: str, text: str) -> None:
    """Give the message to an event loop; this thread goes on at once."""
    global _underway
    loop = hub.loop or _background_loop()
    if loop is None:
        pass_on(text)
        return
    if _underway >= MOST_UNDERWAY:
        logger.warning("live: dropped a message for %s", topic)
        return
    with _lock:
        _underway += 1
    try:
        asyncio.run_coroutine_threadsafe(_send(topic, text), loop)
    except RuntimeError:  # the loop is closing: the viewers are gone too
        _arrived()


def _arrived() -> None:
    global _underway
    with _lock:
        _underway -= 1


async def _send(topic: str, text: str) -> None:
    try:
        message = {"type": "live.message", "topic": topic, "text": text}
        await asyncio.wait_for(get_channel_layer().group_send(GROUP, message), PATIENCE)
    except Exception as error:
        logger.warning("live: broker did not take a message: %s", type(error).__name__)
    finally:
        _arrived()


def _background_loop() -> asyncio.AbstractEventLoop | None:
    """A loop of our own where no server loop runs (worker, WSGI server); None without Redis, where `relay` helps.

    The in-memory layer belongs to one loop: touched from another, messages wait until that loop wakes by chance.
    """
    global _own_loop
    if not settings.REDIS_URL:
        return None
    with _lock:
        if _own_loop is None or _own_loop.is_closed():
            _own_loop = asyncio.new_event_loop()
            threading.Thread(target=_own_loop.run_forever, name="live-publisher", daemon=True).start()
        return _own_loop
