"""The tamper test: a visitor's file beside the published one. It is compared and forgotten."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dashboards.forms import CheckForm
from dashboards.models import Release
from dashboards.opendata.comparing import FileRefused, Outcome, compare
from dashboards.opendata.keeping import keeper
from dashboards.opendata.package import Edition, Files
from dashboards.opendata.verify_figures import Finding, say
from dashboards.releasing import years
from dashboards.views.opendata import released_files
from foundation.people.doors import client_of
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, hit

SCOPE = "figures.check"
PER_READER = (Limit(10, 600), Limit(40, 86400))
ALL_READERS = (Limit(200, 3600),)
LONGEST = 80  # of what stands in a stranger's cell


class Wrong(NamedTuple):
    """A line of the answer."""

    file: str
    line: int | None
    column: str
    which: str
    theirs: str
    ours: str
    words: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            _count_try(request)
            outcome = compare(form.cleaned_data["file"].read(), years(localdate()), _editions)
        except TooManyTries as refusal:
            form.add_error(None, _too_many(refusal))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            context |= {"outcome": outcome, "wrong": [_wrong(each) for each in outcome.findings]}
            context |= _of_script(outcome)
    return render(request, "dashboards/opendata/check.html", context, status=400 if form.errors else 200)


def _count_try(request: HttpRequest) -> None:
    at = now()
    hit(SCOPE, client_of(request), PER_READER, at)
    hit(SCOPE, "everybody", ALL_READERS, at)


def _too_many(refusal: TooManyTries) -> str:
    words = _("Too many files have been checked. Please try again after %(time)s, or run the script yourself.")
    return words % {"time": f"{localtime(refusal.retry_at):%H:%M}"}


def _editions(year: int) -> Iterator[tuple[Edition, Files]]:
    """All releases of a year, else what there is of it so far."""
    releases = list(Release.objects.of_year(year))
    if not releases:
        package = keeper.get(year, now(), localdate()).package
        yield package.edition, package.files
    for release in releases:
        yield Edition(year, release.number), released_files(release)


def _wrong(each: Finding) -> Wrong:
    language = "en" if get_language() == "en" else "zh"
    which = " / ".join(part[:LONGEST] for part in each.key)
    says, should = (_shortened(text) for text in (each.says, each.should))
    return Wrong(each.file, each.line or None, each.column, which, says, should, say(each.code, language))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _of_script(outcome: Outcome) -> dict[str, Any]:
    """What `verify_figures.py` says of the same files."""
    report = outcome.report
    if report is None:
        return {}
    broken = [each for each in report.findings if each.code not in ("hash", "missing", "extra")]
    return {
        "recomputed": len(report.recomputed),
        "own": sum(report.own.values()),
        "broken": [_wrong(each) for each in broken[:20]],
    }
