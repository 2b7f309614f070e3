"""Why a day, a seat or a booking did not change. Doors put it into words."""


class SeatTaken(Exception):
    """Somebody else was faster, or the seat is no longer offered."""


class NoSeatLeft(SeatTaken):
    """Nothing free at the chosen time."""


class HoldLost(Exception):
    """The hold ran out and somebody else took the seat, or another tab moved it. What was typed is kept."""


class HoldAlreadyExtended(Exception):
    """One extension a hold."""


class RegistrationNotOpen(Exception):
    """The day is not published, not open yet, or closed."""


class AlreadyBooked(Exception):
    """This beneficiary has a live booking on this day."""


class TooManyRepresentatives(Exception):
    """At most five come for a matter of many people (《信访工作条例》 art. 20)."""


class NoMandateNeeded(Exception):
    """Who comes alone, or no longer comes, has no list of those they speak for."""


class LeaderIsComplainedOf(Exception):
    """The matter complains about the leader of the seat and no other leader is free then (DESIGN §3.7)."""


class DayAlreadyScheduled(Exception):
    """This place already has a day of this kind on this date."""


class NothingToPublish(Exception):
    """A day without sessions cannot be announced."""


class PostVacant(Exception):
    """Nobody holds the post on that date."""


class NoSeatsOffered(Exception):
    """To a day of this kind people are invited: it has no seats to add."""


class SessionClashes(Exception):
    """This leader or this room already has a session in this half day."""


class AlreadyAsked(Exception):
    """More information is asked for once."""


class DoorMissing(Exception):
    """A referral names a lawful door and a person to call."""


class DayIsOver(Exception):
    """What has taken place cannot be withdrawn."""


class TooManyToSearch(Exception):
    """Names are encrypted and read one by one; a day with more bookings than that is searched by number or phone."""


class MatterUnknown(Exception):
    """A matter named by its number does not exist, or the one who names it may not see it."""

    def __init__(self, numbers: list[str]) -> None:
        super().__init__(", ".join(numbers))
        self.numbers = numbers


class ReasonNeeded(Exception):
    """A day of reception on a day off is announced with the reason."""


class RulesInForce(Exception):
    """Rules that are or were in force are not changed: new ones are added with a later date."""


class LateWithoutReason(Exception):
    """Published with fewer working days before registration than the rules ask for: say why."""


class TooLateToPublish(Exception):
    """Registration for this day would be over already."""


class DateNotPossible(Exception):
    """Not a working day, or registration for that date would be over already."""


class SeatsLeft(Exception):
    """A session keeps at least one seat; to end it altogether, cancel it."""


class NoSeatToAccept(Exception):
    """The office had no other seat, or its time has passed: the other choices remain."""


class TooLateToChange(Exception):
    """After registration for the day has closed a time is no longer changed; withdrawing is always possible."""


class SameTime(Exception):
    """The booking is at this time already."""


class ReminderIsOver(Exception):
    """The day has come, the time was changed, or the appointment no longer stands: nothing is left to answer."""
