"""Rich text by the rules of its editor: anything else is dropped on the way in."""

from functools import cache
from typing import Any

from bs4 import BeautifulSoup, Comment
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.rich_text import RichText

Features = list[str] | None
WITH_ALL_INSIDE = ("script", "style", "xml", "template", "iframe", "object", "svg", "math")


@cache
def _converter(features: tuple[str, ...]) -> Any:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter  # it needs loaded models

    return ContentstateConverter(features)


def clean_rich_text(html: str, features: Features) -> str:
    """The same text with the marks of these features only: no script, no style, no event attribute, no odd link."""
    if not html or "<" not in html:
        return html
    converter = _converter(tuple(features or ()))
    return str(converter.to_database_format(converter.from_database_format(_well_formed(html))))


def _well_formed(html: str) -> str:
    """Wagtail's reader stops at an element that is not closed, and keeps what stands inside a script as words."""
    soup = BeautifulSoup(html, "html.parser")
    for unwanted in [*soup(WITH_ALL_INSIDE), *soup(string=lambda text: isinstance(text, Comment))]:
        unwanted.extract()
    return str(soup)


def clean_block(block: Any, value: Any) -> Any:
    """The value of a block with every rich text in it cleaned, however deep it lies."""
    if value is None:
        return value
    if isinstance(block, blocks.RichTextBlock):
        return RichText(clean_rich_text(value.source, block.features))
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            child.value = clean_block(child.block, child.value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            value[name] = clean_block(child_block, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        value = block.normalize(value)
        for child in value.bound_blocks:  # an item that is put in anew would lose its mark, and revisions their thread
            child.value = clean_block(child.block, child.value)
    elif isinstance(block, TypedTableBlock):
        _clean_table(value)
    return value


def _clean_table(table: Any) -> None:
    for row in table.row_data:
        row["values"] = [
            clean_block(column["block"], cell) for column, cell in zip(table.columns, row["values"], strict=True)
        ]
