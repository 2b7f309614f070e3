"""Loads the whole demo city in one transaction: all of it or nothing."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils.timezone import localdate

from dashboards.folding import fold_all, rebuild
from foundation.ledger.exceptions import DayOutOfOrder
from foundation.ledger.services import sign_day
from foundation.places.models import Place
from portal.demo.counting import counts
from portal.demo.guard import check_allowed
from portal.demo.loading_accounts import load_accounts
from portal.demo.loading_marks import load_marks
from portal.demo.loading_matters import load_matters, load_rules
from portal.demo.loading_past import load_past
from portal.demo.loading_places import load_centres, load_names, load_places, load_units
from portal.demo.loading_posts import load_posts
from portal.demo.loading_reception import load_reception_days, publish_until_open
from portal.demo.loading_site import load_site
from portal.demo.posts import posts
from portal.demo.scales import CITY, SMALL, Scale
from portal.demo.towns import CITY_CODE
from reception_days.models import ReceptionDay

Say = Callable[[str], None]


class OtherScaleLoaded(Exception):
    """A demo city of another size is there; it is never changed or removed."""


@dataclass
class Report:
    """What was loaded, or what there already was."""

    is_new: bool
    announced: list[ReceptionDay] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def loaded_scale() -> Scale | None:
    """The scale of the demo city in this database, told by how many towns it has."""
    city = Place.objects.filter(code=CITY_CODE).first()
    if city is None:
        return None
    return CITY if city.numchild > SMALL.towns else SMALL


def load(scale: Scale, *, at: datetime, monthly: float = 0, say: Say = lambda line: None) -> Report:
    """Raises DemoRefused, OtherScaleLoaded. A second time nothing changes, but for announcing the next
    reception day when all earlier ones are over.

    `monthly`: matters of the past, a month in an average village; 0 for a city without a past.
    """
    check_allowed()
    started = monotonic()
    existing = loaded_scale()
    if existing is not None:
        if existing is not scale:
            raise OtherScaleLoaded(existing.name)
        with transaction.atomic():
            return Report(is_new=False, announced=_announce_next(at), counts=counts())
    with transaction.atomic():
        _load_everything(scale, at, monthly, say)
    say("figures")
    (rebuild if monthly else fold_all)(at=at)
    return Report(is_new=True, counts=counts(), seconds=monotonic() - started)


def _load_everything(scale: Scale, at: datetime, monthly: float, say: Say) -> None:
    say("places")
    places = load_places(scale, at=at)
    load_names(scale, places)
    say("units and centres")
    units = load_units(scale, places)
    load_centres(scale, places, units)
    load_marks()
    say("posts and people")
    persons = load_posts(posts(scale), places, units)
    say("accounts")
    load_accounts(persons, at=at)
    say("reception days and bookings")
    load_reception_days(at=at)
    load_rules(at=at)
    if monthly:
        say("matters of the years before")
        load_past(at=at, monthly=monthly, say=say)
    say("matters")
    load_matters(at=at)
    say("pages of the site")
    load_site(at=at)
    _sign_yesterday(at)


def _sign_yesterday(at: datetime) -> None:
    """A first signed day in the ledger, unless a worker has signed later ones already."""
    with suppress(DayOutOfOrder):
        sign_day(localdate(at) - timedelta(days=1), at)


def _announce_next(at: datetime) -> list[ReceptionDay]:
    """A demo that was loaded long ago still has a day to register for."""
    ahead = ReceptionDay.objects.filter(place__code=CITY_CODE, date__gt=localdate(at))
    return [] if ahead.exists() else publish_until_open(at=at)
