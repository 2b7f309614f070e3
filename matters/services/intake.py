"""Taking in what somebody tells at their own door: the pages and the API call this."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from foundation.people.services import person_for_contact
from foundation.places.models import Place
from foundation.requests.services import answer_once, fingerprint_of
from matters import notices
from matters.attachments import attach_files
from matters.exceptions import NameNeeded
from matters.models import Category, Channel, ComplaintKind, RequestKind
from matters.services.accusations import refuse_accusation
from matters.services.personal_numbers import Numbers, decided
from matters.services.registering import Receipt, register_matter

if TYPE_CHECKING:
    from foundation.people.models import Post, User

NEEDS_NO_NAME = (RequestKind.CONSULT, RequestKind.SUGGESTION)  # DOMAIN §8 row 8; reports: `Category.takes_anonymous`
SCOPE = "matters.register"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a citizen tells us. Without a phone it is anonymous; `happened`: when, in their own words."""

    text: str
    request: str
    kind: str
    category: Category | None
    place: Place
    happened: str = ""
    complaint_kind: str = ComplaintKind.NONE
    about_post: "Post | None" = None
    name: str = ""
    phone: str = ""
    phone_was_proved: bool = False
    consents_to_handling: bool = False
    consents_to_publication: bool = False
    language: str = ""

    @property
    def is_anonymous(self) -> bool:
        return not self.phone

    def fingerprint(self) -> str:
        """Equal for equal content; the requests room keeps only a keyed digest of it."""
        return fingerprint_of({name: getattr(value, "pk", value) for name, value in vars(self).items()})


def may_be_anonymous(*, kind: str, category: Category | None, is_complaint: bool = False) -> bool:
    """Questions and suggestions, and reports about what is public. A complaint about somebody needs who complains."""
    if is_complaint:
        return False
    return kind in NEEDS_NO_NAME or (kind == RequestKind.HELP and category is not None and category.takes_anonymous)


def take_in(
    *,
    key: str,
    told: Told,
    at: datetime,
    draft: UUID | None = None,
    channel: str = Channel.WEB,
    actor: "User | None" = None,
    numbers: str = Numbers.UNDECIDED,
) -> Receipt:
    """Register what was told, once for a key; with the files uploaded to `draft`. Who tells it without a name is not
    noted down as an account either.

    Raises PersonalNumbers, NameNeeded, AccusationNotTaken, what `register_matter` raises, and KeyReused. Then nothing
    is stored.
    """
    kept = decided(numbers, text=told.text, request=told.request)
    told = replace(told, text=kept["text"], request=kept["request"])
    actor = None if told.is_anonymous else actor
    answer = answer_once(key, SCOPE, told.fingerprint(), lambda: _take_in(told, draft, channel, actor, at), at)
    facts = json.loads(answer.body)
    return Receipt(facts["number"], facts["query_code"], answer.is_replay)


def _take_in(told: Told, draft: UUID | None, channel: str, actor: "User | None", at: datetime) -> str:
    is_complaint = bool(told.complaint_kind) or told.about_post is not None
    if told.is_anonymous and not may_be_anonymous(kind=told.kind, category=told.category, is_complaint=is_complaint):
        raise NameNeeded
    refuse_accusation(told.text, told.request, at=at, names_somebody=told.about_post is not None)
    person = None if told.is_anonymous else person_for_contact(
        told.name, told.phone, phone_verified_at=at if told.phone_was_proved else None, language=told.language
    )  # fmt: skip
    matter, query_code = register_matter(
        person=person, name=told.name, phone=told.phone, text=told.text, request=told.request, kind=told.kind,
        category=told.category, place=told.place, channel=channel, complaint_kind=told.complaint_kind,
        about_post=told.about_post, consents_to_handling=told.consents_to_handling,
        consents_to_publication=told.consents_to_publication and person is not None, actor=actor, at=at,
        changes={"happened": told.happened.strip()},
    )  # fmt: skip
    if draft is not None:
        attach_files(draft=draft, matter=matter, at=at)
    notices.tell_registered(matter, at=at)
    return json.dumps({"number": matter.number, "query_code": query_code})
