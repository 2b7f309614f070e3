"""Figures somebody else has published: each with its period and source, and "—" where the source has none."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks


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
