"""What all kinds of page have in common."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from foundation.requests.public_pages import mark_as_public
from portal.blocks import RelatedPages
from portal.kept import remember
from portal.navigation import address
from portal.pages.addresses import with_addresses
from portal.pages.clean_text import clean_block, clean_rich_text
from portal.pages.languages import is_untranslated

Crumb = tuple[str, str]
Kept = TypeVar("Kept")


class PublicPage(Page):
    """The same for every anonymous reader, so the page cache may keep it."""

    structured_type = "WebPage"
    is_read_aloud = False  # whether a button offers the device's own voice
    public_query: Sequence[str] = ()

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.wagtail_page = self  # type: ignore[attr-defined]
        return mark_as_public(super().serve(request, *args, **kwargs), self.public_query)

    def clean(self) -> None:
        """Rich text holds what its editor offers and nothing else, whichever way it came."""
        super().clean()
        for field in self._meta.get_fields():
            if isinstance(field, RichTextField):
                setattr(self, field.name, clean_rich_text(getattr(self, field.name), field.features))
            elif isinstance(field, StreamField):
                clean_block(field.stream_block, getattr(self, field.name))

    def url_in(self, language: str) -> str:
        """The address of the translation, or of the front page in that language."""
        return self._kept(("twin", language), lambda: self._url_in(language))

    def _url_in(self, language: str) -> str:
        translation = self.get_translations().live().filter(locale__language_code=language).first()
        if translation:
            return str(translation.url)
        with override(language):
            return address("wagtail_serve", "")

    def _kept(self, name: tuple[str, ...], make: Callable[[], Kept]) -> Kept:
        """A page that is being written for the first time has no key yet, and nothing to remember."""
        return remember((*name, self.pk), make) if self.pk else make()

    @property
    def is_untranslated(self) -> bool:
        return is_untranslated(self)

    @property
    def words_language(self) -> str:
        """The lang attribute for the words of this page, or "" where they are in the language of the page around."""
        if not self.is_untranslated:
            return ""
        return "zh-Hans" if get_language() == "en" else "en"

    @cached_property
    def crumbs(self) -> list[Crumb]:
        return [*self._kept(("above",), self._crumbs_above), (self.title, "")]

    def _crumbs_above(self) -> list[Crumb]:
        above = with_addresses(self.get_ancestors().filter(depth__gte=2).defer_streamfields())
        return [(page.title, page.url) for page in above]

    @property
    def summary(self) -> str:
        """One or two sentences for lists, feeds and search engines."""
        return self.search_description

    @property
    def shown_on(self) -> Any:
        """The day this page speaks of, for lists and feeds."""
        return localdate(self.first_published_at) if self.first_published_at else None


class ContentPage(PublicPage):
    """A page below the front page: an introduction, a date of review, and where to read on."""

    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two plain sentences; lists and search engines show them.")
    )
    reviewed_on = models.DateField(
        _("last reviewed"),
        null=True,
        blank=True,
        help_text=_("The day somebody last checked that all of this is right."),
    )
    related = StreamField(RelatedPages(), blank=True, verbose_name=_("read on"))

    search_fields = [*Page.search_fields, index.SearchField("intro")]
    settings_panels = [*Page.settings_panels, FieldPanel("reviewed_on")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("related")], heading=_("Further reading")),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        picture = getattr(self, "picture", None)
        if picture and not picture.alternative_text:
            raise ValidationError(
                {"picture": gettext("This picture has no alternative text yet. Open it under “Images” and write one.")}
            )

    @property
    def summary(self) -> str:
        return self.search_description or self.intro

    def related_pages(self) -> list[Page]:
        chosen = [block.value for block in self.related if block.value is not None]
        return with_addresses(page for page in chosen if page.live)
