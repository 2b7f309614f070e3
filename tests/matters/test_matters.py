"""Categories, registering, finding and closing, through the services."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from foundation.ledger.models import Entry
from foundation.ledger.services import proves
from foundation.moves.exceptions import MoveNotAllowed
from foundation.numbers.services import new_number
from foundation.requests.exceptions import TooManyTries
from matters.exceptions import CategoryRedirects, NoSuchMatter, NoticeNotRead, TextRefused
from matters.models import Category, Matter
from matters.services import (
    add_supplement,
    find_by_number_and_code,
    register_matter,
    withdraw_matter,
)
from tests.matters.factories import QUERY_CODE, MatterFactory, PersonFactory, category, moment, village

pytestmark = pytest.mark.django_db
AT = moment(2026, 11, 23)


def register(**facts):
    ordinary = {
        "person": PersonFactory(), "text": "小区电梯坏了。", "request": "请修好。", "category": category(),
        "place": village(), "channel": "web", "at": AT,
    }  # fmt: skip
    return register_matter(**(ordinary | facts))


def find(matter, code=QUERY_CODE, *, client="", at=AT):
    return find_by_number_and_code(number=matter.number, code=code, client=client, at=at)


# --- Categories ---------------------------------------------------------------------------------


def test_a_citizen_picks_from_about_ten_plain_words():
    names = list(Category.objects.public_choices().handled_here().values_list("name", flat=True))
    assert 10 <= len(names) <= 12
    assert names[0] == "住房和物业"
    assert all(len(name) <= 8 for name in names)


def test_the_shipped_tree_is_whole_and_in_both_languages():
    assert Category.find_problems() == ([], [], [], [], [])
    assert not Category.objects.filter(name_en="").exists()
    finer = Category.objects.filter(depth=2)
    assert finer.count() > 40
    assert not finer.filter(department="").exists()


@pytest.mark.parametrize(("kind", "phone"), [("discipline", "12388"), ("court", "12368"), ("emergency", "110")])
def test_what_belongs_elsewhere_says_where(kind, phone):
    found = Category.objects.public_choices().get(redirect_kind=kind)
    assert phone in found.redirect_phones
    assert phone in found.redirect_text
    assert found.redirect_text_en


def test_constraint_category_redirect_says_where():
    with pytest.raises(IntegrityError, match="category_redirect_says_where"), transaction.atomic():
        Category.add_root(code="nowhere", name="无处", redirect_kind="court")


# --- Registering --------------------------------------------------------------------------------


def test_a_matter_is_event_and_ledger_entry_with_nothing_personal_in_clear():
    matter, code = register()
    assert (matter.state, matter.place_code_at_acceptance) == ("registered", "329981100201")
    assert [event.move for event in matter.events.all()] == ["register"]
    entry = Entry.objects.get(series__name=f"matter:{matter.number}")
    for secret in [matter.name, matter.phone, matter.text, "housing", matter.place.code, code]:
        assert secret not in entry.record
    assert proves(entry=entry, name="text", value="小区电梯坏了。")
    assert not proves(entry=entry, name="text", value="小区电梯好了。")


def test_the_query_code_is_kept_only_as_a_digest():
    matter, code = register()
    row = Matter.objects.filter(pk=matter.pk).values().get()
    assert code not in str(row)
    assert find(matter, code) == matter


@pytest.mark.parametrize("code", ["misconduct", "litigation", "danger"])
def test_an_accusation_a_lawsuit_and_an_emergency_are_not_stored(code):
    with pytest.raises(CategoryRedirects) as refusal:
        register(category=category(code))
    assert refusal.value.category.code == code
    assert not Matter.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "length"),
    [
        ("text", "", 0),
        ("text", "   \r\n", 0),
        ("text", "冤" * 2001, 2001),
        ("request", "", 0),
        ("text", "冤" * 20000, 20000),
    ],
)
def test_a_text_is_neither_empty_nor_longer_than_2000_characters(field, text, length):
    with pytest.raises(TextRefused) as refusal:
        register(**{field: text})
    assert (refusal.value.field, refusal.value.length) == (field, length)
    assert not Matter.objects.exists()


def test_what_staff_write_down_for_somebody_may_be_ten_times_as_long():
    """The clerk types what an old man says for half an hour; whoever types for themselves stays short."""
    matter, _code = register(text="冤" * 20_000, channel="window", role="window_clerk")
    assert len(Matter.objects.get(pk=matter.pk).text) == 20_000
    with pytest.raises(TextRefused):
        register(text="冤" * 20_001, channel="phone", role="hotline_operator")
    for channel in ("web", "app", "wechat", "mayor_mailbox"):
        with pytest.raises(TextRefused):
            register(text="冤" * 2001, channel=channel)


@pytest.mark.parametrize("text", ["𠮷" * 2000, "a\r\n" * 999 + "b", "<script>alert(1)</script>", "零\x00字节"])
def test_code_points_count_and_any_script_is_kept(text):
    matter, _code = register(text=text)
    matter.refresh_from_db()
    assert matter.text == text.replace("\r\n", "\n").replace("\x00", "")


def test_nothing_is_taken_before_the_notice_was_read():
    with pytest.raises(NoticeNotRead):
        register(consents_to_handling=False)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("matter_state_known", {"state": "lost"}),
        ("matter_notice_was_read", {"consents_to_handling": False}),
    ],
)
def test_constraint(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MatterFactory(**facts)


def test_constraint_matter_about_post_is_complaint():
    from tests.reception_days.factories import PostFactory

    with pytest.raises(IntegrityError, match="matter_about_post_is_complaint"), transaction.atomic():
        MatterFactory(about_post=PostFactory())


def test_numbers_are_unique():
    matter = MatterFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        MatterFactory(number=matter.number)


# --- Finding ------------------------------------------------------------------------------------


def test_number_and_code_as_people_type_them():
    matter = MatterFactory()
    typed = f" {matter.number.lower().replace('-', ' ')} "
    assert find_by_number_and_code(number=typed, code="abcde 23456", client="", at=AT) == matter


def test_a_code_opens_only_its_own_number():
    one, other = MatterFactory(), MatterFactory()
    one.query_code_digest, other.query_code_digest = other.query_code_digest, one.query_code_digest
    one.save()
    with pytest.raises(NoSuchMatter):
        find(one)


def test_unknown_number_and_wrong_code_are_refused_alike():
    matter = MatterFactory()
    with pytest.raises(NoSuchMatter):
        find(matter, "ZZZZZZZZZZ")
    with pytest.raises(NoSuchMatter):
        find_by_number_and_code(number=new_number(AT.date()), code=QUERY_CODE, client="", at=AT)


def test_five_guesses_a_quarter_of_an_hour_for_a_number_from_anywhere():
    matter = MatterFactory()
    for guess in range(5):
        with pytest.raises(NoSuchMatter):
            find(matter, "ZZZZZZZZZZ", client=f"10.0.0.{guess}")
    with pytest.raises(TooManyTries) as refusal:
        find(matter, client="10.0.0.9")
    assert refusal.value.retry_at == AT + timedelta(minutes=15)
    assert find(matter, client="10.0.0.9", at=AT + timedelta(minutes=15, seconds=1)) == matter


def test_five_guesses_for_a_client_over_all_numbers():
    for _ in range(5):
        with pytest.raises(NoSuchMatter):
            find_by_number_and_code(number=new_number(AT.date()), code=QUERY_CODE, client="10.0.0.1", at=AT)
    with pytest.raises(TooManyTries):
        find(MatterFactory(), client="10.0.0.1")


def test_right_answers_do_not_count():
    matter = MatterFactory()
    for _ in range(10):
        assert find(matter, client="10.0.0.1") == matter


# --- Moving -------------------------------------------------------------------------------------


def test_a_withdrawn_matter_is_not_counted_as_resolved():
    matter = MatterFactory()
    withdraw_matter(matter=matter, at=AT)
    assert matter.table.kind(matter.state) == "ended"
    with pytest.raises(MoveNotAllowed):
        withdraw_matter(matter=matter, at=AT)


def test_what_is_added_later_is_kept_and_committed_to():
    matter = MatterFactory()
    add_supplement(matter=matter, text="3号楼二单元", at=AT)
    assert proves(entry=Entry.objects.get(), name="text", value="3号楼二单元")
