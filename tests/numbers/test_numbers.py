import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.numbers import numbers
from foundation.numbers.services import (
    grouped,
    is_query_code,
    is_valid_number,
    new_number,
    new_query_code,
    normalise_number,
    query_code_digest,
    with_new_number,
)

DAY = date(2026, 11, 22)
NUMBER = "20261122-7K4MQ9-3"


def test_a_number_has_the_printed_form():
    assert re.fullmatch(r"20261122-[2-9A-HJ-NP-Z]{6}-[2-9A-HJ-NP-Z]", new_number(DAY))


def test_every_new_number_is_valid():
    assert all(is_valid_number(new_number(DAY)) for _ in range(500))


def test_the_check_character_is_the_one_of_iso_7064():
    assert is_valid_number(NUMBER)
    assert not any(is_valid_number(NUMBER[:-1] + wrong) for wrong in numbers.ALPHABET if wrong != NUMBER[-1])


@given(position=st.sampled_from([*range(8), *range(9, 15), 16]), replacement=st.sampled_from("01" + numbers.ALPHABET))
def test_one_wrong_character_is_noticed(position, replacement):
    assume(replacement.isdigit() or position > 7)  # a letter in the date is read as the digit it looks like
    assume(replacement != NUMBER[position])
    assert not is_valid_number(NUMBER[:position] + replacement + NUMBER[position + 1 :])


@pytest.mark.parametrize("position", range(9, 14))
def test_swapped_neighbours_are_noticed(position):
    swapped = NUMBER[:position] + NUMBER[position + 1] + NUMBER[position] + NUMBER[position + 2 :]
    assert not is_valid_number(swapped)


@pytest.mark.parametrize(
    "typed",
    [
        "20261122-7k4mq9-3",
        " 20261122 7K4MQ9 3 ",
        "202611227K4MQ93",
        "２０２６１１２２－７Ｋ４ＭＱ９－３",
        "20261122—7K4MQ9—3。",
        "2O26ll22-7K4MQ9-3",
    ],
)
def test_what_people_type_is_understood(typed):
    assert normalise_number(typed) == NUMBER
    assert is_valid_number(typed)


@pytest.mark.parametrize(
    "typed", ["", "12345", "20261122-7K4MQ9", "20261122-7K4MO9-3", "20261322-7K4MQ9-P", "编号" * 40]
)
def test_what_cannot_be_a_number_is_refused(typed):
    assert not is_valid_number(typed)


def test_a_day_that_does_not_exist_is_refused_even_with_a_right_check_character():
    body = "202613227K4MQ"
    tried = [body + last + numbers.mod_37_36.calc_check_digit(body + last) for last in numbers.ALPHABET]
    assert not any(is_valid_number(text) for text in tried)


def test_a_collision_draws_another_number(db, monkeypatch):
    drawn = iter(["taken", "taken", "fresh"])
    monkeypatch.setattr(numbers, "new_number", lambda on: next(drawn))
    user = get_user_model()
    user.objects.create(username="taken")
    assert with_new_number(lambda number: user.objects.create(username=number), on=DAY).username == "fresh"


def test_a_constraint_that_always_refuses_is_raised(db, monkeypatch):
    monkeypatch.setattr(numbers, "new_number", lambda on: "taken")
    user = get_user_model()
    user.objects.create(username="taken")
    with pytest.raises(IntegrityError):
        with_new_number(lambda number: user.objects.create(username=number), on=DAY)


def test_a_query_code_opens_its_number_however_it_is_typed():
    code = new_query_code()
    stored = query_code_digest(NUMBER, code)
    assert is_query_code("20261122 7k4mq9 3", grouped(code).lower(), stored)


def test_a_query_code_opens_no_other_number():
    code = new_query_code()
    assert not is_query_code(new_number(DAY), code, query_code_digest(NUMBER, code))


def test_a_wrong_code_opens_nothing():
    assert not is_query_code(NUMBER, new_query_code(), query_code_digest(NUMBER, new_query_code()))
    assert not is_query_code(NUMBER, "", "")


def test_the_stored_digest_does_not_hold_the_code():
    code = new_query_code()
    assert len(code) == 10
    assert code not in query_code_digest(NUMBER, code)
