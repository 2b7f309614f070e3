"""Whether it is settled is for the person to say: on the page of the matter, or by the link of the text message."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from matters.citizen_forms import VerdictForm
from matters.deciding import decision_of
from matters.exceptions import AccusationNotTaken, PersonalNumbers, VerdictGiven
from matters.models import AccessLink, Channel, LinkPurpose, Matter, Reply
from matters.services.own import judge_answer, possible
from matters.services.verdicts import can_rework
from matters.views.links import live_link
from matters.views.own_moves import ACCUSATION, own_page


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@live_link(LinkPurpose.VERDICT)
def judge_by_link(request: HttpRequest, link: AccessLink) -> HttpResponseBase:
    """A GET changes nothing: programmes that scan messages open every link. Opens the answer and nothing else."""
    return _judge(request, link.matter, is_by_link=True)


@own_page
def judge(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    return _judge(request, matter, is_by_link=False)


def _judge(request: HttpRequest, matter: Matter, *, is_by_link: bool) -> HttpResponseBase:
    if "verdict" not in possible(matter, at=now()):
        return _over(request, matter, is_by_link)
    form = VerdictForm(request.POST or None, can_rework=can_rework(matter))
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _given(request, matter, form, is_by_link)
        except PersonalNumbers as undecided:
            found = undecided.all
        except AccusationNotTaken:
            form.add_error("reason", ACCUSATION)
        except (VerdictGiven, MoveNotAllowed, MovedMeanwhile):
            return _over(request, matter, is_by_link)
    context = {"matter": matter, "form": form, "reply": _answer(matter), "is_by_link": is_by_link, "found": found}
    return render(request, "matters/own/verdict.html", context)


def _answer(matter: Matter) -> Reply | None:
    return matter.replies.exclude(sent_at=None).select_related("unit").last()


def _given(request: HttpRequest, matter: Matter, form: VerdictForm, is_by_link: bool) -> HttpResponseBase:
    given, at = form.cleaned_data, now()
    judge_answer(
        matter=matter, solved=given["solved"], satisfaction=given["satisfaction"], channel=Channel.WEB, at=at,
        was_contacted=given["was_contacted"], reason=given["reason"], wants_rework=given["wants_rework"],
        numbers=decision_of(request),
    )  # fmt: skip
    if is_by_link:
        return render(request, "matters/own/verdict_given.html", {"matter": matter})
    messages.success(request, _("Thank you. Your word is noted; this is how it goes on."))
    return redirect("matters:matter")


def _over(request: HttpRequest, matter: Matter, is_by_link: bool) -> HttpResponseBase:
    if is_by_link:
        return render(request, "matters/own/verdict_given.html", {"matter": matter, "is_over": True})
    messages.info(request, _("There is no answer waiting for your verdict at the moment."))
    return redirect("matters:matter")
