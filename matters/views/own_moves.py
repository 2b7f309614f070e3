"""What a person does with their own matter: a small page each, which asks once and then calls one service."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from foundation.files.services import forget_draft
from foundation.files.uploads import take_all, upload_facts
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from matters.citizen_forms import SupplementForm, WordsForm
from matters.deciding import decision_of
from matters.exceptions import AccusationNotTaken, AlreadyAsked, PersonalNumbers, TooLate, VerdictGiven
from matters.models import Channel, Matter
from matters.opened import with_opened_matter
from matters.panels import panels
from matters.services import withdraw_matter
from matters.services.links import revoke_links
from matters.services.own import add_own_words, ask_with_reason, open_identity, possible
from matters.views.thread import may

NO_LONGER = gettext_lazy("This is no longer possible: something has changed meanwhile. This is how it stands now.")
REFUSED = (MoveNotAllowed, MovedMeanwhile, AlreadyAsked, TooLate, VerdictGiven)
ACCUSATION = gettext_lazy("An accusation of an official is taken by the discipline office, phone 12388, not here.")
View = Callable[..., HttpResponseBase]


def own_page(view: View) -> View:
    """For who has opened the matter; never cached, and nothing typed shows in an error report."""

    @wraps(view)
    def checked(request: HttpRequest, matter: Matter, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, matter, *args, **kwargs)

    posts = require_http_methods(["GET", "HEAD", "POST"])
    return never_cache(sensitive_post_parameters()(posts(with_opened_matter(checked))))


def account_of(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@own_page
def supplement(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """What the office asked for, or whatever else belongs to it, at any time while the matter is open."""
    allowed = possible(matter, at=now())
    if "supplement" not in allowed:
        return _no_longer(request)
    form, draft = SupplementForm(request.POST or None), uuid4()
    is_told = request.method == "POST" and form.is_valid()
    refused = take_all(request, draft) if is_told else []
    found: list[Any] = []
    if is_told and not refused:
        try:
            add_own_words(
                matter=matter, text=form.cleaned_data["text"], numbers=decision_of(request), at=now(),
                actor=account_of(request), channel=Channel.WEB, draft=draft,
            )  # fmt: skip
        except PersonalNumbers as undecided:
            forget_draft(draft=draft, at=now())
            found = undecided.all
        except AccusationNotTaken:
            forget_draft(draft=draft, at=now())
            form.add_error("text", ACCUSATION)
        except REFUSED:
            forget_draft(draft=draft, at=now())
            return _no_longer(request)
        else:
            messages.success(request, _("Thank you. What you added is with your matter now."))
            return redirect("matters:matter")
    asked = matter.events.filter(move="ask_information").last() if "supply_information" in allowed else None
    context = {"matter": matter, "form": form, "asked": asked, "found": found, **upload_facts(draft, refused)}
    context["had_files"] = bool(found and request.FILES)  # no browser chooses a file by itself: asked for again
    return render(request, "matters/own/supplement.html", context)


@own_page
def withdraw(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """Asks once more. Nobody is ever pressed to: the page says so."""
    if "withdraw" not in may(matter, panels(request, matter)):
        return _no_longer(request)
    if request.method != "POST":
        return render(request, "matters/own/withdraw.html", {"matter": matter})
    try:
        withdraw_matter(matter=matter, at=now(), actor=account_of(request), channel=Channel.WEB)
    except REFUSED:
        return _no_longer(request)
    messages.success(request, _("Your matter is withdrawn. You may tell us again at any time."))
    return redirect("matters:matter")


class Asked(NamedTuple):
    """What the page of a move that takes a reason says."""

    title: Any
    lead: Any
    button: Any
    done: Any


ASKED: dict[str, Asked] = {
    "object": Asked(
        gettext_lazy("Object to the refusal"),
        gettext_lazy("Tell us why it belongs here. Another dispatcher looks at it, once."),
        pgettext_lazy("to a decision", "Object"),
        gettext_lazy("Your objection is with another dispatcher."),
    ),
    "reopen": Asked(
        gettext_lazy("The problem is back"),
        gettext_lazy("You can reopen the matter once. Tell us what is wrong again; its number stays."),
        gettext_lazy("Reopen the matter"),
        gettext_lazy("Your matter is open again."),
    ),
    "ask_review": Asked(
        gettext_lazy("Ask for a review"),
        gettext_lazy("The authority above the unit looks at the decision anew and answers within thirty days."),
        gettext_lazy("Ask for the review"),
        gettext_lazy("Your request for a review is registered."),
    ),
    "ask_re_review": Asked(
        gettext_lazy("Ask for a re-review"),
        gettext_lazy("It is the last step of the petition procedure."),
        gettext_lazy("Ask for the re-review"),
        gettext_lazy("Your request for a re-review is registered."),
    ),
}


@own_page
def ask(request: HttpRequest, matter: Matter, move: str) -> HttpResponseBase:
    """Object, reopen, ask for a review or re-review: each with a reason."""
    asked = ASKED.get(move)
    if asked is None or move not in possible(matter, at=now()):
        return _no_longer(request)
    form = WordsForm(request.POST or None)
    context: dict[str, Any] = {"matter": matter, "form": form, "asked": asked}
    if request.method != "POST" or not form.is_valid():
        return render(request, "matters/own/ask.html", context)
    words, numbers = form.cleaned_data["words"], decision_of(request)
    try:
        ask_with_reason(matter=matter, move=move, words=words, numbers=numbers, channel=Channel.WEB, at=now())
    except PersonalNumbers as undecided:
        return render(request, "matters/own/ask.html", context | {"found": undecided.all})
    except AccusationNotTaken:
        form.add_error("words", ACCUSATION)
        return render(request, "matters/own/ask.html", context)
    except REFUSED:
        return _no_longer(request)
    messages.success(request, asked.done)
    return redirect("matters:matter")


@require_POST
@with_opened_matter
def identity(request: HttpRequest, matter: Matter) -> HttpResponse:
    """The switch that only the person turns: whether the unit may see who asks."""
    is_open = request.POST.get("open") == "1"
    open_identity(matter=matter, is_open=is_open, at=now())
    said = _("The unit may now see who asks.") if is_open else _("The unit no longer sees who asks.")
    messages.success(request, said)
    return redirect("matters:matter")


@require_POST
@with_opened_matter
def end_links(request: HttpRequest, matter: Matter) -> HttpResponse:
    """Links in text messages and the QR code of the receipt stop working; number and query code stay."""
    revoke_links(matter=matter, at=now())
    messages.success(request, _("Every link to this matter is switched off. Number and query code still open it."))
    return redirect("matters:matter")


def _no_longer(request: HttpRequest) -> HttpResponse:
    messages.info(request, NO_LONGER)
    return redirect("matters:matter")
