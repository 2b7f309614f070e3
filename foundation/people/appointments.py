"""Persons holding posts over time. One person a post at a time; days are inclusive."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import now

from foundation.people import journal
from foundation.people.exceptions import PostTaken, TenureRefused
from foundation.people.models import Person, Post, Tenure, User


@transaction.atomic
def appoint(
    *,
    post: Post,
    person: Person,
    starts_on: date,
    ends_on: date | None = None,
    appointed_by: User | None = None,
    at: datetime | None = None,
) -> Tenure:
    """The person holds the post from that day. Raises PostTaken, TenureRefused."""
    if ends_on is not None and ends_on < starts_on:
        raise TenureRefused
    Post.objects.select_for_update().get(pk=post.pk)  # tenures with two dates overlap past any constraint otherwise
    taken = Tenure.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), post=post)
    if ends_on is not None:
        taken = taken.filter(starts_on__lte=ends_on)
    if taken.exists():
        raise PostTaken
    try:
        with transaction.atomic():
            tenure = Tenure.objects.create(post=post, person=person, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError as error:  # the constraint decides a race
        raise PostTaken from error
    data = {"post": post.pk, "from": starts_on.isoformat()}
    journal.record("people.appoint", tenure, actor=appointed_by, at=at or now(), data=data)
    return tenure


@transaction.atomic
def end_tenure(*, tenure: Tenure, ends_on: date, ended_by: User | None = None, at: datetime | None = None) -> None:
    """`ends_on` is the last day in the post. Raises TenureRefused for a day before the first."""
    if ends_on < tenure.starts_on:
        raise TenureRefused
    before, tenure.ends_on = tenure.ends_on, ends_on
    tenure.save(update_fields=["ends_on"])
    data = {"fields": [journal.change("ends_on", before, ends_on)]}
    journal.record("people.end_tenure", tenure, actor=ended_by, at=at or now(), data=data)


def hand_over(*, post: Post, person: Person, starts_on: date, by: User | None = None, at: datetime) -> Tenure:
    """The predecessor leaves the day before, the successor comes: nothing in between, or nothing at all."""
    with transaction.atomic():
        for tenure in post.tenures.filter(ends_on=None):
            end_tenure(tenure=tenure, ends_on=starts_on - timedelta(days=1), ended_by=by, at=at)
        return appoint(post=post, person=person, starts_on=starts_on, appointed_by=by, at=at)
