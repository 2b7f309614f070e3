from typing import Any

import pytest
from django import forms
from django.test import Client

from foundation.places.forms import PlaceField
from foundation.places.models import Level, NameKind
from foundation.places.services import add_name, close_place
from tests.places.factories import AT, COMMUNITY, GRID, NAMESAKE, TOWN, VILLAGE, load_county, place


class WhereForm(forms.Form):
    place = PlaceField(label="Where do you live?", levels=[Level.VILLAGE, Level.GRID])


class OptionalForm(forms.Form):
    place = PlaceField(required=False)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(db: Any) -> None:
    load_county()


def filled(text: str, code: str = "", listed_for: str | None = None) -> WhereForm:
    return WhereForm({"place": text, "place_code": code, "place_for": text if listed_for is None else listed_for})


def codes_of(form: forms.Form) -> list[str]:
    return [code for row in (VILLAGE, NAMESAKE, COMMUNITY, GRID, TOWN) if f'value="{(code := row[0])}"' in str(form)]


def test_a_name_that_only_one_place_has_is_enough() -> None:
    form = filled("长安社区")
    assert form.is_valid()
    assert form.cleaned_data["place"] == place(COMMUNITY)


def test_a_name_of_several_places_comes_back_as_a_list() -> None:
    form = filled("幸福村")
    assert form.errors.as_data()["place"][0].code == "choose"
    assert codes_of(form)[:2] == [VILLAGE[0], NAMESAKE[0]]
    assert 'value="幸福村"' in str(form)


def test_the_chosen_one_is_taken() -> None:
    form = filled("幸福村", NAMESAKE[0])
    assert form.is_valid()
    assert form.cleaned_data["place"] == place(NAMESAKE)


def test_new_words_undo_an_old_choice() -> None:
    form = filled("长安社区", NAMESAKE[0], listed_for="幸福村")
    assert form.is_valid()
    assert form.cleaned_data["place"] == place(COMMUNITY)


@pytest.mark.parametrize(
    ("text", "code"), [("", "required"), ("  ", "required"), ("???", "required"), ("乌鲁木齐", "not_found")]
)
def test_nothing_usable_is_told_beside_the_field(text: str, code: str) -> None:
    form = filled(text)
    assert form.errors.as_data()["place"][0].code == code


def test_a_made_up_code_is_no_choice() -> None:
    assert filled("幸福村", "329981999999").errors.as_data()["place"][0].code == "choose"
    assert filled("幸福村", TOWN[0]).errors.as_data()["place"][0].code == "choose"


def test_a_closed_place_cannot_be_chosen() -> None:
    close_place(place=place(NAMESAKE), on=AT.date(), source="screen", at=AT)
    assert filled("青石镇幸福村", NAMESAKE[0]).errors


def test_an_estate_leads_to_its_grid_and_towns_are_left_out() -> None:
    add_name(place=place(GRID), kind=NameKind.ESTATE, text="紫薇花园")
    assert filled("紫薇花园").is_valid()
    assert filled("云溪镇").errors.as_data()["place"][0].code in ("choose", "not_found")
    assert TOWN[0] not in codes_of(filled("云溪镇"))


def test_an_optional_field_may_stay_empty() -> None:
    form = OptionalForm({"place": ""})
    assert form.is_valid()
    assert form.cleaned_data["place"] is None


def test_a_known_place_is_shown_as_chosen() -> None:
    form = WhereForm(initial={"place": place(COMMUNITY)})
    assert 'value="长安社区居委会"' in str(form)
    assert "checked" in str(form)


def test_the_list_while_typing_is_the_list_of_the_form(client: Client) -> None:
    html = client.get("/places/suggestions/?q=幸福村&name=where&levels=village").content.decode()
    assert f'name="where_code" value="{VILLAGE[0]}"' in html
    assert GRID[0] not in html
    assert 'name="where_for" value="幸福村"' in html


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=村&levels=nonsense", '?q=x&name="><script>'])
def test_odd_questions_for_the_list_are_answered(client: Client, query: str) -> None:
    response = client.get(f"/places/suggestions/{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content
