"""What is left out of the satisfaction rate is counted in public; who said nothing about satisfaction is in no rate."""

from datetime import datetime
from html import unescape

import pytest
from django.test import Client, override_settings

from foundation.disclosure.table import Suppressed
from matters.left_out import lines
from matters.models import Exclusion, ExclusionReason, Verdict, VerdictKind
from matters.rates import Rate, rates_of
from matters.services.reviewing import ask_exclusion, decide_exclusion
from matters.services.verdicts import give_verdict
from tests.matters.casework import LATER, answered, somebody
from tests.matters.factories import MatterFactory, moment

pytestmark = pytest.mark.django_db
AT = moment(2027, 2, 1)
UNLAWFUL, UNREASONABLE, DUPLICATE, FORCE = ExclusionReason.values
SMALL = Suppressed(5)


def left_out(reason: str, at: datetime, *, is_approved: bool = True) -> Exclusion:
    asked = ask_exclusion(matter=MatterFactory(), reason=reason, words="理由", actor=somebody("asks"), at=at)
    decide_exclusion(exclusion=asked, is_approved=is_approved, actor=somebody("decides"), at=at)
    return asked


def rated(at: datetime, satisfaction: int | None = 5, **facts) -> Verdict:
    matter = facts.pop("matter", None) or MatterFactory()
    ordinary = {"channel": "web", "solved": "yes", "given_at": at, "satisfaction": satisfaction}
    return Verdict.objects.create(matter=matter, **(ordinary | facts))


def test_by_quarter_and_reason_with_what_was_rated():
    for _ in range(6):
        left_out(UNLAWFUL, moment(2026, 11, 3))
    for _ in range(7):
        rated(moment(2026, 12, 31, 23, 59))
    (line,) = lines(at=AT)
    assert (line.year, line.quarter) == (2026, 4)
    assert (list(line.reasons), line.total, line.rated) == ([6, 0, 0, 0], 6, 7)


def test_a_quarter_begins_at_midnight_of_the_city():
    rated(moment(2026, 9, 30, 23, 59))
    rated(moment(2026, 10, 1, 0, 0))
    assert [(line.year, line.quarter, line.rated) for line in lines(at=AT)] == [(2026, 4, SMALL), (2026, 3, SMALL)]


def test_small_numbers_and_what_would_tell_them_are_hidden():
    """ "<5" beside a shown total and one other reason could be subtracted."""
    for _ in range(9):
        left_out(UNREASONABLE, moment(2026, 11, 3))
    left_out(DUPLICATE, moment(2026, 11, 3))
    (line,) = lines(at=AT)
    assert line.reasons[0] == 0
    assert line.reasons[2] == SMALL
    assert Suppressed() in (line.reasons[1], line.total)


def test_the_running_quarter_and_old_ones_are_not_shown():
    rated(moment(2027, 1, 15))
    left_out(UNLAWFUL, moment(2027, 1, 15))
    rated(moment(2023, 12, 31))
    assert lines(at=AT) == []


def test_what_is_shown_does_not_change_when_another_quarter_is_over():
    left_out(FORCE, moment(2026, 8, 3))
    for _ in range(5):
        left_out(UNLAWFUL, moment(2026, 8, 3))
    before = lines(at=AT)
    for _ in range(8):
        left_out(UNLAWFUL, moment(2027, 2, 3))
        rated(moment(2027, 2, 3))
    after = lines(at=moment(2027, 4, 1))
    assert [line for line in after if line.year == 2026] == before


def test_a_quiet_quarter_between_two_others_stands_there_with_zeros():
    rated(moment(2026, 5, 1))
    rated(moment(2026, 11, 1))
    assert [line.rated for line in lines(at=AT)] == [SMALL, 0, SMALL]


def test_only_approved_ones_count():
    left_out(UNLAWFUL, moment(2026, 11, 3), is_approved=False)
    ask_exclusion(matter=MatterFactory(), reason=UNLAWFUL, words="理由", actor=somebody(), at=moment(2026, 11, 3))
    assert lines(at=AT) == []


def test_a_matter_rated_twice_in_a_quarter_counts_once():
    for _ in range(5):
        matter = MatterFactory()
        rated(moment(2026, 11, 3), 1, matter=matter)
        rated(moment(2026, 11, 20), 4, matter=matter)
        rated(moment(2026, 12, 20), 4, matter=matter, kind=VerdictKind.RECHECK)
    assert lines(at=AT)[0].rated == 5


def test_who_said_nothing_about_satisfaction_rated_nothing():
    for _ in range(6):
        rated(moment(2026, 11, 3), None)
    assert lines(at=AT) == []


def page(address: str = "/letters/left-out/") -> str:
    return Client().get(address).content.decode()


def test_the_page_is_linked_kept_ready_made_and_in_both_languages():
    assert "/letters/left-out/" in page("/letters/")
    assert "暂无内容" in page()
    left_out(UNLAWFUL, moment(2025, 11, 3))
    assert "2025年第4季度" in page()
    assert "&lt;5" in page()
    assert "少于" in page()
    english = page("/en/letters/left-out/")
    assert "Quarter 4 of 2025" in english
    assert "fewer than 5" in english
    assert Client().get("/letters/left-out/").is_public_page
    assert "/letters/left-out/" in page("/sitemap-services.xml")


def test_the_note_says_what_the_gate_does(monkeypatch):
    left_out(UNLAWFUL, moment(2025, 11, 3))
    assert "“<5” stands for a number from 1 to 4, “—” for" in unescape(page("/en/letters/left-out/"))
    monkeypatch.setattr("matters.left_out.MINIMUM", 10)
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        english = unescape(page("/en/letters/left-out/?again"))
    assert "“<10” stands for a number from 1 to 9, “—” for" in english
    assert "fewer than 10" in english


def test_the_page_asks_no_more_for_more_matters(django_assert_num_queries):
    for _ in range(3):
        left_out(UNLAWFUL, moment(2026, 8, 3))
        rated(moment(2026, 11, 3))
    with django_assert_num_queries(2):
        lines(at=AT)


# --- The three rates ----------------------------------------------------------------------------------


def test_nobody_asked_is_no_rate():
    assert [str(rate) for rate in rates_of(Verdict.objects.all())] == ["—", "—", "—"]
    assert Rate(0, 0).share is None


def test_what_was_not_said_is_in_no_denominator():
    """One digit by text message: solved, and nothing about contact or satisfaction."""
    rated(AT, None, solved="yes")
    rated(AT, None, solved="no")
    rated(AT, 5, was_contacted=True)
    rated(AT, 3, was_contacted=False, solved="partly")
    rates = rates_of(Verdict.objects.all())
    assert rates.response == Rate(1, 2)
    assert rates.resolution == Rate(2, 4)
    assert rates.satisfaction == Rate(1, 2)
    assert str(rates.satisfaction) == "50.00%"


def test_a_digit_by_text_message_is_neither_satisfied_nor_low():
    matter = answered()
    give_verdict(matter=matter, solved="yes", satisfaction=None, was_contacted=None, channel="sms", at=LATER(48))
    said = Verdict.objects.all()
    assert not said.rated().exists()
    assert not said.low().exists()
    assert rates_of(said).satisfaction == Rate(0, 0)
    assert rates_of(said).resolution == Rate(1, 1)


def test_left_out_matters_are_in_no_rate():
    said = rated(AT, 1)
    rated(AT, 5)
    asked = ask_exclusion(matter=said.matter, reason=UNLAWFUL, words="理由", actor=somebody("asks"), at=AT)
    assert rates_of(Verdict.objects.all()).satisfaction == Rate(1, 2)
    decide_exclusion(exclusion=asked, is_approved=True, actor=somebody("decides"), at=AT)
    assert rates_of(Verdict.objects.all()).satisfaction == Rate(1, 1)
