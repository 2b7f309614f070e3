"""What rooms above show and offer on a matter's page. This room knows nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from matters.models import Matter

Fetch = Callable[[HttpRequest, Matter], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A template, included with what `fetch` returns as `panel`; None where there is nothing to show.

    `panel["happened"]` may add (moment, label, words) to the history.
    """

    template: str
    fetch: Fetch


_panels: list[Panel] = []


def register_panel(template: str, fetch: Fetch) -> None:
    """Call from `AppConfig.ready`."""
    panel = Panel(template, fetch)
    if panel not in _panels:
        _panels.append(panel)


def panels(request: HttpRequest, matter: Matter) -> list[tuple[str, dict[str, Any]]]:
    fetched = ((panel.template, panel.fetch(request, matter)) for panel in _panels)
    return [(template, context) for template, context in fetched if context is not None]
