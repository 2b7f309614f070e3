"""Report an error: a small form for everybody, reached from the foot of every page."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.people.doors import client_of
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, hit
from portal.editing.report_forms import LONGEST_PATH, ReportForm
from portal.editing.services import report_error

PER_READER = (Limit(5, 3600), Limit(20, 86400))
ALL_READERS = (Limit(300, 3600),)


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, initial={"path": page_before(request)})
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            hit("report_error", client_of(request), PER_READER, at)
            hit("report_error", "everybody", ALL_READERS, at)
        except TooManyTries:
            form.add_error(None, _("Too many reports have come from here. Please call 12345, or try again tomorrow."))
        else:
            report_error(**form.cleaned_data, at=at)
            return redirect("editing:reported")
    return render(request, "portal_editing/report.html", {"form": form})


@never_cache
def reported(request: HttpRequest) -> HttpResponse:
    return render(request, "portal_editing/reported.html")


def page_before(request: HttpRequest) -> str:
    """The page whose foot was clicked, without its query; "" when the reader comes from elsewhere."""
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc == request.get_host() and before.path != request.path
    return unquote(before.path)[:LONGEST_PATH] if is_ours else ""
