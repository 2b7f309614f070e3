"""The desks of matters on the staff's home page, each with how much waits there."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.people.desks import DeskEntry
from matters.desk.listing import led_by_units_of
from matters.models import Matter, Publication
from matters.services.calling_back import calls_for
from matters.states import WITH_A_UNIT, MatterState

if TYPE_CHECKING:
    from foundation.people.models import User

FOR_THE_DESK = [MatterState.REGISTERED, MatterState.RETURN_REQUESTED]


def to_triage(user: "User", at: datetime) -> int:
    return Matter.objects.visible_to(user, "matters.triage").filter(state__in=FOR_THE_DESK).count()


def overdue(user: "User", at: datetime) -> int:
    return Matter.objects.visible_to(user, "matters.supervise").open().overdue(at=at).count()


def to_handle(user: "User", at: datetime) -> int:
    return led_by_units_of(user).filter(state__in=WITH_A_UNIT).count()


def to_call(user: "User", at: datetime) -> int:
    return calls_for(user, at=at).count()


def to_review(user: "User", at: datetime) -> int:
    rows = Matter.objects.visible_to(user, "matters.review")
    return rows.filter(state__in=[MatterState.IN_REVIEW, MatterState.IN_RE_REVIEW]).count()


def to_let_out(user: "User", at: datetime) -> int:
    """Agreed by the person, drafted by somebody else."""
    return Publication.objects.visible_to(user).to_review().exclude(drafted_by=user).count()


TRIAGE = DeskEntry(
    _("Triage and dispatch"),
    _("What came in, by its limit: accept and dispatch, answer, rule on returns."),
    "matters:desk_matters",
    "matters.triage",
    to_triage,
)
WATCH = DeskEntry(
    _("Watch and supervise"),
    _("What is late or stuck: urge, supervise, call units together."),
    "matters:desk_matters",
    "matters.supervise",
    overdue,
)
INBOX = DeskEntry(
    _("Inbox of my unit"),
    _("What your unit handles, by its limit: sign, note, answer, approve."),
    "matters:desk_inbox",
    "matters.handle",
    to_handle,
)
CALLS = DeskEntry(
    _("How did it go: calls"),
    _("People who got an answer are asked what they think of it."),
    "matters:desk_calls",
    "matters.call_back",
    to_call,
)
REVIEWS = DeskEntry(
    _("Reviews of decisions"),
    _("Reviews and re-reviews of petition matters that wait to be decided."),
    "matters:desk_reviews",
    "matters.review",
    to_review,
)
LETTERS = DeskEntry(
    _("Letters for the public"),
    _("Answered matters whose person agrees: write the letter, let out what somebody else wrote."),
    "matters:desk_letters",
    "matters.publish",
    to_let_out,
)
IMPORTS = DeskEntry(
    _("Take in files"),
    _("Matters of other systems as CSV or XLSX; a batch can be taken back."),
    "matters:desk_imports",
    "matters.import_matters",
)
NUMBERS = DeskEntry(
    _("Numbers of the official systems"),
    _("Our number beside theirs, of a system and a span of days, as CSV or XLSX."),
    "matters:desk_numbers",
    "matters.import_matters",
)
INTAKE = DeskEntry(
    _("Take a matter down"),
    _("For whoever comes to the window or calls 12345: one screen by keyboard, then the slip."),
    "matters:desk_intake",
    "matters.take_in",
)
GRID = DeskEntry(
    _("Report from the grid"),
    _("On the phone: a photo, a few words, the place of your grid; settle it on the spot or report it."),
    "matters:desk_grid",
    "matters.take_in",
)
FIND = DeskEntry(
    _("Find a matter"),
    _("By its number: how far it is, and what there is to tell whoever asks."),
    "matters:desk_matters",
    "matters.view_matter",
)
RULES = DeskEntry(
    _("Whose is it: the rules"),
    _("Which kind of matter in which place goes to which unit."),
    "matters:desk_rules",
    "matters.change_routing",
)
FORCES = DeskEntry(
    _("Task forces"),
    _("Which work now, on what, with whom; a force whose work is done is ended."),
    "matters:desk_forces",
    "matters.supervise",
)
ENTRIES = [TRIAGE, WATCH, FORCES, INBOX, CALLS, REVIEWS, INTAKE, GRID, LETTERS, IMPORTS, NUMBERS, RULES, FIND]
