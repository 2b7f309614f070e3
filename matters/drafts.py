"""What somebody has typed so far on the way to a matter."""

from dataclasses import dataclass, field
from typing import ClassVar

from django.db.models import QuerySet

from foundation.people.models import Post, PostKind
from foundation.places.models import Level, Place
from foundation.requests.drafts import SealedDraft
from matters.fields import UNSURE
from matters.models import Category, ComplaintKind, kept_category
from matters.services.intake import may_be_anonymous
from matters.signposts import Sign

ANSWERABLE = (PostKind.LEADER, PostKind.UNIT_HEAD)  # whom a complaint may name; about others the desk finds the unit


@dataclass
class MatterDraft(SealedDraft):
    """`token` holds the files."""

    SESSION_KEY: ClassVar[str] = "matter_draft"
    CONTEXT: ClassVar[str] = "session.matter_draft"

    category: str = ""
    kind: str = ""
    complaint: str = ""  # "", "service", or the key of the post complained of
    kind_done: bool = False
    text: str = ""
    request: str = ""
    passed: list[str] = field(default_factory=list)  # signposts read and gone past
    details_done: bool = False
    personal_done: bool = False  # nothing that would point to a person, or masked, or kept knowingly
    where: str = ""
    place: str = ""
    happened: str = ""
    where_done: bool = False
    similar_done: bool = False
    anonymous: bool = False
    name: str = ""
    who_done: bool = False
    notice_read: bool = False
    publication: bool = False

    @property
    def is_discreet(self) -> bool:
        """What was written is not shown back: somebody else may hold this phone later (DESIGN §3a)."""
        return Sign.VIOLENCE.value in self.passed

    @property
    def may_be_anonymous(self) -> bool:
        return may_be_anonymous(
            kind=self.kind, category=self.chosen_category(), is_complaint=self.complaint != ComplaintKind.NONE
        )

    def chosen_category(self) -> Category | None:
        return None if self.category in ("", UNSURE) else kept_category(self.category)

    def chosen_place(self) -> Place | None:
        return Place.objects.current().filter(code=self.place).first() if self.place else None

    def place_or_city(self) -> Place:
        return self.chosen_place() or Place.objects.current().at_level(Level.CITY).order_by("path")[0]

    def about_post(self) -> Post | None:
        return posts_to_complain_of().filter(pk=self.complaint).first() if self.complaint.isdigit() else None


def posts_to_complain_of() -> "QuerySet[Post]":
    """Leaders and heads of units, by protocol."""
    return Post.objects.filter(kind__in=ANSWERABLE, is_active=True).by_protocol()
