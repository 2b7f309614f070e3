"""Why a matter is not registered, opened or moved."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matters.models import Category


class CategoryRedirects(Exception):
    """By law another organ answers; nothing is stored. The door shows `category.display_redirect_text`."""

    def __init__(self, category: "Category"):
        super().__init__(f"{category.code} belongs elsewhere")
        self.category = category


class TextRefused(Exception):
    """A text is empty or too long. `length` counts code points."""

    def __init__(self, field: str, length: int):
        super().__init__(f"{field}: {length} characters")
        self.field, self.length = field, length


class NoticeNotRead(Exception):
    """Nobody's matter is taken before they were told what happens to their data."""


class NoSuchMatter(Exception):
    """No matter with this number and code. Which of the two is wrong is not said."""


class CategoryUnderItself(Exception):
    """A category cannot stand under itself or under one of its own."""
