"""Rich text by the rules of its editor: anything else is dropped on the way in."""

from functools import cache
from typing import Any

Features = list[str] | None


@cache
def _converter(features: tuple[str, ...]) -> Any:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter  # it needs loaded models

    return ContentstateConverter(features)


def clean_rich_text(html: str, features: Features) -> str:
    """The same text with the marks of these features only: no script, no style, no event attribute, no odd link."""
    if not html or "<" not in html:
        return html
    converter = _converter(tuple(features or ()))
    return str(converter.to_database_format(converter.from_database_format(html)))
