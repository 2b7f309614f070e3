"""News of what staff did, carried upwards: the back office writes it into Wagtail's log, kept for 12 months and more.

A service calls `record` in its own transaction. Values of personal fields go in masked: the journal is read by auditors
who may not see them. Names of changed fields and of roles, places and units are plain.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.dispatch import Signal

staff_acted = Signal()
"""Sent with `action`, `instance`, `actor`, `data` (JSON) and `at`. Receivers write it down in the same transaction."""

LABELS: dict[str, Any] = {}
"""Every action that may be recorded, with its label in the past tense; apps add theirs by `register`."""


def register(labels: Mapping[str, Any]) -> None:
    """Call from `AppConfig.ready`: `{"reception_days.publish_day": _("Reception day published")}`."""
    LABELS.update(labels)


def record(action: str, instance: Model, *, actor: Any, at: datetime, data: Mapping[str, Any] | None = None) -> None:
    """Write down that the actor did this to the object. Raises KeyError for an action nobody registered."""
    LABELS[action]
    staff_acted.send(sender=type(instance), action=action, instance=instance, actor=actor, data=dict(data or {}), at=at)


def change(field: str, before: Any, after: Any) -> dict[str, str]:
    """One entry of `data["fields"]`; values must be masked by the caller where they are personal."""
    return {"field": field, "before": str(before), "after": str(after)}
