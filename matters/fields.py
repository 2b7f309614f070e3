"""Fields and questions that every way of telling a matter shares. Every field keeps what was typed."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matters.models import TEXT_LIMIT, Category

UNSURE = "unsure"
SHORTEST_TEXT = 5
SHORTEST_REQUEST = 2  # "退钱" says what is asked for
NAME_LENGTHS = range(2, 31)  # DOMAIN §4


class LongTextField(forms.CharField):
    """Text counted as people count: code points, one line break each. Any script, emoji included."""

    widget = forms.Textarea(attrs={"rows": 7})

    def __init__(self, *, limit: int = TEXT_LIMIT, shortest: int = SHORTEST_TEXT, **options: Any) -> None:
        super().__init__(**options)
        self.limit, self.shortest = limit, shortest

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.limit:
            limits = {"limit": self.limit, "length": len(value)}
            raise ValidationError(
                gettext(
                    "At most %(limit)d characters; yours has %(length)d. Please shorten it; "
                    "what does not fit can be attached or added later."
                )
                % limits,
                "too_long",
            )
        if value and len(value) < self.shortest:
            raise ValidationError(gettext("Please write a little more, so that we understand."), "too_short")


def with_hint(name: str, hint: str) -> SafeString:
    return format_html('<span>{} <span class="d-block small text-body-secondary">{}</span></span>', name, hint)


def is_name_character(character: str) -> bool:
    """Letters of any script with their marks, and what stands between the parts of a name."""
    return unicodedata.category(character)[0] in "LM" or character in "·•・ -'’"


def checked_name(typed: str) -> str:
    """With one blank between its parts. Raises ValidationError."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(name) not in NAME_LENGTHS:
        raise ValidationError(_("A name has 2 to 30 characters."), "length")
    if not all(map(is_name_character, name)):
        raise ValidationError(_("A name has letters or Chinese characters, and “·” between its parts."), "letters")
    return name


class AboutForm(forms.Form):
    """Plain words, "not sure", and what belongs to another door."""

    category = forms.ChoiceField(
        label=_("What is your matter about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one; if in doubt, choose “I am not sure”.")},
    )

    def __init__(self, *args: Any, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, with_hint(row.display_name, row.display_hint), row.is_redirecting) for row in categories]
        unsure = (UNSURE, with_hint(gettext("I am not sure"), gettext("The office decides; that is quite all right.")))
        here = [(code, label) for code, label, is_elsewhere in rows if not is_elsewhere]
        elsewhere = [(code, label) for code, label, is_elsewhere in rows if is_elsewhere]
        self.fields["category"].choices = [*here, unsure, *elsewhere]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """Handling and publishing are two questions (PIPL art. 25)."""

    notice_read = forms.BooleanField(
        label=_("I have read how my data are used, and ask for my matter to be handled."),
        error_messages={"required": _("Please read the notice and tick the box; without it we may not take data.")},
    )
    publication = forms.BooleanField(
        label=_("The answer may be published without my name and without details that point to me."),
        required=False,
        help_text=_("Publishing is a question of its own: your matter is handled just the same if you do not agree."),
    )
