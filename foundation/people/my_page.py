"""What stands on a signed-in person's own page. Rooms above add their panels; this one knows nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A template, included with what `fetch` returns; `fetch` gives None where there is nothing to show."""

    template: str
    fetch: Callable[[HttpRequest], dict[str, Any] | None]
    order: int = 50


_panels: list[Panel] = []


def register_panel(template: str, fetch: Callable[[HttpRequest], dict[str, Any] | None], *, order: int = 50) -> None:
    """Call from `AppConfig.ready`. `fetch(request)` must return the signed-in person's own things only."""
    panel = Panel(template, fetch, order)
    if panel not in _panels:
        _panels.append(panel)


def panels(request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of every panel with something to show, in order."""
    fetched = ((panel.template, panel.fetch(request)) for panel in sorted(_panels, key=lambda each: each.order))
    return [(template, context) for template, context in fetched if context is not None]
