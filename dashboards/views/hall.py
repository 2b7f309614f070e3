"""The screen of a hall (大屏): scenes that take turns on a wall, and stand below one another without a script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from dashboards.forms import HallForm
from dashboards.hall import scenes, titles
from dashboards.news import TOPIC
from dashboards.publishing import freshness, has_city
from dashboards.views.asking import no_figures
from foundation.requests.public_pages import mark_as_public

SECONDS = 15


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    if not has_city():
        return no_figures(request)
    form = HallForm(request.GET.dict(), titles())
    if not form.is_valid():
        context = {"form": form, "action": request.path}
        return render(request, "dashboards/hall/refused.html", context, status=400)
    at, alone = now(), form.cleaned_data["scene"]
    context = {
        "scenes": scenes([alone] if alone else list(titles()), at=at),
        "seconds": form.cleaned_data["seconds"] or SECONDS,
        "is_alone": bool(alone),
        "topic": TOPIC,
        "month": localdate(at),
        "version": freshness().version,
        "at": at,
    }
    return mark_as_public(render(request, "dashboards/hall/hall.html", context), form.fields)
