"""A clerk registers somebody who stands at the window, is on the phone, or sits at their own table in the village."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from foundation.files.uploads import take_files, upload_facts
from foundation.people.decorators import staff_required
from foundation.people.models import Post, User
from foundation.people.personal_data import PersonalData
from foundation.requests.exceptions import KeyReused
from foundation.requests.services import new_key
from matters import receipts
from matters.deciding import decision_of, is_sending
from matters.exceptions import AccusationNotTaken, CategoryRedirects, NoClerkRole, PersonalNumbers, TextRefused
from matters.models import Category, ComplaintKind
from matters.services.first_doors import first_door
from matters.signposts import Signpost
from reception_days.exceptions import (
    AlreadyBooked,
    HoldLost,
    LeaderIsComplainedOf,
    NoSeatLeft,
    RegistrationNotOpen,
)
from reception_days.listing import free_times, sessions_of
from reception_days.models import LeaderSession, ReceptionDay, Seat
from reception_days.services import Application
from reception_days.services.by_voice import (
    ACTION,
    days_for,
    hold_by_voice,
    hold_token,
    register_by_voice,
)
from reception_days.services.mandates import mandate_draft
from reception_days.voice_forms import VoiceForm

KEY = re.compile(r"[0-9a-f]{32}")
# Where on the form it can be put right, and in which words. Everything typed is kept.
REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    HoldLost: ("starts_at", gettext_lazy("This time has just been taken. Everything is kept; choose another time.")),
    RegistrationNotOpen: ("day", gettext_lazy("Registration for this day has just closed. Everything is kept.")),
    AlreadyBooked: (
        "id_number",
        gettext_lazy(
            "Somebody is registered for this day with this ID number; each person may register once a day. Compare the "
            "number with the card; if it is right, ask the reception office."
        ),
    ),
    LeaderIsComplainedOf: (
        "starts_at",
        gettext_lazy(
            "At this time only the leader complained of receives. Choose another time: nobody handles a complaint "
            "about themselves."
        ),
    ),
    TextRefused: ("text", gettext_lazy("Please check the text: it is empty or too long.")),
    AccusationNotTaken: (
        "text",
        gettext_lazy("An accusation of an official is told to 12388. Take it out to register the rest of the matter."),
    ),
    CategoryRedirects: ("category", gettext_lazy("This subject is handled elsewhere: see the notice on top.")),
}


@dataclass
class Screen:
    """What one form is about: whose it is, which days are open, and the key that names it until it is sent."""

    user: User
    key: str
    days: list[ReceptionDay]
    day: ReceptionDay
    at: datetime

    @property
    def lists(self) -> UUID:
        """Where the scan of a mandate list waits for the form to be sent."""
        return mandate_draft(hold_token(self.user, self.key))

    @cached_property
    def sessions(self) -> list[LeaderSession]:
        return sessions_of(self.day)

    def held(self) -> Seat | None:
        seats = Seat.objects.held_by(hold_token(self.user, self.key), at=self.at)
        return seats.select_related("session").filter(session__day=self.day).first()

    def form(self, data: QueryDict | None = None, **initial: Any) -> VoiceForm:
        """Offers the free times and the one this form holds; registering decides about one that is taken meanwhile."""
        times, held = free_times(self.day, at=self.at), self.held()
        if held is not None:
            times[held.starts_at] = times.get(held.starts_at, 0) + 1
        elif data is not None and (sent := self._offered(data.get("starts_at", ""))):
            times.setdefault(sent, 0)
        categories = Category.objects.public_choices()
        initial = {"day": str(self.day.pk)} | initial
        return VoiceForm(
            data, days=self.days, times=dict(sorted(times.items())), sessions=self.sessions, categories=categories,
            initial=initial,
        )  # fmt: skip

    def _offered(self, typed: str) -> datetime | None:
        """A time of this day, free or not: a second click comes when the seat is booked, and leads to the slip."""
        offered = Seat.objects.offered().filter(session__day=self.day).values_list("starts_at", flat=True)
        return next((starts_at for starts_at in offered.distinct() if starts_at.isoformat() == typed), None)

    def leader(self, key: str) -> Post | None:
        """One of the leaders of the day."""
        return next((each.post for each in self.sessions if str(each.post_id) == key), None)


def _screen(request: HttpRequest) -> Screen | None:
    """None where no day is open for registration."""
    at, user = now(), request.user
    assert isinstance(user, User)
    days = days_for(user, at=at)
    if not days:
        return None
    wanted = request.POST.get("day", "")
    on = request.GET.get("day", "")
    chosen = (day for day in days if str(day.pk) == wanted or day.date.isoformat() == on)
    key = request.POST.get("key", "")
    return Screen(user, key if KEY.fullmatch(key) else new_key(), days, next(chosen, days[0]), at)


@never_cache
@staff_required(ACTION)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest) -> HttpResponseBase:
    """One screen. Only the button "Register" registers: Enter, which card readers send, keeps the time."""
    if receipts.is_sent(request, key=request.POST.get("key", ""), slot=receipts.SLIP):
        return redirect("reception_days:desk_slip")
    screen = _screen(request)
    if screen is None:
        return render(request, "reception_days/desk/voice_closed.html")
    if request.method != "POST":
        return _page(request, screen, screen.form())
    refused = take_files(request, screen.lists)
    form = screen.form(request.POST)
    if not is_sending(request):
        is_taken = not _hold(screen, form)
        return _page(request, screen, screen.form(**form.as_typed()), is_taken=is_taken, refused=refused)
    sign = _sign(request, screen, form) if form.is_valid() else None
    found: list[PersonalData] = []
    if form.is_valid() and not refused and sign is None:
        try:
            if sent := _sent(request, screen, form):
                return sent
        except PersonalNumbers as undecided:
            found = undecided.all
    return _page(request, screen, form, sign=sign, refused=refused, found=found)


def _page(
    request: HttpRequest, screen: Screen, form: VoiceForm, refused: Sequence[str] = (), **facts: Any
) -> HttpResponseBase:
    held = screen.held()
    wanted = form["starts_at"].value()
    context = {
        "form": form,
        "key": screen.key,
        "day": screen.day,
        "held": held,
        "is_taken": False,
        "is_lost": bool(wanted) and held is None and form.is_bound,
        "doors": [row for row in Category.objects.public_choices() if row.is_redirecting],
        "passed": request.POST.getlist("passed"),
        **upload_facts(screen.lists, refused),
    }
    return render(request, "reception_days/desk/voice.html", context | facts)


@never_cache
@staff_required(ACTION)
@sensitive_post_parameters()
@require_POST
def voice_hold(request: HttpRequest) -> HttpResponseBase:
    """For the script: keeps the chosen time and answers with the line about it. The rest of the form is not sent."""
    screen = _screen(request)
    is_taken = screen is None or not _hold(screen, screen.form(request.POST))
    context = {"held": screen.held() if screen else None, "is_taken": is_taken}
    return render(request, "reception_days/desk/voice_held.html", context)


def _hold(screen: Screen, form: VoiceForm) -> bool:
    """Keeps the chosen time for this form. False where it is taken; nothing chosen is nothing taken."""
    wanted, preferred = form["starts_at"].value(), form["preferred"].value() or ""
    if not wanted:
        return True
    leader = screen.leader(preferred)
    try:
        starts_at = datetime.fromisoformat(wanted)
        hold_by_voice(
            actor=screen.user, key=screen.key, day=screen.day, starts_at=starts_at, at=screen.at,
            preferred_post_id=leader.pk if leader else None,
        )  # fmt: skip
    except (ValueError, NoSeatLeft, RegistrationNotOpen):
        return False
    return True


def _sign(request: HttpRequest, screen: Screen, form: VoiceForm) -> Signpost | None:
    """Whether what was told belongs to another door first."""
    told = form.cleaned_data
    names_somebody = screen.leader(told["complaint"]) is not None
    passed = request.POST.getlist("passed")
    return first_door(told["text"], told["request"], at=screen.at, names_somebody=names_somebody, passed=passed)


def _sent(request: HttpRequest, screen: Screen, form: VoiceForm) -> HttpResponseBase | None:
    """Off to the slip; None where something is to be put right on the form. Raises PersonalNumbers."""
    try:
        receipt = register_by_voice(
            actor=screen.user, key=screen.key, day=screen.day, application=_application(screen, form),
            consent=form.cleaned_data["consent"], at=screen.at, numbers=decision_of(request),
        )  # fmt: skip
    except KeyReused:
        messages.info(
            request, _("This form was sent before. Here is what you registered; start anew for somebody else.")
        )
        return redirect("reception_days:desk_voice_mine")
    except NoClerkRole:
        form.add_error(None, _("None of your roles registers people for reception days. Ask your administrator."))
        return None
    except tuple(REFUSALS) as refusal:
        field, words = REFUSALS[type(refusal)]
        form.add_error(field, words)
        return None
    receipts.remember(request, receipt, key=screen.key, slot=receipts.SLIP)
    return redirect("reception_days:desk_slip")


def _application(screen: Screen, form: VoiceForm) -> Application:
    told = form.cleaned_data
    about, preferred = screen.leader(told["complaint"]), screen.leader(told["preferred"])
    is_service = told["complaint"] == ComplaintKind.SERVICE
    return Application(
        name=told["name"],
        phone=told["phone"],
        id_number=told["id_number"],
        text=told["text"],
        request=told["request"],
        category=Category.objects.public_choices().filter(code=told["category"]).first(),
        place=told["place"] or screen.day.place,
        starts_at=told["starts_at"],
        preferred_post=None if preferred == about else preferred,
        complaint_kind=ComplaintKind.SERVICE if is_service else ComplaintKind.NONE,
        about_post=about,
        consents_to_handling=bool(told["consent"]),
        consents_to_publication=told["publication"],
        access_needs=tuple(told["access_needs"]),
        access_note=told["access_note"],
        mandate_names=told["mandate_names"],
        proxy=form.proxy(),
    )
