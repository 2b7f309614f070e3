"""Pieces of pages that this process remembers until something is published: the header, the footer, editors' blocks.

Whole ready-made pages serve anonymous readers (portal.page_cache). These pieces are for everybody else as well: for a
signed-in person only what is theirs is made anew. A piece ends with the generation of the page cache that was current
when it was made, and after SHELL_MEMORY_SECONDS at the latest, since another process may have published.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

from portal.page_cache import store

Piece = TypeVar("Piece")

MOST_PIECES = 1000


class _Kept(NamedTuple):
    generation: str | None
    until: float
    piece: Any


_pieces: dict[tuple[Any, ...], _Kept] = {}
_lock = Lock()


def remember(key: tuple[Any, ...], make: Callable[[], Piece]) -> Piece:
    """The piece as it was made last, or made now. The number kept is bounded: a reader may make up addresses."""
    generation, time = store.generation_seen, monotonic()
    kept = _pieces.get(key)
    if kept and kept.generation == generation and kept.until > time:
        return kept.piece
    piece = make()
    if settings.SHELL_MEMORY_SECONDS:
        with _lock:
            _pieces.pop(key, None)
            if len(_pieces) >= MOST_PIECES:
                _pieces.pop(next(iter(_pieces)))  # the oldest
            _pieces[key] = _Kept(generation, time + settings.SHELL_MEMORY_SECONDS, piece)
    return piece
