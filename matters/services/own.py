"""What the person of a matter may do with it now, and the two switches that are theirs alone."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from foundation.ledger.services import append
from foundation.moves.exceptions import MoveNotAllowed
from matters.attachments import attach_files
from matters.models import Clock, Matter, MatterState, Publication, PublicationState
from matters.services.accusations import refuse_accusation
from matters.services.moving import series_of
from matters.services.personal_numbers import Numbers, decided
from matters.services.registering import add_supplement
from matters.services.reviewing import ask_review
from matters.services.triage import object_to_decline, supply_information
from matters.services.verdicts import give_verdict, reopen

if TYPE_CHECKING:
    from foundation.people.models import User
    from matters.models import Verdict

CITIZEN = {"citizen"}
SAME_MOVE = {"accept_verdict": "verdict"}


def possible(matter: Matter, *, at: datetime) -> set[str]:
    """Names of moves a citizen may make now, with "verdict" for judging and "supplement" while the matter is open.

    What the table allows and a rule forbids (twice, too late) is left out: nobody is offered what would be refused.
    """
    table = {move.name for move in matter.table.allowed(matter.state, CITIZEN)}
    found = {SAME_MOVE.get(name, name) for name in table - {"rework"}}
    if "object" in found and matter.events.filter(move="object").exists():
        found.discard("object")
    if matter.reopenings:
        found.discard("reopen")
    for move in found & {"ask_review", "ask_re_review"}:
        if is_too_late(matter, move, at=at):
            found.discard(move)
    if matter.is_open:
        found.add("supplement")
    return found


def is_too_late(matter: Matter, move: str, *, at: datetime) -> bool:
    """The limit of asking for a review has passed; without a clock running there is none."""
    window = Clock.objects.filter(matter=matter, code=move).running().first()
    return window is not None and window.legal_due_at < at


def _refuse_accusation(matter: Matter, words: str, at: datetime) -> None:
    """What no door takes when a matter is told, none takes later. Raises AccusationNotTaken."""
    refuse_accusation(words, at=at, names_somebody=matter.about_post_id is not None)


@transaction.atomic
def add_own_words(
    *,
    matter: Matter,
    text: str,
    at: datetime,
    channel: str,
    actor: "User | None" = None,
    draft: UUID | None = None,
    numbers: str = Numbers.UNDECIDED,
) -> None:
    """The answer to what the desk asked, or whatever else belongs to it, while the matter is open; with it the files
    that were uploaded to the draft.

    Raises PersonalNumbers, AccusationNotTaken, TextRefused, MoveNotAllowed.
    """
    text = decided(numbers, text=text)["text"]
    _refuse_accusation(matter, text, at)
    if draft is not None:
        attach_files(draft=draft, matter=matter, at=at)
    if matter.state == MatterState.NEEDS_INFORMATION:
        supply_information(matter=matter, text=text, at=at, actor=actor, channel=channel)
        return
    if not Matter.objects.open().filter(pk=matter.pk).exists():
        raise MoveNotAllowed(matter.table.name, "supplement", matter.state)
    add_supplement(matter=matter, text=text, at=at)


@transaction.atomic
def judge_answer(
    *, matter: Matter, reason: str, at: datetime, numbers: str = Numbers.UNDECIDED, **given: Any
) -> "Verdict":
    """As `give_verdict`, by the person themselves. Raises PersonalNumbers and AccusationNotTaken besides."""
    reason = decided(numbers, reason=reason)["reason"]
    _refuse_accusation(matter, reason, at)
    return give_verdict(matter=matter, reason=reason, at=at, **given)


@transaction.atomic
def ask_with_reason(
    *, matter: Matter, move: str, words: str, channel: str, at: datetime, numbers: str = Numbers.UNDECIDED
) -> None:
    """`move`: object, reopen, ask_review or ask_re_review. Raises PersonalNumbers, AccusationNotTaken and what the
    move refuses with."""
    words = decided(numbers, words=words)["words"]
    _refuse_accusation(matter, words, at)
    if move == "object":
        object_to_decline(matter=matter, words=words, at=at, channel=channel)
    elif move == "reopen":
        reopen(matter=matter, words=words, channel=channel, at=at)
    else:
        ask_review(matter=matter, move=move, words=words, channel=channel, at=at)


@transaction.atomic
def open_identity(*, matter: Matter, is_open: bool, at: datetime) -> bool:
    """The person lets the unit know who asks, or takes that back (DESIGN §3a). Whether anything changed."""
    changed = Matter.objects.filter(pk=matter.pk, is_identity_open=not is_open).update(is_identity_open=is_open)
    if changed:
        append(series_of(matter.number), "matter_identity", {"is_open": is_open}, at)
        matter.is_identity_open = is_open
    return bool(changed)


def publication_of(matter: Matter) -> Publication | None:
    return Publication.objects.filter(matter=matter).first()


def awaits_consent(publication: Publication | None) -> bool:
    """A draft the person has not said yes or no to."""
    return publication is not None and publication.state == PublicationState.SHOWN and publication.agreed_at is None


def waits_for_person(matter: Matter, publication: Publication | None = None) -> str:
    """What the matter waits for its person to do: "verdict", "supply_information", "publication", or ""."""
    if matter.state == MatterState.REPLIED and not matter.is_anonymous:
        return "verdict"
    if matter.state == MatterState.NEEDS_INFORMATION:
        return "supply_information"
    return "publication" if awaits_consent(publication) else ""
