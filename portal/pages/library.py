"""The document library: policy papers with their number, issuer, date and whether they are in force."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks
from portal.pages.base import ContentPage
from portal.pages.listing import one_page


class PaperState(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PolicyDocumentPage(ContentPage):
    is_read_aloud = True
    number = models.CharField(
        _("document number"), max_length=60, help_text=_("As printed, such as 望政办〔2025〕3号.")
    )
    issuer = models.CharField(_("issuer"), max_length=120)
    issued_on = models.DateField(_("issued on"), db_index=True)
    in_force_from = models.DateField(pgettext_lazy("policy paper", "in force from"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PaperState.choices, default=PaperState.IN_FORCE, db_index=True
    )
    withdrawn_on = models.DateField(pgettext_lazy("policy paper", "withdrawn on"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    file = models.ForeignKey(
        get_document_model_string(), verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", help_text=_("The paper as issued. The text below stays readable without it."),
    )  # fmt: skip
    body = StreamField(BodyBlocks(), blank=True, verbose_name=_("text of the paper"))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("issuer")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("in_force_from")]),
            ],
            heading=_("The paper"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("state"), FieldPanel("withdrawn_on")]),
                PageChooserPanel("replaced_by", "portal.PolicyDocumentPage"),
            ],
            heading=_("In force or withdrawn"),
        ),
        FieldPanel("file"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("number"),
        index.SearchField("issuer"),
        index.SearchField("body"),
    ]
    parent_page_types = ["portal.DocumentLibraryPage"]
    subpage_types: list[str] = []
    page_description = _("A policy paper with its number, issuer, date, state and file.")

    class Meta:
        verbose_name = _("policy paper")
        verbose_name_plural = _("policy papers")

    def clean(self) -> None:
        super().clean()
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError({"replaced_by": gettext("A paper cannot replace itself.")})
        if (self.replaced_by_id or self.withdrawn_on) and self.state != PaperState.WITHDRAWN:
            raise ValidationError({"state": gettext("A paper with a successor or a last day is withdrawn.")})

    @property
    def shown_on(self) -> date:
        return self.issued_on

    @property
    def is_in_force(self) -> bool:
        return self.state == PaperState.IN_FORCE


class DocumentLibraryPage(ContentPage):
    public_query = ("page",)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types = ["portal.PolicyDocumentPage"]
    page_description = _("Lists the policy papers below it: those in force first, newest first.")

    class Meta:
        verbose_name = _("document library")
        verbose_name_plural = _("document libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        papers = PolicyDocumentPage.objects.live().child_of(self).order_by("state", "-issued_on", "-pk")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"listed": one_page(request, papers.defer_streamfields())}
