from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation.append_only import WrittenOnce
from foundation.ledger import services
from foundation.ledger.exceptions import DayOutOfOrder, NotCanonical, PersonalInClear
from foundation.ledger.models import Entry, Salt, Series, SignedDay
from foundation.ledger.records import GENESIS, canonical, sha256
from foundation.ledger.services import LedgerNote, append, begin, erase_personal, proves, sign_day
from foundation.ledger.verification import verify
from tests.ledger.factories import TABLES

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_the_first_entry_follows_nothing(db):
    entry = append("matter:1", "registered", {"category": "roads"}, AT)
    assert (entry.sequence, entry.payload) == (1, {"category": "roads"})
    assert entry.digest == sha256(entry.record)
    assert f'"previous":"{GENESIS}"' in entry.record


def test_each_entry_holds_the_digest_of_the_one_before(db):
    first, second = (append("matter:1", "moved", {"n": n}, AT) for n in range(2))
    assert f'"previous":"{first.digest}"' in second.record
    series = Series.objects.get()
    assert (series.length, series.head) == (2, second.digest)


def test_series_are_apart(db):
    append("matter:1", "moved", {}, AT)
    assert append("matter:2", "moved", {}, AT).sequence == 1


def test_the_record_has_one_way_to_be_written():
    assert canonical({"b": [1, True, None], "a": "村"}) == '{"a":"村","b":[1,true,null]}'


@pytest.mark.parametrize("value", [1.5, AT, {1: "a"}, [0.1], {"a": {"b": date(2026, 1, 1)}}, "\ud800"])
def test_what_has_more_than_one_spelling_is_refused(db, value):
    with pytest.raises(NotCanonical):
        append("matter:1", "moved", {"value": value}, AT)
    assert not Series.objects.exists()


@pytest.mark.parametrize("text", ["call 13800138000", "11010519491231002X", "电话13800138000。"])
def test_a_phone_or_id_number_in_the_clear_is_refused(db, text):
    with pytest.raises(PersonalInClear):
        append("matter:1", "moved", {"words": text}, AT)


def test_codes_that_only_contain_such_digits_are_accepted(db):
    append("matter:20261122-7K4MQ9-3", "moved", {"place": "329981100201Z001", "digest": "a" * 20 + "13800138000"}, AT)


def test_a_personal_value_is_provable_and_not_stored(db):
    entry = append("matter:1", "registered", {}, AT, {"phone": "13800138000"})
    assert proves(entry=entry, name="phone", value="13800138000")
    assert not proves(entry=entry, name="phone", value="13800138001")
    assert not proves(entry=entry, name="name", value="13800138000")
    assert "13800138000" not in entry.record


def test_equal_values_do_not_look_equal(db):
    one, two = (append("matter:1", "registered", {}, AT, {"phone": "13800138000"}) for _ in range(2))
    assert one.committed != two.committed


def test_an_erased_value_is_no_longer_provable_and_the_chain_is_whole(db):
    entry = append("matter:1", "registered", {}, AT, {"phone": "13800138000", "name": "张小三"})
    assert erase_personal(series="matter:1", name="phone") == 1
    assert not proves(entry=entry, name="phone", value="13800138000")
    assert proves(entry=entry, name="name", value="张小三")
    assert erase_personal(series="matter:1") == 1
    assert not Salt.objects.exists()
    assert sha256(Entry.objects.get().record) == entry.digest


def test_entries_cannot_be_changed_or_deleted(db):
    entry = append("matter:1", "registered", {}, AT)
    for attempt in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(kind="forged"),
        lambda: Entry.objects.bulk_update([entry], ["kind"]),
        lambda: Entry.objects.bulk_create([entry], update_conflicts=True, update_fields=["kind"], unique_fields=["id"]),
    ):
        with pytest.raises(WrittenOnce):
            attempt()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_too(db, table, sql):
    append("matter:1", "registered", {}, AT)
    sign_day(date(2026, 11, 23))
    with pytest.raises(DatabaseError, match="written once"), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_a_row_with_the_key_of_an_entry_does_not_replace_it(db):
    entry = append("matter:1", "registered", {}, AT)
    twin = Entry(pk=entry.pk, series=entry.series, sequence=2, kind="forged", record="{}", digest="", at=AT)
    with pytest.raises(IntegrityError):
        twin.save()


def test_the_constraint_entry_numbered_once(db):
    entry = append("matter:1", "registered", {}, AT)
    with pytest.raises(IntegrityError):
        Entry.objects.create(series=entry.series, sequence=1, kind="twin", record="{}", digest="", at=AT)


def test_who_lost_the_race_takes_the_next_number(db, monkeypatch):
    """Somebody appends between our reading of the series and our UPDATE."""
    append("matter:1", "first", {}, AT)
    build, raced = services.canonical, []

    def build_and_be_overtaken(body):
        if not raced and "sequence" in body:
            raced.append(True)
            append("matter:1", "faster", {}, AT)
        return build(body)

    monkeypatch.setattr(services, "canonical", build_and_be_overtaken)
    assert append("matter:1", "slower", {}, AT).sequence == 3
    assert [entry.kind for entry in Entry.objects.all()] == ["first", "faster", "slower"]


def test_the_claim_of_a_number_has_no_subquery(db, django_assert_max_num_queries):
    append("matter:1", "first", {}, AT)
    with django_assert_max_num_queries(10) as queries:
        append("matter:1", "second", {}, AT)
    update = next(each["sql"] for each in queries.captured_queries if each["sql"].startswith("UPDATE"))
    assert update.count("SELECT") == 0
    assert '"length" = 1' in update


def test_a_day_signs_only_what_moved_and_follows_the_day_before(db):
    append("matter:1", "moved", {}, AT)
    append("matter:2", "moved", {}, AT)
    monday = sign_day(date(2026, 11, 23))
    append("matter:2", "moved", {}, AT)
    tuesday = sign_day(date(2026, 11, 24))
    assert [head.series.name for head in monday.heads.all()] == ["matter:1", "matter:2"]
    assert [(head.series.name, head.length) for head in tuesday.heads.all()] == [("matter:2", 2)]
    assert tuesday.previous == monday.digest


def test_a_day_is_signed_once(db):
    first = sign_day(date(2026, 11, 23))
    append("matter:1", "moved", {}, AT)
    assert sign_day(date(2026, 11, 23)) == first
    assert SignedDay.objects.count() == 1


def test_days_are_signed_in_order(db):
    sign_day(date(2026, 11, 23))
    with pytest.raises(DayOutOfOrder):
        sign_day(date(2026, 11, 22))


def test_a_series_begins_with_several_entries_at_once(db):
    notes = [LedgerNote("first", {"n": 1}, {"name": "王小明"}), LedgerNote("second", {"n": 2})]
    first, second = begin("matter:1", notes, AT)
    third = append("matter:1", "third", {}, AT)
    assert [entry.sequence for entry in (first, second, third)] == [1, 2, 3]
    assert f'"previous":"{first.digest}"' in second.record
    assert proves(entry=first, name="name", value="王小明")
    assert not verify().problems


def test_a_series_begins_only_once(db):
    append("matter:1", "first", {}, AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        begin("matter:1", [LedgerNote("first", {})], AT)
    assert Series.objects.get().length == 1
    assert not verify().problems
