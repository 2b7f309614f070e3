"""Forms and components as every room includes them."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.gallery import SampleForm, components

pytestmark = pytest.mark.django_db


class Small(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    nickname = forms.CharField(label="别名", required=False)
    way = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="同意")


def test_a_field_ties_label_hint_and_error_together() -> None:
    html = Small({"name": ""})["name"].as_field_group()
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "请填写这一项" in html


def test_only_fields_that_may_stay_empty_say_so() -> None:
    form = Small()
    assert "（选填）" in form["nickname"].as_field_group()
    assert "（选填）" not in form["name"].as_field_group()


def test_choices_are_a_named_group() -> None:
    html = Small({})["way"].as_field_group()
    assert "<fieldset" in html
    assert "<legend>方式</legend>" in html
    assert 'aria-describedby="id_way_error"' in html


def test_a_tick_box_stands_before_its_words() -> None:
    html = Small()["agrees"].as_field_group()
    assert html.index("<input") < html.index("<label")


def test_the_error_summary_links_to_each_field() -> None:
    html = render_to_string("components/error_summary.html", {"form": Small({})})
    for target in ("#id_name", "#id_way_0", "#id_agrees"):
        assert f'href="{target}"' in html
    assert "id_nickname" not in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert render_to_string("components/error_summary.html", {"form": Small()}).strip() == ""


def test_typed_text_is_escaped() -> None:
    html = Small({"name": "", "nickname": '"><script>'})["nickname"].as_field_group()
    assert "<script>" not in html


def test_a_whole_form_can_be_printed_at_once() -> None:
    assert str(Small()).count('class="field') == 4


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_gallery_shows_every_component(language: str) -> None:
    with translation.override(language):
        html = components(RequestFactory().get("/components/")).content.decode()
    for name in (
        "notice-danger",
        "tag-info",
        'class="steps"',
        'class="facts"',
        'class="empty"',
        'class="pager"',
        'class="crumbs"',
        "data-countdown",
    ):
        assert name in html, name
    assert len(SampleForm.base_fields) * 2 <= html.count('class="field')
