"""RFC 9457 problem documents, and the table from exceptions to them."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, Throttled
from ninja.errors import ValidationError as InputError

from foundation.requests.exceptions import KeyReused, TooManyTries

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# What `problem` writes, for the OpenAPI document.
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:portal:problem:time_taken"]},
        "title": {"type": "string", "description": "In the language asked for"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: tell problems apart by it"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "call_first": {
            "type": "array",
            "description": "With another_door_first: whom to call, the most urgent first",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "string"}, "who": {"type": "string"}},
            },
        },
        "mark": {"type": "string", "description": "With another_door_first: what to send in `passed` to go on"},
    },
}
Text = str | Promise

TITLES: dict[int, tuple[str, Text]] = {
    400: ("bad_request", _("The request cannot be understood.")),
    401: ("sign_in_needed", _("Please sign in first.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("not_found", _("There is nothing here.")),
    405: ("method_not_allowed", _("This address does not take that method.")),
    409: ("conflict", _("This is no longer possible.")),
    413: ("too_large", _("The request is too large.")),
    422: ("invalid", _("Some entries need to be corrected.")),
    429: ("too_many_tries", _("Too many tries. Please wait a little.")),
    500: ("server_error", _("Something went wrong on our side. Please try again later.")),
}

MESSAGES: dict[str, Text] = {
    "missing": _("This entry is missing."),
    "string_too_short": _("This entry is too short."),
    "string_too_long": _("This entry is too long."),
    "int_parsing": _("Enter a whole number."),
    "int_type": _("Enter a whole number."),
    "bool_parsing": _("Enter true or false."),
    "date_from_datetime_parsing": _("Enter a date such as 2026-11-23."),
    "date_parsing": _("Enter a date such as 2026-11-23."),
    "datetime_parsing": _("Enter a date and time such as 2026-11-23T09:00:00+08:00."),
    "datetime_from_date_parsing": _("Enter a date and time such as 2026-11-23T09:00:00+08:00."),
    "timezone_aware": _("Enter a date and time such as 2026-11-23T09:00:00+08:00."),
    "uuid_parsing": _("This identifier is not complete."),
    "enum": _("Choose one of the values allowed."),
    "literal_error": _("Choose one of the values allowed."),
    "json_invalid": _("The body is not valid JSON."),
    "extra_forbidden": _("This entry is not known here."),
}


@dataclass(frozen=True)
class Kind:
    status: int
    code: str
    title: Text | Callable[[Any], Text]
    detail: Callable[[Any], Text] | None = None
    errors: Callable[[Any], Iterable[dict[str, str]]] | None = None
    more: Callable[[Any], dict[str, Any]] | None = None


_kinds: dict[type[Exception], Kind] = {}


def register_problem(
    exception: type[Exception],
    *,
    status: int,
    code: str,
    title: Text | Callable[[Any], Text],
    detail: Callable[[Any], Text] | None = None,
    errors: Callable[[Any], Iterable[dict[str, str]]] | None = None,
    more: Callable[[Any], dict[str, Any]] | None = None,
) -> None:
    """Say, in an app's `api.py`, what its domain exception means to a client: usually a 409 with its own code.

    `errors`: which entries it is about, as `problem` takes them; `more`: members of its own (RFC 9457 §3.2).
    """
    _kinds[exception] = Kind(status, code, title, detail, errors, more)


def problem(
    status: int,
    *,
    code: str = "",
    title: Text = "",
    detail: Text = "",
    errors: Iterable[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """`errors` are {"pointer": "/body/name", "detail": "…"}; a client tells problems apart by `type` or `code`."""
    usual_code, usual_title = TITLES.get(status, (HTTPStatus(status).name.lower(), HTTPStatus(status).phrase))
    code = code or usual_code
    document: dict[str, Any] = {
        "type": f"urn:portal:problem:{code}", "title": str(title or usual_title), "status": status, "code": code,
    }  # fmt: skip
    if detail:
        document["detail"] = str(detail)
    if listed := list(errors):
        document["errors"] = listed
    document |= more or {}
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type=CONTENT_TYPE, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _pointer(location: Iterable[Any]) -> str:
    """JSON Pointer (RFC 6901) from pydantic's location, without the name our code gives to what was sent."""
    where, *inner = location
    location = (where, *(inner[1:] if where == "body" and len(inner) > 1 else inner))
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _input_errors(error: InputError) -> list[dict[str, str]]:
    """What is wrong where. The value sent is never repeated."""
    return [
        {"pointer": _pointer(item["loc"]), "detail": str(MESSAGES.get(item["type"], item["msg"]))}
        for item in error.errors
    ]


def _validation_errors(error: ValidationError) -> list[dict[str, str]]:
    if not hasattr(error, "error_dict"):
        return [{"pointer": "", "detail": message} for message in error.messages]
    named = error.message_dict.items()
    return [{"pointer": f"/body/{name}", "detail": text} for name, texts in named for text in texts]


def problem_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The document for any exception. What is not foreseen is logged and becomes a silent 500."""
    kind = next((_kinds[cls] for cls in type(error).__mro__ if cls in _kinds), None)
    if kind is not None:
        detail = kind.detail(error) if kind.detail else ""
        errors = kind.errors(error) if kind.errors else ()
        more = kind.more(error) if kind.more else {}
        title = kind.title(error) if callable(kind.title) else kind.title
        return problem(kind.status, code=kind.code, title=title, detail=detail, errors=errors, more=more)
    match error:
        case InputError():
            is_broken = any(item["type"] == "json_invalid" for item in error.errors)
            return problem(400 if is_broken else 422, errors=_input_errors(error))
        case ValidationError():
            return problem(422, errors=_validation_errors(error))
        case TooManyTries():
            return problem(429, headers={"Retry-After": str(error.wait_seconds(now()))})
        case KeyReused():
            return problem(422, code="key_reused", title=_("This Idempotency-Key has answered another request."))
        case Http404() | ObjectDoesNotExist():
            return problem(404)
        case PermissionDenied():
            return problem(403)
        case RequestDataTooBig():
            return problem(413)
        case SuspiciousOperation():
            return problem(400)
        case Throttled():
            return problem(429, headers={"Retry-After": str(error.wait or 60)})
        case HttpError():
            return problem(error.status_code)
    logger.exception("api: %s at %s %s", type(error).__name__, request.method, request.path)
    return problem(500)
