"""The states a matter can be in, whichever procedure it follows. Which of them a procedure uses is data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterState(models.TextChoices):
    """Names that rows, events and the ledger keep; the words people read come from the procedure's version."""

    REGISTERED = "registered", pgettext_lazy("matter", "Registered")
    NEEDS_INFORMATION = "needs_information", _("Waiting for information")
    DISPATCHED = "dispatched", _("Sent to a unit")
    RETURN_REQUESTED = "return_requested", _("Return asked for")
    HANDLING = "handling", _("Being handled")
    AWAITING_APPROVAL = "awaiting_approval", _("Answer being checked")
    REPLIED = "replied", _("Answered, waiting for your verdict")
    CLOSED = "closed", pgettext_lazy("matter", "Closed")
    IN_REVIEW = "in_review", pgettext_lazy("matter", "Under review")
    REVIEWED = "reviewed", _("Reviewed")
    IN_RE_REVIEW = "in_re_review", _("Under re-review")
    FINAL = "final", _("Concluded by re-review")
    DECLINED = "declined", _("Not accepted, another way is named")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    MERGED = "merged", _("Joined with another matter")
    VOID = "void", _("Imported by mistake, taken back")


# Open in every procedure; the constraints and indexes below rely on the names, the procedures on nothing else.
OPEN_STATES = [
    MatterState.REGISTERED.value,
    MatterState.NEEDS_INFORMATION.value,
    MatterState.DISPATCHED.value,
    MatterState.RETURN_REQUESTED.value,
    MatterState.HANDLING.value,
    MatterState.AWAITING_APPROVAL.value,
    MatterState.REPLIED.value,
    MatterState.IN_REVIEW.value,
    MatterState.REVIEWED.value,
    MatterState.IN_RE_REVIEW.value,
]
WITH_A_UNIT = [
    MatterState.DISPATCHED.value,
    MatterState.RETURN_REQUESTED.value,
    MatterState.HANDLING.value,
    MatterState.AWAITING_APPROVAL.value,
]
ANSWERED = [
    MatterState.REPLIED.value,
    MatterState.CLOSED.value,
    MatterState.REVIEWED.value,
    MatterState.FINAL.value,
]
MOST_RETURNS = 2  # DOMAIN §3b
MOST_REWORKS = 2  # DOMAIN §3b
REWORK_MOVES = ("rework", "rework_recheck")  # by the word on the answer, and by the word thirty days later


class Outcome(models.TextChoices):
    """How a closed matter ended, by the word of its person (DESIGN §3.5). "Closed" and "satisfied" are two facts."""

    SETTLED = "settled", _("Settled, says the person")
    PARTLY = "partly", _("Settled in part, says the person")
    UNSETTLED = "unsettled", _("Not settled, says the person")
    SILENT = "silent", _("The person gave no verdict")
    UNREACHABLE = "unreachable", _("The person could not be reached")
    ON_THE_SPOT = "on_the_spot", _("Settled on the spot")
    NOT_ASKED = "not_asked", _("Anonymous: nobody to ask")


class DeclineReason(models.TextChoices):
    """潍坊市12345条例 art. 19, 信访工作条例 arts. 19, 22: each leads to a lawful way, never to nowhere."""

    LITIGATION = "litigation", _("For courts, arbitration or administrative reconsideration")
    DISCIPLINE = "discipline", _("For the discipline office")
    DISCLOSURE = "disclosure", _("For a request to disclose government information")
    PENDING = "pending", _("Being handled already")
    CONCLUDED = "concluded", _("Lawfully concluded already")
    SECRET = "secret", _("Touches secrets or somebody's privacy")
    EMERGENCY = "emergency", _("An emergency, handed to 110, 119, 120 or 122")
    ELSEWHERE = "elsewhere", _("Outside this city's powers")


class Urgency(models.TextChoices):
    """How fast a unit must sign (DOMAIN §3b). Published as totals only (DESIGN §3a)."""

    ORDINARY = "ordinary", pgettext_lazy("urgency", "Ordinary")
    SUPPLY = "supply", _("Water, power, gas or heat is cut off")
    DANGER = "danger", _("Danger to life or property")


class RequestKind(models.TextChoices):
    """What is wanted: it decides how long handling may take."""

    CONSULT = "consult", _("A question")
    HELP = "help", pgettext_lazy("matter", "Help")
    COMPLAINT = "complaint", _("A complaint")
    SUGGESTION = "suggestion", _("A suggestion")
    PRAISE = "praise", _("Praise")


# What each clock counts, by the code that procedures give it; any other code is its own name.
CLOCK_NAMES = {
    "accept": _("Accepting"),
    "sign": _("Signing for it"),
    "object_to_dispatch": _("Objecting to the dispatch"),
    "rule_return": _("Ruling on the return"),
    "handle": _("Handling"),
    "rework": _("Rework"),
    "verdict": _("The person's verdict"),
    "ask_review": _("Asking for a review"),
    "review": _("Deciding the review"),
    "ask_re_review": _("Asking for a re-review"),
    "re_review": _("Deciding the re-review"),
    "recheck": _("Deciding on what the re-check found"),
}
