"""What the reception office fills in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Post
from foundation.places.models import Place
from matters.fields import LongTextField
from reception_days.models import HalfDay, LawfulDoor
from reception_days.moves import BOOKING_MOVES

MOST_SEATS = 24


class NewDayForm(forms.Form):
    """The date is proposed by the calendar of working days and cannot be typed."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2020, max_value=2100)
    month = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=12)
    place: forms.ModelChoiceField[Place] = forms.ModelChoiceField(
        label=_("Place that receives"), queryset=Place.objects.none()
    )
    notice = forms.CharField(
        label=_("Notice to the public"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    notice_en = forms.CharField(
        label=_("Notice in English"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class LeaderField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when running
    def label_from_instance(self, obj: Post) -> str:
        """`now` is prefetched: who holds the post on the day."""
        holders = [tenure.person.name for tenure in obj.now]  # type: ignore[attr-defined]
        holder = holders[0] if holders else gettext("(vacant)")  # a call inside an f-string would not be collected
        return f"{obj.display_name} {holder}"


class SessionForm(forms.Form):
    post = LeaderField(label=_("Leader"), queryset=Post.objects.none(), help_text=_("In the order of protocol."))
    half_day = forms.ChoiceField(label=_("Half day"), choices=HalfDay.choices)
    room = forms.CharField(label=_("Room"), max_length=60)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    minutes = forms.IntegerField(label=_("Minutes a seat"), min_value=5, max_value=120)
    words = forms.CharField(
        label=_("The reason of the change"), max_length=200, help_text=_("Kept with the day; the citizens may ask.")
    )

    def __init__(self, *args: Any, posts: Any, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        if not asks_why:
            del self.fields["words"]

    def clean_room(self) -> str:
        return " ".join(self.cleaned_data["room"].split())


class AnswerForm(forms.Form):
    """One move of the office, with the words the citizen reads."""

    move = forms.CharField(widget=forms.HiddenInput)
    words = LongTextField(label=_("What the citizen is told"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    door = forms.ModelChoiceField(
        label=_("Which body answers by law?"), queryset=LawfulDoor.objects.filter(is_active=True), required=False
    )
    contact = forms.CharField(
        label=_("Person to call: name and phone"), max_length=120, required=False, help_text=_("Never a bare refusal.")
    )

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].initial = move
        self.fields["words"].required = BOOKING_MOVES.moves[move].needs_reason
        if move == "ask_for_information":
            self.fields["words"].help_text = _(
                "Everything that is missing, one thing a line: it can be asked only once."
            )
        if move != "redirect":
            del self.fields["door"], self.fields["contact"]
            return
        self.fields["door"].required = self.fields["contact"].required = True

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"].strip()
        if not any(character.isdigit() for character in contact):
            raise ValidationError(_("Give a phone number as well."), "phone")
        return str(contact)
