"""Pages that are the same for every anonymous reader, and the news that they have changed.

The rooms mark their views and say when something shown there changed; who keeps pages and how is the roof's business.
"""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, TypeVar

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse

Response = TypeVar("Response", bound=HttpResponse)
View = Callable[..., HttpResponse]

public_pages_changed = Signal()


def mark_as_public(response: Response, query: Iterable[str] = ()) -> Response:
    """The page holds no form, no CSRF token and nothing of the reader; `query` names the parameters it depends on.

    A request with any other parameter is answered but not kept, so that nobody can fill the cache with made-up ones.
    """
    response.is_public_page = True  # type: ignore[attr-defined]
    response.public_query = frozenset(query)  # type: ignore[attr-defined]
    return response


def public_page(view: View | None = None, *, query: Iterable[str] = ()) -> Any:
    """Decorates a view: `@public_page` or `@public_page(query=["page"])`."""
    if view is None:
        return partial(public_page, query=query)

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return mark_as_public(view(request, *args, **kwargs), query)

    return marked


def forget_public_pages() -> None:
    """Call it where something public changed; the pages are forgotten when the transaction commits."""
    transaction.on_commit(lambda: public_pages_changed.send(sender=None), robust=True)  # Django logs its name
