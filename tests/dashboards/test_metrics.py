"""Every figure says what it counts, in both languages, and counts just that. What is expected is worked out by hand."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from dashboards.facts import load
from dashboards.metrics import Count, Days, Question, all_metrics, get_metric, metric
from dashboards.periods import MOST_MONTHS, Period, PeriodRefused
from foundation.people.models import Post, PostKind, Tenure
from foundation.places.models import Place
from matters.models import Channel, Matter, MatterState, Outcome, Verdict
from matters.rates import Rate
from matters.services.rechecking import give_recheck
from matters.services.returns import ask_return, uphold_return
from matters.services.reviewing import ask_exclusion, decide_exclusion
from matters.services.triage import answer_directly
from matters.services.verdicts import close_silent, give_verdict
from tests.matters.casework import DESK, LATER, OFFICER, answer, answered, dispatched, signed, somebody, unit
from tests.matters.factories import MatterFactory, PersonFactory, another_town, category, city, moment, town, village
from tests.reception_days.factories import BookingFactory

pytestmark = pytest.mark.django_db
NOVEMBER = Period.month(2026, 11)
END = moment(2027, 1, 15)


def value(code: str, *, place: Place | None = None, period: Period = NOVEMBER, at=END, **narrowed):
    return get_metric(code).compute(Question(place or city(), period, at, **narrowed))


def judged(matter: Matter, solved: str, satisfaction: int | None, *, contacted: bool | None = True, hours: int = 30):
    return give_verdict(
        matter=matter, solved=solved, satisfaction=satisfaction, was_contacted=contacted, reason="还没有修好",
        wants_rework=False, channel=Channel.WEB, at=LATER(hours),
    )  # fmt: skip


# --- Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", all_metrics(), ids=lambda each: each.code)
def test_a_figure_is_defined_in_both_languages(each):
    with override("zh-hans"):
        chinese, name = each.definition, str(each.name)
    with override("en"):
        english, name_en = each.definition, str(each.name)
    assert chinese.startswith("算法：")
    assert all(part in chinese for part in ("不计：", "依据："))
    assert english.startswith("Counted: ")
    assert all(part in english for part in ("Left out: ", "Basis: "))
    assert english.isascii()
    assert name_en.isascii()
    assert not name.isascii()


@pytest.mark.parametrize("each", all_metrics(), ids=lambda each: each.code)
def test_of_nothing_a_figure_is_nothing_and_never_a_rate(each):
    nothing = each.compute(Question(city(), NOVEMBER, END))
    assert nothing in (Count(0), Days(), Rate(0, 0))
    assert str(nothing) in ("0", "—")


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="received"):
        metric("received", get_metric("received").name, None)(lambda asked: Count(0))


# --- Periods ------------------------------------------------------------------------------------------------


def test_a_month_has_its_own_days_in_the_citys_time():
    december = Period.month(2026, 12)
    assert (december.first, december.last, december.months) == (date(2026, 12, 1), date(2026, 12, 31), 1)
    assert (december.begins, december.ends) == (moment(2026, 12, 1, 0), moment(2027, 1, 1, 0))


@pytest.mark.parametrize("last", [date(2026, 10, 31), date(2076, 11, 1)])
def test_an_inverted_and_an_endless_period_are_refused_in_words(last):
    with pytest.raises(PeriodRefused) as refused:
        Period(date(2026, 11, 1), last)
    assert str(refused.value) in ("结束日期早于开始日期。", f"一次最多查 {MOST_MONTHS} 个月。")


def test_the_last_moment_of_a_month_is_in_it_and_the_next_is_not():
    MatterFactory(registered_at=moment(2026, 11, 30, 23, 59))
    MatterFactory(registered_at=moment(2026, 12, 1, 0, 0))
    assert value("received") == Count(1)
    assert value("received", period=Period.month(2026, 12)) == Count(1)


# --- Taken in -----------------------------------------------------------------------------------------------


def test_what_was_imported_by_mistake_or_split_off_is_not_received_and_what_was_joined_is():
    first = MatterFactory()
    MatterFactory(state=MatterState.VOID)
    MatterFactory(split_from=first)
    MatterFactory(state=MatterState.MERGED, merged_into=first)
    assert value("received") == Count(2)


def test_place_unit_category_and_channel_narrow_a_figure():
    dispatched()
    MatterFactory(place=another_town(), channel=Channel.PHONE, category=category("traffic"))
    assert [value("received", place=each) for each in (city(), town(), village(), another_town())] == [
        Count(2), Count(1), Count(1), Count(1),
    ]  # fmt: skip
    assert value("received", unit=unit()) == Count(1)
    assert value("received", category=category("traffic")) == Count(1)
    assert value("received", channel=Channel.PHONE) == Count(1)


def test_direct_answers_and_dispatch_share_what_was_accepted():
    dispatched()
    dispatched()
    direct = MatterFactory()
    answer_directly(matter=direct, text="窗口上午八点半开门。", actor=somebody(), roles=DESK, at=LATER(1))
    MatterFactory()  # registered, not accepted yet
    assert value("accepted") == Count(3)
    assert value("direct_share") == Rate(1, 3)
    assert value("dispatch_share") == Rate(2, 3)


# --- In time ------------------------------------------------------------------------------------------------


def test_a_limit_that_was_missed_stays_in_whether_answered_later_or_open():
    kept, late, never = answered(), signed(), signed()
    due = never.clocks.get(is_main=True).legal_due_at
    answer(late, at=due + timedelta(days=2))
    period = Period(due.date() - timedelta(days=1), due.date() + timedelta(days=1))
    assert {each.clocks.get(is_main=True).legal_due_at for each in (kept, late, never)} == {due}
    assert value("on_time", period=period) == Rate(1, 3)
    assert value("overdue", period=period) == Count(2)
    assert value("overdue", period=period, at=due - timedelta(hours=1)) == Count(0)
    Matter.objects.filter(pk=never.pk).update(state=MatterState.WITHDRAWN)
    assert value("on_time", period=period) == Rate(1, 2)


# --- As the people judge it ---------------------------------------------------------------------------------


def test_three_rates_each_of_those_who_answered_the_question():
    judged(answered(), "yes", 5)
    judged(answered(), "partly", 3, contacted=False)
    judged(answered(), "yes", None, contacted=None)  # a digit by text message
    assert value("response") == Rate(1, 2)
    assert value("resolution") == Rate(2, 3)
    assert value("satisfaction") == Rate(1, 2)
    assert value("composite") == Rate(5833, 10_000)  # 5 + 33.33 + 20 percent


def test_there_is_no_composite_while_nobody_was_asked_one_of_the_questions():
    judged(answered(), "yes", None, contacted=None)
    assert str(value("composite")) == "—"


def test_the_last_word_counts_once_a_matter():
    matter = answered()
    give_verdict(
        matter=matter,
        solved="no",
        satisfaction=1,
        was_contacted=True,
        reason="还是坏的",
        channel=Channel.WEB,
        at=LATER(30),
    )
    assert value("resolution") == Rate(0, 1)
    matter.refresh_from_db()
    answer(matter, at=LATER(48))
    judged(matter, "yes", 4, hours=50)
    assert Verdict.objects.count() == 2
    assert value("resolution") == Rate(1, 1)
    assert value("rework") == Rate(1, 2)
    assert value("claimed") == Rate(2, 2)


def test_a_word_that_was_overtaken_counts_in_no_month():
    matter = answered()
    give_verdict(
        matter=matter, solved="no", satisfaction=1, was_contacted=True, reason="还是坏的", channel=Channel.WEB,
        at=LATER(30),
    )  # fmt: skip
    matter.refresh_from_db()
    answer(matter, at=LATER(48))
    judged(matter, "yes", 4, hours=24 * 12)
    december = Period.month(2026, 12)
    assert (value("resolution"), value("resolution", period=december)) == (Rate(0, 0), Rate(1, 1))
    assert value("resolution", period=Period(NOVEMBER.first, december.last)) == Rate(1, 1)


def test_what_is_left_out_of_the_rates_is_counted_beside_them():
    matter = answered()
    judged(matter, "no", 1)
    asked = ask_exclusion(matter=matter, reason="unlawful", words="依法不能办理", actor=somebody("one"), at=LATER(40))
    assert value("excluded") == Count(0)
    decide_exclusion(exclusion=asked, is_approved=True, actor=somebody("two"), at=LATER(41))
    assert value("excluded") == Count(1)
    assert str(value("resolution")) == "—"


def test_silence_is_no_verdict_and_stays_in():
    judged(answered(), "yes", 5)
    close_silent(matter=answered(), at=LATER(600))
    MatterFactory(
        state=MatterState.CLOSED, outcome=Outcome.NOT_ASKED, closed_at=LATER(40), person=None, name="", phone=""
    )
    december = Period(NOVEMBER.first, date(2026, 12, 31))
    assert value("coverage", period=december) == Rate(1, 2)


def test_a_recheck_is_a_figure_of_its_own():
    matter = answered()
    judged(matter, "yes", 5)
    give_recheck(
        matter=matter, solved="no", satisfaction=2, reason="又坏了", agent=somebody("agent"), channel=Channel.PHONE,
        at=moment(2026, 12, 28),
    )  # fmt: skip
    december = Period.month(2026, 12)
    assert value("rechecked", period=december) == Rate(0, 1)
    assert value("resolution") == Rate(1, 1)
    assert str(value("resolution", period=december)) == "—"
    answer(matter, at=moment(2026, 12, 29))
    assert value("rework", period=december) == Rate(1, 1)
    [facts] = load([matter.pk]).values()
    assert facts.reworks == [moment(2026, 12, 28)]


# --- How long, handed on ----------------------------------------------------------------------------------------


def test_days_are_calendar_days_with_median_and_ninth_decile():
    for days in range(1, 11):
        MatterFactory(registered_at=moment(2026, 11, 1), replied_at=moment(2026, 11, 1) + timedelta(days=days))
    took = value("days_to_answer")
    assert (took.whole, took.median, took.p90) == (10, 6.0, 10.0)
    assert str(took) == "6.0 / 10.0"


def test_days_within_a_bin_are_spread_evenly_and_more_than_a_year_is_365():
    def took(*days: float) -> Days:
        return Days.of(timedelta(days=each) for each in days)

    assert (took(3.2).median, took(3.2).p90) == (3.5, pytest.approx(3.9))
    assert (took(16, 17, 18, 19).median, took(21, 29).median) == (17.5, 25.0)
    assert (took(400, 4000).median, took(400).p90) == (365, 365)
    assert took(-1).median == 0.5  # entered the wrong way round
    assert took(1, 400) == Days(tuple(map(sum, zip(took(1).bins, took(400).bins, strict=True))))


def test_a_return_is_ruled_on_and_the_days_with_the_wrong_unit_are_counted():
    matter = signed()
    request = ask_return(
        matter=matter, basis="《城乡规划法》", reason="属于规划部门职责", suggested_unit=unit("planning"),
        actor=somebody("officer"), roles=OFFICER, at=LATER(48),
    )  # fmt: skip
    assert value("returns") == Rate(0, 0)
    uphold_return(request=request, unit=unit("planning"), words="同意", actor=somebody(), roles=DESK, at=LATER(75))
    assert value("returns") == Rate(1, 1)
    assert value("days_between_units") == Count(3)


# --- Reception days and posts -----------------------------------------------------------------------------------


def test_registrations_count_by_the_day_they_are_for():
    booking = BookingFactory()
    period = Period(booking.day.date, booking.day.date)
    assert value("reception_registered", period=period) == Count(1)
    before = booking.day.date - timedelta(days=1)
    assert value("reception_registered", period=Period(before, before)) == Count(0)


def test_a_village_has_a_mediator_while_the_post_is_held():
    post = Post.objects.create(name="调解员", kind=PostKind.VILLAGE_MEDIATOR, place=village())
    assert value("village_mediators") == Rate(0, 1)
    Tenure.objects.create(post=post, person=PersonFactory(), starts_on=date(2026, 11, 30))
    assert value("village_mediators") == Rate(1, 1)
    assert value("village_mediators", period=Period.month(2026, 10)) == Rate(0, 1)


# --- The command ------------------------------------------------------------------------------------------------


def test_the_command_prints_every_figure_and_refuses_in_words(capsys):
    dispatched()
    call_command("metrics", "2026-11-01", "2026-11-30")
    printed = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in printed] == [each.code for each in all_metrics()]
    assert "received\t1\t1" in printed
    assert "dispatch_share\t100.00%\t1\t1" in printed
    with pytest.raises(CommandError, match="早于"):
        call_command("metrics", "2026-11-30", "2026-11-01")
    with pytest.raises(CommandError, match="no such place"):
        call_command("metrics", "2026-11-01", "2026-11-30", place="000000000000")
