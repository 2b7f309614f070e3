"""Leaders are suggested by what they are responsible for; never ranked, never counted."""

import tomllib

import pytest

from matters.models import Category
from reception_days.suggesting import WORDS, is_fitting, suggested
from tests.reception_days.factories import LeaderSessionFactory, PostFactory
from tests.reception_days.walking import Citizen, open_day


@pytest.mark.parametrize(
    ("portfolio", "category", "fits"),
    [
        ("住房和城乡建设、自然资源、城市管理、交通运输", "housing", True),
        ("住房和城乡建设、自然资源、城市管理、交通运输", "education", False),
        ("教育、卫生健康、民政、医疗保障", "health", True),
        ("环境资源、城乡建设监督", "housing", False),
        ("法制、监察和司法监督", "neighbours", False),
        ("农业农村、水务、生态环境", "rural", True),
        ("", "housing", False),
        ("教育", "unsure", False),
        ("教育", "a-category-of-tomorrow", False),
    ],
)
def test_a_portfolio_fits_by_its_words_and_supervising_is_not_handling(portfolio, category, fits):
    assert is_fitting(portfolio, category) is fits


@pytest.mark.django_db
def test_each_leader_is_suggested_once_in_the_order_given_and_three_at_most():
    posts = [PostFactory(portfolio="教育") for _ in range(5)]
    sessions = [LeaderSessionFactory(post=post, half_day=half) for post in posts for half in ("am", "pm")]
    assert [each.post for each in suggested(sessions, "education")] == posts[:3]


@pytest.mark.django_db
def test_leaving_it_to_the_office_comes_first_and_every_leader_can_be_chosen_by_protocol():
    day = open_day(leaders=3)
    LeaderSessionFactory(day=day, post=PostFactory(name_en="Fits", portfolio="教育"), half_day="pm")
    citizen = Citizen(day, prefix="/en")
    page = citizen.about("education").content.decode()
    order = ["Let the office decide", "Fits", "Deputy Mayor 0", "Deputy Mayor 1", "Deputy Mayor 2"]
    places = [page.index(name) for name in order]
    assert places == sorted(places)
    assert page.count('name="preferred"') == 5


@pytest.mark.django_db
def test_every_category_a_city_starts_with_has_its_words():
    here = Category.objects.public_choices().filter(redirect_kind="")
    assert set(here.values_list("code", flat=True)) <= set(tomllib.loads(WORDS.read_text(encoding="utf-8")))
