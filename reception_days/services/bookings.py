"""Registering for a day and withdrawing: what the citizen does."""

import json
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation.ledger.services import LedgerNote, append
from foundation.ledger.telling import bound
from foundation.moves.services import make_move
from foundation.people.services import person_for_contact
from foundation.requests.services import answer_once
from matters.attachments import attach_files
from matters.models import Channel, Matter
from matters.services import Receipt, Registered, add_supplement, register_matter, series_of, withdraw_matter
from matters.services.accusations import refuse_accusation
from matters.services.personal_numbers import Numbers, decided
from matters.services.procedures import PETITION
from reception_days import notices
from reception_days.exceptions import AlreadyBooked, DayIsOver, HoldLost, LeaderIsComplainedOf, RegistrationNotOpen
from reception_days.models import Booking, BookingEvent, BookingState, ReceptionDay, Seat
from reception_days.moves import BOOKING_MOVES
from reception_days.news import tell_of_day
from reception_days.services.applications import Application, keep_proxy
from reception_days.services.conflicts import is_received_by
from reception_days.services.mandates import attach_mandate
from reception_days.services.seats import NOBODY, in_order_of_choice

if TYPE_CHECKING:
    from foundation.people.models import Post, User


def register_booking(
    *,
    key: str,
    token: UUID,
    day: ReceptionDay,
    application: Application,
    at: datetime,
    channel: str = Channel.WEB,
    actor: "User | None" = None,
    role: str = "citizen",
    numbers: str = Numbers.UNDECIDED,
) -> Receipt:
    """Matter, booking, seat, events, ledger and messages in one transaction; the same key returns the first answer.

    Raises PersonalNumbers, HoldLost, RegistrationNotOpen, AlreadyBooked, LeaderIsComplainedOf, TooManyRepresentatives,
    AccusationNotTaken, what `register_matter` raises, and KeyReused. Then nothing is stored, the hold stays as it was.
    """
    kept = decided(numbers, text=application.text, request=application.request)
    application = replace(application, text=kept["text"], request=kept["request"])
    act = partial(
        _register, token=token, day=day, application=application, at=at, channel=channel, actor=actor, role=role
    )
    try:
        answer = answer_once(key, "reception_days.register", application.fingerprint(), act, at)
    except IntegrityError as error:
        if _has_live_booking(day, application):
            raise AlreadyBooked from error
        raise
    facts = json.loads(answer.body)
    return Receipt(facts["number"], facts["query_code"], answer.is_replay, made=facts["booking"])


def _register(
    *,
    token: UUID,
    day: ReceptionDay,
    application: Application,
    at: datetime,
    channel: str,
    actor: "User | None",
    role: str,
) -> str:
    BOOKING_MOVES.check("register", "", {role})
    refuse_accusation(application.text, application.request, at=at, names_somebody=application.about_post is not None)
    seat = _seat_to_claim(token, day, application, at)
    event = BookingEvent(move="register", after=BookingState.SUBMITTED, actor=actor, role=role, channel=channel, at=at)
    matter, query_code = _matter(application, day, event)
    event.booking = booking = _booking(matter, application, day, token, at)
    event.save()
    if not seat.is_held(at=at):  # else the place was counted out when it was held
        tell_of_day(day.pk)
    notices.tell_registered(booking, seat, at=at)
    claim_seat(seat=seat, booking=booking, token=token, at=at)  # the contended row last: locked for the shortest time
    return json.dumps({"number": matter.number, "query_code": query_code, "booking": booking.pk})


def _matter(application: Application, day: ReceptionDay, event: BookingEvent) -> Registered:
    """What they come for, under the person's name; the booking's first event is told in its chain."""
    person = person_for_contact(
        application.name, application.phone, application.id_number, language=application.language,
        phone_verified_at=event.at if application.phone_was_proved else None,
    )  # fmt: skip
    return register_matter(
        person=person, name=application.name, phone=application.phone, text=application.text,
        request=application.request, category=application.category, place=application.place, channel=event.channel,
        complaint_kind=application.complaint_kind, about_post=application.about_post,
        consents_to_handling=application.consents_to_handling,
        consents_to_publication=application.consents_to_publication, procedure=PETITION,
        is_identity_open=False,  # whom they ask for a hearing about does not learn who they are before they agree
        actor=event.actor, role=event.role, at=event.at, noted=[_note(day, event)],
    )  # fmt: skip


def _booking(matter: Matter, application: Application, day: ReceptionDay, token: UUID, at: datetime) -> Booking:
    """With who comes along or instead, and what was uploaded while it was written."""
    booking = Booking.objects.create(
        number=matter.number, matter=matter, day=day, beneficiary_digest=Booking.digest_of(application.id_number),
        submitted_at=at, **application.kept_on_booking(),
    )  # fmt: skip
    keep_proxy(booking, application.proxy, at=at)
    attach_files(draft=token, matter=matter, at=at)
    if booking.representatives > 1:
        attach_mandate(token=token, booking=booking, at=at)
    return booking


def _seat_to_claim(token: UUID, day: ReceptionDay, application: Application, at: datetime) -> Seat:
    """The held seat, or another leader's at the same time where the matter complains about this one."""
    seat = Seat.objects.claimable_by(token, at=at).filter(session__day=day).first()
    if seat is None or seat.starts_at != application.starts_at:
        raise HoldLost
    is_in_time = day.is_open(at=at) or (day.takes_bookings and seat.is_held(at=at))
    if not is_in_time:
        raise RegistrationNotOpen(day)
    if application.about_post is None or not is_received_by(application.about_post, seat.session):
        return seat
    return _rerouted(seat, application.about_post, token, at)


def _rerouted(seat: Seat, about: "Post", token: UUID, at: datetime) -> Seat:
    """Nobody is received by the person they complain about (DESIGN §3.7)."""
    free = Seat.objects.free(at=at).filter(session__day=seat.session.day_id, starts_at=seat.starts_at)
    others = in_order_of_choice(free.exclude(session__post=about).select_related("session__day"), None)
    Seat.objects.filter(pk=seat.pk).update(**NOBODY)
    hold = {"hold_token": token, "held_until": at, "holder_index": seat.holder_index}
    for other in (each for each in others if not is_received_by(about, each.session)):
        if Seat.objects.free(at=at).filter(pk=other.pk).update(**hold):
            return other
    raise LeaderIsComplainedOf(about)


def _has_live_booking(day: ReceptionDay, application: Application) -> bool:
    digest = Booking.digest_of(application.id_number)
    return Booking.objects.live().filter(day=day, beneficiary_digest=digest).exists()


def claim_seat(*, seat: Seat, booking: Booking, token: UUID, at: datetime) -> None:
    """The held seat becomes the booking's, unless somebody took over an expired hold. Raises HoldLost."""
    if not Seat.objects.claimable_by(token, at=at).filter(pk=seat.pk).update(booking=booking, **NOBODY):
        raise HoldLost


def free_seat(booking: Booking) -> None:
    """The seat returns to the pool, in the caller's transaction."""
    Seat.objects.filter(booking=booking).update(booking=None)


def lock(booking: Booking) -> None:
    """Until the transaction ends nobody else moves this booking; its state is read anew, so that a citizen who
    withdraws while the office confirms is not told to come back later."""
    booking.refresh_from_db(fields=["state"], from_queryset=Booking.objects.select_for_update())


def note(booking: Booking, event: BookingEvent) -> None:
    """One ledger entry in the matter's series."""
    says = _note(booking.day, event)
    append(series_of(booking.number), says.kind, says.payload, event.at, says.personal)


def _note(day: ReceptionDay, event: BookingEvent) -> LedgerNote:
    """State and date, nothing about the person; what they were told as a commitment."""
    says, personal = bound(event.words)
    moved = {"before": event.before, "after": str(event.after), "role": event.role}
    return LedgerNote(f"booking_{event.move}", {"day": day.date.isoformat(), **moved, **says}, personal)


def may_withdraw(booking: Booking, *, at: datetime) -> bool:
    """Whether the citizen still can: at any time until the day has passed, also while waiting for another one."""
    allowed = BOOKING_MOVES.allowed(booking.state, {"citizen"})
    return not booking.is_over(at=at) and any(move.name == "withdraw" for move in allowed)


@transaction.atomic
def withdraw_booking(
    *,
    booking: Booking,
    at: datetime,
    with_matter: bool = False,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
) -> BookingEvent:
    """The citizen gives the seat back. The matter stays registered unless they let it go too.

    Raises MoveNotAllowed, DayIsOver.
    """
    lock(booking)
    if booking.is_over(at=at):
        raise DayIsOver
    event = make_move(
        table=BOOKING_MOVES, move="withdraw", row=booking, event=BookingEvent, roles={"citizen"}, at=at, actor=actor,
        channel=channel,
    )  # fmt: skip
    free_seat(booking)
    note(booking, event)
    if with_matter:
        withdraw_matter(matter=booking.matter, at=at, actor=actor, channel=channel)
    was_told = channel in (Channel.WINDOW, Channel.PHONE)
    notices.tell_withdrawn(booking, with_matter=with_matter, at=at, was_told=was_told)
    return event


@transaction.atomic
def supply_information(
    *,
    booking: Booking,
    text: str,
    at: datetime,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
    numbers: str = Numbers.UNDECIDED,
) -> BookingEvent:
    """The citizen answers what the office asked. Raises PersonalNumbers, TextRefused, AccusationNotTaken,
    MoveNotAllowed."""
    text = decided(numbers, text=text)["text"]
    refuse_accusation(text, at=at, names_somebody=booking.matter.about_post_id is not None)
    lock(booking)
    event = make_move(
        table=BOOKING_MOVES, move="supply_information", row=booking, event=BookingEvent, roles={"citizen"}, at=at,
        actor=actor, channel=channel,
    )  # fmt: skip
    add_supplement(matter=booking.matter, text=text, at=at)
    note(booking, event)
    return event
