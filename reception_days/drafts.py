"""What somebody has typed so far, kept on the server so that nothing is lost: one draft a browser, sealed at rest."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.timezone import now

from foundation.encryption.fields import CannotDecrypt, decrypt, encrypt
from foundation.people.models import Post
from foundation.places.models import Place
from foundation.requests.services import new_key
from matters.models import Category
from matters.signposts import Sign
from reception_days.models import DayState, ReceptionDay, Seat

SESSION_KEY = "reception_draft"
CONTEXT = "session.reception_draft"
KEPT_FOR = timedelta(hours=2)  # since the last answer; then a phone in other hands shows nothing
LONGEST_KEPT = 50_000  # characters of one answer; longer ones are refused on the page, which still shows them
UNSURE = "unsure"


@dataclass
class Draft:
    """Answers as typed, valid or not. `key` makes sending idempotent, `token` holds the seat."""

    token: str = field(default_factory=lambda: str(uuid4()))
    key: str = field(default_factory=new_key)
    saved_at: float = 0.0
    is_sent: bool = False
    day_id: int = 0
    wanted_time: str = ""
    starts_at: str = ""
    preferred: str = ""
    category: str = ""
    leader_done: bool = False
    notice_read: bool = False
    publication: bool = False
    text: str = ""
    request: str = ""
    where: str = ""
    place: str = ""
    complaint: str = ""  # "", "service", or the key of the post complained of
    details_done: bool = False
    passed: list[str] = field(default_factory=list)  # signposts read and gone past
    relation: str = ""  # "" for oneself, else a Relation
    whom_done: bool = False
    proxy_name: str = ""
    consent: str = ""
    name: str = ""
    id_number: str = ""
    person_done: bool = False
    representatives: str = "1"
    mandate_names: str = ""
    access_needs: list[str] = field(default_factory=list)
    access_note: str = ""
    coming_done: bool = False

    @property
    def is_discreet(self) -> bool:
        """What was written is not shown back: somebody else may hold this phone later (DESIGN §3a)."""
        return Sign.VIOLENCE.value in self.passed

    def __post_init__(self) -> None:
        self._days: dict[int, ReceptionDay | None] = {}

    @property
    def uuid(self) -> UUID:
        return UUID(self.token)

    @property
    def chosen_time(self) -> datetime | None:
        return datetime.fromisoformat(self.starts_at) if self.starts_at else None

    @property
    def fingerprint(self) -> str:
        """Changes with every answer: a page checked in one tab is not sent with what another tab typed."""
        answers = {name: value for name, value in asdict(self).items() if name != "saved_at"}
        return sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    def keep(self, **answers: Any) -> None:
        """Remember answers as they were typed."""
        for name, value in answers.items():
            setattr(self, name, value[:LONGEST_KEPT] if isinstance(value, str) else value)

    def day(self) -> ReceptionDay | None:
        """Looked up once a request: the draft lives no longer."""
        if self.day_id not in self._days:
            days = ReceptionDay.objects.select_related("place", "centre").filter(state=DayState.PUBLISHED)
            self._days[self.day_id] = days.filter(pk=self.day_id).first()
        return self._days[self.day_id]

    def held_seat(self, *, at: datetime) -> Seat | None:
        return Seat.objects.held_by(self.uuid, at=at).select_related("session").first()

    def chosen_category(self) -> Category | None:
        return Category.objects.filter(code=self.category).first()

    def chosen_place(self) -> Place | None:
        return Place.objects.current().filter(code=self.place).first() if self.place else None

    def others_coming(self) -> list[str]:
        return [" ".join(line.split()) for line in self.mandate_names.splitlines() if line.strip()]

    def post(self, answer: str) -> Post | None:
        """The leader named in `preferred` or `complaint`."""
        return Post.objects.leaders().filter(pk=answer).first() if answer.isdigit() else None


def load(request: HttpRequest) -> Draft:
    """The draft of this browser; a new one where there is none, or it is a day old or no longer readable."""
    sealed = request.session.get(SESSION_KEY, "")
    try:
        kept = Draft(**json.loads(decrypt(sealed, context=CONTEXT))) if sealed else Draft()
    except (CannotDecrypt, TypeError, ValueError):
        return Draft()
    is_old = bool(sealed) and kept.saved_at < (now() - KEPT_FOR).timestamp()
    return Draft() if is_old else kept


def save(request: HttpRequest, draft: Draft) -> None:
    """Nothing stays of a draft that was sent: from then on the booking is what counts."""
    if draft.is_sent:
        forget(request)
        return
    draft.saved_at = now().timestamp()
    request.session[SESSION_KEY] = encrypt(json.dumps(asdict(draft)), context=CONTEXT)


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def next_open_day(*, at: datetime, on: date | None = None, place: str = "") -> ReceptionDay | None:
    """The day to register for: the named one, else the first that is open. City and towns may share a date."""
    days = ReceptionDay.objects.taking_bookings(at=at)
    if on is not None:
        days = days.filter(date=on)
    if place:
        days = days.filter(place__code=place)
    return days.select_related("place", "centre").first()
