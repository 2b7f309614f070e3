"""Personal data in texts: found whole, shown masked, and nothing else taken for it. All numbers are invented."""

import pytest

from foundation.people.personal_data import Kind, personal_data_in

ID = "329981198507123015"
FULL_WIDTH = ID.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
CARD = "6222020000000000000"
MOBILE = "13800138000"


@pytest.mark.parametrize(
    "text",
    [f"身份证号{ID}。", f"（{ID[:6]} {ID[6:14]} {ID[14:]}）", f"编号-{ID}", FULL_WIDTH],
)
def test_an_id_number_is_found_however_it_is_written(text: str) -> None:
    [found] = personal_data_in(text)
    assert found.kind == Kind.ID_NUMBER
    assert found.masked == "3299**********3015"
    assert ID not in str(found)


@pytest.mark.parametrize(
    "text",
    ["329981198507123016", "329981198513123015", "3299811985071230151", "国发〔2025〕18号", "共 123456789012345678 元"],
)
def test_numbers_that_only_look_like_one_are_left_alone(text: str) -> None:
    assert [one for one in personal_data_in(text) if one.kind == Kind.ID_NUMBER] == []


@pytest.mark.parametrize("text", [f"联系{MOBILE}", "138 0013 8000", "138-0013-8000", f"+86{MOBILE}", f"86 {MOBILE}"])
def test_a_mobile_number_is_found_masked(text: str) -> None:
    assert personal_data_in(text) == [(Kind.MOBILE, "138****8000")]


@pytest.mark.parametrize("text", ["电话0513-12345678", "12345", "9138001380001", "12800138000"])
def test_landlines_and_other_numbers_are_no_mobile_numbers(text: str) -> None:
    assert personal_data_in(text) == []


def test_a_listed_public_number_may_stand_there() -> None:
    assert personal_data_in(f"值班手机{MOBILE}", {MOBILE}) == []


def test_a_bank_card_is_found_by_its_check_digit() -> None:
    assert personal_data_in("卡号6222 0200 0000 0000 000") == [(Kind.BANK_CARD, "6222***********0000")]
    assert personal_data_in(CARD[:-1] + "1") == []
    assert personal_data_in("0" * 16) == personal_data_in("4" * 16) == []


def test_what_stands_twice_is_said_once() -> None:
    assert len(personal_data_in(f"{ID}，{ID}")) == 1
