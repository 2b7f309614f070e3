"""Writes posts, the persons who hold them and since when; a vacant post keeps the one who held it last."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from foundation.people.models import Person, Post, PostKind, Tenure
from foundation.places.models import Place, Unit
from portal.demo.identities import person_name
from portal.demo.loading_places import BATCH
from portal.demo.posts import PostRow

FIRST_DAY = date(2021, 7, 1)
LAST_DAY = date(2026, 6, 30)  # of those who left


def load_posts(rows: Sequence[PostRow], places: dict[str, Place], units: dict[str, Unit]) -> dict[str, Person]:
    """Saves everything; returns the persons by what they are (`party-1`, `grid-worker-0`)."""
    posts = Post.objects.bulk_create([_post(row, places, units) for row in rows], batch_size=BATCH)
    persons = _persons(rows, places)
    Person.objects.bulk_create(persons.values(), batch_size=BATCH)
    tenures = [_tenure(n, row, post, persons) for n, (row, post) in enumerate(zip(rows, posts, strict=True))]
    Tenure.objects.bulk_create(tenures, batch_size=BATCH)
    return persons


def _post(row: PostRow, places: dict[str, Place], units: dict[str, Unit]) -> Post:
    return Post(
        kind=row.kind, name=row.name, name_en=row.name_en, place=places.get(row.place_code),
        unit=units.get(row.unit_code), body=row.body, rank=row.rank, portfolio=row.portfolio,
        portfolio_en=row.portfolio_en, work_phone=row.work_phone,
    )  # fmt: skip


def _persons(rows: Sequence[PostRow], places: dict[str, Place]) -> dict[str, Person]:
    """One person a holder, in the order of the posts. Residents who are contacts of a micro-grid are no officials."""
    persons: dict[str, Person] = {}
    numbers = count()
    for n, row in enumerate(rows):
        key = row.holder or _former(n)
        if key not in persons:
            is_official = row.kind != PostKind.MICRO_GRID_HEAD
            place = places.get(row.place_code)
            persons[key] = Person(name=person_name(next(numbers)), is_official=is_official, place=place)
    return persons


def _former(n: int) -> str:
    return f"former-{n}"


def _tenure(n: int, row: PostRow, post: Post, persons: dict[str, Person]) -> Tenure:
    starts_on = FIRST_DAY + timedelta(days=n * 37 % 1500)
    if row.holder:
        return Tenure(post=post, person=persons[row.holder], starts_on=starts_on)
    return Tenure(post=post, person=persons[_former(n)], starts_on=starts_on, ends_on=LAST_DAY)
