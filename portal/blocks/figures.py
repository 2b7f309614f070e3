"""Figures in editors' pages: those this portal counts, and those somebody else has published, each with its source."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from portal import told_figures
from portal.blocks.choices import ChoiceBlock

FIGURE_PERIODS = [
    ("last_twelve", _("the last twelve months that are over")),
    ("last_month", _("the last month that is over")),
    ("last_year", _("the last calendar year")),
]


class SourcedFigureBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("what is counted"), max_length=60)
    number = blocks.CharBlock(
        label=pgettext_lazy("a published figure", "number"),
        max_length=20,
        required=False,
        help_text=_("As the source writes it. Leave it empty where the source does not say: the page shows “—”."),
    )
    unit = blocks.CharBlock(label=_("unit of measure"), max_length=20, required=False)
    period = blocks.CharBlock(label=_("period"), max_length=40, required=False)

    class Meta:
        label = _("figure with a source")
        icon = "order"


class SourcedFiguresBlock(blocks.StructBlock):
    """One source, said once; a figure of another source goes into another block."""

    heading = blocks.CharBlock(label=_("heading"), max_length=60, required=False)
    figures = blocks.ListBlock(SourcedFigureBlock(), label=_("figures"))
    source = blocks.CharBlock(
        label=_("source"),
        max_length=200,
        help_text=_("Who said or published it, where and when. These figures are not counted by this portal."),
    )

    class Meta:
        label = _("figures with a source")
        icon = "order"
        template = "portal/blocks/sourced_figures.html"
        description = _("Numbers from a report or a speech. Never made up: an empty one is shown as “—”.")
        preview_value = {
            "heading": "",
            "figures": [
                {"name": "综合网格", "number": "632", "unit": "个", "period": "2023年"},
                {"name": "群众满意率", "number": "", "unit": "%", "period": "2023年"},
            ],
            "source": "全市社会治理工作会议发言",
        }


class CountedFiguresBlock(blocks.StructBlock):
    """What dashboards.publishing lets out of it, made anew with the page: nobody types a number."""

    heading = blocks.CharBlock(label=_("heading"), max_length=60, required=False)
    place = ChoiceBlock(
        label=pgettext_lazy("a published figure", "place"),
        choices=told_figures.places,
        required=False,
        help_text=_("Empty: the whole city."),
    )
    period = ChoiceBlock(
        label=_("period"), choices=FIGURE_PERIODS, default="last_twelve", help_text=_("It moves on by itself.")
    )
    since = blocks.CharBlock(
        label=_("or from month"), max_length=7, required=False, help_text=_("Such as 2026-01: then it does not move.")
    )
    until = blocks.CharBlock(label=_("to month"), max_length=7, required=False)
    figures = blocks.ListBlock(
        ChoiceBlock(label=_("figure"), choices=told_figures.names),
        label=pgettext_lazy("chosen among those this portal counts", "figures"),
        min_num=1,
        max_num=8,
    )

    class Meta:
        label = _("figures this portal counts")
        icon = "order"
        template = "portal/blocks/counted_figures.html"
        description = _("Chosen by figure, place and period; small numbers stay hidden, as on the pages of figures.")
        preview_value = {
            "heading": "办得怎么样",
            "place": "",
            "period": "last_twelve",
            "since": "",
            "until": "",
            "figures": ["received", "on_time", "resolution", "satisfaction"],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if wrong := told_figures.wrong_period(cleaned["since"], cleaned["until"]):
            raise blocks.StructBlockValidationError(
                block_errors={name: ValidationError(words) for name, words in wrong.items()}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"told": told_figures.told(value)}
