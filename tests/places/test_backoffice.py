"""The territory in the back office, driven through HTTP as an administrator of the city and of one town."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from foundation.places.models import (
    Centre,
    ChangeKind,
    NameKind,
    Place,
    PlaceChange,
    PlaceName,
    ResidentBody,
    Unit,
    UnitKind,
    Window,
    Zone,
)
from foundation.places.services import add_name, create_unit
from foundation.workdays import calendar
from tests.places.factories import CITY, COMMUNITY, NAMESAKE, OTHER_TOWN, TOWN, VILLAGE, load_county, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(db: Any) -> Any:
    load_county()
    yield
    calendar.forget()


def place_data(**changes: str) -> dict[str, str]:
    given = {"level": "village", "code": "329981100202", "name": "新桥村", "name_en": ""}
    parent = changes.pop("parent", TOWN[0])
    known = Place.objects.get(code=parent).name
    return given | {"parent": known, "parent_for": known, "parent_code": parent} | changes


def errors_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


@pytest.mark.parametrize(
    "model", ["place", "placename", "unit", "centre", "placechange", "holidaynotice"]
)  # fmt: skip
def test_every_list_opens(admin: Client, model: str) -> None:
    assert admin.get(reverse(f"{model}:index")).status_code == 200


def test_a_village_is_added_through_the_service(admin: Client) -> None:
    response = admin.post(reverse("place:add"), place_data())
    assert response.status_code == 302, errors_of(response)
    village = Place.objects.get(code="329981100202")
    assert village.get_parent() == place(TOWN)
    assert PlaceChange.objects.filter(place=village, kind=ChangeKind.CREATED).exists()
    assert all(not problems for problems in Place.find_problems())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "12"}, "code"),
        ({"code": VILLAGE[0]}, "code"),
        ({"name": " "}, "name"),
        ({"parent": VILLAGE[0]}, "parent"),
        ({"parent_code": "", "parent_for": ""}, "parent"),
    ],
)
def test_what_a_service_refuses_stands_beside_the_field(admin: Client, changes: dict[str, str], field: str) -> None:
    if "parent_code" in changes:
        changes = {**changes, "parent_text": ""}
    data = place_data(**{key: value for key, value in changes.items() if key != "parent_text"})
    if "parent_text" in changes:
        data["parent"] = ""
    assert field in errors_of(admin.post(reverse("place:add"), data))


def edit(client: Client, row: tuple[str, ...], **changes: str) -> Any:
    found = place(row)
    parent = found.get_parent()
    given = {"level": found.level, "code": found.code, "name": found.name, "name_en": found.name_en}
    given |= {"parent": parent.name, "parent_for": parent.name, "parent_code": parent.code}
    return client.post(reverse("place:edit", args=[found.pk]), given | changes)


def test_renaming_keeps_the_old_name_and_moving_the_history(admin: Client) -> None:
    moved = {"parent": OTHER_TOWN[1], "parent_for": OTHER_TOWN[1], "parent_code": OTHER_TOWN[0]}
    assert edit(admin, COMMUNITY, name="新城社区居委会", name_en="Xincheng", **moved).status_code == 302
    community = place(COMMUNITY)
    assert (community.name, community.name_en, community.get_parent()) == (
        "新城社区居委会",
        "Xincheng",
        place(OTHER_TOWN),
    )
    assert community.names.filter(kind=NameKind.FORMER, text="长安社区居委会").exists()
    kinds = set(PlaceChange.objects.filter(place=community).values_list("kind", flat=True))
    assert kinds == {ChangeKind.CREATED, ChangeKind.RENAMED, ChangeKind.MOVED}
    assert ModelLogEntry.objects.filter(object_id=community.pk, action="wagtail.edit").exists()


def test_a_refused_move_undoes_the_renaming_too(admin: Client) -> None:
    wrong = {"parent": VILLAGE[1], "parent_for": VILLAGE[1], "parent_code": VILLAGE[0]}
    assert "parent" in errors_of(edit(admin, COMMUNITY, name="新城社区居委会", **wrong))
    assert place(COMMUNITY).name == "长安社区居委会"


def test_closing_and_reopening(admin: Client) -> None:
    assert "2" in str(errors_of(edit(admin, VILLAGE, closed_on="2026-03-01")))
    assert edit(admin, COMMUNITY, closed_on="2026-03-01").status_code == 302
    assert place(COMMUNITY).closed_on is not None
    assert edit(admin, COMMUNITY).status_code == 302
    assert place(COMMUNITY).closed_on is None


def test_code_and_level_stay_whatever_is_sent(admin: Client) -> None:
    edit(admin, COMMUNITY, code="329981100999", level="town")
    assert place(COMMUNITY).level == "village"


def test_a_towns_administrator_reaches_no_other_town(town_admin: Client) -> None:
    assert edit(town_admin, NAMESAKE, name="别处村").status_code == 404
    moved = {"parent": OTHER_TOWN[1], "parent_for": OTHER_TOWN[1], "parent_code": OTHER_TOWN[0]}
    assert "parent" in errors_of(edit(town_admin, COMMUNITY, **moved))
    assert "parent" in errors_of(town_admin.post(reverse("place:add"), place_data(parent=OTHER_TOWN[0])))
    assert town_admin.post(reverse("place:add"), place_data()).status_code == 302
    listed = town_admin.get(reverse("place:index")).content.decode()
    assert "云溪镇" in listed
    assert "青石镇" not in listed


def test_names_of_another_town_are_neither_seen_nor_written(town_admin: Client) -> None:
    theirs = add_name(place=place(NAMESAKE), kind=NameKind.ROAD, text="青石路")
    assert "青石路" not in town_admin.get(reverse("placename:index")).content.decode()
    assert town_admin.get(reverse("placename:edit", args=[theirs.pk])).status_code == 404
    data = {"kind": "road", "text": "新路", "place": NAMESAKE[1], "place_for": NAMESAKE[1], "place_code": NAMESAKE[0]}
    assert errors_of(town_admin.post(reverse("placename:add"), data))
    data |= {"place_code": VILLAGE[0]}
    assert town_admin.post(reverse("placename:add"), data).status_code == 302
    assert PlaceName.objects.get(text="新路").grams.count() == 1


def test_a_name_is_edited_and_taken_away(admin: Client) -> None:
    name = add_name(place=place(VILLAGE), kind=NameKind.ROAD, text="老路")
    data = {"kind": "road", "text": "新路", "place": VILLAGE[1], "place_for": VILLAGE[1], "place_code": VILLAGE[0]}
    assert admin.post(reverse("placename:edit", args=[name.pk]), data).status_code == 302
    renewed = PlaceName.objects.get(kind=NameKind.ROAD)
    assert (renewed.text, renewed.key) == ("新路", "新路")
    assert admin.post(reverse("placename:delete", args=[renewed.pk])).status_code == 302
    assert not PlaceName.objects.filter(kind=NameKind.ROAD).exists()


def test_a_units_place_in_the_tree_is_changed(admin: Client) -> None:
    government = create_unit(parent=None, code="government", name="市政府", kind=UnitKind.GOVERNMENT, place=place(CITY))
    data = {
        "code": "water", "name": "水务局", "name_en": "", "short_name": "", "kind": "government", "phone": "",
        "is_active": "on", "parent": str(government.pk), "place": CITY[1], "place_for": CITY[1], "place_code": CITY[0],
    }  # fmt: skip
    assert admin.post(reverse("unit:add"), data).status_code == 302
    water = Unit.objects.get(code="water")
    assert water.get_parent() == government
    assert (
        admin.post(reverse("unit:edit", args=[water.pk]), data | {"parent": "", "phone": "0513-1"}).status_code == 302
    )
    water = Unit.objects.get(code="water")
    assert (water.is_root(), water.phone) == (True, "0513-1")
    assert "code" in errors_of(admin.post(reverse("unit:add"), data))


def centre_data(**changes: str) -> dict[str, str]:
    data = {
        "place": TOWN[1], "place_for": TOWN[1], "place_code": TOWN[0], "name": "云溪镇中心", "name_en": "", "unit": "",
        "address": "一号", "address_en": "", "hours": "全天", "hours_en": "", "phone": "12345", "supervision_phone": "",
        "route": "", "route_en": "",
    }  # fmt: skip
    for part in ("functions", "bodies", "windows", "zones"):
        data |= {f"{part}-TOTAL_FORMS": "3", f"{part}-INITIAL_FORMS": "0"}
    data |= {f"zones-{row}-is_public": "on" for row in range(3)}
    data |= {"zones-0-number": "1", "zones-0-name": "窗口接待区"}
    data |= {"bodies-0-number": "1", "bodies-0-name": "法律援助中心"}
    return data | changes


def test_a_centre_is_made_with_what_is_inside(admin: Client) -> None:
    assert admin.get(reverse("centre:add")).status_code == 200
    response = admin.post(reverse("centre:add"), centre_data())
    assert response.status_code == 302, errors_of(response)
    centre = Centre.objects.get()
    assert (centre.place, Zone.objects.get().centre, ResidentBody.objects.get().centre) == (place(TOWN), centre, centre)
    body = ResidentBody.objects.get()
    data = centre_data(**{
        "bodies-INITIAL_FORMS": "1", "bodies-0-id": str(body.pk), "zones-INITIAL_FORMS": "1",
        "zones-0-id": str(Zone.objects.get().pk), "zones-0-DELETE": "on",
        "windows-0-number": "1", "windows-0-name": "法律援助", "windows-0-body": str(body.pk),
    })  # fmt: skip
    page = admin.get(reverse("centre:edit", args=[centre.pk])).content.decode()
    assert "窗口接待区" in page
    response = admin.post(reverse("centre:edit", args=[centre.pk]), data)
    assert response.status_code == 302, errors_of(response)
    assert Window.objects.get().body == body
    assert not Zone.objects.exists()


def test_two_zones_with_one_number_are_refused_and_nothing_is_saved(admin: Client) -> None:
    wrong = {"zones-1-number": "1", "zones-1-name": "另一区"}
    response = admin.post(reverse("centre:add"), centre_data(**wrong))
    assert response.status_code == 200
    assert not Centre.objects.exists()
    assert "另一区" in response.content.decode()


def test_a_centre_elsewhere_is_refused(town_admin: Client) -> None:
    there = {"place": OTHER_TOWN[1], "place_for": OTHER_TOWN[1], "place_code": OTHER_TOWN[0]}
    assert errors_of(town_admin.post(reverse("centre:add"), centre_data(**there)))
    assert not Centre.objects.exists()


def test_a_town_gets_its_square_of_the_map_and_gives_it_back(admin: Client) -> None:
    assert edit(admin, TOWN, map_row="2", map_column="3").status_code == 302
    assert (place(TOWN).map_row, place(TOWN).map_column) == (2, 3)
    assert edit(admin, TOWN).status_code == 302
    assert (place(TOWN).map_row, place(TOWN).map_column) == (None, None)


def test_a_new_town_can_be_put_on_the_map_at_once(admin: Client) -> None:
    new = {"level": "town", "code": "329981102000", "parent": CITY[0], "map_row": "1", "map_column": "1"}
    response = admin.post(reverse("place:add"), place_data(**new))
    assert response.status_code == 302, errors_of(response)
    assert Place.objects.get(code="329981102000").map_column == 1


@pytest.mark.parametrize(
    ("row", "square", "said"),
    [
        (TOWN, ("2", ""), "同时填写"),
        (TOWN, ("0", "3"), "1"),
        (TOWN, ("13", "3"), "12"),
        (VILLAGE, ("2", "3"), "同时填写"),
        (OTHER_TOWN, ("1", "1"), "已有其他镇街"),
    ],
)
def test_a_square_is_one_towns_alone_and_has_a_row_and_a_column(
    admin: Client, row: tuple[str, ...], square: tuple[str, str], said: str
) -> None:
    Place.objects.filter(code=TOWN[0]).update(map_row=1, map_column=1)
    assert said in str(errors_of(edit(admin, row, map_row=square[0], map_column=square[1])))


def test_the_database_lets_no_town_stand_on_anothers_square() -> None:
    Place.objects.filter(code=TOWN[0]).update(map_row=1, map_column=1)
    for name, wrong in (
        ("place_alone_on_its_square", {"map_row": 1, "map_column": 1}),
        ("place_on_map_is_a_town_with_row_and_column", {"map_row": 1}),
        ("place_on_map_is_a_town_with_row_and_column", {"map_row": 1, "map_column": 13}),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Place.objects.filter(code=OTHER_TOWN[0]).update(**wrong)
        assert name in str(refused.value) or "UNIQUE" in str(refused.value)
