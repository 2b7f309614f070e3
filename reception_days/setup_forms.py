"""Forms of the back office for the rules of reception days and the lawful doors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import ScopedForm
from reception_days.models import LawfulDoor, ReceptionRules

LAST_DAY = 28  # exists in every month
MOST_SEATS, MOST_WORKING_DAYS, MOST_DAYS_BEFORE = 24, 15, 28
SEAT_MINUTES = (5, 120)
RULE_FIELDS = [
    "valid_from", "basis", "opens_on_day", "opens_time", "closes_time", "morning_starts", "afternoon_starts", "seats",
    "seat_minutes", "answer_working_days", "publish_working_days", "reminder_days",
]  # fmt: skip


class DaysBeforeField(forms.CharField):
    """“7, 2”: whole days, the earliest reminder first. An empty field means no reminders."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = str(value or "").replace("，", ",").replace("、", ",").replace(",", " ").split()
        if not all(word.isdecimal() and 1 <= int(word) <= MOST_DAYS_BEFORE for word in words):
            raise ValidationError(_("Write whole numbers from 1 to 28, for example 7, 2."), "numbers")
        return sorted({int(word) for word in words}, reverse=True)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class RulesForm(ScopedForm):
    reminder_days = DaysBeforeField(
        label=_("Reminders this many days before"),
        required=False,
        help_text=_("Separated by commas, for example 7, 2."),
    )

    class Meta:
        model = ReceptionRules
        fields = RULE_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = _(
            "After today. Rules that are in force are history and stay as they are."
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        limits = {
            "opens_on_day": (1, LAST_DAY),
            "seats": (1, MOST_SEATS),
            "seat_minutes": SEAT_MINUTES,
            "answer_working_days": (1, MOST_WORKING_DAYS),
            "publish_working_days": (0, MOST_WORKING_DAYS),
        }
        for name, (least, most) in limits.items():
            value = given.get(name)
            if value is not None and not least <= value <= most:
                words = _("A number from %(least)s to %(most)s.") % {"least": least, "most": most}
                self.add_error(name, ValidationError(words, "range"))
        if given.get("morning_starts") and given.get("afternoon_starts"):
            self._check_morning_ends(given)
        return given

    def _check_morning_ends(self, given: dict[str, Any]) -> None:
        morning, afternoon = given["morning_starts"], given["afternoon_starts"]
        minutes = (given.get("seats") or 0) * (given.get("seat_minutes") or 0)
        between = (afternoon.hour - morning.hour) * 60 + afternoon.minute - morning.minute
        if minutes > between:
            words = _("The morning's seats would not be over before the afternoon begins.")
            self.add_error("afternoon_starts", ValidationError(words, "overlap"))


class LawfulDoorForm(ScopedForm):
    """The code is for good: referrals that were made point at it."""

    class Meta:
        model = LawfulDoor
        fields = ["code", "name", "name_en", "basis", "words", "words_en", "phone", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["code"].disabled = True
