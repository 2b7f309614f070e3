"""Which unit a matter belongs to: rules as data, the most specific wins, else the dispatcher decides."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from foundation.people import journal
from foundation.places.models import Place, Unit
from matters.exceptions import WrongUnit
from matters.models import Category, Matter, ReturnRequest, RoutingRule
from matters.states import MatterState

if TYPE_CHECKING:
    from foundation.people.models import User
    from matters.models import MatterQuerySet


def rule_for(category: Category | None, place: Place, *, at: datetime) -> RoutingRule | None:
    """The finest category first, then the nearest place; None goes to the triage box."""
    categories = Category.objects.here_and_above(category).values("pk") if category is not None else []
    fits = (Q(category=None) | Q(category__in=categories)) & (
        Q(place=None) | Q(place__in=Place.objects.here_and_above(place).values("pk"))
    )
    rules = RoutingRule.objects.current(at=at).filter(fits, unit__is_active=True)
    return max(rules.select_related("category", "place", "unit"), key=_how_specific, default=None)


def _how_specific(rule: RoutingRule) -> tuple[int, int]:
    return (rule.category.depth if rule.category else 0, rule.place.depth if rule.place else 0)


def suggested_unit(matter: Matter, *, at: datetime) -> Unit | None:
    rule = rule_for(matter.category, matter.place, at=at)
    return rule.unit if rule else None


def without_route(rows: "MatterQuerySet", *, at: datetime) -> "MatterQuerySet":
    """The triage box: no rule in force fits the matter's category and place. The set `rule_for` finds nothing for."""
    rules = RoutingRule.objects.current(at=at).filter(unit__is_active=True)
    rules = rules.annotate(asked_category=_outer("category__path"), asked_place=_outer("place__path"))
    fits = (Q(category=None) | Q(asked_category__startswith=F("category__path"))) & (
        Q(place=None) | Q(asked_place__startswith=F("place__path"))
    )
    return rows.filter(~Exists(rules.filter(fits)), state=MatterState.REGISTERED)


def _outer(path: str) -> Any:
    return ExpressionWrapper(OuterRef(path), output_field=CharField())


@transaction.atomic
def make_rule(
    *,
    category: Category | None,
    place: Place | None,
    unit: Unit,
    reason: str,
    actor: "User | None",
    at: datetime,
    ruling: ReturnRequest | None = None,
) -> RoutingRule:
    """From now on; a rule about the same category and place ends, and stays in the history. Raises WrongUnit."""
    if not unit.is_active:
        raise WrongUnit(unit)
    RoutingRule.objects.filter(category=category, place=place, ended_at=None).update(ended_at=at)
    rule = RoutingRule.objects.create(
        category=category, place=place, unit=unit, reason=reason.strip()[:300], made_by=actor, began_at=at
    )
    if ruling is not None:
        ReturnRequest.objects.filter(pk=ruling.pk).update(rule=rule)
    if actor is not None:
        journal.record("matters.make_rule", rule, actor=actor, at=at, data={"unit": unit.code})
    return rule


@transaction.atomic
def end_rule(*, rule: RoutingRule, actor: "User", at: datetime) -> None:
    if RoutingRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=at):
        journal.record("matters.end_rule", rule, actor=actor, at=at)


def rule_from_ruling(*, request: ReturnRequest, with_place: bool, actor: "User", at: datetime) -> RoutingRule:
    """One click: what was ruled for this matter holds for all of its category, in its place or everywhere."""
    matter = request.matter
    return make_rule(
        category=matter.category, place=matter.place if with_place or matter.category is None else None,
        unit=request.ruled_unit or request.assignment.unit, reason=f"{matter.number}: {request.ruling}", actor=actor,
        at=at, ruling=request,
    )  # fmt: skip
