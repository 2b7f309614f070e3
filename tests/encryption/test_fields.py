import pytest
from django.core import checks
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from foundation.encryption import fields
from foundation.encryption.checks import check_keys
from foundation.encryption.fields import (
    BlindIndexField,
    CannotDecrypt,
    EncryptedTextField,
    IndexedQuerySet,
    StaleIndex,
    decrypt,
    encrypt,
)
from foundation.people.models import Person

PHONE, OTHER_PHONE = "13800138000", "13900139000"


def stored(person, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def person(db):
    return Person.objects.create(name="张小三", phone=PHONE)


def people():
    """The model's rows through the QuerySet that keeps indexes in step."""
    return IndexedQuerySet(Person)


def test_what_is_stored_is_not_what_was_written(person):
    assert stored(person, "phone").startswith("dev.")
    assert PHONE not in stored(person, "phone")
    assert Person.objects.get().phone == PHONE


def test_equal_values_are_stored_differently(person):
    other = Person.objects.create(phone=PHONE)
    assert stored(person, "phone") != stored(other, "phone")
    assert stored(person, "phone_index") == stored(other, "phone_index")


def test_an_empty_value_stays_empty(db):
    person = Person.objects.create()
    assert (stored(person, "phone"), stored(person, "phone_index")) == ("", "")


def test_a_ciphertext_in_another_column_does_not_decrypt(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET address = phone")
    with pytest.raises(CannotDecrypt, match=r"people_person\.address"):
        Person.objects.get()


def test_twin_without_the_context_it_would():
    sealed = encrypt(PHONE, context="people_person.phone")
    assert decrypt(sealed, context="people_person.phone") == PHONE
    with pytest.raises(CannotDecrypt):
        decrypt(sealed, context="people_person.address")


@pytest.mark.parametrize("lookup", ["phone", "phone__icontains", "phone__in", "phone__startswith", "phone__gt"])
def test_searching_an_encrypted_field_is_an_error(db, lookup):
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(**{lookup: PHONE}).first()


def test_the_index_finds_the_value_however_it_is_typed(person):
    assert Person.objects.with_phone("+86 138-0013-8000").get() == person


def test_labels_separate_indexes():
    phone, id_number = (Person._meta.get_field(name) for name in ("phone_index", "id_number_index"))
    assert phone.digest_of(PHONE) != id_number.digest_of(PHONE)


# --- The index follows its source -----------------------------------------------------------------------------------
def test_the_index_follows_a_save(person):
    person.phone = OTHER_PHONE
    person.save()
    assert Person.objects.with_phone(OTHER_PHONE).exists()
    assert not Person.objects.with_phone(PHONE).exists()


def test_saving_the_source_alone_is_refused(person):
    person.phone = OTHER_PHONE
    with pytest.raises(StaleIndex):
        person.save(update_fields=["phone"])
    person.save(update_fields=["phone", "phone_index"])
    assert Person.objects.with_phone(OTHER_PHONE).exists()
    person.save(update_fields=["name"])


def test_twin_without_the_guard_the_index_finds_the_old_phone(person, monkeypatch):
    for index in people()._indexes():
        models.signals.pre_save.disconnect(index._refuse_half_a_write, sender=Person)
    try:
        person.phone = OTHER_PHONE
        person.save(update_fields=["phone"])
        assert Person.objects.with_phone(PHONE).get().phone == OTHER_PHONE
    finally:
        for index in people()._indexes():
            models.signals.pre_save.connect(index._refuse_half_a_write, sender=Person)


def test_an_update_writes_the_index_too(person):
    people().filter(pk=person.pk).update(phone=OTHER_PHONE)
    assert Person.objects.with_phone(OTHER_PHONE).get() == person


def test_twin_a_plain_queryset_leaves_it_behind(person):
    models.QuerySet(Person).update(phone=OTHER_PHONE)
    assert Person.objects.with_phone(PHONE).get().phone == OTHER_PHONE


def test_an_update_from_an_expression_is_refused(person):
    with pytest.raises(StaleIndex):
        people().update(phone=models.F("name"))


def test_a_bulk_update_writes_the_index_too(person):
    person.phone = OTHER_PHONE
    people().bulk_update([person], ["phone"])
    assert Person.objects.with_phone(OTHER_PHONE).get() == person


def test_a_bulk_create_writes_the_index_too(db):
    Person.objects.bulk_create([Person(phone=PHONE)])
    assert Person.objects.with_phone(PHONE).exists()


@isolate_apps("tests.encryption")
def test_an_index_of_nothing_encrypted_is_a_system_error():
    class Wrong(models.Model):
        phone = models.TextField()
        phone_index = BlindIndexField(source="phone", label="phone")
        name = EncryptedTextField()
        name_index = BlindIndexField(source="name")

        class Meta:
            app_label = "encryption"

    found = Wrong.check()
    assert [each.id for each in found if isinstance(each, checks.Error)] == ["encryption.E002", "encryption.E002"]
    assert "encryption.W001" in [each.id for each in found]


# --- Nothing leaks --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [PHONE, "张小三", "zhang.san", "a@b.example", "", "dev.", "dev.!!!", f"dev.{PHONE}", f"{PHONE}.x", "dev.AAAA"],
)
def test_a_column_in_the_clear_is_not_repeated_in_the_error(text):
    with pytest.raises(CannotDecrypt) as raised:
        decrypt(text, context="table.column")
    assert str(raised.value) == "table.column: holds something that was never encrypted"
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_missing_key_is_named_by_its_id_alone(settings):
    sealed = encrypt(PHONE, context="table.column")
    settings.FIELD_KEYS = "new:bmV3LWZpZWxkLWtleS1uZXctZmllbGQta2V5LTMyYnk="
    with pytest.raises(CannotDecrypt) as raised:
        decrypt(sealed, context="table.column")
    assert str(raised.value) == "table.column: key 'dev' is not among FIELD_KEYS"


def test_a_changed_ciphertext_does_not_decrypt():
    sealed = encrypt(PHONE, context="table.column")
    last = "A" if sealed[-3] != "A" else "B"
    with pytest.raises(CannotDecrypt) as raised:
        decrypt(sealed[:-3] + last + sealed[-2:], context="table.column")
    assert PHONE not in str(raised.value)
    assert fields.NONCE_BYTES == 12


# --- Keys -----------------------------------------------------------------------------------------------------------
def test_the_keys_of_development_pass_the_check():
    assert check_keys() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIELD_KEYS", ""),
        ("FIELD_KEYS", "nocolon"),
        ("FIELD_KEYS", "a:c2hvcnQ="),
        ("FIELD_KEYS", "a b:ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMzJieSE="),
        ("INDEX_KEY", "not base64!"),
        ("LEDGER_SIGNING_KEY", "c2VjcmV0LXNlY3JldA=="),
    ],
)
def test_a_key_that_does_not_parse_is_a_system_error_that_does_not_repeat_it(settings, name, value):
    setattr(settings, name, value)
    (error,) = check_keys()
    assert error.id == "encryption.E001"
    assert name in error.msg
    assert not value or value.partition(":")[2] == "" or value.partition(":")[2] not in error.msg


def test_one_key_for_two_purposes_is_a_system_error(settings):
    settings.INDEX_KEY = settings.FIELD_KEYS.partition(":")[2]
    assert [error.id for error in check_keys()] == ["encryption.E003"]
