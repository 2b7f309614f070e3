"""Who serves a place: the posts on its card, vacant ones included, and whom to call while they are.

The place's own posts come first, then those of what it belongs to; of each kind only the nearest are shown.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from foundation.people.models import Person, Post, PostKind, Tenure
from foundation.places.card import Card, Panel
from foundation.places.models import Level

DAILY = [PostKind.GRID_HEAD, PostKind.GRID_WORKER, PostKind.MICRO_GRID_HEAD, PostKind.VILLAGE_SECRETARY,
         PostKind.VILLAGE_MEDIATOR]  # fmt: skip
LEGAL = [PostKind.POLICE_OFFICER, PostKind.JUDGE, PostKind.PROSECUTOR, PostKind.LAWYER]
# Seats that ought to exist at a level: shown as vacant even where nobody has entered the post.
EXPECTED: dict[str, list[PostKind]] = {
    Level.VILLAGE: [PostKind.VILLAGE_SECRETARY, PostKind.VILLAGE_MEDIATOR, *LEGAL],
    Level.GRID: [PostKind.GRID_HEAD, PostKind.GRID_WORKER, PostKind.VILLAGE_MEDIATOR, *LEGAL],
    Level.MICRO_GRID: [PostKind.GRID_HEAD, PostKind.GRID_WORKER, PostKind.VILLAGE_MEDIATOR, *LEGAL],
}
# Who stands in, in this order, before the service centre does.
STAND_INS: dict[str, list[PostKind]] = {
    PostKind.GRID_WORKER: [PostKind.GRID_HEAD, PostKind.VILLAGE_SECRETARY],
    PostKind.GRID_HEAD: [PostKind.GRID_WORKER, PostKind.VILLAGE_SECRETARY],
    PostKind.MICRO_GRID_HEAD: [PostKind.GRID_WORKER, PostKind.GRID_HEAD],
    PostKind.VILLAGE_SECRETARY: [PostKind.GRID_HEAD],
    PostKind.VILLAGE_MEDIATOR: [PostKind.VILLAGE_SECRETARY, PostKind.GRID_HEAD],
}


@dataclass
class ServingPost:
    """A post on the card: who holds it that day, or whom to call meanwhile."""

    kind: PostKind
    post: Post | None = None
    person: Person | None = None
    stand_in: "ServingPost | None" = field(default=None, repr=False)

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_vacant(self) -> bool:
        return self.person is None

    @property
    def phone(self) -> str:
        return self.post.work_phone if self.post and self.person else ""

    @property
    def name(self) -> str:
        """Officials by name; anybody else masked."""
        return self.person.masked_name if self.person else ""


def serving_panel(card: Card, on: date) -> Panel | None:
    """Two queries. None where no such post is expected and none exists: the city, most towns."""
    seats = seats_of(card, on)
    if not seats:
        return None
    daily = [seat for seat in seats if seat.kind in DAILY]
    legal = [seat for seat in seats if seat.kind in LEGAL]
    return Panel("places/serving_panel.html", {"daily": daily, "legal": legal, "card": card})


def seats_of(card: Card, on: date) -> list[ServingPost]:
    nearest = _nearest(card, on)
    expected = EXPECTED.get(card.place.level, [])
    seats: list[ServingPost] = []
    for kind in [*DAILY, *LEGAL]:
        seats += nearest.get(kind) or ([ServingPost(kind)] if kind in expected else [])
    for seat in seats:
        seat.stand_in = _stand_in(seat, seats) if seat.is_vacant else None
    return seats


def _nearest(card: Card, on: date) -> dict[PostKind, list[ServingPost]]:
    """Of each kind the posts of the deepest place that has any."""
    holders = Prefetch("tenures", Tenure.objects.on_day(on).select_related("person"), to_attr="holders")
    posts = Post.objects.serving(card.place).filter(kind__in=[*DAILY, *LEGAL]).select_related("place")
    found: dict[PostKind, list[ServingPost]] = {}
    for post in posts.prefetch_related(holders).order_by("-place__depth", "body", "rank", "pk"):
        kind = PostKind(post.kind)
        seats = found.setdefault(kind, [])
        if not seats or seats[0].post.place_id == post.place_id:  # type: ignore[union-attr]  # these all have a post
            seats.append(ServingPost(kind, post, post.holders[0].person if post.holders else None))
    return found


def _stand_in(vacant: ServingPost, seats: list[ServingPost]) -> ServingPost | None:
    for kind in STAND_INS.get(vacant.kind, []):
        for seat in seats:
            if seat.kind == kind and seat.phone:
                return seat
    return None
