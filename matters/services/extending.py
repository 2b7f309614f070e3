"""More time: once, asked for before the limit with law and reason, and told to the person."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from matters import notices
from matters.exceptions import ExtensionRefused
from matters.models import Clock, ClockRule, Extension, Matter
from matters.services.clocks import due_of, next_limit, rules_of
from matters.services.moving import move_matter

if TYPE_CHECKING:
    from foundation.people.models import User


def _main(matter: Matter) -> tuple[Clock, ClockRule]:
    """The clock the unit is measured by. Raises ExtensionRefused where none runs."""
    clock = Clock.objects.filter(matter=matter).running().main().first()
    rule = rules_of(matter).get(clock.code) if clock else None
    if clock is None or rule is None:
        raise ExtensionRefused(_("No limit is running."))
    return clock, rule


def longest_extension(matter: Matter) -> tuple[int, str]:
    """By how much the running limit may be extended, and in which unit; 0 where it may not."""
    try:
        _clock, rule = _main(matter)
    except ExtensionRefused:
        return 0, ""
    return rule.extend, rule.get_unit_display()


@transaction.atomic
def ask_extension(
    *,
    matter: Matter,
    amount: int,
    basis: str,
    reason: str,
    actor: "User",
    roles: Collection[str],
    at: datetime,
) -> Extension:
    """`amount` in the unit of the limit. Raises ExtensionRefused, MoveNotAllowed, ReasonMissing."""
    clock, rule = _main(matter)
    if not 1 <= amount <= rule.extend:
        limits = {"most": rule.extend, "unit": rule.get_unit_display()}
        raise ExtensionRefused(_("This limit may be extended by %(most)d %(unit)s at most.") % limits)
    if clock.legal_due_at <= at:
        raise ExtensionRefused(_("The limit is over: more time is asked for before it ends."))
    if not basis.strip():
        raise ExtensionRefused(_("Name the law or the rule that allows it."))
    event = move_matter(matter, "ask_extension", at=at, roles=roles, actor=actor, words=reason, channel="desk")
    try:
        with transaction.atomic():
            return Extension.objects.create(
                matter=matter, amount=amount, basis=basis.strip(), reason=event.words, asked_by=actor, asked_at=at
            )
    except IntegrityError as error:
        raise ExtensionRefused(_("More time was asked for already: once is allowed.")) from error


@transaction.atomic
def grant_extension(*, extension: Extension, words: str, actor: "User", roles: Collection[str], at: datetime) -> None:
    """The limit moves; the person is told until when and why. Raises MoveNotAllowed, ExtensionRefused."""
    matter = extension.matter
    clock, rule = _main(matter)
    _decide(extension, actor, at, is_granted=True)
    limit = due_of(rule, clock.started_at, extended_by=extension.amount)
    moved = {"internal_due_at": limit.internal_at, "legal_due_at": limit.legal_at, "extended_by": extension.amount}
    Clock.objects.filter(pk=clock.pk).update(**moved)
    event = move_matter(matter, "grant_extension", at=at, roles=roles, actor=actor, words=words, channel="desk")
    matter.due_at = next_limit(Clock.objects.filter(matter=matter).running())
    notices.tell_extended(matter, until=limit.legal_on, words=event.words, at=at)


@transaction.atomic
def refuse_extension(*, extension: Extension, words: str, actor: "User", roles: Collection[str], at: datetime) -> None:
    """Raises MoveNotAllowed, ReasonMissing, ExtensionRefused."""
    _decide(extension, actor, at, is_granted=False)
    move_matter(extension.matter, "refuse_extension", at=at, roles=roles, actor=actor, words=words, channel="desk")


def _decide(extension: Extension, actor: "User", at: datetime, *, is_granted: bool) -> None:
    decided = {"is_granted": is_granted, "decided_by": actor, "decided_at": at}
    if not Extension.objects.filter(pk=extension.pk, is_granted=None).update(**decided):
        raise ExtensionRefused(_("Somebody has decided this meanwhile."))
