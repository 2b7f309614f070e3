"""Every address, opened as everybody: what happens is what tests/route_wall.py says, and nothing is unlisted."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLPattern, URLResolver

from foundation.people.models import Person, User
from foundation.people.roles import DEFAULTS
from portal import kept
from portal.site_marks import SiteMarks
from portal.urls import urlpatterns
from tests.matters.factories import MatterFactory, village
from tests.people.factories import PersonFactory, staff
from tests.reception_days.factories import BookingFactory, LeaderSessionFactory, SeatFactory
from tests.route_wall import BEFORE, CITIZENS, PREFIXES, ROLES, ROWS, SOCKETS, Kind, Row
from tests.sign_in import sign_in_citizen, sign_in_staff

GO_EVERYWHERE = ("window_clerk", "administrator")
REDIRECTS = {
    "/sign-in/": "sign in",
    "/accounts/login/": "staff sign in",
    "/staff/second-step/": "second step",
    "/staff/set-up/": "second step",
}


def listed(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """All routes as the resolver spells them; the language prefix is left out."""
    for pattern in patterns:
        route = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from listed(pattern.url_patterns, prefix + route)
        else:
            yield prefix + route


def is_classified(route: str) -> bool:
    return route in {row.route for row in ROWS} or any(route.startswith(prefix) for prefix in PREFIXES)


def test_every_route_is_classified():
    unclassified = sorted({route for route in listed(get_resolver().url_patterns) if not is_classified(route)})
    assert unclassified == [], "Say in tests/route_wall.py who may open these"


def test_a_route_nobody_classified_would_be_found():
    from django.urls import path

    new = [path("desk/something-new/", lambda request: HttpResponse()), path("cms/something-new/", HttpResponse)]
    found = [route for route in listed([*urlpatterns, *new]) if not is_classified(route)]
    assert found == ["desk/something-new/", "cms/something-new/"]


def test_the_table_lists_nothing_that_is_gone():
    routes = list(listed(get_resolver().url_patterns))
    assert [row.route for row in ROWS if row.route not in routes and not row.is_optional] == []
    assert [prefix for prefix in PREFIXES if not any(route.startswith(prefix) for route in routes)] == []


def test_the_table_knows_every_role():
    assert set(ROLES) == set(DEFAULTS)


def test_every_socket_is_classified():
    """What the ASGI router answers itself, beside Django's resolver."""
    import ast
    import inspect

    from portal import asgi

    tree = ast.parse(inspect.getsource(asgi.application))
    paths = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and str(node.value).startswith("/")
    }
    assert paths == set(SOCKETS)


@dataclass
class World:
    """One of everything an address can name."""

    values: dict[str, object]
    owner: Person
    stranger: Person
    accounts: dict[str, User]

    def clients(self) -> Iterator[tuple[str, Client]]:
        """Everybody who may come: each staff role once before and once after the second step."""
        yield "anonymous", Client()
        yield "owner", sign_in_citizen(Client(), self.owner)
        yield "stranger", sign_in_citizen(Client(), self.stranger)
        for role, user in self.accounts.items():
            before = Client()
            before.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            yield role + BEFORE, before
            yield role, sign_in_staff(Client(), user)


@pytest.fixture
def world(db, settings, monkeypatch) -> World:
    """Pieces of pages are remembered as in production: one that knew its first reader would show here."""
    settings.SHELL_MEMORY_SECONDS = 600
    monkeypatch.setattr(kept, "_pieces", {})
    owner, stranger = PersonFactory(name="王小明", with_account=True), PersonFactory(name="赵小芳", with_account=True)
    session = LeaderSessionFactory()
    booking = BookingFactory(matter=MatterFactory(person=owner, place=village()), day=session.day)
    SeatFactory(session=session, booking=booking)
    accounts = {role: staff(role) for role in ROLES}
    values = {
        "village": village().code,
        "day": session.day.date.isoformat(),
        "day_pk": session.day.pk,
        "number": booking.number,
        "person": owner.public_id,
        "missing_uuid": uuid.UUID(int=1),
        "place_pk": village().pk,
        "person_pk": owner.pk,
        "post_pk": session.post.pk,
        "marks": SiteMarks.load().pk,
    }
    return World(values, owner, stranger, accounts)


def outcome(response: HttpResponse) -> str:
    """What the visitor experiences, in one or two words."""
    if response.status_code in {301, 302, 303}:
        target = response["Location"].removeprefix("/en").partition("?")[0]
        return REDIRECTS.get(target, "sent on")
    return {200: "ok", 204: "ok", 403: "forbidden", 404: "missing", 405: "method"}.get(
        response.status_code, str(response.status_code)
    )


def opened(client: Client, row: Row, world: World, prefix: str = "/") -> HttpResponse:
    """POST carries no data: a door that lets somebody in then complains about the form, or sends them on."""
    path = prefix + row.sample.format(**world.values)
    return client.post(path) if row.method == "POST" else client.get(path)


def surprises(who: str, row: Row, response: HttpResponse, world: World) -> Iterator[str]:
    """What was not expected, and whatever shows a citizen's own data to somebody else."""
    what = f"{row.method} /{row.sample} as {who}"
    if outcome(response) != row.expected(who):
        yield f"{what}: {outcome(response)}, expected {row.expected(who)}"
    if who != "owner":
        text = b"".join(response).decode() if response.streaming else response.content.decode()
        shown = [secret for secret in (world.owner.name, world.owner.phone) if secret in text]
        yield from (f"{what}: shows {secret}" for secret in shown)


def rows_to_open(who: str) -> list[Row]:
    routes = set(listed(get_resolver().url_patterns))
    rows = [row for row in [*ROWS, *PREFIXES.values()] if row.route in routes or row.route in PREFIXES]
    return [row for row in rows if concerns(row, who)]


def concerns(row: Row, who: str) -> bool:
    """Five thousand pages take a minute, so of the staff only those are sent whom an address treats differently.

    Two of them go everywhere. Before the second step go those who are let in after it: to public pages they are
    citizens then, and whoever is refused with it has no need to be refused without.
    """
    role = who.removesuffix(BEFORE)
    if row.kind is Kind.PUBLIC and who.endswith(BEFORE):
        return False
    if who in ("anonymous", *CITIZENS) or role in GO_EVERYWHERE:
        return True
    if who.endswith(BEFORE):
        return row.kind is not Kind.OWN and row.expected(role) == row.found
    return row.kind in (Kind.ROLE, Kind.STAFF) or bool(row.but)


@pytest.mark.django_db
@pytest.mark.one_engine
def test_every_address_answers_everybody_as_the_table_says(world):
    found = [
        surprise
        for who, client in world.clients()
        for row in rows_to_open(who)
        for surprise in surprises(who, row, opened(client, row, world), world)
    ]
    assert not found, "\n".join(found)


@pytest.mark.django_db
@pytest.mark.one_engine
def test_the_english_addresses_of_desks_and_own_pages_are_as_closed(world):
    client, stranger = Client(), sign_in_citizen(Client(), world.stranger)
    closed = [row for row in ROWS if row.kind is not Kind.PUBLIC and row.route.startswith(("desk/", "my/"))]
    assert closed
    for row in closed:
        assert outcome(opened(client, row, world, "/en/")) == row.expected("anonymous"), row
        assert outcome(opened(stranger, row, world, "/en/")) == row.expected("stranger"), row


@pytest.mark.django_db
def test_a_page_that_shows_a_citizen_to_another_would_be_found(world):
    row = next(row for row in ROWS if row.route == "who-serves-me/")
    leaking = HttpResponse(f"phone {world.owner.phone}")
    assert list(surprises("stranger", row, leaking, world)) == [
        f"GET /who-serves-me/ as stranger: shows {world.owner.phone}"
    ]
