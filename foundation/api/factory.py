"""`make_api`: the one NinjaAPI, with our problems, our session rules and our own documentation page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from foundation.api.auth import anybody
from foundation.api.problems import CONTENT_TYPE, PROBLEM_SCHEMA, problem_for

NAMESPACE = "api"


class PortalAPI(NinjaAPI):
    def on_exception(self, request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        """Every exception takes the same way, also in development: no traceback ever leaves by the API."""
        return problem_for(request, exc if isinstance(exc, Exception) else exc())

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Every operation may answer with a problem: said once here, so that no route forgets it."""
        document = super().get_openapi_schema(**options)
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        problem = {"$ref": "#/components/schemas/Problem"}
        for methods in document["paths"].values():
            for operation in methods.values():
                answer = {"description": "A problem (RFC 9457)", "content": {CONTENT_TYPE: {"schema": problem}}}
                operation["responses"].setdefault("default", answer)
        return document


def make_api(*, title: str, description: str = "", **options: Any) -> PortalAPI:
    return PortalAPI(
        title=title,
        description=description,
        version="1",
        urls_namespace=NAMESPACE,
        auth=anybody,
        docs_url=None,  # ninja's own page loads scripts from a CDN; see views.documentation
        **options,
    )
