"""Open data: the page of what there is, and the files."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from dashboards.models import Release
from dashboards.months import Months
from dashboards.opendata import catalogue as catalogues
from dashboards.opendata.catalogue import ARCHIVE, Offered, address, page_dataset
from dashboards.opendata.fields import FIGURES, LIST
from dashboards.opendata.keeping import keeper
from dashboards.opendata.licence import LICENCE
from dashboards.opendata.package import CSV_FILES, DESCRIPTION, FILES, HERE, TITLES, VERIFIER, Edition, Files, sha256
from dashboards.opendata.tables import Figure, figures_of
from dashboards.opendata.words import Words
from dashboards.publishing import Kind, city, has_city, known_codes
from dashboards.releasing import files_of, latest_release, years
from foundation.requests.public_pages import mark_as_public

TYPES = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
    "zip": "application/zip",
}
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
NO_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


class Listed(NamedTuple):
    """A year on the page: its latest edition first."""

    year: int
    is_final: bool
    editions: list[Offered]


def offered_of(release: Release) -> Offered:
    edition = Edition(release.year, release.number)
    return Offered(edition, release.made_at, release.size, release.sha256, Words(release.note, release.note_en))


def listed_years() -> list[Listed]:
    found = []
    for year in years(localdate()):
        releases = [offered_of(each) for each in Release.objects.of_year(year).reverse()]
        found.append(Listed(year, bool(releases), releases or [Offered(Edition(year))]))
    return found


def _offered_in(listed: list[Listed]) -> list[Offered]:
    return [edition for each in listed for edition in each.editions]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    listed = listed_years()
    context = {
        "years": listed,
        "tables": [(name, TITLES[name.removesuffix(".csv")]) for name in CSV_FILES],
        "archive": ARCHIVE,
        "description": DESCRIPTION,
        "verifier": VERIFIER,
        "licence": LICENCE,
        "fields": FIGURES,
        "list_fields": LIST,
        "figures": _figures(),
        "address": address("/figures/data/"),
        "dataset": _data_block(page_dataset(_offered_in(listed), _("Public figures of participation"))),
    }
    return mark_as_public(render(request, "dashboards/opendata/index.html", context))


class Recomputed(NamedTuple):
    code: str
    name: str
    recomputed: str


def _figures() -> list[Recomputed]:
    """Each with how the script recomputes it."""
    if not has_city():
        return []
    month = localdate().replace(day=1)
    series = city(known_codes(), Months(month, month))
    return [Recomputed(each.code, str(each.name), _how(each)) for each in figures_of(series)]


def _how(each: Figure) -> str:
    if each.kind == Kind.DAYS:
        return _("Of the whole city median and ninth decile from its bins; of a row only how many matters it is of.")
    if each.kind == Kind.SHARE:
        return _("From its part and its whole, and those from months and rows.") if "/" in each.parts else each.parts
    return _("From months and rows.") if not each.parts else f"{each.parts} · " + _("From months and rows.")


def _data_block(found: Any) -> SafeString:
    """JSON-LD: data, which browsers do not run and the content security policy lets stand."""
    text = json.dumps(found, ensure_ascii=False).translate(NO_MARKUP)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # no < > & left


@require_safe
@conditional_page
def catalogue(request: HttpRequest) -> HttpResponse:
    content = json.dumps(catalogues.catalogue(_offered_in(listed_years())), ensure_ascii=False, indent=1).encode()
    response = _open(HttpResponse(content, content_type=TYPES["jsonld"]))
    response["Cache-Control"] = ASK_AGAIN
    return response


@require_safe
def verifier(request: HttpRequest) -> HttpResponseBase:
    return _file(request, VERIFIER, (HERE / VERIFIER).read_bytes(), None, VERIFIER, ASK_AGAIN)


@require_safe
def latest(request: HttpRequest, year: int, name: str) -> HttpResponseBase:
    """The latest release of a year that is final, else what there is so far."""
    _refuse_unknown(name)
    release = latest_release(year)
    if release:
        return _of_release(request, release, name, ASK_AGAIN)
    if year not in years(localdate()):
        raise Http404
    made = keeper.get(year, now(), localdate())
    package = made.package
    content = package.archive if name == ARCHIVE else package.files[name]
    return _file(request, name, content, made.at, package.edition.archive, ASK_AGAIN)


@require_safe
def released(request: HttpRequest, year: int, number: int, name: str) -> HttpResponseBase:
    _refuse_unknown(name)
    return _of_release(request, get_object_or_404(Release, year=year, number=number), name, FOR_GOOD)


def _refuse_unknown(name: str) -> None:
    if name not in (*FILES, ARCHIVE):
        raise Http404


def _of_release(request: HttpRequest, release: Release, name: str, keep: str) -> HttpResponseBase:
    if name == ARCHIVE:
        with release.content.open("rb") as file:
            content = file.read()
    else:
        content = released_files(release)[name]
    return _file(request, name, content, release.made_at, Edition(release.year, release.number).archive, keep)


def released_files(release: Release) -> Files:
    """They never change, so a process keeps the last few."""
    return _kept_files(release.pk, release.sha256)


@lru_cache(maxsize=4)
def _kept_files(pk: int, _sha256: str) -> Files:
    return files_of(Release.objects.get(pk=pk))


def _file(
    request: HttpRequest, name: str, content: bytes, at: datetime | None, archive: str, keep: str
) -> HttpResponseBase:
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    etag, modified = f'"{sha256(content)}"', int(at.timestamp()) if at else None
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = keep
    shown = archive if name == ARCHIVE else name
    if not name.endswith((".json", ".md")):
        response["Content-Disposition"] = f'attachment; filename="{shown}"'
    answer: Any = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    return _open(answer)


def _open(response: Any) -> Any:
    """Anybody's page may read it: there is nothing of a reader in it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
