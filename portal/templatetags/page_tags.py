"""What the templates of pages ask for: languages, marks of a notice, data for machines."""

import json
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat as _filesizeformat
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page
from wagtail.templatetags.wagtailcore_tags import richtext

from portal.blocks import HonourLevel
from portal.blocks.buttons import with_links
from portal.kept import remember
from portal.pages.addresses import absolute
from portal.pages.home import HomePage
from portal.pages.languages import is_untranslated
from portal.structured_data import data_of

register = template.Library()
register.filter("filesizeformat", _filesizeformat)

LOCALES = {"zh-hans": "zh_CN", "en": "en_GB"}
NO_MARKUP = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
SHARED_WIDTH = "fill-1200x630"


class Card(NamedTuple):
    """What a page looks like where somebody shares its address."""

    url: str
    type: str
    title: str
    description: str
    locale: str
    image: str
    image_alt: str


@register.simple_tag
def lang_of(page: Page) -> SafeString:
    """The lang attribute where the words of a page are in the other language."""
    if not is_untranslated(page):
        return SafeString("")
    return SafeString(' lang="zh-Hans"' if get_language() == "en" else ' lang="en"')


@register.simple_tag(takes_context=True)
def words_of(context: template.Context, page: Any) -> SafeString:
    """The body of a page, made once per version of it and remembered like the other pieces (portal.kept)."""
    if not page.body:
        return SafeString("")
    if getattr(context.get("request"), "is_preview", False):
        return _body_of(page)
    key = ("words", page.pk, get_language(), page.live_revision_id, page.last_published_at)
    return remember(key, lambda: _body_of(page))


def _body_of(page: Any) -> SafeString:
    body = page.body
    return SafeString(body.render_as_block() if isinstance(body, StreamValue) else richtext(body))


@register.filter
def is_chinese(text: str) -> bool:
    """True where an English page has to say that these words are Chinese."""
    return get_language() == "en" and any("\u4e00" <= character <= "\u9fff" for character in text)


@register.simple_tag
def notice_marks(notice: Any) -> SafeString:
    """What kind of notice it is and whether its period runs; while it runs, the one says the other."""
    state, tone = notice.state
    marks = [] if tone == "success" else [("", notice.get_kind_display())]
    marks += [(f" tag-{tone}" if tone else "", state)] if state else []
    return format_html_join(" ", '<span class="tag{}">{}</span>', marks)


@register.simple_tag
def honour_level(level: str) -> str:
    return str(HonourLevel(level).label)


@register.simple_tag
def button_links(buttons: Any) -> list[tuple[str, str]]:
    return with_links(buttons or [])


@register.simple_tag
def url_above(page: Page) -> str:
    """The address of the list a page stands in: one step up, without asking the database."""
    return str(page.url).rstrip("/").rpartition("/")[0] + "/"


@register.simple_tag
def sharing(page: Any) -> Card:
    picture = getattr(page, "picture", None)
    image = _shared_picture(picture) if picture else static("img/shared.png")
    return Card(
        url=absolute(page),
        type="article" if page.structured_type.endswith("Article") else "website",
        title=page.seo_title or ("" if isinstance(page, HomePage) else page.title),  # "Home" says nothing elsewhere
        description=page.summary,
        locale=LOCALES[get_language() or "zh-hans"],
        image=settings.PORTAL_URL + image,
        image_alt=picture.alternative_text if picture else "",
    )


def _shared_picture(picture: Any) -> str:
    try:
        return str(picture.get_rendition(SHARED_WIDTH).url)
    except SourceImageIOError:
        return static("img/shared.png")


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context, page: Any) -> SafeString:
    """JSON-LD. A data block is not a script: browsers do not run it and the content security policy lets it stand."""
    found = data_of(page, context["shell"], context.get("groups"))
    text = json.dumps({"@context": "https://schema.org", "@graph": found}, ensure_ascii=False).translate(NO_MARKUP)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # no < > & left
