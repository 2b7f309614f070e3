"""Blocks of one choice, and of yes and no, that revisions compare in the words the editor chose by.

Wagtail's own show what is stored: `last_twelve`, `True`.
"""

from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, TextDiff


class WordsComparison(BlockComparison):
    """Whole words are struck out and put in; letters two choices have in common say nothing."""

    def htmlvalue(self, val: Any) -> str:
        return escape(self.block.words(val))

    def htmldiff(self) -> str:
        old, new = self.block.words(self.val_a), self.block.words(self.val_b)
        changes = [("equal", new)] if old == new else [("deletion", old), ("addition", new)]
        return str(TextDiff([(kind, words) for kind, words in changes if words]).to_html())


class ChoiceBlock(blocks.ChoiceBlock):
    def get_comparison_class(self) -> type[BlockComparison]:
        return WordsComparison

    def words(self, value: Any) -> str:
        """What is no longer offered is shown as it is stored; nothing chosen says nothing, unless that is a choice."""
        choices = self.deconstruct()[2]["choices"]
        labels = dict(choices() if callable(choices) else choices)
        return str(labels.get(value or "", value or ""))


class YesNoBlock(blocks.BooleanBlock):
    def get_comparison_class(self) -> type[BlockComparison]:
        return WordsComparison

    def words(self, value: Any) -> str:
        return gettext("Yes") if value else gettext("No")


DECONSTRUCT_ALIASES = {YesNoBlock: "wagtail.blocks.BooleanBlock"}  # what a revision shows asks for no migration
