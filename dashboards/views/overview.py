"""How well the city is served, on one page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from dashboards.cards import HANDED, HONEST, INTAKE, JUDGED, RATES, SHORT, TIME, cards, gap
from dashboards.forms import PeriodForm
from dashboards.news import TOPIC, as_said, now_said, this_month
from dashboards.panels import months_panel, rows_panel
from dashboards.publishing import Dimension, city, composite_weights, has_city, name_of, of_matters
from dashboards.views.asking import period_page

COUNTED = ("received", "accepted")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def now(request: HttpRequest) -> HttpResponse:
    """The running month for pages that are open, and for those that may not listen."""
    if not has_city():
        raise Http404
    return JsonResponse(now_said())


@period_page
def overview(form: PeriodForm) -> tuple[str, dict[str, Any]]:
    months, query = form.months, form.query
    present, before = city(of_matters(), months), city(of_matters(), months.before)
    running, figures = this_month(localdate())
    groups = {"intake": INTAKE, "time": TIME, "judged": JUDGED, "honest": HONEST, "handed": HANDED}
    context: dict[str, Any] = {name: cards(present, before, codes, query) for name, codes in groups.items()}
    context |= {
        "running": running,
        "topic": TOPIC,
        "live": [(code, name_of(code), as_said(figure)) for code, figure in figures.items()],
        "weights": composite_weights(),
        "gap": gap(present),
        "counted_by_month": months_panel(present, COUNTED, months, _("Received and accepted by month"), query),
        "rates_by_month": months_panel(present, RATES, months, _("The three rates by month"), query),
        "towns": rows_panel(Dimension.PLACE, SHORT, months, query),
    }
    return "dashboards/overview.html", context
