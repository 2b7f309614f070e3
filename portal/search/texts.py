"""What a page says, as plain text: the words of its own fields, without markup."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

LONGEST_TEXT = 200_000  # characters of one page that are indexed
_BLANKS = re.compile(r"\s+")


def text_of_page(page: Page) -> str:
    """The introduction first, so that a reader who has no better snippet sees it."""
    parts = [page.search_description, *(part for field in own_fields(page) for part in texts_of_field(field, page))]
    return _BLANKS.sub(" ", " ".join(filter(None, parts))).strip()[:LONGEST_TEXT]


def own_fields(page: Page) -> Iterator[models.Field[Any, Any]]:
    """Fields of the kind of page with words in them; choices, addresses and keys are not words."""
    base = {field.name for field in Page._meta.get_fields()}
    for field in page._meta.concrete_fields:
        is_words = isinstance(field, (models.CharField, models.TextField, StreamField))
        is_code = isinstance(field, (models.URLField, models.SlugField, models.EmailField)) or bool(field.choices)
        if field.name not in base and is_words and not is_code:
            yield field


def texts_of_field(field: models.Field[Any, Any], page: Page) -> Iterator[str]:
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        yield from (_plain(str(text)) for text in field.stream_block.get_searchable_content(value))
    elif isinstance(field, RichTextField):
        yield get_text_for_indexing(value or "")
    else:
        yield str(value or "")


def _plain(text: str) -> str:
    return strip_tags(text) if "<" in text else text
