"""What all pages of figures have in common: the period from the address, and a clear answer to a wrong one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.forms import PeriodForm
from dashboards.publishing import has_city
from foundation.requests.public_pages import mark_as_public

View = Callable[..., HttpResponse]
Page = Callable[..., tuple[str, dict[str, Any]]]


def period_page(page: Page) -> View:
    """`page(form, **parts of the address)` answers with a template and its context. A wrong period is told with status
    400, the form as it was filled in."""

    @wraps(page)
    @require_safe
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        if not has_city():
            return no_figures(request)
        form = PeriodForm(request.GET.dict())
        if not form.is_valid():
            return render(request, "dashboards/refused.html", {"form": form, "action": request.path}, status=400)
        template, context = page(form, **parts)
        context |= {"form": form, "months": form.months, "query": form.query, "action": request.path}
        return mark_as_public(render(request, template, context), form.fields)

    return view


def no_figures(request: HttpRequest) -> HttpResponse:
    """Of a portal whose places are not set up."""
    return render(request, "dashboards/none.html")
