"""News of matters to open desks: a bare "changed", never of what. Published after commit, never waited for."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from foundation.live.services import publish
from foundation.live.topics import MOST_TOPICS, register_guarded_topic
from foundation.people.acting import acts
from foundation.people.permissions import scope
from foundation.places.models import Unit
from matters.models import Assignment, MatterEvent
from matters.states import REWORK_MOVES, MatterState

DESK, UNIT = "matters.desk", "matters.unit"
VIEW, HANDLE = "matters.view_matter", "matters.handle"
FOR_THE_DESK = {MatterState.REGISTERED, MatterState.NEEDS_INFORMATION, MatterState.RETURN_REQUESTED}
ASKED_OF_THE_DESK = {"ask_extension", *REWORK_MOVES, "supervise_recheck", "explain_closed"}
CHANGES_UNITS = {"dispatch", "redispatch", "uphold_return"}


def unit_topics(user: Any) -> str:
    """Of the user's units, as many as one page may listen to."""
    units = scope(user, HANDLE)
    keys = units.units if units.unit_paths and not units.everything else ()
    return " ".join(f"{UNIT}:{key}" for key in keys[:MOST_TOPICS])


def register_topics() -> None:
    register_guarded_topic(DESK.replace(".", r"\."), may_watch_desk)
    register_guarded_topic(rf"{UNIT}:[0-9]{{1,18}}", may_watch_unit)


def may_watch_desk(request: Any, topic: str) -> bool:
    request.user.is_acting = acts(request.session)
    return bool(request.user.is_acting) and bool(scope(request.user, VIEW))


def may_watch_unit(request: Any, topic: str) -> bool:
    """Staff after the second step, of this unit."""
    request.user.is_acting = acts(request.session)
    unit = Unit.objects.select_related("place").filter(pk=int(topic.rpartition(":")[2])).first()
    return bool(request.user.is_acting) and unit is not None and request.user.has_perm(HANDLE, unit)


def event_left(sender: Any, instance: MatterEvent, created: bool, **kwargs: Any) -> None:
    """Receiver: whatever a matter did, its event is the one place all services pass."""
    if created:
        topics = _topics_of(instance)
        changes_units = instance.move in CHANGES_UNITS
        transaction.on_commit(lambda: _tell([*topics, *(_hands(instance) if changes_units else ())]), robust=True)


def _topics_of(event: MatterEvent) -> list[str]:
    """The desk hears of what waits for it or has just left it; the unit of everything that is its own."""
    unit = event.matter.unit_id
    topics = [f"{UNIT}:{unit}"] if unit else []
    if {event.before, event.after} & FOR_THE_DESK or event.move in ASKED_OF_THE_DESK:
        topics.append(DESK)
    return topics


def _hands(event: MatterEvent) -> list[str]:
    """Units whose part ended or began with this event: who had it hears that it is gone, who assists that it came."""
    touched = Assignment.objects.filter(Q(began_at=event.at) | Q(ended_at=event.at), matter_id=event.matter_id)
    return [f"{UNIT}:{unit}" for unit in touched.values_list("unit_id", flat=True)]


def _tell(topics: list[str]) -> None:
    for topic in dict.fromkeys(topics):
        publish(topic, {"changed": True})
