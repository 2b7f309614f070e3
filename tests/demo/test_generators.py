"""What the demo city is made of, before anything is stored."""

import re
from collections import Counter
from datetime import date

import pytest

from foundation.people.identifiers import validate_id_number
from foundation.people.models import PostKind
from foundation.people.roles import DEFAULTS
from foundation.places.models import GridKind, Level
from portal.demo import accounts, aliases, centres, departments, identities, posts, territory, words
from portal.demo.scales import CITY, SCALES, SMALL, Scale, shares
from portal.demo.tables import table

CODES = {
    Level.CITY: r"329981000000",
    Level.TOWN: r"329981\d{3}000",
    Level.VILLAGE: r"329981\d{6}",
    Level.GRID: r"329981\d{6}[ZS]\d{3}",
    Level.MICRO_GRID: r"329981\d{6}Z\d{5}",
}


def test_the_city_has_the_numbers_of_the_speech():
    assert (CITY.towns, CITY.villages) == (18, 340)
    assert (CITY.general_grids, CITY.dedicated_grids, CITY.micro_grids) == (632, 70, 6076)
    assert len(departments.departments()) == 54
    assert (len(centres.WINDOWS), len(centres.ZONES), len(centres.FUNCTIONS)) == (12, 10, 10)
    assert len(centres.RESIDENT_BODIES) == 5


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_every_level_has_exactly_its_number_of_places(scale: Scale):
    rows = territory.places(scale)
    levels = Counter((row.level, row.grid_kind) for row in rows)
    assert levels == {
        (Level.CITY, ""): 1,
        (Level.TOWN, ""): scale.towns,
        (Level.VILLAGE, ""): scale.villages,
        (Level.GRID, GridKind.GENERAL): scale.general_grids,
        (Level.GRID, GridKind.DEDICATED): scale.dedicated_grids,
        (Level.MICRO_GRID, ""): scale.micro_grids,
    }


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_codes_follow_their_level_and_names_do_not_repeat(scale: Scale):
    rows = territory.places(scale)
    assert all(re.fullmatch(CODES[row.level], row.code) for row in rows)
    assert len({row.code for row in rows}) == len({row.name for row in rows}) == len(rows)
    assert len({row.name_en for row in rows}) == len(rows), "two names sound alike in English"


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_a_parent_comes_before_its_children(scale: Scale):
    seen = {""}
    for row in territory.places(scale):
        assert row.parent_code in seen
        seen.add(row.code)


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_an_alias_is_given_once_to_a_place_that_exists(scale: Scale):
    names = aliases.names(scale)
    assert len(set(names)) == len(names)
    assert {name.code for name in names} <= {row.code for row in territory.places(scale)}
    assert len({name.kind for name in names}) == 5


def test_the_small_city_shows_communities_and_villages():
    assert {village.is_community for village in territory.villages(SMALL)} == {True, False}


def test_shares_add_up_and_leave_nobody_out():
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert shares(3, [9, 1, 1]) == [1, 1, 1]
    assert sum(shares(6076, [7 + n % 5 for n in range(632)])) == 6076


def test_numbers_are_written_as_groups_are_numbered():
    assert [words.chinese_number(n) for n in (1, 10, 12, 20, 35)] == ["一", "十", "十二", "二十", "三十五"]


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_every_roster_has_gaps_but_most_posts_are_filled(scale: Scale):
    rows = posts.posts(scale)
    vacant = [row for row in rows if not row.holder]
    assert {row.kind for row in vacant} >= {PostKind.LEADER, PostKind.LAWYER, PostKind.GRID_WORKER}
    assert len(vacant) < len(rows) / 10


def test_a_person_of_the_roster_is_named_once():
    holders = {row.holder for row in posts.posts(CITY)}
    names = [identities.person_name(n) for n in range(16_000)]
    assert len(holders) < 14_000
    assert len(set(names)) == len(names)


def test_every_phone_is_a_test_number_or_has_no_area():
    phones = [row.work_phone for row in posts.posts(CITY) if row.work_phone]
    phones += [sign_in.phone for sign_in in accounts.STAFF if sign_in.phone]
    phones += [citizen.phone for citizen in accounts.CITIZENS]
    assert all(re.fullmatch(r"1380013\d{4}|0500-\d{8}", phone) for phone in phones)


def test_id_numbers_have_the_fictional_region_and_a_right_check_character():
    for n in range(200):
        number = identities.id_number(n)
        validate_id_number(number, today=date(2026, 11, 22))
        assert number.startswith("329981")


def test_there_is_one_sign_in_for_every_role():
    assert {sign_in.role for sign_in in accounts.STAFF} == set(DEFAULTS)


def test_the_city_can_be_told_twice():
    assert territory.places(CITY) == territory.places(CITY)
    assert posts.posts(SMALL) == posts.posts(SMALL)
    assert aliases.names(SMALL) == aliases.names(SMALL)


def test_matters_are_of_a_length_people_may_write():
    rows = table("matters")
    assert len(rows) >= 20
    assert all(1 <= len(row["text"]) <= 2000 and row["request"] for row in rows)
    assert {row["outcome"] for row in rows} == {
        "confirmed",
        "submitted",
        "needs_information",
        "redirected",
        "withdrawn",
    }
