"""Pages of the shell itself: display preferences, pictures and refusals."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.views import serve as wagtail_serve

from portal.display import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES
from portal.kept import remember
from portal.pages import HomePage

ONE_YEAR = 365 * 24 * 3600
PICTURES = {
    ".avif": "image/avif", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png",
    ".webp": "image/webp",
}  # fmt: skip
ROBOTS = """User-agent: *
Disallow: /accounts/
Disallow: /cms/
Disallow: /desk/
Disallow: /display/
Disallow: /my/
Disallow: /sign-in/
"""


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """The page Wagtail would find for this address, without asking the database for the way to it each time."""
    page = remember(("front page", get_language()), _open_front_page)
    return page.serve(request) if page else wagtail_serve(request, "")


def _open_front_page() -> HomePage | None:
    """None leaves the answer to Wagtail: not published, or not for everybody."""
    page = HomePage.objects.live().filter(locale__language_code=get_language()).first()
    return page if page and not page.get_view_restrictions().exists() else None


@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """Plain links set the reader's preferences, so that it works without JavaScript and without a form."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    for parameter, cookie, known in (("size", SIZE_COOKIE, SIZES), ("theme", THEME_COOKIE, THEMES)):
        if (value := request.GET.get(parameter)) in known:
            response.set_cookie(
                cookie,
                value,
                max_age=ONE_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        f"{ROBOTS}\nSitemap: {settings.PORTAL_URL}/sitemap.xml\n", content_type="text/plain; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return HttpResponseRedirect(static("img/favicon.png"))


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The pictures of pages, and nothing else of the media, where no web server such as nginx stands in front."""
    file = Path(settings.MEDIA_ROOT, "images", name)
    if file.suffix not in PICTURES or not file.is_file():
        raise Http404
    response = HttpResponse(file.read_bytes(), content_type=PICTURES[file.suffix])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Static, in both languages: the host or the path itself may be what is wrong."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Static, in both languages, without a query: the database may be what is wrong."""
    return HttpResponse(render_to_string("500.html"), status=500)
