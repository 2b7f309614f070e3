"""Setting up what matters can be about."""

from typing import Any

from django.db import transaction

from foundation.requests.public_pages import forget_public_pages
from matters.exceptions import CategoryUnderItself
from matters.models import Category


@transaction.atomic
def add_category(*, parent: Category | None, facts: dict[str, Any]) -> Category:
    """The last one under its parent, or the last of the first level."""
    found = Category.objects.get(pk=parent.pk).add_child(**facts) if parent else Category.add_root(**facts)
    forget_public_pages()
    return found


@transaction.atomic
def change_category(*, category: Category, parent: Category | None, facts: dict[str, Any]) -> Category:
    """Matters keep their category wherever it is moved to. Raises CategoryUnderItself."""
    kept = Category.objects.get(pk=category.pk)
    above = kept.get_parent()
    if (above.pk if above else None) != (parent.pk if parent else None):
        _move(kept, parent)
    kept = Category.objects.get(pk=category.pk)
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.save()
    forget_public_pages()
    return kept


def _move(category: Category, parent: Category | None) -> None:
    if parent is None:
        category.move(Category.get_last_root_node(), "last-sibling")
        return
    if parent.path.startswith(category.path):
        raise CategoryUnderItself(parent)
    category.move(parent, "last-child")
