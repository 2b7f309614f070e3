"""What a citizen is asked, one question a step. Every field keeps what was typed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.people.identifiers import normalise_id_number, validate_id_number
from foundation.places.forms import PlaceField
from matters.fields import SHORTEST_REQUEST, LongTextField, checked_name
from matters.models import ComplaintKind
from reception_days.models import MOST_REPRESENTATIVES, LeaderSession

Choice = tuple[str, Any]


def time_label(starts_at: datetime, free: int) -> str:
    count = ngettext("%(free)d place free", "%(free)d places free", free) % {"free": free}
    return f"{localtime(starts_at):%H:%M} · {count}"


class WhenForm(forms.Form):
    """A time with a free place, in whatever zone it is written."""

    starts_at = forms.DateTimeField(
        label=_("When would you like to come?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time."), "invalid": _("Choose a time.")},
    )

    def __init__(self, *args: Any, times: Iterable[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times = set(times)

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at not in self.times:
            raise ValidationError(_("This time has just been taken. Please choose another."), "taken")
        return starts_at


class LeaderForm(forms.Form):
    """By whom: a wish, and leaving it to the office is a full answer."""

    preferred = forms.ChoiceField(label=_("Who should hear it?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, sessions: Iterable[LeaderSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred"].choices = [("", _("Let the office decide")), *leader_choices(sessions)]  # type: ignore[attr-defined]


def leader_choices(sessions: Iterable[LeaderSession]) -> list[Choice]:
    """Each leader once, in protocol order; for whom a substitute stands is said."""
    return list({str(each.post_id): _leader_label(each) for each in sessions}.items())


def _leader_label(session: LeaderSession) -> str:
    leader = f"{session.display_post} {session.leader_name}"
    if not session.stands_in_for:
        return leader
    return gettext("%(leader)s (stands in for %(whom)s)") % {"leader": leader, "whom": session.display_stands_in_for}


class DetailsForm(forms.Form):
    """The matter itself."""

    text = LongTextField(
        label=_("What happened?"),
        help_text=_("In your own words: when, where, what. Up to 2,000 characters."),
        error_messages={"required": _("Tell us in a few sentences what happened.")},
    )
    request = LongTextField(
        shortest=SHORTEST_REQUEST,
        label=_("What do you ask for?"),
        help_text=_("One sentence is enough."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us what you would like to be done.")},
    )
    place = PlaceField(
        label=_("Where is it?"),
        required=False,
        help_text=_("Village, community, housing estate or road. Leave it empty if it concerns the whole city."),
    )
    complaint = forms.ChoiceField(
        label=_("Is it a complaint about somebody's conduct?"),
        required=False,
        help_text=_("We see to it that nobody handles a complaint about themselves."),
    )

    def __init__(self, *args: Any, sessions: Iterable[LeaderSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = [(value, _("Yes, about %(leader)s") % {"leader": name}) for value, name in leader_choices(sessions)]
        self.fields["complaint"].choices = [  # type: ignore[attr-defined]
            ("", _("No")),
            (ComplaintKind.SERVICE.value, _("Yes, about a unit or its staff")),
            *leaders,
        ]


class IdentityForm(forms.Form):
    """Who comes."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        help_text=_("As on the ID card."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    id_number = forms.CharField(
        label=_("ID number"),
        help_text=_("18 characters. It is kept encrypted and shows at the door that it is you."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        validators=[validate_id_number],
        error_messages={"required": _("Enter the ID number of the person who comes.")},
    )

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        return normalise_id_number(self.cleaned_data["id_number"])


class PersonForm(IdentityForm):
    """Who comes, and how many, told in one go."""

    representatives = forms.TypedChoiceField(
        label=_("How many of you come?"),
        help_text=_("At most five representatives, also for a matter of many people."),
        choices=[(number, number) for number in range(1, MOST_REPRESENTATIVES + 1)],
        coerce=int,
        initial=1,
    )


class WithdrawForm(forms.Form):
    with_matter = forms.BooleanField(
        label=_("Also withdraw my matter: I no longer need an answer."),
        required=False,
        help_text=_("Without this your matter stays registered and you will still get an answer."),
    )


class InformationForm(forms.Form):
    text = LongTextField(
        label=_("Your answer"), error_messages={"required": _("Please write what the office asked for.")}
    )
