"""Numbers of the official systems beside ours, as a file: what the two records are compared by (DESIGN §3.13)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.exchange.services import write_csv, write_xlsx
from foundation.people.decorators import staff_required
from matters.desk.forms.numbers import NumbersForm
from matters.exceptions import TooManyRows
from matters.number_table import COLUMNS, rows_of
from matters.services.exporting import ACTION, export_numbers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@staff_required(ACTION)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponseBase:
    """A POST answers with the file; each is noted in the journal."""
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (file := _file(request, form)):
        return file
    return render(request, "matters/desk/numbers.html", {"form": form})


def _file(request: HttpRequest, form: NumbersForm) -> HttpResponse | None:
    """None, with the reason beside the field, where it would be too long."""
    actor: Any = request.user
    given, suffix = form.cleaned_data, "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    try:
        found = export_numbers(**given, actor=actor, at=now(), suffix=suffix)
    except TooManyRows as refusal:
        form.add_error("until", _("These are more than %(most)s rows. Choose fewer days.") % {"most": refusal.most})
        return None
    table = rows_of(found)
    title = _("Numbers of the official systems")
    content = write_csv(COLUMNS, table) if suffix == "csv" else write_xlsx(COLUMNS, table, title=title)
    name = f"numbers-{given['system']}-{given['since']}-{given['until']}.{suffix}"
    kind = "text/csv; charset=utf-8" if suffix == "csv" else XLSX
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip
