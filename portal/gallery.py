"""One page, in development and demo only, that shows every component in all its states."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS = ("info", "success", "warning", "danger")
FREQUENCIES = [("once", _("once")), ("often", _("again and again"))]


class SampleForm(forms.Form):
    """Every kind of field a citizen meets."""

    name = forms.CharField(label=_("Your name"), max_length=50, help_text=_("As on your ID card."))
    mobile = forms.CharField(label=_("Mobile number"), widget=forms.TextInput(attrs={"type": "tel"}))
    place = forms.ChoiceField(label=_("Town"), choices=[("", "—"), ("1", _("River Town")), ("2", _("Bridge Town"))])
    frequency = forms.ChoiceField(label=_("How often does it happen?"), choices=FREQUENCIES, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=_("When may we call?"),
        choices=[("am", _("mornings")), ("pm", _("afternoons"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label=_("What is it about?"), widget=forms.Textarea, help_text=_("One matter at a time."))
    photo = forms.FileField(label=_("Photo or document"), required=False)
    agrees = forms.BooleanField(label=_("I have read this and agree"))

    def clean(self) -> dict[str, object]:
        raise ValidationError(_("This time has just been taken. Please choose another."))


def components(request: HttpRequest) -> HttpResponse:
    broken = SampleForm({"name": "", "mobile": "123", "place": "9", "frequency": "never"})
    context = {
        "kinds": KINDS,
        "form": SampleForm(prefix="empty"),
        "broken": broken,
        "steps": [gettext("Read first"), gettext("Your matter"), gettext("Check"), gettext("Done")],
        "crumbs": [(gettext("Home"), "/"), (gettext("Who serves me"), "/components/"), (gettext("Components"), "")],
        "rows": [(gettext("Number"), "20261122-7K4MQ9-C"), (gettext("State"), gettext("Under review"))],
        "until": now() + timedelta(minutes=15),
    }
    return render(request, "portal/components.html", context)
