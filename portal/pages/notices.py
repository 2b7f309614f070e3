"""Public notices (公示公告): a period, an issuer, and the same in simple words."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks
from portal.pages.addresses import with_addresses
from portal.pages.base import ContentPage
from portal.pages.listing import DatedIndex


class NoticeKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", _("announcement")
    DISPLAY = "display", _("public display")
    COMMENTS = "comments", _("request for comments")


class NoticePage(ContentPage):
    """Whether a period runs is worked out from its dates, never stored."""

    structured_type = "NewsArticle"
    is_read_aloud = True
    kind = models.CharField(
        pgettext_lazy("notice", "kind"), max_length=12, choices=NoticeKind.choices, default=NoticeKind.ANNOUNCEMENT
    )
    issuer = models.CharField(_("issuer"), max_length=120)
    date = models.DateField(_("date"), default=localdate, db_index=True)
    begins_on = models.DateField(_("first day of the period"), null=True, blank=True)
    ends_on = models.DateField(_("last day of the period"), null=True, blank=True)
    simple_words = models.TextField(
        _("in simple words"), blank=True,
        help_text=_("Three short sentences: what it is about, whom it concerns, what they can do."),
    )  # fmt: skip
    body = StreamField(BodyBlocks(), verbose_name=_("body"))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("issuer")]),
                FieldRowPanel([FieldPanel("date"), FieldPanel("begins_on"), FieldPanel("ends_on")]),
            ],
            heading=_("Issuer and period"),
        ),
        FieldPanel("intro"),
        FieldPanel("simple_words"),
        FieldPanel("body"),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("simple_words"),
        index.SearchField("body"),
        index.SearchField("issuer"),
        index.FilterField("date"),
    ]
    parent_page_types = ["portal.NoticeIndexPage"]
    subpage_types: list[str] = []
    page_description = _("An announcement, a public display or a request for comments, with its period.")

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(ends_on=None) | Q(begins_on__lte=models.F("ends_on")),
                name="notice_begins_before_it_ends",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.begins_on and self.ends_on and self.begins_on > self.ends_on:
            raise ValidationError({"ends_on": gettext("The period ends before it begins.")})
        if self.kind != NoticeKind.ANNOUNCEMENT and not self.ends_on:
            raise ValidationError({"ends_on": gettext("Say until when people may look at it or comment.")})

    @property
    def summary(self) -> str:
        return super().summary or self.simple_words

    @property
    def shown_on(self) -> datetime.date:
        return self.date

    @property
    def state(self) -> tuple[str, str]:
        """What to say about the period, and the tone of the tag; empty where there is no period."""
        return self.state_on(localdate())

    def state_on(self, day: datetime.date) -> tuple[str, str]:
        if not self.ends_on:
            return "", ""
        if day > self.ends_on:
            return gettext("ended on %(day)s") % {"day": self.ends_on}, ""
        if self.begins_on and day < self.begins_on:
            return gettext("begins on %(day)s") % {"day": self.begins_on}, "info"
        if self.kind == NoticeKind.COMMENTS:
            return gettext("open for comments until %(day)s") % {"day": self.ends_on}, "success"
        return gettext("on display until %(day)s") % {"day": self.ends_on}, "success"

    @property
    def takes_comments(self) -> bool:
        begun = self.begins_on is None or self.begins_on <= localdate()
        return bool(self.kind == NoticeKind.COMMENTS and begun and self.ends_on and localdate() <= self.ends_on)


class NoticeIndexPage(DatedIndex, ContentPage):
    listed_model = NoticePage

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.NoticePage"]
    max_count_per_parent = 1
    page_description = _("Lists the public notices below it: running ones first, then newest first.")

    class Meta:
        verbose_name = _("list of notices")
        verbose_name_plural = _("lists of notices")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        running = self.listed().filter(ends_on__gte=localdate()).order_by("ends_on", "-pk")
        is_first = not context["year"] and context["listed"].number == 1
        return context | {"running": with_addresses(running[:10]) if is_first else []}
