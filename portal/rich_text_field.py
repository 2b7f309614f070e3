"""The field of rich text in the editor."""

from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

from portal.pages.clean_text import clean_rich_text


class SafeRichText(DraftailRichTextArea):
    """Wagtail's own, which takes only what its editor sends and fails on the rest. Whoever posts HTML by other means
    gets it cleaned by the same rules."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):  # no JSON, or JSON of another shape
            return clean_rich_text(str(data.get(name, "")), self.features)
