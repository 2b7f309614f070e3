"""What somebody has typed so far on the way to a booking."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from foundation.people.models import Post
from foundation.places.models import Place
from foundation.requests.drafts import SealedDraft
from matters.models import Category, kept_category
from matters.signposts import Sign
from reception_days.models import DayState, ReceptionDay, Seat


@dataclass
class Draft(SealedDraft):
    """`token` holds the seat."""

    SESSION_KEY: ClassVar[str] = "reception_draft"
    CONTEXT: ClassVar[str] = "session.reception_draft"

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
    personal_done: bool = False  # nothing that would point to a person, or masked, or kept knowingly
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

    def __post_init__(self) -> None:
        self._days: dict[int, ReceptionDay | None] = {}

    @property
    def is_discreet(self) -> bool:
        """What was written is not shown back: somebody else may hold this phone later (DESIGN §3a)."""
        return Sign.VIOLENCE.value in self.passed

    @property
    def chosen_time(self) -> datetime | None:
        return datetime.fromisoformat(self.starts_at) if self.starts_at else None

    def day(self) -> ReceptionDay | None:
        """Looked up once a request: the draft lives no longer."""
        if self.day_id not in self._days:
            days = ReceptionDay.objects.select_related("place")
            self._days[self.day_id] = days.filter(pk=self.day_id, state=DayState.PUBLISHED).first()
        return self._days[self.day_id]

    def held_seat(self, *, at: datetime) -> Seat | None:
        return Seat.objects.held_by(self.uuid, at=at).select_related("session").first()

    def chosen_category(self) -> Category | None:
        return kept_category(self.category)

    def chosen_place(self) -> Place | None:
        return Place.objects.current().filter(code=self.place).first() if self.place else None

    def others_coming(self) -> list[str]:
        return [" ".join(line.split()) for line in self.mandate_names.splitlines() if line.strip()]

    def post(self, answer: str) -> Post | None:
        """The leader named in `preferred` or `complaint`."""
        return Post.objects.leaders().filter(pk=answer).first() if answer.isdigit() else None


def next_open_day(*, at: datetime, on: date | None = None, place: str = "") -> ReceptionDay | None:
    """The day to register for: the named one, else the first that is open. City and towns may share a date."""
    days = ReceptionDay.objects.taking_bookings(at=at)
    if on is not None:
        days = days.filter(date=on)
    if place:
        days = days.filter(place__code=place)
    return days.select_related("place").first()
