from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from foundation.people.models import Person, Post, PostKind, Tenure
from foundation.places.models import (
    Centre,
    CentreFunction,
    NameKind,
    Place,
    ResidentBody,
    Window,
    Zone,
)
from foundation.places.services import add_name, close_place, rename_place
from tests.places.factories import AT, CITY, COMMUNITY, GRID, MICRO, OTHER_TOWN, TOWN, VILLAGE, load_county, place

pytestmark = pytest.mark.django_db


def make_post(kind: PostKind, at: Place, holder: str = "", phone: str = "", since: date | None = None) -> Post:
    post = Post.objects.create(kind=kind, place=at, name=str(kind.label), work_phone=phone)
    if holder:
        person = Person.objects.create(name=holder, is_official=True)
        Tenure.objects.create(post=post, person=person, starts_on=since or localdate() - timedelta(days=90))
    return post


def make_centre(at: Place, name: str, phone: str, **fields: Any) -> Centre:
    defaults = {"address": "澄江路1号", "hours": "周一至周五 9:00–17:00"}
    return Centre.objects.create(place=at, name=name, phone=phone, **(defaults | fields))


@pytest.fixture
def county() -> None:
    load_county()
    make_centre(place(CITY), "澄江市社会治理综合服务中心", "0513-80000001", supervision_phone="0513-80000009")
    make_centre(place(TOWN), "云溪镇社会治理综合服务中心", "0513-80000002")
    make_post(PostKind.GRID_HEAD, place(GRID), "周正", "0513-80001001")
    make_post(PostKind.GRID_WORKER, place(GRID))
    make_post(PostKind.VILLAGE_MEDIATOR, place(VILLAGE), "吴和", "0513-80001002")
    make_post(PostKind.POLICE_OFFICER, place(TOWN), "镇上警", "0513-80001003")
    make_post(PostKind.POLICE_OFFICER, place(VILLAGE), "郑安", "0513-80001004")
    make_post(PostKind.LEADER, place(CITY), "市长某", "0513-80001005")
    add_name(place=place(GRID), kind=NameKind.ESTATE, text="紫薇花园")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_search_page_offers_the_towns_and_the_emergency_numbers(county: None, client: Client) -> None:
    html = page(client, "/who-serves-me/")
    assert "云溪镇" in html
    assert "青石镇" in html
    assert all(f'href="tel:{number}"' in html for number in ("110", "119", "120", "122"))


def test_a_found_estate_leads_to_its_grid_and_says_why(county: None, client: Client) -> None:
    html = page(client, "/who-serves-me/?q=紫薇花园")
    assert f'href="/places/{GRID[0]}/"' in html
    assert "紫薇花园" in html
    assert "云溪镇" in html


def test_nothing_found_says_what_to_do_next(county: None, client: Client) -> None:
    html = page(client, "/who-serves-me/?q=乌鲁木齐")
    assert 'href="tel:12345"' in html
    assert f'href="/centres/{CITY[0]}/"' in html
    assert 'value="乌鲁木齐"' in html


def test_typed_markup_comes_back_as_text(county: None, client: Client) -> None:
    html = page(client, "/who-serves-me/?q=<script>alert(1)</script>")
    assert "<script>alert" not in html


def test_only_the_search_page_without_words_is_kept(county: None, client: Client) -> None:
    assert client.get("/who-serves-me/").is_public_page
    assert not hasattr(client.get("/who-serves-me/?q=长安"), "is_public_page")
    assert client.get(f"/places/{GRID[0]}/").is_public_page


def test_the_card_of_a_grid_names_everybody_in_charge(county: None, client: Client) -> None:
    html = page(client, f"/places/{GRID[0]}/")
    for expected in (
        "周正",
        "0513-80001001",
        "吴和",
        "郑安",
        "云溪镇社会治理综合服务中心",
        "0513-80000009",
        "紫薇花园",
    ):
        assert expected in html, expected
    assert "镇上警" not in html  # the village's own officer is nearer
    assert "市长某" not in html


def test_a_vacant_seat_says_so_and_whom_to_call_meanwhile(county: None, client: Client) -> None:
    html = page(client, f"/en/places/{GRID[0]}/")
    worker = html[html.index("Full-time grid worker") :]
    worker = worker[: worker.index("</dd>")]
    assert "Vacant" in worker
    assert "周正" in worker
    assert "0513-80001001" in worker
    judge = html[html.index("Judge") :]
    assert "0513-80000002" in judge[: judge.index("</dd>")]


def test_a_holder_whose_time_is_over_is_not_shown(county: None, client: Client) -> None:
    Tenure.objects.filter(post__kind=PostKind.GRID_HEAD).update(ends_on=localdate() - timedelta(days=1))
    assert "周正" not in page(client, f"/places/{GRID[0]}/")


def test_a_contact_who_is_no_official_is_masked(county: None, client: Client) -> None:
    post = make_post(PostKind.MICRO_GRID_HEAD, place(MICRO))
    person = Person.objects.create(name="张小三")
    Tenure.objects.create(post=post, person=person, starts_on=date(2026, 1, 1))
    html = page(client, f"/places/{MICRO[0]}/")
    assert "张小三" not in html
    assert "张**" in html


def test_without_any_centre_the_hotline_stands_in(client: Client) -> None:
    load_county()
    html = page(client, f"/places/{GRID[0]}/")
    assert html.count('href="tel:12345"') >= 6


@pytest.mark.parametrize("row", [CITY, TOWN, VILLAGE, COMMUNITY, GRID, MICRO])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_level_has_a_card_in_both_languages(
    county: None, client: Client, row: tuple[str, ...], prefix: str
) -> None:
    assert row[1] in page(client, f"{prefix}/places/{row[0]}/")


def test_an_english_reader_hears_chinese_names_as_chinese(county: None, client: Client) -> None:
    rename_place(place=place(TOWN), name="云溪镇", name_en="Yunxi Town", source="screen", at=AT)
    html = page(client, f"/en/places/{TOWN[0]}/")
    assert "Yunxi Town" in html
    assert '<span lang="zh-Hans">幸福村村委会</span>' in html


def test_a_village_lists_its_grids_with_their_estates(county: None, client: Client) -> None:
    html = page(client, f"/places/{VILLAGE[0]}/")
    assert f'href="/places/{GRID[0]}/"' in html
    assert "紫薇花园" in html


def test_a_closed_place_says_so_and_names_nobody(county: None, client: Client) -> None:
    close_place(place=place(MICRO), on=date(2026, 3, 1), source="screen", at=AT)
    close_place(place=place(GRID), on=date(2026, 3, 1), source="screen", at=AT)
    html = page(client, f"/places/{GRID[0]}/")
    assert "周正" not in html
    assert "2026年3月1日" in html


def test_small_letters_in_a_code_are_understood_and_nonsense_is_not_found(county: None, client: Client) -> None:
    assert client.get(f"/places/{GRID[0].lower()}/").status_code == 200
    assert client.get("/places/329981999999/").status_code == 404
    assert client.get("/places/x/").status_code == 404


@pytest.mark.parametrize(("row", "most"), [(GRID, 9), (VILLAGE, 9), (TOWN, 9)])
def test_a_card_costs_the_same_few_queries_however_much_it_shows(
    county: None, client: Client, row: tuple[str, ...], most: int
) -> None:
    client.get(f"/places/{row[0]}/?warm")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/places/{row[0]}/?first")
    for kind in (PostKind.JUDGE, PostKind.LAWYER, PostKind.PROSECUTOR, PostKind.VILLAGE_SECRETARY):
        make_post(kind, place(VILLAGE), "某人", "0513-8")
    for number in range(10):
        add_name(place=place(GRID), kind=NameKind.ROAD, text=f"第{number}路")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/places/{row[0]}/?second")
    assert len(many) == len(few)
    from_places = [q for q in many if "places_" in q["sql"] or "people_" in q["sql"]]
    assert len(from_places) <= most


def test_a_search_costs_a_constant_number_of_queries(county: None, client: Client) -> None:
    client.get("/who-serves-me/?q=warm")
    counts = []
    for text in ("长安", "幸福村"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/who-serves-me/?q={text}")
        counts.append(len([q for q in queries if "places_" in q["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= 7


def test_the_list_of_centres_goes_from_city_to_village(county: None, client: Client) -> None:
    html = page(client, "/centres/")
    assert html.index("澄江市社会治理综合服务中心") < html.index("云溪镇社会治理综合服务中心")


def test_the_page_of_a_centre_shows_public_zones_only(county: None, client: Client) -> None:
    centre = Centre.objects.get(place=place(CITY))
    body = ResidentBody.objects.create(centre=centre, number=1, name="法律援助中心", duties="法律咨询")
    Window.objects.create(centre=centre, number=3, name="法律援助", body=body)
    Zone.objects.create(centre=centre, number=1, name="窗口接待区")
    Zone.objects.create(centre=centre, number=2, name="联动指挥区", is_public=False)
    CentreFunction.objects.create(centre=centre, number=1, name="信访受理", entry_path="/reception/")
    html = page(client, f"/en/centres/{CITY[0]}/")
    assert "窗口接待区" in html
    assert "联动指挥区" not in html
    assert 'href="/en/reception/"' in html
    assert "法律援助中心" in html


def test_a_place_without_centre_has_no_page_of_one(county: None, client: Client) -> None:
    assert client.get(f"/centres/{OTHER_TOWN[0]}/").status_code == 404
