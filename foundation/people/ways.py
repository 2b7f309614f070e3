"""Ways of other rooms that pass through confirming a phone: the pages here then show where on the way one is."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.urls import Resolver404, resolve


class Way(NamedTuple):
    """The steps in words, and which of them (from 1) is the phone."""

    steps: list[Any]
    current: int


_ways: dict[frozenset[str], Callable[[], Way]] = {}


def register_way(view_names: Collection[str], way: Callable[[], Way]) -> None:
    """Call from `AppConfig.ready`: whoever comes from one of these views and goes back there is on that way."""
    _ways[frozenset(view_names)] = way


def way_back_to(path: str) -> Way | None:
    """The way that goes on at this address of ours; None for any other address."""
    try:
        name = resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return None
    return next((way() for names, way in _ways.items() if name in names), None)
