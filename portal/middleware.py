"""The page cache, and the headers that tell browsers what a page may do and who may keep it."""

import gzip
import hashlib
from collections.abc import Callable

from csp.constants import UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.display import read_display
from portal.page_cache import KeptPage, page_key, store

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
NOT_KEPT = {"content-length", "content-encoding"}  # they follow from the body that is sent


class PageCacheMiddleware:
    """Answers anonymous readers from ready-made pages; everything below it is skipped on a hit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.personal_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_be_kept(request):
            return self.get_response(request)
        accepts_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        key = self._key(request, accepts_gzip)
        found = store.read(key)
        if found.page:
            return _answer(request, found.page, accepts_gzip)
        response = self.get_response(request)
        if not _is_same_for_everybody(request, response):
            return response
        page = _ready_made(response, found.generation, accepts_gzip)
        if found.is_reachable:
            store.write(key, page)
        return _answer(request, page, accepts_gzip, is_hit=False)

    def _may_be_kept(self, request: HttpRequest) -> bool:
        cookies = request.META.get("HTTP_COOKIE", "")
        return (
            request.method in ("GET", "HEAD")
            and settings.PAGE_CACHE_SECONDS > 0
            and not any(cookie in cookies for cookie in self.personal_cookies)
        )

    @staticmethod
    def _key(request: HttpRequest, accepts_gzip: bool) -> str:
        """The language is part of the path; the host decides which site answers."""
        meta = request.META
        return page_key(
            meta.get("HTTP_HOST", ""),
            request.path,
            meta.get("QUERY_STRING", ""),
            *read_display(request),
            "gzip" if accepts_gzip else "",
        )


def _is_same_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        getattr(response, "is_public_page", False)
        and response.status_code == 200
        and request.method == "GET"
        and not response.streaming
        and not response.cookies
        and not getattr(request, "is_preview", False)
        and set(request.GET) <= getattr(response, "public_query", frozenset())
    )


def _ready_made(response: HttpResponse, generation: str | None, is_gzip: bool) -> KeptPage:
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    headers = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
    body = gzip.compress(response.content, 6, mtime=0) if is_gzip else response.content
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    return KeptPage(generation, body, etag, headers)


def _answer(request: HttpRequest, page: KeptPage, is_gzip: bool, is_hit: bool = True) -> HttpResponse:
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body)
        response["Content-Length"] = str(len(page.body))
        if is_gzip:
            response["Content-Encoding"] = "gzip"
    for name, value in page.headers:
        response[name] = value
    response["ETag"] = page.etag
    if settings.DEBUG:
        response["X-Cache"] = "hit" if is_hit else "miss"
    return response


class ContentSecurityMiddleware(CSPMiddleware):
    """One fixed policy for the site, a looser one for Wagtail's date pickers and editor; and what may be stored."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        inline = {"script-src": [UNSAFE_INLINE], "style-src": [UNSAFE_INLINE]}
        self.policy, self.editor_policy = build_policy(), build_policy(update=inline)
        self.session_cookie = f"{settings.SESSION_COOKIE_NAME}="

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's own debugging pages are styled inline
        if any(name.startswith("_csp_") for name in vars(response)):
            super().process_response(request, response)  # a view's own change, made with django-csp's decorators
        is_editor = request.path.startswith("/cms/")
        response.headers.setdefault("Content-Security-Policy", self.editor_policy if is_editor else self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", self._who_may_keep(request, response))
        return response

    def _who_may_keep(self, request: HttpRequest, response: HttpResponseBase) -> str:
        """Nobody keeps what a signed-in person saw; a public page is asked for again each time (ETag)."""
        if (
            self.session_cookie in request.META.get("HTTP_COOKIE", "")
            or settings.SESSION_COOKIE_NAME in response.cookies
        ):
            return "private, no-store"
        return "no-cache" if getattr(response, "is_public_page", False) else "private, no-cache"


class WrongMethodMiddleware:
    """An address that only takes what a button sends, opened by itself: a page with ways on, for people."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content or request.method != "GET":
            return response
        if not request.accepts("text/html"):
            return response
        return _with_ways_on(request, response)


def _with_ways_on(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    page = render(request, "405.html", status=response.status_code)
    page["Allow"] = response["Allow"]
    return page
