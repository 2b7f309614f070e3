"""A button that leads somewhere."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.blocks.choices import ChoiceBlock
from portal.navigation import MAIN, address


def destinations() -> list[tuple[str, Any]]:
    """A function, so that a new entry of the navigation asks for no migration."""
    return [(entry.url_name, entry.label) for entry in MAIN[1:]]


class ButtonBlock(blocks.StructBlock):
    """Leads to a part of the site that is always there, to a page, or to an address."""

    label = blocks.CharBlock(label=_("label"), max_length=30, help_text=_("A verb first: what happens on a click."))
    destination = ChoiceBlock(label=_("part of the site"), choices=destinations, required=False)
    page = blocks.PageChooserBlock(label=_("or a page"), required=False)
    url = blocks.URLBlock(label=_("or an address"), required=False)

    class Meta:
        label = _("button")
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(cleaned.get(name) for name in ("destination", "page", "url")):
            refusal = ValidationError(gettext("Say where the button leads: choose a part of the site or a page."))
            raise blocks.StructBlockValidationError(block_errors={"destination": refusal})
        return cleaned


def button_address(value: Any) -> str:
    if destination := value.get("destination"):
        return address(destination)
    page = value.get("page")
    return page.url if page else value.get("url") or ""


def with_links(value: Any) -> list[tuple[str, str]]:
    """Labels and addresses of buttons, without those whose page is gone."""
    buttons = [(button["label"], button_address(button)) for button in value]
    return [(label, href) for label, href in buttons if href]
