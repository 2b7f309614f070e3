"""Words for people's fields, as pages show them."""

from typing import Any

from django import template

from foundation.people.models import Person

register = template.Library()


@register.filter
def field_label(field: str) -> Any:
    """The name of a field of `Person` in the reader's language."""
    named: Any = Person._meta.get_field(field)
    return named.verbose_name
