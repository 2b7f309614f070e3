"""How a day and a booking move. The draw, the floor and the record add their rows here."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.moves.registry import register
from foundation.moves.table import STAYS, Kind, Move, MoveTable, State
from reception_days.states import BookingState, DayState

INTAKE_ROLES = (
    "citizen",
    "reception_officer",
    "window_clerk",
    "hotline_operator",
    "village_cadre",
    "grid_worker",
)
UNDER_REVIEW = ("submitted", "needs_information")
OFFICE = ("reception_officer",)
# The citizen, or somebody who types for them while they are at the window or on the phone.
CITIZEN_OR_CLERK = INTAKE_ROLES


def _day(state: DayState, kind: Kind) -> State:
    return State(state.value, state.label, kind)


def _booking(state: BookingState, kind: Kind) -> State:
    return State(state.value, state.label, kind)


DAY_MOVES = register(
    MoveTable(
        "reception_day",
        title=_("Reception day"),
        states=[
            _day(DayState.DRAFT, Kind.OPEN),
            _day(DayState.PUBLISHED, Kind.OPEN),
            _day(DayState.CANCELLED, Kind.ENDED),
        ],
        moves=[
            Move("schedule", from_=(), to="draft", roles=("reception_officer", "system"), label=_("Schedule the day")),
            Move(
                "publish",
                from_=("draft",),
                to="published",
                roles=OFFICE,
                label=pgettext_lazy("reception day", "Publish"),
            ),
            # What was announced changes only with a reason, and everybody it hits is told.
            Move(
                "change",
                from_=("published",),
                to=STAYS,
                roles=OFFICE,
                label=_("Change"),
                done=_("Changed"),
                needs_reason=True,
            ),
            Move(
                "move",
                from_=("published",),
                to="cancelled",
                roles=OFFICE,
                label=_("Move to another date"),
                needs_reason=True,
            ),
            Move(
                "cancel",
                from_=("draft", "published"),
                to="cancelled",
                roles=OFFICE,
                label=_("Cancel the day"),
                needs_reason=True,
            ),
        ],
    )
)

BOOKING_MOVES = register(
    MoveTable(
        "booking",
        title=_("Booking"),
        states=[
            _booking(BookingState.SUBMITTED, Kind.OPEN),
            _booking(BookingState.NEEDS_INFORMATION, Kind.OPEN),
            _booking(BookingState.CONFIRMED, Kind.OPEN),
            _booking(BookingState.DISPLACED, Kind.OPEN),
            _booking(BookingState.OFFERED, Kind.OPEN),
            _booking(BookingState.REDIRECTED, Kind.ENDED),
            _booking(BookingState.WITHDRAWN, Kind.ENDED),
            _booking(BookingState.NOT_REACHED, Kind.ENDED),
            _booking(BookingState.CANCELLED, Kind.ENDED),
        ],
        moves=[
            Move("register", from_=(), to="submitted", roles=INTAKE_ROLES, label=_("Register")),
            Move("confirm", from_=UNDER_REVIEW, to="confirmed", roles=OFFICE, label=_("Confirm")),
            # Once, and with a list of what is missing: nobody is sent round twice.
            Move(
                "ask_for_information",
                from_=("submitted",),
                to="needs_information",
                roles=OFFICE,
                label=_("Ask for more information"),
                needs_reason=True,
            ),
            Move(
                "supply_information",
                from_=("needs_information",),
                to="submitted",
                roles=CITIZEN_OR_CLERK,
                label=_("Send the information"),
            ),
            # Never a bare refusal: the lawful door and a person to call, by constraint.
            Move(
                "redirect",
                from_=UNDER_REVIEW,
                to="redirected",
                roles=OFFICE,
                label=_("Refer to the responsible body"),
                needs_reason=True,
            ),
            # Only the citizen: nobody is withdrawn by somebody else (DESIGN §3a). A clerk who types for them acts in
            # the citizen's role, and the event names the clerk.
            Move(
                "withdraw",
                from_=("submitted", "needs_information", "confirmed", "displaced", "offered", "not_reached"),
                to="withdrawn",
                roles=("citizen",),
                label=_("Withdraw"),
            ),
            # A new seat is claimed and the old one freed in one transaction; the office's answer stays as it was.
            Move(
                "reschedule",
                from_=("submitted", "needs_information", "confirmed"),
                to=STAYS,
                roles=CITIZEN_OR_CLERK,
                label=_("Change the time"),
                done=_("Time changed"),
            ),
            # The office changed what was announced: the citizen chooses what becomes of it, and nothing counts against
            # them. Where there is another seat it is theirs while they think; a second change may come meanwhile.
            Move(
                "displace",
                from_=("submitted", "needs_information", "confirmed", "offered", "displaced"),
                to="displaced",
                roles=OFFICE,
                label=_("Change by the office"),
                needs_reason=True,
            ),
            Move(
                "accept",
                from_=("displaced", "offered"),
                to="confirmed",
                roles=CITIZEN_OR_CLERK,
                label=_("Accept"),
            ),
            Move(
                "accept_under_review",
                from_=("displaced", "offered"),
                to="submitted",
                roles=CITIZEN_OR_CLERK,
                label=pgettext_lazy("not reviewed yet", "Accept"),
            ),
            Move(
                "choose_next_time",
                from_=("displaced", "offered"),
                to="not_reached",
                roles=CITIZEN_OR_CLERK,
                label=_("First in line next time"),
            ),
            Move(
                "choose_written_reply",
                from_=("displaced", "offered"),
                to="cancelled",
                roles=CITIZEN_OR_CLERK,
                label=_("Written reply instead"),
            ),
            # When the next day is published, those who were promised to come first get a seat before it opens.
            Move(
                "offer_first",
                from_=("not_reached",),
                to="offered",
                roles=("system", *OFFICE),
                label=_("Offer a place first"),
            ),
        ],
    )
)
