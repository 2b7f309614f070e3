"""Every text message the portal can send, with numbered gaps: what a carrier in China has to approve beforehand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.template import Template
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import gettext, override

from foundation.notifications.approved import without_signature

GAP = re.compile(r"%\((\w+)\)s")
ADDRESSES = ("url", "link")  # carriers refuse an address in a gap: its first part is fixed words


@dataclass(frozen=True)
class SMSText:
    template: str
    language: str
    text: str


def sms_texts() -> list[SMSText]:
    """In every language; a template with branches has one text for each."""
    found = []
    for name in template_names():
        template: Any = get_template(f"notifications/{name}.sms.txt")
        for language, _label in settings.LANGUAGES:
            with override(language):
                found += [SMSText(name, language, with_gaps(gettext(each))) for each in messages_of(template.template)]
    return found


def template_names() -> list[str]:
    found = set()
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates" / "notifications"
        found |= {str(file.relative_to(folder)).removesuffix(".sms.txt") for file in folder.glob("**/*.sms.txt")}
    return sorted(found)


def messages_of(template: Template) -> Iterator[str]:
    node: Any
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        message, _names = node.render_token_list(node.singular)
        yield message
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        yield str(node.filter_expression.var.literal)


def with_gaps(message: str) -> str:
    """`%(number)s` → `{1}`, in the order in which they stand in this language."""
    numbers: dict[str, int] = {}

    def gap(found: re.Match[str]) -> str:
        name = found[1]
        before = f"{settings.PORTAL_URL}/" if name in ADDRESSES else ""
        return f"{before}{{{numbers.setdefault(name, len(numbers) + 1)}}}"

    return without_signature(GAP.sub(gap, message).replace("%%", "%"))
