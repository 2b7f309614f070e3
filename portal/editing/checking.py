"""The checker: which words and personal data stand in the texts of a page. One rule for every door that publishes.

findings = check_page(page)             # a page as it would be published
findings = check_values(page_class, values)   # what a form is about to save, by field name
blocking(findings), warnings(findings)
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from foundation.encryption.keys import digest
from foundation.people.identifiers import normalise_phone
from foundation.people.personal_data import Kind, personal_data_in
from foundation.text_search.words import fold
from portal.editing.models import PublicNumber, Severity, WatchedWord
from portal.search.texts import own_fields
from portal.site_marks import SiteMarks

BASE_FIELDS = ("title", "seo_title", "search_description")


class Text(NamedTuple):
    """Some text and where it stands: the field, and which block of a StreamField."""

    field: str
    label: str
    text: str
    block: int | None = None


class Finding(NamedTuple):
    field: str
    label: str
    block: int | None
    severity: str
    sentence: str


class Lists(NamedTuple):
    """What the checker knows, read once for a whole page."""

    words: list[WatchedWord]
    public_numbers: frozenset[str]


def read_lists() -> Lists:
    words = sorted(WatchedWord.objects.filter(is_active=True), key=lambda word: -len(word.text))
    marks = SiteMarks.load()
    listed = {*PublicNumber.objects.values_list("number", flat=True), marks.contact_phone, marks.hotline}
    return Lists(words, frozenset(normalise_phone(number) for number in listed if number))


def check_page(page: Page) -> list[Finding]:
    specific = page.specific
    return check_values(type(specific), {name: getattr(specific, name) for name in checked_fields(type(specific))})


def check_values(model: type[Model], values: Mapping[str, Any]) -> list[Finding]:
    lists = read_lists()
    return [finding for text in texts_of(model, values) for finding in check_text(text, lists)]


def checked_fields(model: type[Model]) -> list[str]:
    return [*BASE_FIELDS, *(field.name for field in own_fields(model))]


def texts_of(model: type[Model], values: Mapping[str, Any]) -> Iterator[Text]:
    for name in checked_fields(model):
        field: Any = model._meta.get_field(name)
        value, label = values.get(name), capfirst(str(field.verbose_name))
        if not value:
            continue
        if isinstance(field, StreamField):
            yield from _texts_of_blocks(name, label, value)
        elif isinstance(field, RichTextField):
            yield Text(name, label, get_text_for_indexing(value))
        else:
            yield Text(name, label, str(value))


def _texts_of_blocks(name: str, label: str, value: Any) -> Iterator[Text]:
    for number, child in enumerate(value):
        text = " ".join(strip_tags(str(one)) for one in child.block.get_searchable_content(child.value))
        where = _("%(field)s, block %(number)d (%(kind)s)") % {
            "field": label, "number": number + 1, "kind": child.block.label,
        }  # fmt: skip
        yield Text(name, where, text, number)


def check_text(text: Text, lists: Lists) -> list[Finding]:
    return [*_personal(text, lists), *_watched(text, lists)]


def _personal(text: Text, lists: Lists) -> Iterator[Finding]:
    sentences = {
        Kind.ID_NUMBER: _("An ID number (%s) must not stand on a public page. Take it out or cover its middle."),
        Kind.MOBILE: _("A mobile number (%s) must not stand on a public page, unless it is a listed public number."),
        Kind.BANK_CARD: _("A bank card number (%s) must not stand on a public page. Take it out."),
    }
    for one in personal_data_in(text.text, lists.public_numbers):
        yield _finding(text, Severity.BLOCK, sentences[one.kind] % one.masked)


def _watched(text: Text, lists: Lists) -> Iterator[Finding]:
    """The longest words first: what a longer one has covered is not found again."""
    rest = fold(text.text)
    for word in lists.words:
        folded = fold(word.text)
        if folded and folded in rest:
            rest = rest.replace(folded, "\x00")
            yield _finding(text, word.severity, _sentence(word))


def _sentence(word: WatchedWord) -> str:
    sentence = _("“%(word)s”: better “%(better)s”.") if word.suggestion else _("“%(word)s” should not stand here.")
    facts = {"word": word.text, "better": word.suggestion}
    return f"{sentence % facts}{f' {word.reason}' if word.reason else ''}"


def _finding(text: Text, severity: str, sentence: str) -> Finding:
    return Finding(text.field, text.label, text.block, severity, sentence)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.BLOCK]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.WARN]


def mark_of(findings: Iterable[Finding]) -> str:
    """Stands for exactly these warnings, so that a confirmation does not cover others."""
    return digest("checked_words", "\n".join(sorted(f"{one.field} {one.sentence}" for one in findings)))[:24]
