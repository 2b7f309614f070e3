"""A small desk for tests: units, their people, and a matter on its way."""

from datetime import timedelta
from functools import partial

from foundation.places.models import Unit
from matters.checklist import POINTS
from matters.models import Matter, MatterState
from matters.services.handling import approve_reply, sign, submit_reply
from matters.services.triage import dispatch
from tests.matters.factories import MatterFactory, city, moment
from tests.people.factories import StaffFactory, UserFactory
from tests.people.factories import unit as make_unit

AT = moment(2026, 11, 23)
LATER = partial(lambda hours: AT + timedelta(hours=hours))
DESK, OFFICER, LEAD = {"dispatcher"}, {"unit_officer"}, {"unit_lead"}


def unit(code: str = "housing-bureau") -> Unit:
    return Unit.objects.filter(code=code).first() or make_unit(code, place=city(), name=f"{code} 局")


def somebody(name: str = "desk"):
    """An account to act with; which roles it acts in is told to the service."""
    from foundation.people.models import User

    return User.objects.filter(username=name).first() or UserFactory(username=name)


def dispatched(to: Unit | None = None, assisting=(), **facts) -> Matter:
    matter = MatterFactory(**facts)
    dispatch(matter=matter, unit=to or unit(), assisting=assisting, actor=somebody(), roles=DESK, at=AT)
    return matter


def signed(**facts) -> Matter:
    matter = dispatched(**facts)
    sign(matter=matter, actor=somebody("officer"), roles=OFFICER, at=LATER(1))
    return matter


def answered(**facts) -> Matter:
    matter = signed(**facts)
    answer(matter)
    return matter


def answer(matter: Matter, *, at=None, text: str = "电梯已经修好，十一月二十五日恢复运行。") -> None:
    at = at or LATER(24)
    submit_reply(
        matter=matter, text=text, basis="《物业管理条例》", contact="李科长 0513-88880000", checked=list(POINTS),
        claims_solved=True, actor=somebody("officer"), roles=OFFICER, at=at,
    )  # fmt: skip
    approve_reply(matter=matter, actor=somebody("lead"), roles=LEAD, at=at)


def staff(role: str, on=None):
    return StaffFactory(role, on=on or city())


def state_of(matter: Matter) -> MatterState:
    return MatterState(Matter.objects.get(pk=matter.pk).state)
