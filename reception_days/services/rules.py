"""The city's own rules for reception days: versions, of which those in force are history."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from foundation.requests.public_pages import forget_public_pages
from reception_days.exceptions import RulesInForce
from reception_days.models import ReceptionRules, forget_rules


@transaction.atomic
def save_rules(*, rules: ReceptionRules, facts: dict[str, Any], at: datetime) -> ReceptionRules:
    """Add a version that begins after today, or change one that has not begun. Days already scheduled keep their
    clocks.

    Raises RulesInForce.
    """
    today = localdate(at)
    if rules.pk is not None:
        stored = ReceptionRules.objects.select_for_update().get(pk=rules.pk)
        if stored.valid_from <= today:
            raise RulesInForce(stored)
    if facts["valid_from"] <= today:
        raise RulesInForce(facts["valid_from"])
    for name, value in facts.items():
        setattr(rules, name, value)
    rules.save()
    forget_rules()
    transaction.on_commit(forget_rules)
    forget_public_pages()
    return rules
