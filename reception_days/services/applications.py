"""What somebody tells when registering, and how the sensitive part of it is kept on the booking."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from foundation.people.identifiers import normalise_phone
from foundation.places.models import Place
from foundation.requests.services import fingerprint_of
from matters.models import Category, ComplaintKind
from reception_days.exceptions import TooManyRepresentatives
from reception_days.models import MOST_REPRESENTATIVES, AccessNeed, Booking, Proxy

if TYPE_CHECKING:
    from foundation.people.models import Post


@dataclass(frozen=True, kw_only=True)
class ProxyFacts:
    """Who registers for the person who comes. `relation`: a Relation; `consent`: a ConsentForm."""

    relation: str
    name: str
    consent: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Application:
    """What a citizen tells us, whichever door they come through.

    `mandate_names`: who comes with the one who registers, for a group; `access_needs`: AccessNeed values.
    """

    name: str
    phone: str
    id_number: str
    text: str
    request: str
    category: Category | None
    place: Place
    starts_at: datetime
    representatives: int = 1
    preferred_post: "Post | None" = None
    complaint_kind: str = ComplaintKind.NONE
    about_post: "Post | None" = None
    consents_to_handling: bool = False
    consents_to_publication: bool = False
    phone_was_proved: bool = False
    language: str = ""
    access_needs: tuple[str, ...] = ()
    access_note: str = ""
    mandate_names: tuple[str, ...] = ()
    proxy: ProxyFacts | None = None

    def fingerprint(self) -> str:
        """Equal for equal content; the requests room keeps only a keyed digest of it."""
        return fingerprint_of({name: getattr(value, "pk", value) for name, value in vars(self).items()})

    @property
    def people_coming(self) -> int:
        """The one who registers and the names on the mandate list; without a list the number told.

        Raises TooManyRepresentatives.
        """
        coming = len(self.mandate_names) + 1 if self.mandate_names else self.representatives
        if not 1 <= coming <= MOST_REPRESENTATIVES:
            raise TooManyRepresentatives
        return coming

    def kept_on_booking(self) -> dict[str, object]:
        """What the booking itself keeps; lists as JSON, "" for none."""
        needs = sorted({AccessNeed(need).value for need in self.access_needs})
        return {
            "representatives": self.people_coming,
            "preferred_post": self.preferred_post,
            "access_needs": _as_json(needs),
            "access_note": self.access_note.strip(),
            "mandate_names": _as_json(self.mandate_names),
        }


def _as_json(values: "list[str] | tuple[str, ...]") -> str:
    return json.dumps(list(values), ensure_ascii=False) if values else ""


def keep_proxy(booking: Booking, facts: ProxyFacts | None, *, at: datetime) -> None:
    """Who registered for the person, and how that person agreed."""
    if facts is not None:
        Proxy.objects.create(
            booking=booking, relation=facts.relation, name=facts.name, phone=normalise_phone(facts.phone),
            consent=facts.consent, consented_at=at,
        )  # fmt: skip


def access_needs_of(booking: Booking) -> list[AccessNeed]:
    """What the visit needs; each has its words as `label`."""
    return [AccessNeed(need) for need in json.loads(booking.access_needs or "[]")]


def mandate_names_of(booking: Booking) -> list[str]:
    """Who comes with the one who registered."""
    names: list[str] = json.loads(booking.mandate_names or "[]")
    return names
