"""Where the carrier of text messages hands over what people send us."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from foundation.notifications import tencent_hooks
from foundation.notifications.inbound import BadInbound, receive_sms
from foundation.requests.exceptions import KeyReused

SECRET_HEADER = "X-Portal-Secret"  # noqa: S105  # the header's name
LONGEST_BODY = 10_000  # bytes
LONGEST_REPORT = 200_000  # a list of receipts


@csrf_exempt
@never_cache
@require_POST
def inbound_sms(request: HttpRequest) -> JsonResponse:
    """JSON {"from", "text", "id"} and the shared secret in a header. Without a secret in the settings: no such page."""
    if not settings.SMS_INBOUND_SECRET:
        raise Http404
    if not constant_time_compare(request.headers.get(SECRET_HEADER, ""), settings.SMS_INBOUND_SECRET):
        return JsonResponse({"detail": "wrong secret"}, status=403)
    try:
        facts = _facts(request)
        outcome = receive_sms(phone=facts["from"], text=facts["text"], reference=facts["id"], at=now())
    except (BadInbound, KeyError, ValueError):
        return JsonResponse({"detail": "expected from, text and id"}, status=400)
    except KeyReused:
        return JsonResponse({"detail": "this id came with another text"}, status=409)
    return JsonResponse({"outcome": outcome})


def _facts(request: HttpRequest) -> dict[str, str]:
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        raise ValueError("too long")
    found = json.loads(request.body)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in ("from", "text", "id")):
        raise ValueError("not the fields expected")
    return found


@csrf_exempt
@never_cache
@require_POST
def tencent(request: HttpRequest) -> JsonResponse:
    """Tencent Cloud's receipts and answers. It sends no header of ours: the secret is in the query, never logged."""
    if not settings.SMS_INBOUND_SECRET:
        raise Http404
    if not constant_time_compare(request.GET.get("key", ""), settings.SMS_INBOUND_SECRET):
        return JsonResponse({"result": 1, "errmsg": "wrong key"}, status=403)
    if int(request.headers.get("Content-Length") or 0) > LONGEST_REPORT:
        return JsonResponse({"result": 1, "errmsg": "too long"}, status=413)
    try:
        tencent_hooks.take(request.body, at=now())
    except (BadInbound, ValueError):
        return JsonResponse({"result": 1, "errmsg": "neither an answer nor receipts"}, status=400)
    return JsonResponse({"result": 0, "errmsg": "OK"})
