"""What everybody may see of a figure, and that nobody can work out what is hidden."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from dashboards import publishing
from dashboards.folding import fold_all
from dashboards.metrics import Count, Days
from dashboards.months import Months
from dashboards.periods import PeriodRefused
from dashboards.publishing import Dimension, Kind, Published, Why, change, city, one, series, table, tables
from dashboards.publishing.published import composite, published
from matters.models import Category, MatterState
from matters.rates import Rate
from tests.disclosure.attacker import Range, narrowed, ranges
from tests.matters.factories import MatterFactory, another_town, category, moment, town

TODAY = date(2027, 1, 15)
YEAR = Months.year(2026)
CITY = 0


def months(first: int, last: int) -> Months:
    return Months(date(2026, first, 1), date(2026, last, 1))


# --- A city made up of numbers -------------------------------------------------------------------------------
@dataclass
class City:
    """What each town (1, 2, …) and whatever lies in none of them came to, by figure and month."""

    values: dict[str, list[list[object]]]

    def value(self, code: str, key: int, month: int) -> object:
        rows = self.values[code]
        return total([row[month] for row in rows]) if key == CITY else rows[key - 1][month]

    def read(self, dimension: str, keys: Sequence[int], first: date, last: date, codes: Sequence[str]) -> "Reading":
        return Reading(self, list(keys), list(Months(first, last)))


@dataclass
class Reading:
    city: City
    keys: list[int]
    months: list[date]

    def by_month(self, code: str) -> dict[date, object]:
        return {month: self.city.value(code, self.keys[0], month.month - 1) for month in self.months}

    def by_key(self, code: str) -> dict[int, object]:
        return {key: total([self.city.value(code, key, month.month - 1) for month in self.months]) for key in self.keys}

    def whole(self, code: str) -> object:
        return self.by_key(code)[self.keys[0]]


def total(values: Sequence[object]) -> object:
    if isinstance(values[0], Count):
        return Count(sum(each.number for each in values))
    if isinstance(values[0], Rate):
        return Rate(sum(each.part for each in values), sum(each.whole for each in values))
    return Days(tuple(map(sum, zip(*(each.bins for each in values), strict=True))))


def forget() -> None:
    tables._months.forget()
    tables._years.forget()


def make_up(monkeypatch):
    """`make(received=[[…], …])`: a city with a row of months for each town and one for the rest."""

    def make(**values):
        towns = len(next(iter(values.values()))) - 1
        found = City({code: [row + row[:1] * 0 for row in rows] for code, rows in values.items()})
        for module in (tables, series):
            monkeypatch.setattr(module, "read", found.read)
            monkeypatch.setattr(module, "city_key", lambda: CITY)
            monkeypatch.setattr(module, "keys_of", lambda dimension: list(range(1, towns + 1)))
        monkeypatch.setattr(tables, "watched_in", lambda month: set())
        monkeypatch.setattr(tables, "minimums_of", lambda dimension, keys: [5] * len(keys))
        monkeypatch.setattr(series, "localdate", lambda: TODAY)
        forget()
        return found

    return make


@pytest.fixture
def made_up(monkeypatch):
    yield make_up(monkeypatch)
    forget()


def counts(*rows):
    return [[Count(number) for number in row] for row in rows]


def twelve(number: int, *first: int) -> list[int]:
    """A year that begins like this and goes on evenly."""
    return [*first, *[number] * (12 - len(first))]


def town_cell(code: str, key: int, month: int) -> Published:
    return one(Dimension.PLACE, key, [code], months(month, month))[code].total


# --- Rules -----------------------------------------------------------------------------------------------------
def test_the_citys_own_total_is_shown_however_small(made_up):
    made_up(received=counts(twelve(0, 2), twelve(0), twelve(0)))
    assert str(city(["received"], months(1, 1))["received"].total) == "2"


def test_a_towns_small_count_is_not_shown_nor_what_would_give_it_away(made_up):
    made_up(received=counts(twelve(9, 3), twelve(9, 20), twelve(9, 7)))
    found = table(Dimension.PLACE, "received", months(1, 1))
    assert {key: str(value) for key, value in found.items()} == {1: "<5", 2: "20", None: "—"}
    assert (found[1].why, found[None].why) == (Why.SMALL, Why.PROTECTS)


def test_a_share_is_shown_where_part_and_rest_are_none_or_enough(made_up):
    shares = [Rate(0, 8), Rate(8, 8), Rate(8, 20), Rate(8, 10), Rate(3, 40)]
    rows = [[share, *[Rate(20, 40)] * 11] for share in shares]
    made_up(on_time=rows, overdue=[[Count(each.whole - each.part) for each in row] for row in rows])
    found = [town_cell("on_time", key, 1) for key in (1, 2, 3, 4)]
    assert [str(each) for each in found] == ["0.0%", "100.0%", "40.0%", "—"]
    assert found[3].meaning


def test_a_citys_share_of_fewer_than_five_is_no_share(made_up):
    made_up(returns=[[Rate(1, 3)] * 12, [Rate(0, 1)] * 12])
    total = city(["returns"], months(1, 1))["returns"].total
    assert (str(total), total.why) == ("—", Why.FEW)


def test_figures_of_one_family_are_hidden_together(made_up):
    rows = [[Rate(48, 50)] * 12, [Rate(40, 50)] * 12, [Rate(30, 60)] * 12]
    made_up(on_time=rows, overdue=[[Count(each.whole - each.part) for each in row] for row in rows])
    assert town_cell("overdue", 1, 1).why == Why.SMALL
    assert town_cell("on_time", 1, 1).why == Why.PROTECTS


def test_a_period_is_shown_where_all_its_months_are(made_up):
    made_up(received=counts(twelve(9, 9, 9, 3), twelve(9, 9, 9, 2), twelve(30)))
    assert town_cell("received", 1, 3).why == Why.SMALL
    assert str(table(Dimension.PLACE, "received", months(1, 2))[1]) == "18"
    assert table(Dimension.PLACE, "received", months(2, 4))[1].why == Why.PERIOD


def test_a_whole_year_is_shown_with_hidden_months_in_it_if_they_stay_hidden(made_up):
    made_up(received=counts(twelve(9, 3, 2), twelve(9, 2, 3), twelve(30)))
    assert str(table(Dimension.PLACE, "received", YEAR)[1]) == "95"


def test_the_year_that_gives_a_month_away_is_not_shown(made_up):
    made_up(received=counts(twelve(9, 3), twelve(9, 3), twelve(30)))
    assert table(Dimension.PLACE, "received", YEAR)[1].why == Why.PERIOD


def test_what_is_finer_than_the_city_waits_for_the_end_of_the_month(made_up, monkeypatch):
    made_up(received=counts(twelve(9), twelve(9), twelve(9)))
    monkeypatch.setattr(series, "localdate", lambda: date(2026, 3, 31))
    assert str(town_cell("received", 1, 2)) == "9"
    assert town_cell("received", 1, 3).why == Why.NOT_OVER
    assert table(Dimension.PLACE, "received", months(2, 3))[1].why == Why.NOT_OVER
    assert str(city(["received"], months(3, 3))["received"].total) == "27"


def test_a_median_has_five_on_each_side_and_a_ninth_decile_too():
    def shown(number: int) -> Published:
        return published(Days.of([timedelta(days=2)] * number))

    assert shown(9).why == Why.FEW
    assert (shown(10).number, shown(49).p90) == (2.5, None)  # in the middle of the third day
    assert shown(50).p90 == pytest.approx(2.9)


def test_the_composite_is_worked_out_of_what_is_published_alone():
    shown = {code: Published(Kind.SHARE, number) for code, number in [("response", 1.0), ("resolution", 0.5)]}
    weights = {"response": 20, "resolution": 80}
    assert composite(shown, weights).number == pytest.approx(0.6)
    assert composite(shown | {"resolution": Published(Kind.SHARE, why=Why.PROTECTS)}, weights).why == Why.PROTECTS


def test_a_change_is_told_of_two_published_numbers_only():
    assert change(Published(Kind.COUNT, 12), Published(Kind.COUNT, 9)) == 3
    assert change(Published(Kind.SHARE, 0.5), Published(Kind.SHARE, 0.25)) == 25
    assert change(Published(Kind.COUNT, 12), Published(Kind.COUNT, why=Why.SMALL)) is None


def test_an_inverted_period_is_refused():
    with pytest.raises(PeriodRefused):
        months(3, 2)


def test_a_figure_that_nobody_named_in_a_family_stands_alone():
    assert publishing.families.family_of("from_a_later_room") == ("from_a_later_room",)


# --- From the records themselves --------------------------------------------------------------------------------
@pytest.fixture
def january(monkeypatch):
    monkeypatch.setattr(series, "localdate", lambda: TODAY)


@pytest.mark.django_db
def test_matters_are_published_by_town(january):
    for place, number in ((town(), 6), (another_town(), 7)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3))
    MatterFactory(place=another_town(), registered_at=moment(2026, 11, 3), state=MatterState.VOID)
    fold_all(at=moment(2027, 1, 15))
    found = table(Dimension.PLACE, "received", months(11, 11))
    assert {key: str(value) for key, value in found.items()} == {town().pk: "6", another_town().pk: "7", None: "0"}


@pytest.mark.django_db
def test_a_kind_that_asks_for_care_is_shown_from_ten_on(january):
    careful = Category.objects.never_public().filter(depth=1, redirect_kind="").first()
    for kind, number in ((careful, 7), (category("traffic"), 7), (category("housing"), 20)):
        for _each in range(number):
            MatterFactory(category=kind, registered_at=moment(2026, 11, 3))
    fold_all(at=moment(2027, 1, 15))
    found = table(Dimension.CATEGORY, "received", months(11, 11))
    assert str(found[careful.pk]) == "<10"
    assert str(found[category("traffic").pk]) == "—"  # the city's total less the others would say it


# --- The attacker: takes all that is published of a year and narrows down what is not -----------------------------
RATES = ("response", "resolution", "satisfaction")
PERIODS = [Months(date(2026, first, 1), date(2026, last, 1)) for first in range(1, 13) for last in range(first, 13)]


def parts(value: Published) -> tuple[float, ...] | None:
    """The counts that somebody reads off a published number."""
    if value.number is None:
        return (0, 0) if value.why == Why.NOTHING else None
    return (value.part, value.whole - value.part) if value.kind == Kind.SHARE else (value.number,)


def true_counts(value: object) -> tuple[int, ...]:
    return (value.part, value.whole - value.part) if isinstance(value, Rate) else (value.number,)


def rows_of(made: City, code: str) -> list[int | None]:
    return [*range(1, len(made.values[code])), None]


def published_places(made: City, code: str) -> dict[tuple[int | None, int], Published]:
    return {
        (row, month.month): value
        for month in YEAR
        for row, value in table(Dimension.PLACE, code, Months(month, month), rows_of(made, code)).items()
    }


def equations_of(made: City, code: str, part: int) -> tuple[list[dict], set]:
    """Of every month the city's total and of every row every run of months, less what is shown of them."""
    shown = {place: parts(value) for place, value in published_places(made, code).items()}
    sums = [
        ([(row, month) for row in rows_of(made, code)], true_counts(made.value(code, CITY, month - 1)))
        for month in range(1, 13)
    ]
    for period in PERIODS:
        for row, value in table(Dimension.PLACE, code, period, rows_of(made, code)).items():
            if (counts := parts(value)) is not None:
                sums.append(([(row, month.month) for month in period], counts))
    hidden = {place for place, value in shown.items() if value is None}
    equations = [
        dict.fromkeys(unknown, 1) | {None: whole[part] - sum(shown[place][part] for place in places if shown[place])}
        for places, whole in sums
        if (unknown := [place for place in places if place in hidden])
    ]
    return equations, hidden


def exposed(made: City, code: str) -> dict[object, Range]:
    """Small counts that the attacker narrows down to less than their sign leaves; nobody tells them what a "—" is."""
    first = made.values[code][0][0]
    found = {}
    for part in range(2 if isinstance(first, Rate) else 1):
        equations, hidden = equations_of(made, code, part)
        signs = {place: value.why for place, value in published_places(made, code).items()}
        known = {place: Range(1, 4) if signs[place] == Why.SMALL else Range(0, float("inf")) for place in hidden}
        wanted = {
            place: known[place] if signs[place] == Why.SMALL else Range(0, min(4, city_total(made, code, place, part)))
            for place in hidden
            if 0 < true_of(made, code, place)[part] < 5
        }
        found |= {(part, place): each for place, each in narrowed(ranges(equations, known, wanted), wanted).items()}
    return found


def city_total(made: City, code: str, place: tuple[int | None, int], part: int) -> int:
    return true_counts(made.value(code, CITY, place[1] - 1))[part]


def true_of(made: City, code: str, place: tuple[int | None, int]) -> tuple[int, ...]:
    row, month = place
    rows = made.values[code]
    return true_counts((rows[-1] if row is None else rows[row - 1])[month - 1])


def random_city(seed: int) -> dict[str, list[list[object]]]:
    dice = random.Random(seed)
    most = dice.choice((4, 9, 30, 200))
    towns = dice.randint(1, 6)

    def share() -> Rate:
        whole = dice.randint(0, most)
        return Rate(dice.randint(0, whole), whole)

    values: dict[str, list[list[object]]] = {
        code: [[share() for _month in range(12)] for _row in range(towns + 1)] for code in RATES
    }
    values["received"] = [[Count(dice.randint(0, most)) for _month in range(12)] for _row in range(towns + 1)]
    return values


HAND_MADE = {
    "one town": counts(twelve(3), twelve(0)),
    "one small month": counts(twelve(50, 3), twelve(50), twelve(50)),
    "small everywhere": counts(twelve(2), twelve(1), twelve(4)),
    "a town that is always small": counts(twelve(2), twelve(80), twelve(60)),
    "nothing but one matter": counts(twelve(0, 1), twelve(0), twelve(0)),
    "small in turn": counts([3, 50] * 6, [50, 3] * 6, twelve(50)),
}


@pytest.mark.one_engine
@pytest.mark.parametrize("rows", HAND_MADE.values(), ids=HAND_MADE.keys())
def test_an_attacker_narrows_down_no_small_count_of_a_year_made_by_hand(made_up, rows):
    assert exposed(made_up(received=rows), "received") == {}


@pytest.mark.one_engine
@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_narrows_down_no_small_count_of_a_random_year(made_up, seed):
    made = made_up(**random_city(seed))
    for code in ("received", *RATES):
        assert exposed(made, code) == {}, code


def test_a_month_that_is_withheld_says_nothing_of_any_row(made_up):
    """Three times "<5" and a city of three would be one each."""
    made_up(received=counts(twelve(9, 1), twelve(9, 1), twelve(9, 1)))
    assert {str(value) for value in table(Dimension.PLACE, "received", months(1, 1)).values()} == {"—"}


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("rows", "careless"),
    [("one small month", {0}), ("small everywhere", {0, 1})],
)
def test_the_attacker_would_succeed_without_the_gate(made_up, monkeypatch, rows, careless):
    """So that the tests above are known to bite."""
    made = made_up(received=HAND_MADE[rows])
    monkeypatch.setattr(tables, "hidden_in_month", lambda columns, minimums, watched: careless)
    monkeypatch.setattr(tables, "hidden_totals", lambda layers, minimums, hidden: set())
    assert exposed(made, "received")
