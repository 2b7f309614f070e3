"""The public page of what is left out of the satisfaction rate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from foundation.requests.public_pages import public_page
from matters.left_out import lines, signs
from matters.models import ExclusionReason


@require_safe
@public_page
def left_out_page(request: HttpRequest) -> HttpResponse:
    """One line a calendar quarter that is over. A kept page is never older than its cache: lines do not change."""
    context = {"lines": lines(at=now()), "reasons": [reason.label for reason in ExclusionReason]} | signs()
    return render(request, "matters/letters/left_out.html", context)
