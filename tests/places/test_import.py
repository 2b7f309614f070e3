from datetime import UTC, datetime

import pytest

from foundation.places.importing import ImportReport, import_places
from foundation.places.models import ChangeKind, NameKind, Place, PlaceChange, PlaceName, PlaceNameGram
from foundation.places.search import find_places
from foundation.places.services import close_place
from tests.places.factories import (
    AT,
    CITY,
    COMMUNITY,
    COUNTY,
    GRID,
    MICRO,
    OTHER_TOWN,
    PARK,
    TOWN,
    VILLAGE,
    city_of,
    load_county,
    place,
    rows,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def import_again(*given: tuple[str, str, str, str], dry_run: bool = False) -> ImportReport:
    return import_places(rows(*given), source="again.csv", at=LATER, dry_run=dry_run)


def snapshot() -> tuple[object, ...]:
    """Everything an import can change."""
    return (
        list(Place.objects.values_list("code", "name", "path", "numchild", "closed_on")),
        sorted(PlaceName.objects.values_list("place__code", "kind", "text")),
        PlaceNameGram.objects.count(),
        PlaceChange.objects.count(),
    )


def test_a_file_becomes_a_sound_tree() -> None:
    load_county()
    assert Place.objects.count() == len(COUNTY)
    assert all(not problems for problems in Place.find_problems())
    assert place(MICRO).get_parent() == place(GRID)
    assert place(GRID).grid_kind == "general"
    assert place(PARK).grid_kind == "dedicated"
    assert [p.code for p in Place.objects.here_and_above(place(GRID))] == [CITY[0], TOWN[0], VILLAGE[0], GRID[0]]


def test_children_come_in_any_order() -> None:
    report = import_places(rows(*reversed(COUNTY)), source="backwards.csv", at=AT)
    assert report.is_clean
    assert all(not problems for problems in Place.find_problems())


def test_the_same_file_twice_changes_nothing() -> None:
    load_county()
    before = snapshot()
    report = import_again(*COUNTY)
    assert (report.read, report.unchanged, report.new, report.changed) == (len(COUNTY), len(COUNTY), 0, 0)
    assert snapshot() == before


def test_a_dry_run_counts_and_writes_nothing() -> None:
    load_county()
    before = snapshot()
    new = ("329981100202", "新桥村", TOWN[0], "village")
    renamed = (*VILLAGE[:1], "和谐村村委会", *VILLAGE[2:])
    report = import_again(new, renamed, dry_run=True)
    assert (report.new, report.renamed, report.changed, report.dry_run) == (1, 1, 1, True)
    assert snapshot() == before


def test_a_renamed_village_is_found_by_its_former_name() -> None:
    load_county()
    report = import_again((*VILLAGE[:1], "和谐村村委会", *VILLAGE[2:]))
    assert (report.renamed, report.changed, report.unchanged) == (1, 1, 0)
    assert place(VILLAGE).name == "和谐村村委会"
    change = PlaceChange.objects.get(kind=ChangeKind.RENAMED)
    assert (change.before, change.after, change.at, change.source) == (
        "幸福村村委会",
        "和谐村村委会",
        LATER,
        "again.csv",
    )
    assert place(VILLAGE) in [match.place for match in find_places("幸福村")]


def test_a_name_that_comes_back_is_no_longer_a_former_one() -> None:
    load_county()
    import_again((*VILLAGE[:1], "和谐村村委会", *VILLAGE[2:]))
    import_again(VILLAGE)
    former = place(VILLAGE).names.filter(kind=NameKind.FORMER)
    assert [name.text for name in former] == ["和谐村村委会"]


def test_a_village_moves_with_everything_below_it() -> None:
    load_county()
    report = import_again((*VILLAGE[:2], OTHER_TOWN[0], VILLAGE[3]))
    assert (report.moved, report.changed) == (1, 1)
    assert place(OTHER_TOWN).covers(place(MICRO))
    assert place(MICRO).get_parent() == place(GRID)
    assert all(not problems for problems in Place.find_problems())
    change = PlaceChange.objects.get(kind=ChangeKind.MOVED)
    assert (change.before, change.after, change.place) == (TOWN[1], OTHER_TOWN[1], place(VILLAGE))


def test_a_village_moves_into_a_town_that_comes_with_the_same_file() -> None:
    load_county()
    town = ("329981102000", "南岸镇", CITY[0], "town")
    report = import_again((*VILLAGE[:2], town[0], VILLAGE[3]), (*GRID[:2], COMMUNITY[0], GRID[3]), town)
    assert (report.new, report.moved) == (1, 2)
    assert place(VILLAGE).get_parent() == place(town)
    assert place(MICRO).get_ancestors().filter(code=COMMUNITY[0]).exists()
    assert all(not problems for problems in Place.find_problems())


def test_new_places_follow_the_existing_children() -> None:
    load_county()
    import_again(("329981100203", "水门村", TOWN[0], "village"), ("329981100202", "新桥村", TOWN[0], "village"))
    assert all(not problems for problems in Place.find_problems())
    assert place(TOWN).numchild == 5


def test_places_that_a_file_does_not_name_stay_open() -> None:
    load_county()
    import_again(CITY, TOWN)
    assert Place.objects.current().count() == len(COUNTY)


def test_a_closed_place_named_again_is_reopened() -> None:
    load_county()
    close_place(place=place(COMMUNITY), on=LATER.date(), source="screen", at=LATER)
    report = import_again(COMMUNITY)
    assert (report.reopened, report.changed) == (1, 1)
    assert place(COMMUNITY).closed_on is None
    assert PlaceChange.objects.filter(kind=ChangeKind.REOPENED).count() == 1


WRONG = {
    "unknown level": (("329981100202", "新桥村", TOWN[0], "hamlet"), "level"),
    "no level": (("329981100202", "新桥村", TOWN[0], ""), "level"),
    "code too short": (("3299811002", "新桥村", TOWN[0], "village"), "code"),
    "code with letters": (("32998110020A", "新桥村", TOWN[0], "village"), "code"),
    "arabic-indic digits": (("٣٢٩٩٨١١٠٠٢٠٢٢", "新桥村", TOWN[0], "village"), "code"),
    "town code for a village": (("329981102000", "新桥村", TOWN[0], "village"), "code"),
    "village code for a town": (("329981100202", "新桥镇", CITY[0], "town"), "code"),
    "grid of an unknown type": (("329981100201X002", "网格", VILLAGE[0], "grid"), "code"),
    "micro-grid without number": (("329981100201Z001", "微网格", GRID[0], "micro_grid"), "code"),
    "village under the city": (("329981100202", "新桥村", CITY[0], "village"), "parent_code"),
    "village under a village": (("329981100202", "新桥村", VILLAGE[0], "village"), "parent_code"),
    "general grid under a town": (("329981100201Z002", "网格", TOWN[0], "grid"), "parent_code"),
    "city under a town": (("329982000000", "邻市", TOWN[0], "city"), "parent_code"),
    "nobody has the parent's code": (("329981100202", "新桥村", "329981999000", "village"), "parent_code"),
    "no parent": (("329981100202", "新桥村", "", "village"), "parent_code"),
    "its own parent": (("329981100202", "新桥村", "329981100202", "village"), "parent_code"),
    "empty name": (("329981100202", " 　 ", TOWN[0], "village"), "name"),
    "name too long": (("329981100202", "长" * 101, TOWN[0], "village"), "name"),
    "null character": (("329981100202", "新桥\x00村", TOWN[0], "village"), "name"),
    "known place of another level": ((PARK[0], PARK[1], PARK[2], "village"), "code"),
}


@pytest.mark.parametrize(("row", "column"), WRONG.values(), ids=WRONG.keys())
def test_one_wrong_row_stops_the_whole_file(row: tuple[str, str, str, str], column: str) -> None:
    load_county()
    before = snapshot()
    report = import_again(("329981100209", "好村", TOWN[0], "village"), row)
    assert [(problem.row, problem.column) for problem in report.problems] == [(3, column)]
    assert report.problems[0].message
    assert (report.wrong, report.is_clean) == (1, False)
    assert snapshot() == before


def test_the_second_of_two_rows_with_one_code_is_wrong() -> None:
    report = import_places(rows(CITY, TOWN, TOWN), source="twice.csv", at=AT)
    assert [(problem.row, problem.column) for problem in report.problems] == [(4, "code")]
    assert "3" in report.problems[0].message
    assert not Place.objects.exists()


def test_a_circle_is_told_in_each_of_its_rows() -> None:
    load_county()
    first, second = "329981100202", "329981100203"
    report = import_again((first, "新桥村", second, "village"), (second, "水门村", first, "village"))
    assert [problem.row for problem in report.problems] == [2, 3]


def test_nothing_may_hang_under_a_closed_place() -> None:
    load_county()
    close_place(place=place(COMMUNITY), on=LATER.date(), source="screen", at=LATER)
    report = import_again(("329981100001Z001", "长安第1网格", COMMUNITY[0], "grid"))
    assert [problem.column for problem in report.problems] == ["parent_code"]


def test_all_wrong_rows_are_told_at_once_with_their_row_in_the_file() -> None:
    given = rows(("1", "", "", "x"), ("2", "", "", "y"))
    given[0]["row"], given[1]["row"] = 7, 12
    report = import_places(given, source="wrong.csv", at=AT)
    assert {problem.row for problem in report.problems} == {7, 12}
    assert report.wrong == 2
    assert len(report.problems) == 4


def test_an_empty_file_is_an_error() -> None:
    report = import_places([], source="empty.csv", at=AT)
    assert [problem.row for problem in report.problems] == [0]


def test_full_width_codes_and_stray_spaces_are_understood() -> None:
    report = import_places(rows(("３２９９８１０００００0 ", " 澄江市　", "", "CITY")), source="wide.csv", at=AT)
    assert report.is_clean
    assert Place.objects.get().name == "澄江市"


@pytest.mark.nightly
def test_a_whole_city_is_imported_and_left_alone_the_second_time() -> None:
    given = city_of(towns=18, villages=19, grids=2, micro_grids=9)
    assert len(given) > 7000
    assert import_places(given, source="city.csv", at=AT).is_clean
    assert import_places(given, source="city.csv", at=AT).unchanged == len(given)
    assert all(not problems for problems in Place.find_problems())
