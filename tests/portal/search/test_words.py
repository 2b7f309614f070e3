"""How texts become words, and how what was found is marked."""

import pytest

from foundation.text_search.words import Word, fold, words_asked, words_of
from portal.search.marking import marked, snippet, spans_of


def test_han_text_is_cut_into_pairs_and_its_last_character() -> None:
    assert words_of("物业服务") == sorted(["物业", "业服", "服务", "务"])


def test_latin_words_and_numbers_stay_whole_and_lower_case() -> None:
    assert words_of("拨打12345或Email") == sorted(["拨打", "打", "12345", "或", "email"])


def test_full_width_letters_are_the_same_words() -> None:
    assert words_of("ＡＢＣ１２") == ["abc12"]


def test_a_single_character_is_asked_for_as_a_beginning() -> None:
    assert words_asked("水") == [Word("水", goes_on=True)]


def test_a_single_character_beside_other_words_does_not_count() -> None:
    assert words_asked("第 12345 号") == [Word("12345", goes_on=True)]


def test_a_latin_word_may_go_on_from_three_letters() -> None:
    assert words_asked("mediat") == [Word("mediat", goes_on=True)]
    assert words_asked("ai") == [Word("ai")]


@pytest.mark.parametrize("text", ["", "  ", "\"'()*:^-", "\x00", "ＡＮＤ", "۞", "🙂", "_" * 9])
def test_operators_and_oddities_are_never_an_error(text: str) -> None:
    assert all(word.text.isalnum() for word in words_asked(fold(text)))


def test_marks_join_the_pairs_of_a_word_and_escape_the_rest() -> None:
    assert marked("<b>物业服务费", words_asked("物业服务")) == "&lt;b&gt;<mark>物业服务</mark>费"


def test_marks_stand_on_the_text_as_it_was_written() -> None:
    assert marked("共ＡＢＣ３", words_asked("abc3")) == "共<mark>ＡＢＣ３</mark>"
    assert spans_of("㎏物业", [Word("物业")]) == [(1, 3)]


def test_a_latin_word_is_marked_whole_and_only_where_it_begins() -> None:
    assert marked("mediation, immediate", words_asked("media")) == "<mark>mediation</mark>, immediate"


def test_the_snippet_is_the_passage_that_was_asked_for() -> None:
    text = "开头的话。" * 60 + "物业收费要公示。" + "结尾的话。" * 60
    shown = snippet(text, words_asked("物业收费"))
    assert "<mark>物业收费</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert snippet("短文", words_asked("物业")) == "短文"
