import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.places.importing import import_places
from foundation.places.models import NameKind
from foundation.places.names import key_of, stem_of
from foundation.places.search import find_places
from foundation.places.services import add_name, close_place, rename_place
from tests.places.factories import (
    AT,
    CITY,
    COMMUNITY,
    GRID,
    MICRO,
    NAMESAKE,
    OTHER_TOWN,
    TOWN,
    VILLAGE,
    city_of,
    load_county,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> None:
    load_county()


def first(text: str) -> str:
    return find_places(text)[0].place.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云溪镇", TOWN),
        ("云溪", TOWN),
        ("长安社区居委会", COMMUNITY),
        ("长安社区", COMMUNITY),
        ("长安村", COMMUNITY),
        ("长安", COMMUNITY),
        ("长", COMMUNITY),
        (" 长 安 ", COMMUNITY),
        ("幸福村第１网格", GRID),
        ("幸福村第1网格第1微网格", MICRO),
        ("青石镇幸福村", NAMESAKE),
        ("云溪镇幸福村", VILLAGE),
        ("江苏省澄江市云溪镇长安社区12号楼501室", COMMUNITY),
        ("329981100201z001", GRID),
        ("329981100001", COMMUNITY),
    ],
)
def test_people_find_their_place(county: None, text: str, expected: tuple[str, ...]) -> None:
    assert first(text) == expected[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ca", COMMUNITY), ("CASQ", COMMUNITY), ("changan", COMMUNITY), ("chang an", COMMUNITY), ("yxz", TOWN)],
)
def test_pinyin_and_its_initials_are_enough(county: None, text: str, expected: tuple[str, ...]) -> None:
    assert first(text) == expected[0]


def test_the_namesakes_are_all_shown_with_where_they_lie(county: None) -> None:
    trails = [" · ".join(step.name for step in match.trail) for match in find_places("幸福村")]
    assert trails[:2] == ["云溪镇 · 幸福村村委会", "青石镇 · 幸福村村委会"]


def test_estates_roads_and_village_groups_lead_to_their_place(county: None) -> None:
    add_name(place=place(GRID), kind=NameKind.ESTATE, text="紫薇花园")
    add_name(place=place(COMMUNITY), kind=NameKind.ROAD, text="人民中路")
    add_name(place=place(GRID), kind=NameKind.GROUP, text="十二组")
    assert first("紫薇花园") == GRID[0]
    assert first("紫薇小区3幢") == GRID[0]
    assert first("人民中路88号") == COMMUNITY[0]
    match = find_places("zwhy")[0]
    assert (match.place.code, match.matched_name, match.is_other_name) == (GRID[0], "紫薇花园", True)


def test_a_former_name_still_leads_home(county: None) -> None:
    rename_place(place=place(COMMUNITY), name="新城社区居委会", source="screen", at=AT)
    match = find_places("长安社区")[0]
    assert (match.place.code, match.kind) == (COMMUNITY[0], NameKind.FORMER)
    assert first("新城") == COMMUNITY[0]


def test_an_english_name_is_found(county: None) -> None:
    rename_place(place=place(COMMUNITY), name="长安社区居委会", name_en="Chang'an Community", source="screen", at=AT)
    assert first("Chang'an") == COMMUNITY[0]
    assert first("community") == COMMUNITY[0]


def test_closed_places_are_not_found(county: None) -> None:
    close_place(place=place(COMMUNITY), on=AT.date(), source="screen", at=AT)
    assert COMMUNITY[0] not in [match.place.code for match in find_places("长安社区")]


@pytest.mark.parametrize(
    "text",
    ["", " ", "　", "?", "%", "_", "%%%%", "\\", "' OR 1=1 --", "\x00", "🙂", "AND OR NOT", "*", '"', "镇" * 500,
     "a" * 500, "长安" * 250, "﷽" * 500, "\ud800"],
)  # fmt: skip
def test_any_text_is_answered(county: None, text: str) -> None:
    assert len(find_places(text)) <= 10


@pytest.mark.parametrize("text", ["%", "_", "?", "***", ""])
def test_operators_alone_find_nothing(county: None, text: str) -> None:
    assert find_places(text) == []


def test_unknown_words_find_nothing(county: None) -> None:
    assert find_places("乌鲁木齐") == []
    assert find_places("qqxxzz") == []


def test_a_place_is_listed_once_however_many_names_fit(county: None) -> None:
    add_name(place=place(COMMUNITY), kind=NameKind.ALIAS, text="长安")
    add_name(place=place(COMMUNITY), kind=NameKind.ESTATE, text="长安花园")
    codes = [match.place.code for match in find_places("长安")]
    assert codes.count(COMMUNITY[0]) == 1


@pytest.mark.parametrize("text", ["幸福村", "云溪镇长安社区5号", "xf", "长"])
def test_a_search_is_at_most_four_queries(county: None, text: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        find_places(text)
    assert len(queries) <= 4


@pytest.mark.nightly
def test_every_way_of_asking_finds_something_among_seven_thousand_places() -> None:
    assert import_places(city_of(towns=18, villages=19, grids=2, micro_grids=9), source="city.csv", at=AT).is_clean
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a server does this by itself; inside a test's transaction nobody does
    texts = [
        "东河",
        "河00村",
        "第3新镇西湖11村",
        "网格",
        "微网格",
        "村",
        "3",
        "dh",
        "d3xz",
        "第1微网格",
        "江苏省澄江市第3新镇东河00村12号",
    ]
    for text in texts:
        with CaptureQueriesContext(connection) as queries:
            assert find_places(text), text
        assert len(queries) <= 4


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("幸福社区居委会", "幸福"),
        ("幸福一村居委会", "幸福一"),
        ("幸福一村", "幸福一"),
        ("南村社区", "南村"),
        ("南村", "南村"),
        ("曹家镇村委会", "曹家"),
        ("村委会", "村委会"),
        ("社区", "社区"),
    ],
)
def test_the_stem_is_what_tells_places_apart(name: str, stem: str) -> None:
    assert stem_of(key_of(name)) == stem


def test_searching_for_the_city_and_a_town_of_another_name(county: None) -> None:
    assert first("澄江市") == CITY[0]
    assert first("青石") == OTHER_TOWN[0]
