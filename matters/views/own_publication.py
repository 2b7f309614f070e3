"""Publication is a question of its own: read the draft, agree, refuse, take it back at any time."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from matters.discretion import is_discreet
from matters.exceptions import NotPublishable
from matters.models import Matter, Publication, PublicationState
from matters.services.own import awaits_consent, publication_of
from matters.services.publishing import (
    agree_to_publication,
    consent_to_publication,
    may_consent,
    never,
    withdraw_publication,
)
from matters.views.own_moves import own_page


@own_page
def publication(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    draft = publication_of(matter)
    if request.method == "POST":
        _decide(request, matter, draft)
        return redirect("matters:publication")
    seen = draft.drafted_at.isoformat() if draft else ""
    context = {"matter": matter, "publication": draft, "awaits": awaits_consent(draft), "seen": seen,
               "never": "" if is_discreet(matter) else never(matter), "may_consent": may_consent(matter)}  # fmt: skip
    return render(request, "matters/own/publication.html", context)


def _decide(request: HttpRequest, matter: Matter, draft: Publication | None) -> None:
    if "agree" in request.POST and draft is not None:
        _agree(request, draft)
    elif "consent" in request.POST:
        _consent(request, matter)
    elif "refuse" in request.POST:
        withdraw_publication(matter=matter, at=now(), state=PublicationState.REFUSED)
        messages.success(request, _("It will not be published. Your matter is handled just the same."))
    elif "withdraw" in request.POST:
        withdraw_publication(matter=matter, at=now())
        messages.success(request, _("Your consent is taken back; nothing of your matter is public now."))


def _consent(request: HttpRequest, matter: Matter) -> None:
    try:
        consent_to_publication(matter=matter)
    except NotPublishable as refusal:
        messages.warning(request, refusal.why)
    else:
        messages.success(request, _("Thank you. You will read the text before anybody else does."))


def _agree(request: HttpRequest, draft: Publication) -> None:
    """To the text they have read: another one drafted meanwhile is shown first."""
    try:
        draft.drafted_at = datetime.fromisoformat(request.POST.get("seen", ""))
        agree_to_publication(publication=draft, at=now())
    except (ValueError, NotPublishable):
        messages.warning(request, _("The text was changed meanwhile. Please read it once more."))
    else:
        messages.success(request, _("Thank you. A second person checks it before it is published."))
