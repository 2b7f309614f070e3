from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from foundation.api.problems import problem


@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Everything else under /api/."""
    return problem(404)


def operations(api: NinjaAPI) -> list[dict[str, Any]]:
    """The OpenAPI document as rows for a page: one a method and path, in the language of the reader."""
    rows = []
    document = api.get_openapi_schema()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": _words(operation.get("summary", "")),
                    "description": _words(operation.get("description", "")),
                    "parameters": [*operation.get("parameters", []), *_body_fields(operation, document)],
                    "statuses": sorted(set(operation.get("responses", {})) - {"default"}),
                }
            )
    return rows


def _words(text: str) -> str:
    """Routes name their texts with gettext_noop(); the empty text would be the heading of the catalogue."""
    return gettext(text) if text else ""


def _body_fields(operation: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of the JSON body, listed like parameters."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], body)
    required = schema.get("required", [])
    return [{"name": name, "in": "body", "required": name in required} for name in schema.get("properties", {})]


@require_safe
def documentation(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """A plain page; the machine-readable document is linked from it."""
    return render(request, "api/documentation.html", {"api": api, "operations": operations(api)})
