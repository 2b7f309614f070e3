"""What urging, supervising, calling together, a case leader and a task force ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.models import Post
from matters.desk.forms.deed import DeedForm, units_field, words_field
from matters.models import TaskForce, Trigger

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SuperviseForm(DeedForm):
    trigger = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect, choices=Trigger.choices)
    words = words_field(_("Words to the unit"))
    answer_by = forms.DateField(label=_("Answer wanted by"), required=False, widget=DATE)

    def clean_answer_by(self) -> Any:
        day = self.cleaned_data["answer_by"]
        if day is not None and day < localdate():
            raise ValidationError(_("Choose a day that has not passed."), "past")
        return day


class JointForm(DeedForm):
    """The lead unit stays the one that answers; whoever is called assists from now on."""

    words = words_field(_("What has to be settled together"))
    meets_at = forms.DateTimeField(
        label=_("Meeting"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    meets_where = forms.CharField(label=pgettext_lazy("meeting", "Where"), required=False, max_length=120)
    units = units_field(_("Units called together"), required=True)

    def clean_meets_at(self) -> Any:
        meets_at = self.cleaned_data["meets_at"]
        if meets_at is not None and meets_at < now():
            raise ValidationError(_("Choose a time that has not passed."), "past")
        return meets_at


def leaders() -> Any:
    return Post.objects.leaders().by_protocol()


class CaseLeadForm(DeedForm):
    post = forms.ModelChoiceField(label=_("Leader"), queryset=Post.objects.none())
    plan = words_field(_("Plan"), _("What is done until when."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = leaders()  # type: ignore[attr-defined]  # a ModelChoiceField


class TaskForceForm(DeedForm):
    """One that works already, or a new one."""

    force = forms.ModelChoiceField(
        label=_("Task force"), required=False, queryset=TaskForce.objects.none(), empty_label=_("A new one:")
    )
    name = forms.CharField(label=pgettext_lazy("task force", "Name"), required=False, max_length=100)
    task = words_field(_("What it is to do"), rows=3, required=False)
    led_by = forms.ModelChoiceField(label=_("Led by"), required=False, queryset=Post.objects.none())
    units = units_field(_("Units in it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = TaskForce.objects.filter(ended_on=None)
        self.fields["force"].queryset = working.exclude(matters=self.matter)  # type: ignore[attr-defined]
        self.fields["led_by"].queryset = leaders()  # type: ignore[attr-defined]  # both are ModelChoiceFields

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("force") is None:
            for name in ("name", "task", "led_by", "units"):
                if not cleaned.get(name):
                    self.add_error(name, _("A new task force needs this."))
        return cleaned
