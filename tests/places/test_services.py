from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.places.exceptions import (
    CodeTaken,
    NameEmpty,
    NameTaken,
    PlaceClosed,
    StillInUse,
    UnitInsideItself,
    WrongCode,
    WrongParent,
)
from foundation.places.models import (
    Centre,
    CentreFunction,
    ChangeKind,
    GridKind,
    Level,
    NameKind,
    Place,
    PlaceChange,
    PlaceName,
    PlaceNameGram,
    ResidentBody,
    Unit,
    UnitKind,
    Window,
    Zone,
)
from foundation.places.search import find_places
from foundation.places.services import (
    add_name,
    close_place,
    create_place,
    create_unit,
    edit_unit,
    move_place,
    move_unit,
    remove_name,
    rename_place,
)
from tests.places.factories import AT, CITY, COMMUNITY, GRID, MICRO, OTHER_TOWN, PARK, TOWN, VILLAGE, load_county, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(db: Any) -> None:
    load_county()


def change_of(kind: ChangeKind) -> PlaceChange:
    return PlaceChange.objects.filter(kind=kind).order_by("-pk")[0]


def create(code: str = "329981100202", **fields: Any) -> Place:
    given = {"name": "新桥村", "level": Level.VILLAGE, "parent": place(TOWN), "source": "screen", "at": AT}
    return create_place(code=code, **(given | fields))


def test_a_new_place_is_in_the_tree_the_search_and_the_history() -> None:
    village = create(name=" 新桥 村 ", name_en="Xinqiao Village")
    assert village.get_parent() == place(TOWN)
    assert [match.place for match in find_places("新桥村")] == [village]
    assert [match.place for match in find_places("xinqiao")] == [village]
    assert change_of(ChangeKind.CREATED).place == village
    assert all(not problems for problems in Place.find_problems())


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"code": "12"}, WrongCode),
        ({"code": VILLAGE[0]}, CodeTaken),
        ({"name": " 　"}, NameEmpty),
        ({"level": Level.TOWN, "code": "329981102000"}, WrongParent),
    ],
)
def test_a_wrong_new_place_is_refused(fields: dict[str, Any], refusal: type[Exception]) -> None:
    count = Place.objects.count()
    with pytest.raises(refusal):
        create(**fields)
    assert Place.objects.count() == count


def test_a_dedicated_grid_may_stand_in_a_town_a_general_one_may_not() -> None:
    grid = create(code="329981100000S002", name="市场专属网格", level=Level.GRID)
    assert grid.grid_kind == GridKind.DEDICATED
    with pytest.raises(WrongParent):
        create(code="329981100000Z001", name="第1网格", level=Level.GRID)


def test_renaming_keeps_the_old_name_and_drops_its_english_one() -> None:
    village = place(VILLAGE)
    rename_place(place=village, name="幸福村村委会", name_en="Xingfu Village", source="screen", at=AT)
    assert not PlaceChange.objects.filter(kind=ChangeKind.RENAMED).exists()
    rename_place(place=village, name="和谐村村委会", source="screen", at=AT)
    assert place(VILLAGE).name_en == ""
    kinds = dict(village.names.values_list("kind", "text"))
    assert kinds == {NameKind.OFFICIAL: "和谐村村委会", NameKind.FORMER: "幸福村村委会"}
    assert (change_of(ChangeKind.RENAMED).before, change_of(ChangeKind.RENAMED).after) == (
        "幸福村村委会",
        "和谐村村委会",
    )


def test_renaming_to_the_same_name_leaves_no_trace() -> None:
    count = PlaceChange.objects.count()
    rename_place(place=place(VILLAGE), name="幸福村村委会", source="screen", at=AT)
    assert PlaceChange.objects.count() == count


def test_moving_takes_everything_below_along_even_from_a_stale_object() -> None:
    village, town = place(VILLAGE), place(OTHER_TOWN)
    create(code="329981101202", name="先来村", parent=town)
    move_place(place=village, parent=town, source="screen", at=AT)
    assert place(OTHER_TOWN).covers(place(MICRO))
    assert place(OTHER_TOWN).numchild == 3
    assert all(not problems for problems in Place.find_problems())
    move_place(place=village, parent=town, source="screen", at=AT)
    assert PlaceChange.objects.filter(kind=ChangeKind.MOVED).count() == 1


@pytest.mark.parametrize(
    ("row", "parent"),
    [(VILLAGE, CITY), (VILLAGE, COMMUNITY), (GRID, TOWN), (CITY, TOWN), (TOWN, VILLAGE), (TOWN, TOWN)],
)
def test_a_place_cannot_move_where_its_level_does_not_belong(row: tuple[str, ...], parent: tuple[str, ...]) -> None:
    with pytest.raises(WrongParent):
        move_place(place=place(row), parent=place(parent), source="screen", at=AT)
    assert all(not problems for problems in Place.find_problems())


def test_a_place_with_open_places_below_cannot_be_closed() -> None:
    with pytest.raises(StillInUse) as refused:
        close_place(place=place(VILLAGE), on=date(2026, 3, 1), source="screen", at=AT)
    assert "2" in str(refused.value)
    for row in (MICRO, GRID, VILLAGE):
        close_place(place=place(row), on=date(2026, 3, 1), source="screen", at=AT)
    assert change_of(ChangeKind.CLOSED).place == place(VILLAGE)
    with pytest.raises(PlaceClosed):
        close_place(place=place(VILLAGE), on=date(2026, 3, 1), source="screen", at=AT)
    with pytest.raises(PlaceClosed):
        create(code="329981100201Z009", name="网格", level=Level.GRID, parent=place(VILLAGE))


def test_a_name_is_added_once_and_own_names_cannot_be_removed() -> None:
    name = add_name(place=place(PARK), kind=NameKind.ROAD, text="工业大道")
    with pytest.raises(NameTaken):
        add_name(place=place(PARK), kind=NameKind.ROAD, text=" 工业大道 ")
    with pytest.raises(NameEmpty):
        add_name(place=place(PARK), kind=NameKind.ROAD, text=" ")
    remove_name(name=name)
    remove_name(name=place(PARK).names.get(kind=NameKind.OFFICIAL))
    assert [name.kind for name in place(PARK).names.all()] == [NameKind.OFFICIAL]


def unit(code: str, parent: Unit | None = None) -> Unit:
    return create_unit(parent=parent, code=code, name=f"{code}局", kind=UnitKind.GOVERNMENT, place=place(CITY))


def test_units_form_a_tree_of_their_own() -> None:
    government = unit("government")
    justice, _water = unit("justice", government), unit("water", government)
    office = unit("legal-aid", justice)
    assert [one.code for one in Unit.objects.here_and_above(office)] == ["government", "justice", "legal-aid"]
    move_unit(unit=justice, parent=None)
    assert justice.is_root()
    assert office.code in [one.code for one in Unit.objects.here_and_below(justice)]
    move_unit(unit=justice, parent=government)
    assert all(not problems for problems in Unit.find_problems())
    with pytest.raises(UnitInsideItself):
        move_unit(unit=government, parent=office)
    with pytest.raises(CodeTaken):
        unit("water")
    with pytest.raises(CodeTaken):
        edit_unit(unit=office, code="water")
    edit_unit(unit=office, name="法律援助中心")
    assert Unit.objects.get(code="legal-aid").name == "法律援助中心"


def test_a_unit_hung_where_it_already_hangs_stays() -> None:
    government = unit("government")
    justice = unit("justice", government)
    path = justice.path
    move_unit(unit=justice, parent=government)
    move_unit(unit=government, parent=None)
    assert justice.path == path


def _grid_without_kind() -> None:
    Place.objects.filter(level=Level.GRID).update(grid_kind="")


def _two_official_names() -> None:
    PlaceName.objects.create(place=place(GRID), kind=NameKind.OFFICIAL, text="另一个")


def _the_same_name_twice() -> None:
    for _time in range(2):
        PlaceName.objects.create(place=place(GRID), kind=NameKind.ROAD, text="人民路")


def _the_same_gram_twice() -> None:
    PlaceNameGram.objects.bulk_create(PlaceNameGram(name=place(GRID).names.get(), gram="甲乙") for _time in range(2))


def _twice_number_one(model: Any) -> None:
    centre = Centre.objects.create(place=place(CITY), name="中心", address="一号", hours="全天", phone="12345")
    for _time in range(2):
        model.objects.create(centre=centre, number=1, name="甲")


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [
        ("place_grid_has_kind", _grid_without_kind),
        ("place_has_one_official_name", _two_official_names),
        ("place_name_once", _the_same_name_twice),
        ("place_name_gram_once", _the_same_gram_twice),
        ("zone_numbered_once", lambda: _twice_number_one(Zone)),
        ("resident_body_numbered_once", lambda: _twice_number_one(ResidentBody)),
        ("window_numbered_once", lambda: _twice_number_one(Window)),
        ("centre_function_numbered_once", lambda: _twice_number_one(CentreFunction)),
    ],
)
def test_the_database_itself_refuses(constraint: str, break_it: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        break_it()
    named = [
        c.name
        for model in (Place, PlaceName, PlaceNameGram, Zone, ResidentBody, Window, CentreFunction)
        for c in model._meta.constraints
    ]
    assert constraint in named
