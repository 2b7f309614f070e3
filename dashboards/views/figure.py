"""One figure: what it counts, its months, its tables, and the same as files."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from dashboards.cards import cards
from dashboards.files import as_csv, as_json
from dashboards.forms import PeriodForm
from dashboards.months import Months
from dashboards.panels import months_panel, rows_panel
from dashboards.publishing import Dimension, city, has_city, history_of, is_of_posts, known_codes
from dashboards.views.asking import period_page
from foundation.requests.public_pages import mark_as_public

ASKED = ("since", "until", "by")


@period_page
def figure(form: PeriodForm, code: str) -> tuple[str, dict[str, Any]]:
    if code not in known_codes():
        raise Http404
    months, query = form.months, form.query
    now, before = city([code, *({"coverage"} - {code})], months), city([code], months.before)
    dimensions = [Dimension.PLACE] if is_of_posts(code) else list(Dimension)
    since, former = history_of(code)
    context = {
        "counted_since": since,
        "former": former,
        "card": cards(now, before, [code], query)[0],
        "by_month": months_panel(now, [code], months, _("By month"), query),
        "tables": [rows_panel(each, [code], months, query) for each in dimensions],
        "permalink": settings.PORTAL_URL + reverse("dashboards:figure", args=[code]) + form.permanent_query,
    }
    return "dashboards/figure.html", context


def _asked(request: HttpRequest, code: str) -> tuple[Dimension, Months] | str:
    """By what and when; what is wrong with the address in words. Raises Http404."""
    form, by = PeriodForm(request.GET.dict()), request.GET.get("by") or Dimension.PLACE
    if code not in known_codes() or not has_city():
        raise Http404
    if by not in Dimension.values:
        return _("A figure is told by place, unit, category or channel.")
    if not form.is_valid():
        return " ".join(f"{name}: {error}" for name, errors in form.errors.items() for error in errors)
    return Dimension(by), form.months


@require_safe
@conditional_page
def csv(request: HttpRequest, code: str) -> HttpResponse:
    asked = _asked(request, code)
    if isinstance(asked, str):
        return HttpResponse(asked, status=400, content_type="text/plain; charset=utf-8")
    dimension, months = asked
    response = HttpResponse(as_csv(code, dimension, months), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{code}-{dimension.value}-{months.first:%Y-%m}-{months.last:%Y-%m}.csv"'
    )
    return mark_as_public(response, ASKED)


@require_safe
@conditional_page
def json(request: HttpRequest, code: str) -> HttpResponse:
    asked = _asked(request, code)
    if isinstance(asked, str):
        return JsonResponse({"error": asked}, status=400, json_dumps_params={"ensure_ascii": False})
    dimension, months = asked
    found = as_json(code, dimension, months)
    return mark_as_public(JsonResponse(found, json_dumps_params={"ensure_ascii": False}), ASKED)
