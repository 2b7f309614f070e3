"""Paging by key: the cursor names the last row seen, so later pages cost no more and never skip or repeat."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from foundation.api.problems import register_problem

USUAL_SIZE, LARGEST_SIZE = 25, 100
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class BadCursor(Exception):
    """Changed, or made for another list."""


class PageOf(Schema, Generic[T]):
    """`next` is the cursor of the following page, or null on the last one."""

    items: list[T]
    next: str | None


@dataclass(frozen=True)
class Page(Generic[M]):
    items: list[M]
    next: str | None


def page_of(rows: models.QuerySet[M], *, cursor: str | None, order: tuple[str, ...], size: int = USUAL_SIZE) -> Page[M]:
    """One page in the given order of non-null columns, the last of which must be unique ("-created_at", "-pk").

    Raises BadCursor. The queryset must already be what the asker may see: a cursor gives no rights.
    """
    size = max(1, min(size, LARGEST_SIZE))
    salt = f"api.cursor:{rows.model._meta.label}:{','.join(order)}"
    if cursor:
        rows = rows.filter(_after(rows.model, order, _values(cursor, salt)))
    found = list(rows.order_by(*order)[: size + 1])
    if len(found) <= size:
        return Page(found, None)
    last = [_plain(getattr(found[size - 1], name.lstrip("-"))) for name in order]
    return Page(found[:size], signing.dumps(last, salt=salt, compress=True))


def _plain(value: Any) -> Any:
    """Exact: Django's JSON encoder would cut microseconds off, and rows would come twice."""
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def _values(cursor: str, salt: str) -> list[Any]:
    try:
        return list(signing.loads(cursor, salt=salt))
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor from error


def _after(model: type[models.Model], order: tuple[str, ...], values: list[Any]) -> Q:
    """a > x or (a = x and b > y) …, with < where the order descends."""
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        field = model._meta.pk if column == "pk" else model._meta.get_field(column)
        assert isinstance(field, models.Field)
        value = field.to_python(value)
        condition |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{column: value})
    return condition


register_problem(BadCursor, status=400, code="bad_cursor", title=_("The cursor does not belong to this list."))
