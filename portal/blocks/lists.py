"""Rows of pages that are lists: questions, honours, the chart, pages to read on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from portal.blocks.buttons import ButtonBlock
from portal.blocks.choices import ChoiceBlock

MOST_RELATED = 6


class HonourLevel(models.TextChoices):
    NATIONAL = "national", _("national")
    PROVINCIAL = "provincial", _("provincial")
    PREFECTURAL = "prefectural", _("prefectural")
    CITY = "city", _("city level")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=120, help_text=_("As people ask it."))
    answer = blocks.RichTextBlock(
        label=pgettext_lazy("question and answer", "answer"), features=["bold", "ol", "ul", "link"]
    )

    class Meta:
        label = _("question")
        icon = "help"


class QuestionGroupBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"), min_num=1)

    class Meta:
        label = _("group of questions")
        icon = "help"
        template = "portal/blocks/questions.html"
        description = _("Questions about one thing; each answer folds out.")
        preview_value = {
            "heading": "预约接访",
            "questions": [{"question": "要不要带证件？", "answer": "<p>请带身份证。</p>"}],
        }


class FaqBlocks(blocks.StreamBlock):
    group = QuestionGroupBlock()


class HonourBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    level = ChoiceBlock(label=_("level"), choices=HonourLevel.choices)
    year = blocks.IntegerBlock(label=_("year"), min_value=1949, max_value=2100)
    holder = blocks.CharBlock(label=_("holder"), max_length=120, help_text=_("A unit, or a person who agreed to it."))
    note = blocks.CharBlock(label=_("note"), max_length=200, required=False)

    class Meta:
        label = _("honour")
        icon = "pick"
        description = _("One row: title, level, year, holder.")


class HonourBlocks(blocks.StreamBlock):
    honour = HonourBlock()


class ChartUnitBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("name"), max_length=60)
    duty = blocks.CharBlock(label=_("what it does"), max_length=160, required=False)

    class Meta:
        label = _("unit")


class ChartPartBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("name"), max_length=40)
    text = blocks.TextBlock(label=_("in one sentence"), required=False)
    units = blocks.ListBlock(ChartUnitBlock(), label=_("who belongs to it"), default=[])
    links = blocks.ListBlock(ButtonBlock(), label=_("links"), max_num=3, default=[])

    class Meta:
        label = _("part of the chart")
        icon = "group"
        description = _("One step of the chart, from the top down.")
        preview_value = {
            "name": "党政领导",
            "text": "定方向、解难题。",
            "units": [{"name": "市委", "duty": "统一领导"}],
        }


class ChartBlocks(blocks.StreamBlock):
    part = ChartPartBlock()


class RelatedPages(blocks.StreamBlock):
    page = blocks.PageChooserBlock(label=_("page"))

    class Meta:
        max_num = MOST_RELATED
        required = False
