"""How well the city is served, on one page."""

from typing import Any

from django.utils.translation import gettext as _

from dashboards.cards import HANDED, HONEST, INTAKE, JUDGED, RATES, SHORT, TIME, cards, gap
from dashboards.forms import PeriodForm
from dashboards.panels import months_panel, rows_panel
from dashboards.publishing import Dimension, city, composite_weights, of_matters
from dashboards.views.asking import period_page

COUNTED = ("received", "accepted")


@period_page
def overview(form: PeriodForm) -> tuple[str, dict[str, Any]]:
    months, query = form.months, form.query
    now, before = city(of_matters(), months), city(of_matters(), months.before)
    groups = {"intake": INTAKE, "time": TIME, "judged": JUDGED, "honest": HONEST, "handed": HANDED}
    context: dict[str, Any] = {name: cards(now, before, codes, query) for name, codes in groups.items()}
    context |= {
        "weights": composite_weights(),
        "gap": gap(now),
        "counted_by_month": months_panel(now, COUNTED, months, _("Received and accepted by month"), query),
        "rates_by_month": months_panel(now, RATES, months, _("The three rates by month"), query),
        "towns": rows_panel(Dimension.PLACE, SHORT, months, query),
    }
    return "dashboards/overview.html", context
