"""What the office fills in to change a day, and what the citizen answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.models import Post
from matters.models import Channel
from reception_days.desk_forms import MOST_SEATS, LeaderField
from reception_days.listing_days import kind_of, leaders_of
from reception_days.models import LeaderSession, Seat
from reception_days.services.choices import OpenChoice

LONGEST_REASON = 200  # it goes out by text message


class ReasonForm(forms.Form):
    """Words for everybody the change hits; a draft needs none."""

    words = forms.CharField(
        label=_("The reason, in words the citizens will read"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: everybody who is hit reads it.")},
    )

    def __init__(self, *args: Any, is_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = is_required

    def clean_words(self) -> str:
        return " ".join(self.cleaned_data["words"].split())


class ChangeForm(forms.Form):
    """What exactly is changed; `subject` is the session or the day."""

    def __init__(self, *args: Any, subject: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.at = subject, at
        self.offer()

    def offer(self) -> None:
        """Fills the choices in."""


class AddSeatsForm(ChangeForm):
    count = forms.IntegerField(label=_("How many seats more?"), min_value=1, max_value=MOST_SEATS, initial=1)


SEAT_WORDS = {
    "retired": pgettext_lazy("seat", "retired"),
    "booked": pgettext_lazy("seat", "booked"),
    "held": pgettext_lazy("seat", "held"),
    "free": pgettext_lazy("seat", "free"),
}


class SeatsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when running
    at: datetime

    def label_from_instance(self, obj: Seat) -> str:
        return f"{localtime(obj.starts_at):%H:%M} · {SEAT_WORDS[kind_of(obj, at=self.at)]}"


class RetireSeatsForm(ChangeForm):
    seats = SeatsField(
        label=_("Which seats are no longer offered?"),
        queryset=Seat.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one seat.")},
    )

    def offer(self) -> None:
        session: LeaderSession = self.subject
        field: Any = self.fields["seats"]
        field.at = self.at
        field.queryset = session.seats.offered().order_by("starts_at", "number")


class RoomForm(ChangeForm):
    room = forms.CharField(label=_("New room"), max_length=60)

    def clean_room(self) -> str:
        return " ".join(self.cleaned_data["room"].split())


class SubstituteForm(ChangeForm):
    post = LeaderField(
        label=_("Who stands in?"), queryset=Post.objects.none(), help_text=_("In the order of protocol.")
    )

    def offer(self) -> None:
        session: LeaderSession = self.subject
        field: Any = self.fields["post"]
        field.queryset = leaders_of(session.day).exclude(pk=session.post_id)

    def clean_post(self) -> Post:
        """Before anybody is shown whom it would hit."""
        post: Post = self.cleaned_data["post"]
        if post.holder(self.subject.day.date) is None:
            raise forms.ValidationError(_("Nobody holds this post on that day."))
        return post


class MoveDayForm(ChangeForm):
    on = forms.DateField(
        label=_("New date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A working day. Leaders, rooms and seats go along."),
    )


class ChoiceForm(forms.Form):
    """What becomes of a changed appointment. Without a seat there is nothing to accept."""

    choice = forms.ChoiceField(
        label=_("What would you like?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )

    channel = forms.ChoiceField(
        label=_("How did they say so?"),
        choices=[(Channel.PHONE.value, Channel.PHONE.label), (Channel.WINDOW.value, Channel.WINDOW.label)],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )

    def __init__(self, *args: Any, open_choice: OpenChoice, asks_channel: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = list(choices(open_choice))  # type: ignore[attr-defined]
        if not asks_channel:
            del self.fields["channel"]


def choices(open_choice: OpenChoice) -> Iterable[tuple[str, Any]]:
    if open_choice.seat is not None:
        when = f"{localtime(open_choice.seat.starts_at):%Y-%m-%d %H:%M}"
        yield "accept", _("I come on %(when)s") % {"when": when}
    yield "next_time", _("Next time, first in line: I get a place on the next day before it opens for others")
    yield "written_reply", _("A written reply instead of a visit")
    yield "withdraw", _("Withdraw the appointment")
