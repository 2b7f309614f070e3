"""For load balancers and monitors: is the process there, and can it do its work. Says what, never why."""

import logging

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.schedule.services import is_anybody_working

logger = logging.getLogger(__name__)

REDIS_PATIENCE = 1.0


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a database outage does not restart servers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 only without the database: registration, casework and pages go on without anything else (DESIGN §3.10)."""
    parts = {"database": _database()}
    if parts["database"] == "ok":
        parts |= {"worker": _worker(), "live": _live()}
    is_ready = parts["database"] == "ok"
    status = "ok" if all(part == "ok" for part in parts.values()) else "degraded" if is_ready else "unavailable"
    return JsonResponse({"status": status, "parts": parts}, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception as error:  # the pool's own timeout is no DatabaseError
        logger.error("readyz: database: %s", type(error).__name__)
        return "unavailable"
    return "ok"


def _worker() -> str:
    try:
        return "ok" if is_anybody_working(at=now()) else "no worker"
    except DatabaseError:
        return "unknown"


def _live() -> str:
    """Redis carries live news and cached pages where it is configured; in memory there is nothing that could fail."""
    if not settings.REDIS_URL:
        return "ok" if get_channel_layer() is not None else "unavailable"
    from redis import Redis, RedisError

    client = Redis.from_url(settings.REDIS_URL, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE)
    try:
        client.ping()
    except (RedisError, OSError) as error:
        logger.warning("readyz: redis: %s", type(error).__name__)
        return "unavailable"
    finally:
        client.close()
    return "ok"
