"""Under /api/: the language the client asks for, and problem documents for what Django itself refuses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from foundation.api.problems import CONTENT_TYPE, problem

PREFIX = "/api/"


class ApiMiddleware:
    """Stands below LocaleMiddleware, which would answer every address without /en/ in Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()  # as LocaleMiddleware does
        response = self.get_response(request)
        if response.status_code < 400 or response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        return problem(response.status_code, headers=kept)
