"""Registering, finding and closing matters: the one way, whichever door is used."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from foundation.ledger.services import append
from foundation.moves.services import make_move
from foundation.numbers.services import (
    is_query_code,
    new_query_code,
    normalise_number,
    query_code_digest,
    with_new_number,
)
from foundation.people.models import Person
from foundation.places.models import Place
from foundation.requests.limits import Limit, forgive, guess
from matters.exceptions import CategoryRedirects, NoSuchMatter, NoticeNotRead, TextRefused
from matters.models import LONGEST_TEXT, TEXT_LIMIT, Category, Channel, ComplaintKind, Matter, MatterEvent, Supplement
from matters.moves import MATTER_MOVES

if TYPE_CHECKING:
    from foundation.people.models import Post, User

LOOK_UP_LIMITS = [Limit(5, 15 * 60)]  # DOMAIN §4, per number and per client
TYPED_BY_THE_PERSON = (Channel.WEB, Channel.APP, Channel.WECHAT, Channel.MAYOR_MAILBOX)
NO_DIGEST = "0" * 64  # compared against where there is no such number, so that both answers take as long


class Registered(NamedTuple):
    """The query code is told once and kept nowhere in the clear."""

    matter: Matter
    query_code: str


def text_limit(channel: str) -> int:
    """Code points a text may have: whoever types for another has to fit in what is spoken, and letters are long."""
    return TEXT_LIMIT if channel in TYPED_BY_THE_PERSON else LONGEST_TEXT


def checked_text(field: str, text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Trimmed, with one kind of line end. Counts code points. Raises TextRefused when empty or too long."""
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not 1 <= len(cleaned) <= limit:
        raise TextRefused(field, len(cleaned))
    return cleaned


def series_of(number: str) -> str:
    return f"matter:{number}"


def register_matter(
    *,
    person: "Person",
    text: str,
    request: str,
    category: Category | None,
    place: Place,
    channel: str,
    at: datetime,
    name: str = "",
    phone: str = "",
    complaint_kind: str = ComplaintKind.NONE,
    about_post: "Post | None" = None,
    consents_to_handling: bool = True,
    consents_to_publication: bool = False,
    actor: "User | None" = None,
    role: str = "citizen",
) -> Registered:
    """Take a matter in. Raises CategoryRedirects, TextRefused, NoticeNotRead; then nothing is stored."""
    if category is not None and category.is_redirecting:
        raise CategoryRedirects(category)
    if not consents_to_handling:
        raise NoticeNotRead
    MATTER_MOVES.check("register", "", {role})
    facts = {
        "person": person,
        "name": name or person.name,
        "phone": phone or person.phone,
        "text": checked_text("text", text, limit=text_limit(channel)),
        "request": checked_text("request", request, limit=text_limit(channel)),
        "category": category,
        "place": place,
        "place_code_at_acceptance": place.code,
        "channel": channel,
        "complaint_kind": ComplaintKind.OFFICIAL if about_post else complaint_kind,
        "about_post": about_post,
        "consents_to_handling": consents_to_handling,
        "consents_to_publication": consents_to_publication,
        "registered_at": at,
    }
    code = new_query_code()
    with transaction.atomic(savepoint=False):  # all refusals lie behind: the caller's transaction is enough
        matter = with_new_number(
            lambda number: Matter.objects.create(
                number=number, query_code_digest=query_code_digest(number, code), **facts
            ),
            on=localdate(at),
        )
        MatterEvent.objects.create(
            matter=matter, move="register", after=matter.state, actor=actor, role=role, channel=channel, at=at
        )
        _note_registered(matter)
    return Registered(matter, code)


def _note_registered(matter: Matter) -> None:
    """What could single out a person goes in as salted commitments only (DESIGN §6)."""
    append(
        series_of(matter.number),
        "matter_registered",
        {"number": matter.number, "channel": matter.channel, "after": matter.state},
        matter.registered_at,
        personal={
            "name": matter.name,
            "phone": matter.phone,
            "text": matter.text,
            "request": matter.request,
            "place": matter.place_code_at_acceptance,
            "category": matter.category.code if matter.category else "",
        },
        begins=True,
    )


@transaction.atomic
def close_matter(
    *,
    matter: Matter,
    at: datetime,
    actor: "User | None" = None,
    roles: set[str] | frozenset[str] = frozenset(),
    words: str = "",
    channel: str = "",
) -> MatterEvent:
    """The office ends a matter, with words for the person. Raises MoveNotAllowed, ReasonMissing."""
    return _end(matter, "close", at=at, actor=actor, roles=roles, words=words, channel=channel)


@transaction.atomic
def withdraw_matter(*, matter: Matter, at: datetime, actor: "User | None" = None, channel: str = "") -> MatterEvent:
    """The person lets the matter go. Only their own verified contact calls this."""
    return _end(matter, "withdraw", at=at, actor=actor, roles={"citizen"}, words="", channel=channel)


def _end(
    matter: Matter,
    move: str,
    *,
    at: datetime,
    actor: "User | None",
    roles: set[str] | frozenset[str],
    words: str,
    channel: str,
) -> MatterEvent:
    event = make_move(
        table=MATTER_MOVES, move=move, row=matter, event=MatterEvent, roles=roles, at=at, actor=actor,
        channel=channel, words=words,
    )  # fmt: skip
    append(series_of(matter.number), f"matter_{move}", {"before": event.before, "after": event.after}, at)
    return event


def find_by_number_and_code(*, number: str, code: str, client: str, at: datetime) -> Matter:
    """The matter a number and its query code open. Raises NoSuchMatter alike for either being wrong, TooManyTries.

    `client` is a network address, kept as a digest only; "" is not limited. Must not run inside a transaction.
    """
    number = normalise_number(number)

    def fits(matter: Matter | None) -> bool:
        return is_query_code(number, code, matter.query_code_digest if matter else NO_DIGEST)

    return _guessed(number, fits, client, at)


def find_by_number_and_phone(*, number: str, phone: str, client: str, at: datetime) -> Matter:
    """For a clerk whose caller names the phone given with the matter. Raises as `find_by_number_and_code`."""
    owners = Person.objects.with_phone(phone)

    def fits(matter: Matter | None) -> bool:
        return matter is not None and owners.filter(pk=matter.person_id).exists()

    return _guessed(normalise_number(number), fits, client, at)


def _guessed(number: str, fits: Callable[[Matter | None], bool], client: str, at: datetime) -> Matter:
    """Counted before it is looked at, by number and by client."""
    tries = {"matters.look_up.number": number, "matters.look_up.client": client}
    for scope, key in tries.items():
        if key:
            guess(scope, key, LOOK_UP_LIMITS, at)
    matter = Matter.objects.filter(number=number).first()
    if not fits(matter) or matter is None:
        raise NoSuchMatter
    for scope, key in tries.items():
        forgive(scope, key)
    return matter


@transaction.atomic
def add_supplement(*, matter: Matter, text: str, at: datetime) -> Supplement:
    """Keep what the person adds. Raises TextRefused."""
    supplement = Supplement.objects.create(matter=matter, text=checked_text("text", text), added_at=at)
    append(series_of(matter.number), "matter_supplemented", {}, at, personal={"text": supplement.text})
    return supplement
