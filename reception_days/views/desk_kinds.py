"""The office desk: days to which the office invites. Their date is free, citizens do not book them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.people.decorators import staff_required
from foundation.people.models import Post, Tenure
from foundation.people.permissions import roles_of
from foundation.places.models import Level, Place
from foundation.workdays.services import add_working_days, warning_for
from matters.models import Matter
from reception_days import exceptions as refusals
from reception_days.kind_forms import ChangedPlanForm, PlanForm, first_plan
from reception_days.listing_days import happened_on
from reception_days.models import DayKind, DayState, LeaderSession, ReceptionDay
from reception_days.services.displacing import OfficeAct
from reception_days.services.kinds import INVITING_KINDS, chair_session, change_inviting_day, schedule_inviting_day

VIEW, MANAGE = "reception_days.view_booking", "reception_days.manage_day"
AHEAD = 5  # working days


@never_cache
@staff_required(MANAGE)
def new_inviting_day(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One form a kind; the day is a draft until it is published."""
    if kind not in INVITING_KINDS:
        raise Http404
    places = _own_places(request)
    initial = first_plan(add_working_days(localdate(), AHEAD)) | {"place": places.first()}
    form = PlanForm(request.POST or None, kind=kind, places=places, leaders=_leaders(places), initial=initial)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        act = _act(request, place, form.cleaned_data["reason"])
        day = _tried(form, lambda: schedule_inviting_day(kind=kind, place=place, plan=form.plan, by=act))
        if day is not None:
            messages.success(request, _("The day is a draft. Read it once more, then publish it."))
            return redirect("reception_days:desk_inviting_day", day.pk)
    context = {"form": form, "kind": DayKind(kind), "day": None}
    return render(request, "reception_days/desk/plan.html", context)


def _own_places(request: HttpRequest) -> Any:
    hosts = Place.objects.current().filter(level__in=[Level.CITY, Level.TOWN])
    mine = [place.pk for place in hosts if request.user.has_perm(MANAGE, place)]
    return Place.objects.filter(pk__in=mine).order_by("path")


def _leaders(places: Any) -> Any:
    """By protocol, with who holds the post today; the service asks again for the date."""
    holders = Tenure.objects.on_day(localdate()).select_related("person")
    posts = Post.objects.leaders().filter(Q(place__in=places) | Q(unit__place__in=places)).by_protocol()
    return posts.select_related("place", "unit__place").prefetch_related(Prefetch("tenures", holders, to_attr="now"))


def _act(request: HttpRequest, on: Any, words: str) -> OfficeAct:
    actor: Any = request.user
    return OfficeAct(actor=actor, at=now(), words=words, roles=roles_of(actor, on))


def _tried(form: PlanForm, act: Callable[[], Any]) -> Any:
    """The result; None, with the refusal beside its field, where the service refused."""
    try:
        return act()
    except refusals.DateNotPossible:
        form.add_error("on", _("This date has passed, or it was announced already."))
    except refusals.ReasonNeeded:
        form.add_error("reason", _("This is a day off. Say why it is on this day, or choose a working day."))
    except refusals.DayAlreadyScheduled:
        form.add_error("on", _("There is a day of this kind on this date already. Change that one."))
    except refusals.PostVacant:
        form.add_error("chair", _("Nobody holds this post on that day."))
    except refusals.MatterUnknown as unknown:
        words = _("No matter that you may see has this number: %(numbers)s")
        form.add_error("numbers", words % {"numbers": ", ".join(unknown.numbers)})
    except refusals.LeaderIsComplainedOf:
        form.add_error("numbers", _("One of these matters complains about this leader. Choose another leader for it."))
    return None


def _inviting_day(request: HttpRequest, pk: int, action: str) -> ReceptionDay:
    rows = ReceptionDay.objects.visible_to(request.user, action).filter(kind__in=INVITING_KINDS)
    return get_object_or_404(rows.select_related("place", "centre", "visited_place", "moved_to"), pk=pk)


@never_cache
@staff_required(VIEW)
def inviting_day(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole plan; the matters chosen only for those who handle matters, and never one about themselves."""
    day = _inviting_day(request, pk, VIEW)
    matters = Matter.objects.visible_to(request.user).filter(pk__in=day.matters_chosen.values("pk"))
    context = {
        "day": day,
        "sessions": list(day.sessions.taking_place().select_related("post").by_protocol()),
        "units": list(day.units_called.all()),
        "matters": list(matters.select_related("category", "place").order_by("pk")),
        "may_manage": request.user.has_perm(MANAGE, day),
        "is_draft": day.state == DayState.DRAFT,
        "is_cancelled": day.state == DayState.CANCELLED,
        "warning": warning_for(day.date),
        "events": happened_on(day),
    }
    return render(request, "reception_days/desk/inviting_day.html", context)


@never_cache
@staff_required(MANAGE)
def change_plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A draft changes freely; of a published day, everything but date and chair, with a reason."""
    day = _inviting_day(request, pk, MANAGE)
    session = day.sessions.taking_place().first()
    if day.state == DayState.CANCELLED or session is None:
        messages.info(request, _("This day is called off; plan a new one."))
        return redirect("reception_days:desk_inviting_day", pk)
    places = _own_places(request)
    form = ChangedPlanForm(
        request.POST or None, kind=day.kind, places=places, leaders=_leaders(places), initial=_as_planned(day, request),
        is_announced=day.state == DayState.PUBLISHED,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        act = _act(request, day, form.cleaned_data["reason"])
        if _tried(form, lambda: change_inviting_day(day=day, plan=form.plan, by=act) or day):
            messages.success(request, _("The plan is changed."))
            return redirect("reception_days:desk_inviting_day", pk)
    context = {"form": form, "kind": DayKind(day.kind), "day": day}
    return render(request, "reception_days/desk/plan.html", context)


def _as_planned(day: ReceptionDay, request: HttpRequest) -> dict[str, Any]:
    """The form as it was filled in. Matters this user may not see are neither shown nor lost."""
    session: LeaderSession = chair_session(day)
    visible = Matter.objects.visible_to(request.user).filter(pk__in=day.matters_chosen.values("pk"))
    names = ("place", "visited_place", "address", "agenda", "agenda_en", "notice", "notice_en")
    return {name: getattr(day, name) for name in names} | {
        "on": day.date,
        "starts": localtime(session.starts_at).time(),
        "ends": localtime(session.ends_at).time(),
        "chair": session.post,
        "room": session.room,
        "units": list(day.units_called.all()),
        "numbers": "\n".join(visible.order_by("pk").values_list("number", flat=True)),
    }
