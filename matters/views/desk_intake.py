"""A clerk takes a matter down: one screen by keyboard, then the slip. What was typed is never lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.files.uploads import take_files, upload_facts
from foundation.moves.exceptions import MoveNotAllowed
from foundation.numbers.services import grouped
from foundation.people.decorators import staff_required
from foundation.people.identifiers import is_mobile
from foundation.people.models import User
from foundation.places.models import Place
from foundation.requests.exceptions import KeyReused
from foundation.requests.services import new_key
from matters import receipts
from matters.deciding import decision_of, is_sending
from matters.desk.forms.intake import IntakeForm
from matters.discretion import is_discreet
from matters.exceptions import (
    AccusationNotTaken,
    CategoryRedirects,
    NameNeeded,
    NoClerkRole,
    PendingHere,
    PersonalNumbers,
    TextRefused,
)
from matters.models import Category, HotlineNumber, Matter
from matters.services.clerks import CHANNELS, OUTDOORS, channels_of, clerk_role, own_place
from matters.services.first_doors import first_door
from matters.services.taking_in import ACTION, Spoken, draft_of, take_down, taken_in_by
from matters.signposts import Signpost

KEY = re.compile(r"[0-9a-f]{32}")
SLOT = "matter_slip"
PAGE = 50
# Where on the form it can be put right, and in which words.
REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    TextRefused: ("text", gettext_lazy("Please check the text: it is empty or too long.")),
    NameNeeded: ("name", gettext_lazy("This needs their name and phone, so that somebody can ask and answer them.")),
    AccusationNotTaken: (
        "text",
        gettext_lazy("An accusation of an official is told to 12388. Take it out to register the rest of the matter."),
    ),
    CategoryRedirects: ("category", gettext_lazy("This subject is handled elsewhere: see the notice on top.")),
    MoveNotAllowed: (None, gettext_lazy("Your role may not answer or settle this at once. Leave that field empty.")),
    NoClerkRole: (None, gettext_lazy("None of your roles takes matters in. Ask your administrator.")),
}


@dataclass(frozen=True)
class Screen:
    """Whose form it is, in which role, and the key that names it until it is sent."""

    user: User
    role: str
    key: str
    at: datetime

    @property
    def draft(self) -> UUID:
        return draft_of(self.user, self.key)

    @property
    def place(self) -> Place | None:
        return own_place(self.user, ACTION)

    @property
    def place_or_city(self) -> Place:
        return self.place or Place.objects.get(depth=1)


def screen_of(request: HttpRequest) -> Screen | None:
    """None where no role of the user takes matters in."""
    user: Any = request.user
    try:
        role = clerk_role(user, ACTION)
    except NoClerkRole:
        return None
    key = request.POST.get("key", "")
    return Screen(user, role, key if KEY.fullmatch(key) else new_key(), now())


def subjects() -> list[Category]:
    return list(Category.objects.active())


@never_cache
@staff_required(ACTION)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponseBase:
    """Enter goes to the next field, as card readers end what they type with it: only the button registers."""
    if receipts.is_sent(request, key=request.POST.get("key", ""), slot=SLOT):
        return redirect("matters:desk_slip")
    screen = screen_of(request)
    if screen is None:
        return render(request, "people/not_permitted.html", {"action": ACTION}, status=403)
    categories = subjects()
    form = IntakeForm(
        request.POST if request.method == "POST" else None, channels=channels_of(screen.role), categories=categories,
        may_answer=screen.role not in OUTDOORS, initial={"place": screen.place},
    )  # fmt: skip
    refused = take_files(request, screen.draft) if request.method == "POST" else []
    sign = None
    in_the_way: dict[str, Any] = {}
    if request.method == "POST" and is_sending(request) and form.is_valid() and not refused:
        sign = sign_of(request, screen, form.cleaned_data["text"], form.cleaned_data["request"])
        if sign is None:
            sent, in_the_way = _sent(request, screen, form)
            if sent is not None:
                return sent
    return _page(request, screen, form, categories, refused=refused, sign=sign, **in_the_way)


def _page(
    request: HttpRequest,
    screen: Screen,
    form: IntakeForm,
    categories: list[Category],
    refused: Sequence[str],
    **facts: Any,
) -> HttpResponseBase:
    context = {
        "form": form,
        "key": screen.key,
        "doors": [row for row in categories if row.is_redirecting],
        "hotlines": list(HotlineNumber.objects.current(on=localdate(screen.at))) if "old_number" in form.fields else [],
        "passed": request.POST.getlist("passed"),
        **upload_facts(screen.draft, refused),
    }
    return render(request, "matters/desk/intake.html", context | facts)


def sign_of(request: HttpRequest, screen: Screen, *texts: str) -> Signpost | None:
    """Whether what was told belongs to another door first."""
    return first_door(*texts, at=screen.at, passed=request.POST.getlist("passed"))


def _sent(request: HttpRequest, screen: Screen, form: IntakeForm) -> tuple[HttpResponseBase | None, dict[str, Any]]:
    """Off to the slip; else what is to be put right stands on the form. And what is shown on top of it: the matter
    that is `known` already, or the personal numbers that were `found`."""
    try:
        return registered(request, screen, _spoken(screen, form)), {}
    except PersonalNumbers as undecided:
        return None, {"found": undecided.all}
    except PendingHere as known:
        form.add_error("system_number", _("It is being handled here already, under the number above."))
        seen = Matter.objects.visible_to(request.user).filter(pk=known.matter.pk).first()
        return None, {"known": seen}
    except tuple(REFUSALS) as refusal:
        field, words = REFUSALS[type(refusal)]
        form.add_error(field, words)
        return None, {}


def registered(request: HttpRequest, screen: Screen, spoken: Spoken) -> HttpResponseBase:
    """The same key leads to the same slip. Raises what `take_down` raises, but KeyReused."""
    try:
        receipt = take_down(
            actor=screen.user, key=screen.key, spoken=spoken, at=screen.at, numbers=decision_of(request)
        )
    except KeyReused:
        messages.info(
            request, _("This form was sent before. Here is what you registered; start anew for somebody else.")
        )
        return redirect("matters:desk_mine")
    receipts.remember(request, receipt, key=screen.key, slot=SLOT)
    return redirect("matters:desk_slip")


def _spoken(screen: Screen, form: IntakeForm) -> Spoken:
    told = form.cleaned_data
    same = ("channel", "text", "request", "kind", "urgency", "name", "phone", "id_number", "system", "system_number",
            "consent")  # fmt: skip
    return Spoken(
        **{name: told[name] for name in same},
        category=form.subject,
        place=told["place"] or screen.place_or_city,
        complaint_kind=form.complaint_kind,
        consents_to_publication=told["publication"] and bool(told["phone"]),
        answer=told.get("answer", ""),
    )


@never_cache
@staff_required(ACTION)
@require_safe
def slip(request: HttpRequest) -> HttpResponseBase:
    """What the person takes home, or is read out to them. Opens for half an hour in this browser only."""
    shown = receipts.shown_receipt(request, slot=SLOT)
    mine = taken_in_by(request.user).select_related("category", "place")  # type: ignore[arg-type]  # acting staff
    matter = mine.filter(number=shown.number).first() if shown else None
    if shown is None or matter is None:
        return redirect("matters:desk_mine")
    is_grid = CHANNELS.get(_role(request)) == "grid"
    context = {
        "matter": matter,
        "is_found": is_grid and matter.is_anonymous,
        "query_code": grouped(shown.query_code),
        "due": matter.clocks.filter(stopped_at=None).order_by("legal_due_at").first(),
        "next": matter.version.next_words(matter.state),
        "is_discreet": is_discreet(matter),
        "look_up": settings.PORTAL_URL + reverse("matters:look_up"),
        "is_called": bool(matter.phone) and not is_mobile(matter.phone),
        "again": "matters:desk_grid" if is_grid else "matters:desk_intake",
    }
    return render(request, "matters/desk/slip.html", context)


def _role(request: HttpRequest) -> str:
    screen = screen_of(request)
    return screen.role if screen else ""


@never_cache
@staff_required(ACTION)
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """Number and state of what I took in for others, paged by key; nobody's name, nobody else's matters."""
    rows = taken_in_by(request.user)  # type: ignore[arg-type]  # acting staff
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("category", "unit")[: PAGE + 1])
    shown = found[:PAGE]
    older = f"?before={shown[-1].pk}" if len(found) > PAGE else ""
    return render(request, "matters/desk/mine.html", {"matters": shown, "next_url": older})
