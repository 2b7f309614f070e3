"""You said, we did: a village's four quarters on one sheet, to hang up and to read aloud."""

from collections.abc import Iterator, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from dashboards.cards import cards
from dashboards.months import Months
from dashboards.publishing import Published, Series, village
from foundation.places.models import Level, Place
from foundation.requests.public_pages import mark_as_public
from matters.models import Publication

SAID = ("received",)
DID = ("accepted", "on_time", "days_to_answer")
JUDGED = ("response", "resolution", "satisfaction", "coverage")
MOST_LETTERS = 5


@require_safe
def village_page(request: HttpRequest, code: str) -> HttpResponse:
    here = get_object_or_404(Place, code=code, level=Level.VILLAGE)
    town = here.get_ancestors().filter(level=Level.TOWN).first()
    if town is None:
        raise Http404
    months = Months.last_four_quarters(localdate())
    now, before = (village(here.pk, town.pk, (*SAID, *DID, *JUDGED), each) for each in (months, months.before))
    groups = {"said": SAID, "did": DID, "judged": JUDGED}
    context = {name: cards(now, before, codes, "") for name, codes in groups.items()} | {
        "village": here,
        "town": town,
        "months": months,
        "sentences": list(in_sentences(now)),
        "letters": Publication.objects.public().filter(place=town).newest_first()[:MOST_LETTERS],
        "town_url": reverse("dashboards:place", args=[town.code]),
    }
    return mark_as_public(render(request, "dashboards/village.html", context), ())


def in_sentences(series: Mapping[str, Series]) -> Iterator[str]:
    """What can be shown, the way one would say it."""

    def of(code: str) -> Published:
        return series[code].total

    received, on_time, resolution, satisfaction = map(of, ("received", "on_time", "resolution", "satisfaction"))
    if received.number == 0:
        yield pgettext("village", "Nothing was told.")
    elif received.number is not None:
        number = int(received.number)
        yield ngettext("You told us %(number)s matter.", "You told us %(number)s matters.", number) % {
            "number": received
        }
    if on_time.number is not None:
        yield _("%(share)s of the answers that were due came in time.") % {"share": on_time}
    if resolution.number is not None:
        yield _("%(share)s of those who judged say that it is solved.") % {"share": resolution}
    if satisfaction.number is not None:
        yield pgettext("village", "%(share)s are satisfied or very satisfied.") % {"share": satisfaction}
    if all(each.number is None for each in (received, on_time, resolution, satisfaction)):
        yield _("Too little was told to show it without pointing at somebody. The figures of the town say more.")
