"""The office changes what was announced: everybody it hits is told, keeps a seat or a choice, and nobody is lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from foundation.ledger.models import Entry
from foundation.moves.exceptions import MoveNotAllowed, ReasonMissing
from foundation.notifications.models import Message
from foundation.people.models import Person, Tenure
from reception_days.exceptions import (
    DateNotPossible,
    DayAlreadyScheduled,
    HoldLost,
    PostVacant,
    SeatsLeft,
    SessionClashes,
)
from reception_days.models import Booking, BookingState, DayState, HalfDay, LeaderSession, ReceptionDay, Seat
from reception_days.services import (
    OfficeAct,
    add_seats,
    add_session,
    cancel_day,
    cancel_session,
    change_room,
    confirm_booking,
    hold_a_time,
    move_day,
    register_booking,
    retire_seats,
    substitute_leader,
)
from reception_days.services.conflicts import hits_of_retiring, hits_of_substitution, hits_of_whole_day
from tests.matters.factories import MatterFactory, moment
from tests.reception_days.factories import (
    AT,
    DAY,
    FIRST_TIME,
    BookingFactory,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
    application,
    staff,
)

pytestmark = pytest.mark.django_db
OFFICE = {"reception_officer"}
WHY = "王副市长临时外出开会。"
TWENTY = timedelta(minutes=20)
NEW_DATE = date(2026, 12, 17)


def by(words=WHY, **facts):
    return OfficeAct(**({"actor": None, "at": AT, "words": words} | facts))


def session_with(*taken, day=None, **facts):
    """A session with a seat for each: True is booked, False is free."""
    session = LeaderSessionFactory(day=day or ReceptionDayFactory(), **facts)
    for index, is_taken in enumerate(taken):
        SeatFactory(session=session, booked=is_taken, starts_at=FIRST_TIME + index * TWENTY, number=index + 1)
    return session


def bookings_of(session):
    return list(Booking.objects.filter(seat__session=session).order_by("seat__starts_at"))


def seats_of(session):
    return list(session.seats.order_by("starts_at", "number"))


def complaint_about(post, **facts):
    """A booking whose matter complains about the holder of that post."""
    matter = MatterFactory(complaint_kind="official", about_post=post)
    return BookingFactory(matter=matter, **facts)


def told(booking, template="booking_displaced"):
    messages = Message.objects.filter(person_id=booking.matter.person_id, template=f"reception_days/{template}")
    return set(messages.values_list("channel", flat=True))


def nobody_is_lost():
    """A live booking has a seat nobody else has, or a choice."""
    for booking in Booking.objects.live():
        seat = Seat.objects.filter(booking=booking).first()
        assert seat is not None or booking.state == BookingState.DISPLACED
        assert seat is None or (seat.retired_at is None and seat.session.day_id == booking.day_id)
        assert seat is None or booking.day.state == DayState.PUBLISHED
    return True


# --- Seats -------------------------------------------------------------------------------------------


def test_further_seats_are_numbered_on_after_the_last_one():
    session = session_with(True, False)
    added = add_seats(session=session, count=2, by=by())
    assert [(seat.number, seat.starts_at) for seat in added] == [
        (3, FIRST_TIME + 2 * TWENTY),
        (4, FIRST_TIME + 3 * TWENTY),
    ]
    session.refresh_from_db()
    assert session.ends_at == FIRST_TIME + 4 * TWENTY


def test_seats_added_after_the_tail_was_retired_take_its_times():
    session = session_with(False, False, False)
    retire_seats(session=session, seats=seats_of(session)[1:], by=by())
    (added,) = add_seats(session=session, count=1, by=by())
    assert (added.number, added.starts_at) == (4, FIRST_TIME + TWENTY)


def test_a_change_of_a_published_day_needs_a_reason_and_is_an_event_of_the_day():
    session = session_with(True, False)
    with pytest.raises(ReasonMissing):
        add_seats(session=session, count=1, by=by("  "))
    add_seats(session=session, count=1, by=by())
    event = session.day.events.get()
    assert (event.move, event.words, event.after) == ("change", WHY, DayState.PUBLISHED)


@pytest.mark.parametrize("roles", [{"window_clerk"}, {"leader"}, {"citizen"}, set()])
def test_only_the_reception_office_changes_a_day(roles):
    session = session_with(True, True)
    for act in (
        lambda: add_seats(session=session, count=1, by=by(roles=roles)),
        lambda: retire_seats(session=session, seats=seats_of(session)[:1], by=by(roles=roles)),
        lambda: change_room(session=session, room="201", by=by(roles=roles)),
        lambda: cancel_session(session=session, by=by(roles=roles)),
        lambda: substitute_leader(session=session, post=PostFactory(), by=by(roles=roles)),
        lambda: move_day(day=session.day, on=NEW_DATE, by=by(roles=roles)),
        lambda: cancel_day(day=session.day, by=by(roles=roles)),
    ):
        with pytest.raises(MoveNotAllowed):
            act()


def test_a_draft_is_changed_freely_and_leaves_no_event():
    session = session_with(False, False, day=ReceptionDayFactory(state=DayState.DRAFT))
    change_room(session=session, room="201", by=by(""))
    retire_seats(session=session, seats=seats_of(session)[1:], by=by(""))
    substitute_leader(session=session, post=PostFactory(holder="赵敏"), by=by(""))
    assert (session.room, session.leader_name, session.stands_in_for) == ("201", "赵敏", "")
    assert not session.day.events.exists()


def test_who_sat_on_a_retired_seat_gets_the_nearest_free_one_and_a_choice():
    session = session_with(True, True, False, False)
    first, second = bookings_of(session)
    assert retire_seats(session=session, seats=seats_of(session)[:1], by=by()) == 1
    first.refresh_from_db()
    assert first.state == BookingState.DISPLACED
    assert first.seat.starts_at == FIRST_TIME + 2 * TWENTY
    assert told(first) == {"in_app", "sms"}
    second.refresh_from_db()
    assert (second.state, told(second)) == (BookingState.SUBMITTED, set())
    assert nobody_is_lost()


def test_of_two_seats_as_near_the_leader_who_was_to_hear_them_comes_first():
    day = ReceptionDayFactory()
    elsewhere, session = session_with(False, day=day), session_with(False, True, day=day)
    (booking,) = bookings_of(session)
    listed = hits_of_retiring(seats_of(session)[1:], day=day, at=AT)
    retire_seats(session=session, seats=seats_of(session)[1:], by=by())
    booking.refresh_from_db()
    assert booking.seat.session == session != elsewhere
    assert [hit.seat for hit in listed] == [booking.seat], "as the office was shown"


def test_the_reason_is_told_in_the_inbox_and_by_text_message():
    session = session_with(True, False)
    retire_seats(session=session, seats=seats_of(session)[:1], by=by())
    for message in Message.objects.filter(template="reception_days/booking_displaced"):
        assert WHY in message.body
        assert "09:20" in message.body


def test_without_another_seat_there_is_still_a_choice():
    session = session_with(True, True)
    first, _second = bookings_of(session)
    retire_seats(session=session, seats=seats_of(session)[:1], by=by())
    first.refresh_from_db()
    assert first.state == BookingState.DISPLACED
    assert not Seat.objects.filter(booking=first).exists()
    assert nobody_is_lost()


def test_a_session_keeps_a_seat():
    session = session_with(True, False)
    with pytest.raises(SeatsLeft):
        retire_seats(session=session, seats=seats_of(session), by=by())
    assert session.seats.offered().count() == 2


def test_a_retired_seat_is_not_claimed_by_who_holds_it():
    session = session_with(False, False)
    token = uuid4()
    held = hold_a_time(day=session.day, starts_at=FIRST_TIME, token=token, at=AT)
    retire_seats(session=session, seats=[held], by=by())
    with pytest.raises(HoldLost):
        register_booking(key="one", token=token, day=session.day, application=application(), at=AT)
    assert not Booking.objects.exists()


def test_nobody_is_given_the_seat_of_the_leader_they_complain_about():
    session = session_with(False, False)
    other = session_with(False, day=session.day)
    Seat.objects.filter(session=session, number=1).update(booking=complaint_about(other.post, day=session.day))
    retire_seats(session=session, seats=seats_of(session)[:1], by=by())
    assert Seat.objects.get(booking__matter__about_post=other.post).session == session


# --- Rooms and sessions --------------------------------------------------------------------------------


def test_another_room_is_told_and_asks_for_no_choice():
    session = session_with(True, False)
    (booking,) = bookings_of(session)
    assert change_room(session=session, room=" 201 ", by=by()) == 1
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED
    assert told(booking, "booking_room") == {"in_app", "sms"}
    assert all("201" in message.body for message in Message.objects.filter(template="reception_days/booking_room"))


def test_a_room_already_used_is_refused_and_nobody_is_told():
    session = session_with(True)
    other = session_with(True, day=session.day)
    with pytest.raises(SessionClashes):
        change_room(session=session, room=other.room, by=by())
    assert not Message.objects.exists()


def test_a_cancelled_session_frees_leader_and_room_and_seats_everybody_elsewhere():
    session = session_with(True, True)
    other = session_with(False, False, False, day=session.day)
    assert cancel_session(session=session, by=by()) == 2
    assert [booking.seat.session for booking in Booking.objects.live().select_related("seat__session")] == [
        other,
        other,
    ]
    again = add_session(
        day=session.day, post=session.post, half_day=HalfDay.MORNING, room=session.room, at=AT, words="又能来了。"
    )
    assert again.seats.count() == 7
    assert nobody_is_lost()
    with pytest.raises(SessionClashes):
        cancel_session(session=session, by=by())


def test_a_session_added_to_a_published_day_needs_a_reason():
    day = session_with(True).day
    with pytest.raises(ReasonMissing):
        add_session(day=day, post=PostFactory(), half_day=HalfDay.AFTERNOON, room="301", at=AT)


# --- Substitutes ---------------------------------------------------------------------------------------


def test_a_substitute_is_named_with_the_one_announced_and_everybody_may_choose():
    session = session_with(True, True, False, post=PostFactory(name="市长", holder="王强"))
    assert substitute_leader(session=session, post=PostFactory(name="常务副市长", holder="赵敏"), by=by()) == 2
    session.refresh_from_db()
    assert (session.leader_name, session.post_name, session.stands_in_for) == ("赵敏", "常务副市长", "市长 王强")
    for booking in Booking.objects.all():
        assert booking.state == BookingState.DISPLACED
        assert booking.seat.session == session
        assert told(booking) == {"in_app", "sms"}
    assert nobody_is_lost()


def test_who_was_announced_is_named_in_the_readers_language():
    session = session_with(post=PostFactory(name="市长", name_en="Mayor", holder="王强"))
    substitute_leader(session=session, post=PostFactory(holder="赵敏"), by=by())
    session.refresh_from_db()
    with override("en"):
        assert session.display_stands_in_for == "Mayor 王强"
    assert session.display_stands_in_for == "市长 王强"


def test_a_second_substitute_still_stands_in_for_the_one_announced_first():
    session = session_with(True, post=PostFactory(name="市长", holder="王强"))
    substitute_leader(session=session, post=PostFactory(holder="赵敏"), by=by())
    substitute_leader(session=session, post=PostFactory(holder="孙丽"), by=by("赵副市长也病了。"))
    session.refresh_from_db()
    assert (session.leader_name, session.stands_in_for) == ("孙丽", "市长 王强")
    (booking,) = bookings_of(session)
    assert [event.words for event in booking.events.filter(move="displace")] == [WHY, "赵副市长也病了。"]
    assert booking.state == BookingState.DISPLACED


def test_a_substitute_never_hears_a_complaint_about_themselves():
    substitute = PostFactory(holder="赵敏")
    session = session_with(False, False)
    other = session_with(False, day=session.day)
    Seat.objects.filter(session=session, number=1).update(booking=complaint_about(substitute, day=session.day))
    substitute_leader(session=session, post=substitute, by=by())
    booking = Booking.objects.get(matter__about_post=substitute)
    assert booking.seat.session == other
    assert nobody_is_lost()


def test_neither_in_another_post_of_theirs():
    complained, other_post = PostFactory(holder=""), PostFactory(holder="")
    both = Person.objects.create(name="赵敏", is_official=True)
    for post in (complained, other_post):
        Tenure.objects.create(post=post, person=both, starts_on=date(2024, 1, 1))
    session = session_with(False)
    Seat.objects.filter(session=session).update(booking=complaint_about(complained, day=session.day))
    substitute_leader(session=session, post=other_post, by=by())
    booking = Booking.objects.get(matter__about_post=complained)
    assert booking.state == BookingState.DISPLACED
    assert not Seat.objects.filter(booking=booking).exists()


def test_somebody_writing_a_complaint_while_the_leader_is_substituted_is_asked_anew():
    """The hold ends, the text is kept, and the next try knows who hears it."""
    substitute, session = PostFactory(holder="赵敏"), session_with(False)
    other = session_with(False, day=session.day)
    token = uuid4()
    hold_a_time(day=session.day, starts_at=FIRST_TIME, token=token, at=AT, preferred_post_id=session.post_id)
    substitute_leader(session=session, post=substitute, by=by())
    told_by = application(complaint_kind="official", about_post=substitute)
    with pytest.raises(HoldLost):
        register_booking(key="one", token=token, day=session.day, application=told_by, at=AT)
    hold_a_time(day=session.day, starts_at=FIRST_TIME, token=token, at=AT, preferred_post_id=substitute.pk)
    register_booking(key="one", token=token, day=session.day, application=told_by, at=AT)
    assert Booking.objects.get().seat.session == other


@pytest.mark.parametrize("refusal", [PostVacant, SessionClashes])
def test_a_vacant_post_or_a_leader_with_a_session_of_their_own_does_not_stand_in(refusal):
    session = session_with(True)
    other = session_with(False, day=session.day)
    post = PostFactory(holder="") if refusal is PostVacant else other.post
    with pytest.raises(refusal):
        substitute_leader(session=session, post=post, by=by())
    assert Booking.objects.get().state == BookingState.SUBMITTED


# --- Whole days ----------------------------------------------------------------------------------------


def test_a_moved_day_takes_everybody_along_to_the_same_seat():
    session = session_with(True, False, True)
    day, before = session.day, bookings_of(session)
    new = move_day(day=day, on=NEW_DATE, by=by())
    day.refresh_from_db()
    assert (day.state, day.moved_to, new.state, new.date) == (DayState.CANCELLED, new, DayState.PUBLISHED, NEW_DATE)
    assert new.closes_at == moment(2026, 12, 16, 17)
    after = bookings_of(new.sessions.get())
    assert after == before
    two_days = timedelta(days=2)
    assert [booking.seat.starts_at for booking in after] == [FIRST_TIME + two_days, FIRST_TIME + 2 * TWENTY + two_days]
    assert {booking.state for booking in after} == {BookingState.DISPLACED}
    assert all(told(booking) for booking in after)
    assert nobody_is_lost()


def test_the_new_day_has_the_same_leaders_rooms_and_free_seats_and_is_open_as_before():
    session = session_with(True, False, post=PostFactory(name="市长", holder="王强"))
    new = move_day(day=session.day, on=NEW_DATE, by=by())
    copy = new.sessions.get()
    assert (copy.leader_name, copy.room, copy.half_day) == ("王强", session.room, session.half_day)
    assert new.is_open(at=AT)
    assert Seat.objects.free(at=AT).filter(session=copy).count() == 1
    assert not Seat.objects.free(at=AT).filter(session=session).exists()
    assert [event.move for event in new.events.all()] == ["schedule", "publish"]


def test_who_holds_the_post_on_the_new_date_receives():
    post = PostFactory(name="市长", holder="王强")
    session = session_with(True, post=post)
    post.tenures.update(ends_on=DAY)
    Tenure.objects.create(
        post=post, person=Person.objects.create(name="赵敏", is_official=True), starts_on=date(2026, 12, 16)
    )
    new = move_day(day=session.day, on=NEW_DATE, by=by())
    copy = new.sessions.get()
    assert (copy.leader_name, copy.stands_in_for) == ("赵敏", "市长 王强")


@pytest.mark.parametrize(
    "on", [date(2026, 12, 19), DAY, date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 24)]
)  # a Saturday, the day itself, today, the past, and a day whose registration would close at once: today 17:00 is fine
def test_a_day_moves_to_a_working_day_ahead(on):
    session = session_with(True)
    at = moment(2026, 11, 23, 18)
    with pytest.raises(DateNotPossible):
        move_day(day=session.day, on=on, by=by(at=at))


def test_a_day_does_not_move_onto_another_one():
    session = session_with(True)
    ReceptionDayFactory(date=NEW_DATE)
    with pytest.raises(DayAlreadyScheduled):
        move_day(day=session.day, on=NEW_DATE, by=by())
    assert Booking.objects.get().state == BookingState.SUBMITTED


def test_a_cancelled_day_leaves_everybody_a_choice_and_no_seat_to_claim():
    session = session_with(True, False)
    token = uuid4()
    hold_a_time(day=session.day, starts_at=FIRST_TIME + TWENTY, token=token, at=AT)
    day = ReceptionDay.objects.get()
    assert cancel_day(day=session.day, by=by()) == 1
    (booking,) = Booking.objects.all()
    assert (booking.state, booking.day.state) == (BookingState.DISPLACED, DayState.CANCELLED)
    assert told(booking) == {"in_app", "sms"}
    told_by = application(starts_at=FIRST_TIME + TWENTY)
    with pytest.raises(HoldLost):  # the page had read the day before it was cancelled
        register_booking(key="one", token=token, day=day, application=told_by, at=AT)
    assert nobody_is_lost()


def test_bookings_that_have_ended_stay_as_they_are():
    session = session_with(True)
    ended = [BookingFactory(day=session.day, state=state) for state in ("withdrawn", "not_reached", "cancelled")]
    cancel_day(day=session.day, by=by())
    assert [Booking.objects.get(pk=each.pk).state for each in ended] == ["withdrawn", "not_reached", "cancelled"]


def test_every_change_is_an_event_and_a_ledger_entry_and_the_journal_names_the_officer():
    session, officer = session_with(True), staff("reception_officer")
    (booking,) = bookings_of(session)
    confirm_booking(booking=booking, actor=officer, roles=OFFICE, at=AT)
    cancel_day(day=session.day, by=by(actor=officer))
    assert [event.move for event in booking.events.all()] == ["confirm", "displace"]
    assert Entry.objects.filter(kind="booking_displace").count() == 1


# --- The list before the act -----------------------------------------------------------------------------


def test_the_list_foretells_what_the_act_does():
    session = session_with(True, True, False)
    other = session_with(False, True, day=session.day)
    seats = seats_of(session)[:2]
    foretold = {hit.booking.pk: hit.seat for hit in hits_of_retiring(seats, day=session.day, at=AT)}
    retire_seats(session=session, seats=seats, by=by())
    assert {booking.pk: booking.seat for booking in Booking.objects.filter(pk__in=foretold)} == foretold
    assert other.seats.exclude(booking=None).count() == 2


def test_the_list_of_a_substitution_says_who_changes_seats():
    substitute = PostFactory(holder="赵敏")
    session = session_with(False, True)
    Seat.objects.filter(session=session, number=1).update(booking=complaint_about(substitute, day=session.day))
    session.post, session.leader = substitute, substitute.holder(DAY)
    hits = hits_of_substitution(session, at=AT)
    assert sorted(hit.seat is None for hit in hits) == [False, True]
    assert LeaderSession.objects.get().post != substitute


def test_the_list_of_a_whole_day_takes_the_same_queries_for_one_and_for_many(django_assert_max_num_queries):
    session = session_with(*[True] * 7)
    with django_assert_max_num_queries(3):
        assert len(hits_of_whole_day(session.day, keeps_seat=False)) == 7
    with django_assert_max_num_queries(6):
        assert len(hits_of_retiring(seats_of(session), day=session.day, at=AT)) == 7
