"""What a reader fills in to report an error."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_PATH = 200


class ReportForm(forms.Form):
    what = forms.CharField(
        label=_("What is wrong?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example a wrong word, an old telephone number, a link that leads nowhere."),
    )
    path = forms.CharField(
        label=_("On which page?"), max_length=LONGEST_PATH, required=False, help_text=_("Leave it as it is if it fits.")
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        max_length=60,
        required=False,
        help_text=_("Only if you want an answer. It is erased once your report is answered."),
    )

    def clean_path(self) -> str:
        """An address of this site without the rest: what was asked for may be personal."""
        return "/" + self.cleaned_data["path"].split("?")[0].split("#")[0].lstrip("/")
