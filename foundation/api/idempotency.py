"""The `Idempotency-Key` header: a write that is sent twice happens once."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.api.problems import register_problem
from foundation.requests.services import answer_once

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
KEY = re.compile(r"[\x21-\x7e]{16,128}")


class NoKey(Exception):
    """Missing, too short to be unguessable, or not printable."""


register_problem(
    NoKey, status=400, code="idempotency_key_needed",
    title=_("This request needs an Idempotency-Key header of 16 to 128 characters."),
)  # fmt: skip


def key_of(request: HttpRequest) -> str:
    """The header's value. Raises NoKey."""
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise NoKey
    return key


def once(
    request: HttpRequest, scope: str, act: Callable[[], Any], *, status: int = 201, who: str = "", asked: str = ""
) -> HttpResponse:
    """Run `act` for the first request with this key and repeat its answer for every other.

    `scope` names what is done ("reception_days.register"). Keys of different people never meet: a door whose callers
    have neither account nor session says in `who` whose key it is. `asked`: what the body says, where it is no text
    (the digest of a file: its form is written anew with each try). Raises NoKey, and KeyReused where the same key
    comes with another body. `act` returns what JSON can hold.
    """
    key, who = key_of(request), who or _account_or_session(request)
    fingerprint = f"{request.method} {request.get_full_path()}\n{asked or request.body.decode('utf-8', 'replace')}"
    answer = answer_once(
        f"{who}\n{key}", f"api:{scope}", fingerprint,
        lambda: json.dumps(act(), cls=DjangoJSONEncoder, ensure_ascii=False),
    )  # fmt: skip
    response = HttpResponse(answer.body, content_type="application/json", status=status)
    if answer.is_replay:
        response[REPLAYED] = "true"
    return response


def _account_or_session(request: HttpRequest) -> str:
    return f"user {request.user.pk}" if request.user.is_authenticated else f"session {request.session.session_key}"
