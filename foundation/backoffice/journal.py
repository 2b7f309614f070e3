"""Staff actions in Wagtail's log: what `people.journal` sends, and every save in a scoped viewset.

Entries name fields; values of personal fields are masked before they get here, because auditors read the log without a
right to see them. They are kept for at least twelve months (`foundation.audit` removes older ones).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from wagtail.log_actions import log

from foundation.encryption.fields import BlindIndexField, EncryptedTextField
from foundation.people.identifiers import mask_id_number, mask_name, mask_phone
from foundation.people.journal import change, staff_acted

MASKS = {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number}


@receiver(staff_acted)
def write_down(
    sender: type[Model], action: str, instance: Model, actor: Any, data: dict[str, Any], at: datetime, **kwargs: Any
) -> None:
    """In the same transaction: what is not logged has not happened."""
    log(instance, action, user=actor, data=data, timestamp=at, content_changed=True)


def masked(model: type[Model], field_name: str, value: Any) -> str:
    """The value of a field as it may stand in the log: encrypted fields masked, all others as they are."""
    field = next((field for field in model._meta.fields if field.name == field_name), None)
    if isinstance(field, EncryptedTextField | BlindIndexField):
        text = str(value or "")
        return MASKS[field_name](text) if field_name in MASKS else "*" * min(len(text), 8)
    if "password" in field_name:
        return "***" if value else ""
    return "" if value is None else str(value)[:2000]


def snapshot(instance: Model, fields: Iterable[str]) -> dict[str, Any]:
    """Values of the named fields as stored now: take it before saving."""
    if instance.pk is None:
        return {}
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    return {name: getattr(stored, name, None) for name in fields} if stored is not None else {}


def log_saved(instance: Model, *, actor: Any, before: dict[str, Any], fields: Iterable[str], is_new: bool) -> None:
    """One entry for a save: each changed field with its value before and after, masked where personal."""
    model = type(instance)
    changed = [
        change(name, masked(model, name, before.get(name)), masked(model, name, getattr(instance, name, None)))
        for name in fields
    ]
    log(
        instance, "wagtail.create" if is_new else "wagtail.edit", user=actor, data={"fields": changed},
        content_changed=True,
    )  # fmt: skip
