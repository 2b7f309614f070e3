"""Who gets in where: written by hand, driven through HTTP. Change it only together with `roles.DEFAULTS`.

Every staff account below holds its role on the town of 东镇; "below" is a village of that town, "beside" another town.
"""

import pytest
from django.test import Client

from foundation.people.models import Person
from foundation.people.roles import DEFAULTS
from foundation.places.models import Level
from tests.people.factories import PersonFactory, city, place_below, staff, superuser
from tests.sign_in import sign_in_citizen, sign_in_staff

pytestmark = pytest.mark.django_db

IN, NO, GONE, DOOR = 200, 403, 404, 302
#                          here  below  beside above
REVEAL = {
    "anonymous":            (DOOR, DOOR, DOOR, DOOR),
    "citizen":              (NO, NO, NO, NO),
    "not_acting":           (DOOR, DOOR, DOOR, DOOR),
    "superuser":            (NO, NO, NO, NO),
    "reception_officer":    (IN, IN, GONE, GONE),
    "window_clerk":         (IN, IN, GONE, GONE),
    "hotline_operator":     (NO, NO, NO, NO),
    "dispatcher":           (NO, NO, NO, NO),
    "unit_officer":         (NO, NO, NO, NO),
    "unit_lead":            (NO, NO, NO, NO),
    "petition_reviewer":    (NO, NO, NO, NO),
    "supervisor":           (NO, NO, NO, NO),
    "callback_agent":       (NO, NO, NO, NO),
    "grid_worker":          (NO, NO, NO, NO),
    "village_cadre":        (NO, NO, NO, NO),
    "mediator":             (NO, NO, NO, NO),
    "deputy":               (NO, NO, NO, NO),
    "leader":               (NO, NO, NO, NO),
    "leader_secretary":     (NO, NO, NO, NO),
    "organisation_liaison": (NO, NO, NO, NO),
    "editor":               (NO, NO, NO, NO),
    "site_reviewer_1":      (NO, NO, NO, NO),
    "site_reviewer_2":      (NO, NO, NO, NO),
    "site_reviewer_3":      (NO, NO, NO, NO),
    "auditor":              (NO, NO, NO, NO),
    "administrator":        (NO, NO, NO, NO),
}  # fmt: skip
#                          /cms/ people posts grants new grant roles role accounts log
BACK_OFFICE_PAGES = (
    "/cms/", "/cms/person/", "/cms/post/", "/cms/placegrant/", "/cms/placegrant/new/", "/cms/role/", "/cms/role/new/",
    "/cms/users/", "/cms/reports/site-history/",
)  # fmt: skip
#                          categories rules new rule hotlines new hotline versions new version
CASEWORK_PAGES = (
    "/cms/category/", "/cms/routingrule/", "/cms/routingrule/new/", "/cms/hotlinenumber/", "/cms/hotlinenumber/new/",
    "/cms/procedureversion/", "/cms/procedureversion/new/",
)  # fmt: skip
NOTHING = (NO,) * len(BACK_OFFICE_PAGES)
BACK = 302  # Wagtail's own refusal: back to its home page, with a message
BACK_OFFICE = {
    "anonymous":     (DOOR,) * len(BACK_OFFICE_PAGES),
    "citizen":       NOTHING,
    "not_acting":    (DOOR,) * len(BACK_OFFICE_PAGES),
    "superuser":     (IN, IN, IN, IN, IN, IN, IN, IN, NO),
    "administrator": (IN, IN, IN, IN, IN, IN, BACK, IN, NO),
    "auditor":       (IN, IN, IN, IN, BACK, IN, BACK, BACK, IN),
    "editor":        (IN, IN, IN, BACK, BACK, BACK, BACK, BACK, NO),
    "site_reviewer_1": (IN, IN, IN, BACK, BACK, BACK, BACK, BACK, NO),
    "site_reviewer_2": (IN, IN, IN, BACK, BACK, BACK, BACK, BACK, NO),
    "site_reviewer_3": (IN, IN, IN, BACK, BACK, BACK, BACK, BACK, NO),
}  # fmt: skip
# Set-up counts everywhere: an administrator of a town looks at it, one of the city changes it.
ONLY_BACK = (BACK,) * len(CASEWORK_PAGES)
CASEWORK = {
    "anonymous":     (DOOR,) * len(CASEWORK_PAGES),
    "not_acting":    (DOOR,) * len(CASEWORK_PAGES),
    "superuser":     (IN, IN, IN, IN, IN, IN, IN),
    "administrator": (IN, IN, BACK, IN, BACK, IN, BACK),
    "auditor":       ONLY_BACK,
    "editor":        ONLY_BACK,
    "site_reviewer_1": ONLY_BACK,
    "site_reviewer_2": ONLY_BACK,
    "site_reviewer_3": ONLY_BACK,
}  # fmt: skip


@pytest.fixture
def people() -> dict[str, Person]:
    root = city()
    town = place_below(root, code="329981100000", name="东镇")
    places = {
        "here": town,
        "below": place_below(town, code="329981100201", name="河村", level=Level.VILLAGE),
        "beside": place_below(root, code="329981101000", name="西镇"),
        "above": root,
    }
    return {where: PersonFactory(place=place) for where, place in places.items()}


def enter(who: str, people: dict[str, Person]) -> Client:
    client = Client()
    town = people["here"].place
    if who == "citizen":
        return sign_in_citizen(client, PersonFactory())
    if who == "not_acting":
        client.force_login(staff("window_clerk", on=town))
        return client
    if who == "superuser":
        return sign_in_staff(client, superuser())
    return client if who == "anonymous" else sign_in_staff(client, staff(who, on=town))


@pytest.mark.parametrize("who", REVEAL)
def test_who_may_reveal_a_field_of_whom(people, who):
    client = enter(who, people)
    answers = tuple(client.get(f"/desk/people/{person.public_id}/reveal/").status_code for person in people.values())
    assert answers == REVEAL[who]
    data = {"field": "phone", "purpose": "回电确认预约"}
    shown = [
        person.phone in client.post(f"/desk/people/{person.public_id}/reveal/", data).content.decode()
        for person in people.values()
    ]
    assert shown == [status == IN for status in REVEAL[who]]


@pytest.mark.parametrize("who", [*REVEAL])
def test_who_opens_what_of_the_back_office(people, who):
    client = enter(who, people)
    answers = tuple(client.get(page).status_code for page in BACK_OFFICE_PAGES)
    assert answers == BACK_OFFICE.get(who, NOTHING)


@pytest.mark.parametrize("who", [*REVEAL])
def test_who_sets_up_casework(people, who):
    client = enter(who, people)
    answers = tuple(client.get(page).status_code for page in CASEWORK_PAGES)
    assert answers == CASEWORK.get(who, (NO,) * len(CASEWORK_PAGES))


def test_the_citys_administrator_changes_what_counts_everywhere(people):
    client = sign_in_staff(Client(), staff("administrator", on=people["above"].place))
    assert [client.get(page).status_code for page in CASEWORK_PAGES] == [IN] * len(CASEWORK_PAGES)


def test_every_role_stands_in_the_matrix():
    assert set(REVEAL) - {"anonymous", "citizen", "not_acting", "superuser"} == set(DEFAULTS)
