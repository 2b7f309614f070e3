"""In which language the words of a page are."""

import re

from django.utils.translation import get_language
from wagtail.models import Page

HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]")


def is_untranslated(page: Page) -> bool:
    """An alias shows the words of the other language until somebody translates it.

    Whoever begins to translate makes it a page of its own; readers still see the Chinese words until the English ones
    have gone through the reviews, and the title tells.
    """
    if page.alias_of_id is not None:
        return True
    return get_language() == "en" and bool(HAN.search(page.title)) and not LATIN.search(page.title)
