from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.places.models import Named

register = template.Library()


@register.simple_tag
def bilingual(named: Named | None, field: str = "name") -> SafeString:
    """The text in the reader's language. Where an English reader gets the Chinese one, it says so to the browser.

    `field` may be any pair such as address and address_en.
    """
    if named is None:
        return SafeString("")
    chinese, english = getattr(named, field, ""), getattr(named, f"{field}_en", "")
    return in_language(chinese, english)


@register.simple_tag
def in_language(chinese: Any, english: Any = "") -> SafeString:
    """One of two texts, marked lang="zh-Hans" where an English page has to show Chinese."""
    if get_language() != "en":
        return conditional_escape(chinese)
    if english:
        return conditional_escape(english)
    return format_html('<span lang="zh-Hans">{}</span>', chinese) if chinese else SafeString("")
