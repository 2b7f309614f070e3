"""What a citizen is asked about a matter, one question a step, and what they say about one that is registered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Post
from foundation.places.forms import PlaceField
from matters.fields import SHORTEST_REQUEST, LongTextField, checked_name, with_hint
from matters.models import LOW, ComplaintKind, RequestKind, Satisfaction, Solved

KINDS = (
    (RequestKind.CONSULT, _("I have a question"), _("How something is done, what the rules are")),
    (
        RequestKind.HELP,
        _("I need help, or something is broken"),
        _("A lamp, a lift, a wrong bill, a noise"),
    ),
    (RequestKind.COMPLAINT, _("I want to complain"), _("About a unit, its staff, or a decision")),
    (RequestKind.SUGGESTION, _("I have a suggestion"), _("What could be done better")),
    (RequestKind.PRAISE, _("I want to thank somebody"), _("We pass it on")),
)


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What would you like?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best; the office can change it.")},
    )
    complaint = forms.ChoiceField(
        label=_("Is it a complaint about somebody's conduct?"),
        required=False,
        help_text=_("We see to it that nobody handles a complaint about themselves."),
    )

    def __init__(self, *args: Any, posts: "list[Post]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, with_hint(str(label), str(hint))) for kind, label, hint in KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        named = [(str(post.pk), post.display_name) for post in posts]
        general = [("", _("No")), (ComplaintKind.SERVICE.value, _("Yes, about a unit or its staff"))]
        choices: list[Any] = [*general, (_("Yes, about this official"), named)] if named else general
        self.fields["complaint"].choices = choices  # type: ignore[attr-defined]


class TellForm(forms.Form):
    text = LongTextField(
        label=_("What happened?"),
        help_text=_("In your own words. One matter at a time. Up to 2,000 characters."),
        error_messages={"required": _("Tell us in a few sentences what happened.")},
    )
    request = LongTextField(
        shortest=SHORTEST_REQUEST,
        label=_("What do you ask for?"),
        help_text=_("One sentence is enough."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us what you would like to be done.")},
    )


class WhereForm(forms.Form):
    place = PlaceField(
        label=_("Where is it?"),
        required=False,
        help_text=_("Village, community, housing estate or road. Leave it empty if it concerns the whole city."),
    )
    happened = forms.CharField(
        label=_("When was it?"),
        required=False,
        max_length=100,
        help_text=_("As well as you know: a day, “since March”, “every night”."),
    )


NAME_WANTED = _("Enter your name.")


class WhoForm(forms.Form):
    """With a name; or, where nobody need say who they are, without."""

    anonymous = forms.TypedChoiceField(
        label=_("With or without your name?"),
        choices=[
            ("no", _("With my name: the unit can ask me, and I judge the outcome")),
            ("yes", _("Without my name: nobody can ask me or call me back")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        help_text=_("Your phone is confirmed on the next page. Citizens' names are never published."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, may_be_anonymous: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_anonymous:
            del self.fields["anonymous"]
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = NAME_WANTED

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("anonymous"):
            given["name"] = ""
            return given
        if "name" in self.errors:
            return given
        try:
            given["name"] = checked_name(given.get("name", ""))
        except ValidationError as error:
            self.add_error("name", NAME_WANTED if not given.get("name") else error)
        return given


class SupplementForm(forms.Form):
    text = LongTextField(
        label=_("What would you like to add?"),
        error_messages={"required": _("Please write what you would like to add.")},
    )


class WordsForm(forms.Form):
    """Why: an objection, a reopening, a review."""

    words = LongTextField(
        shortest=SHORTEST_REQUEST, label=_("Your reason"), error_messages={"required": _("Please tell us why.")}
    )


def _reason_wanted(given: dict[str, Any]) -> bool:
    return given.get("solved") == Solved.NO or given.get("satisfaction") in LOW


class VerdictForm(forms.Form):
    """Three questions; a low answer says why."""

    was_contacted = forms.TypedChoiceField(
        label=_("Did the unit contact you?"),
        choices=[("yes", pgettext_lazy("contacted", "Yes")), ("no", pgettext_lazy("contacted", "No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether anybody contacted you.")},
    )
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether it is solved.")},
    )
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the five.")},
    )
    reason = LongTextField(
        shortest=SHORTEST_REQUEST,
        label=_("What is still wrong?"),
        required=False,
        help_text=_("Needed if it is not solved or you are dissatisfied, so that it can be put right."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wants_rework = forms.TypedChoiceField(
        label=_("If it is not good yet:"),
        choices=[("yes", _("The unit should try again")), ("no", _("Let it rest"))],
        coerce=lambda value: value != "no",
        widget=forms.RadioSelect,
        required=False,
        initial="yes",
    )

    def __init__(self, *args: Any, can_rework: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_rework:
            del self.fields["wants_rework"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["wants_rework"] = given.get("wants_rework") is not False
        if _reason_wanted(given) and not given.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", gettext("Please tell us what is still wrong."))
        return given
