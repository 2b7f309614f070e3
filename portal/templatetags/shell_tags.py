"""Small helpers of the shell's templates."""

from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.blocks import LIVE_BLOCKS
from portal.kept import remember
from portal.pages import HomePage

register = template.Library()

TONES = {"error": "danger", "debug": "info"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative picture from the sprite; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def front_blocks(context: template.Context, page: HomePage) -> SafeString:
    """Editors' words are remembered; blocks that show live parts are made anew each time, and so is a preview."""
    request = context.get("request")
    is_preview = getattr(request, "is_preview", False)
    return SafeString("".join(_block(block, page, is_preview) for block in page.body))


def _block(block: Any, page: HomePage, is_preview: bool) -> str:
    if is_preview or block.block_type in LIVE_BLOCKS:
        return str(block.render())
    return remember(("block", page.pk, block.id), lambda: str(block.render()))


@register.filter
def tone(level: str) -> str:
    """The notice colour of a message level; tags beside the level ("safe", "fade") are ignored."""
    name = level.split(" ")[-1] if level else "info"
    return TONES.get(name, name)


@register.filter
def first_input_id(field: BoundField) -> str:
    """Where a link of the error summary leads: the first choice of a group, else the field itself."""
    if field.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label) or f"{field.auto_id}_group"
    return field.id_for_label or field.auto_id


@register.filter
def as_name(label: object) -> str:
    """A label that is a question, as the name of its field in a list of errors."""
    return str(label).rstrip("?？:： ")
