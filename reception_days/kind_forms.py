"""What the office fills in for a day to which it invites."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.numbers.services import is_valid_number, normalise_number
from foundation.people.models import Post
from foundation.places.forms import PlaceField
from foundation.places.models import Level, Place, Unit, UnitKind
from reception_days.desk_forms import LeaderField
from reception_days.models import DayKind
from reception_days.services.kinds import Plan

MOST_MATTERS = 20
LONGEST_ANNOUNCEMENT = 1000


def _text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST_ANNOUNCEMENT, widget=widget, **options)


class PlanForm(forms.Form):
    """One page: when, who chairs, where, who is called in, which matters, what the public reads."""

    place: Any = forms.ModelChoiceField(label=_("Place that receives"), queryset=Place.objects.none())
    on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date.")},
    )
    reason = forms.CharField(
        label=_("Reason, if it is a day off"), required=False, max_length=200, help_text=_("Kept with the day.")
    )
    starts = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    chair = LeaderField(
        label=_("Leader who chairs"), queryset=Post.objects.none(), help_text=_("In the order of protocol.")
    )
    visited_place = PlaceField(
        label=_("Village visited"),
        levels=[Level.VILLAGE],
        error_messages={"required": _("Say which village is visited.")},
    )
    address = forms.CharField(
        label=_("Where, if not at the centre"), required=False, max_length=200, help_text=_("Everybody reads this.")
    )
    room = forms.CharField(label=_("Room or hall"), max_length=60)
    units: Any = forms.ModelMultipleChoiceField(
        label=_("Units called in"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = forms.CharField(
        label=_("Matters chosen"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Their numbers, one a line. Only the office sees which they are."),
    )
    agenda = _text(
        _("Agenda"), help_text=_("Everybody reads this: no name of a citizen, nothing about a single matter.")
    )
    agenda_en = _text(_("Agenda in English"))
    notice = _text(_("Notice to the public"))
    notice_en = _text(_("Notice in English"))

    def __init__(self, *args: Any, kind: str, places: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["place"].queryset = places
        fields["chair"].queryset = leaders
        offered = Q(place__level=Level.CITY) | Q(place__in=places)
        fields["units"].queryset = Unit.objects.active().filter(offered).exclude(kind=UnitKind.VILLAGE)
        if kind != DayKind.OUTREACH:
            del fields["visited_place"]

    def clean_numbers(self) -> list[str]:
        numbers = [normalise_number(word) for word in self.cleaned_data["numbers"].replace(",", " ").split()]
        if wrong := [number for number in numbers if not is_valid_number(number)]:
            raise ValidationError(gettext("This is no number of a matter: %(numbers)s") % {"numbers": ", ".join(wrong)})
        if len(numbers) > MOST_MATTERS:
            raise ValidationError(gettext("At most %(most)s matters a day.") % {"most": MOST_MATTERS})
        return numbers

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if isinstance(starts, time) and isinstance(ends, time) and starts >= ends:
            self.add_error("ends", _("It ends after it begins."))
        post, place = given.get("chair"), given.get("place")
        if post and place and place not in (post.place, post.unit.place if post.unit else None):
            self.add_error("chair", _("This leader belongs to another place."))
        return given

    @property
    def plan(self) -> Plan:
        given = dict(self.cleaned_data)
        for name in ("place", "reason"):
            given.pop(name, None)
        return Plan(units=list(given.pop("units")), matter_numbers=given.pop("numbers"), **given)


class ChangedPlanForm(PlanForm):
    """The same for a day that exists. What was announced stays, and a change of the rest takes a reason."""

    def __init__(self, *args: Any, is_announced: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].disabled = True
        if is_announced:
            self.fields["on"].disabled = self.fields["chair"].disabled = True
            self.fields["reason"].label = _("Why is it changed?")
            self.fields["reason"].help_text = _("Kept with the day.")
            self.fields["reason"].required = True


def first_plan(on: date) -> dict[str, Any]:
    return {"on": on, "starts": time(9), "ends": time(11, 30)}
