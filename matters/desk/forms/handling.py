"""What the responsible unit's buttons ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matters.checklist import POINTS
from matters.desk.forms.deed import DeedForm, unit_field, words_field
from matters.models import ReplyClass
from matters.services.extending import longest_extension
from matters.services.handling import draft_of


class ReturnForm(DeedForm):
    """ "Not ours" needs a law and says whose it is."""

    basis = forms.CharField(
        label=_("Law or rule by which it is not our duty"),
        max_length=300,
        error_messages={"required": _("Name the law or the rule by which it is not your duty.")},
    )
    reason = words_field(
        _("Why it is not our duty"), _("The dispatcher rules on it. The time limit runs on meanwhile.")
    )
    suggested_unit = unit_field(_("Who then should handle it"))


class ExtensionForm(DeedForm):
    amount = forms.IntegerField(label=_("How much more"), min_value=1)
    basis = forms.CharField(label=_("Law or rule that allows it"), max_length=300)
    reason = words_field(_("Why"), _("If it is granted, the person is told until when and why."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most, unit = longest_extension(self.matter)
        limits = {"most": most, "unit": unit}
        self.fields["amount"].help_text = _("In %(unit)s, %(most)d at most. Once, and before the limit.") % limits


class ReplyForm(DeedForm):
    """The answer, and what it was looked over for before it is handed in."""

    text = words_field(_("Answer"), _("Facts and reasons, point by point. The person reads this."), rows=10)
    decision = forms.ChoiceField(
        label=_("Decision on the request"),
        widget=forms.RadioSelect,
        choices=ReplyClass.choices,
        error_messages={"required": _("Say what the answer decides.")},
    )
    basis = forms.CharField(label=_("Law or policy it rests on"), max_length=500)
    contact = forms.CharField(label=_("Whom to ask, with phone"), max_length=120)
    claims_solved = forms.BooleanField(label=_("From our side the problem is solved"), required=False)
    checked = forms.MultipleChoiceField(
        label=_("Before you hand it in"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(POINTS.items()),
        error_messages={"required": _("Look at every point and tick it before you hand the answer in.")},
        help_text=_("Look at each point once more and tick it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft := draft_of(self.matter):
            for name in ("text", "decision", "basis", "contact", "claims_solved"):
                self.initial.setdefault(name, getattr(draft, name))


class SendBackForm(DeedForm):
    words = words_field(_("What has to be better"), _("Only the officer reads this."))


class NoteForm(DeedForm):
    text = words_field(_("Note"))
    is_public = forms.BooleanField(
        label=_("The person may read it and is told so"),
        required=False,
        help_text=_("Without this it stays between those who work on the matter."),
    )
