import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.encryption import rotation
from foundation.encryption.rotation import encrypted_fields, rotate_field
from foundation.people.models import Person

NEW = "new:bmV3LWZpZWxkLWtleS1uZXctZmllbGQta2V5LTMyYnk="
PHONE = "13800138000"
NAME = next(field for field in encrypted_fields() if field.context == "people_person.name")


def keys_in_use():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_person ORDER BY id")
        return [row[0].partition(".")[0] for row in cursor.fetchall()]


@pytest.fixture
def people(db):
    return [Person.objects.create(name=f"张{number}", phone=PHONE) for number in range(5)]


@pytest.fixture
def rotating(people, settings):
    """The new key is first, the old one still listed."""
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"


def test_rows_under_an_old_key_stay_readable(rotating):
    assert Person.objects.earliest("pk").name == "张0"


@pytest.mark.usefixtures("rotating")
def test_every_value_is_encrypted_again_and_counted(settings, capsys):
    call_command("rotate_keys", batch=2)
    assert keys_in_use() == ["new"] * 5
    assert "people_person.phone: 5" in capsys.readouterr().out
    settings.FIELD_KEYS = NEW
    assert [person.name for person in Person.objects.order_by("pk")] == [f"张{n}" for n in range(5)]
    assert Person.objects.with_phone(PHONE).count() == 5


@pytest.mark.usefixtures("rotating")
def test_a_second_run_changes_nothing(capsys):
    call_command("rotate_keys")
    capsys.readouterr()
    call_command("rotate_keys")
    assert capsys.readouterr().out.startswith("0 values now under key 'new'")


def test_twin_without_rotation_the_old_key_cannot_go(people, settings):
    settings.FIELD_KEYS = NEW
    with pytest.raises(rotation.CannotDecrypt):
        Person.objects.earliest("pk")


@pytest.mark.usefixtures("rotating")
def test_a_run_that_was_stopped_goes_on_where_it_was(monkeypatch):
    batches = rotation._batches

    def one_batch(*args):
        yield next(batches(*args))

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_batches", one_batch)
        assert rotate_field(NAME, batch=2).changed == 2
    assert keys_in_use() == ["new", "new", "dev", "dev", "dev"]
    assert rotate_field(NAME, batch=2).changed == 3


@pytest.mark.usefixtures("rotating")
def test_a_value_saved_meanwhile_wins(people, monkeypatch):
    encrypt = rotation.encrypt

    def save_first(text, **context):
        monkeypatch.setattr(rotation, "encrypt", encrypt)
        Person.objects.filter(pk=people[0].pk).update(name="李四")
        return encrypt(text, **context)

    monkeypatch.setattr(rotation, "encrypt", save_first)
    assert rotate_field(NAME, batch=10).changed == 4
    assert Person.objects.get(pk=people[0].pk).name == "李四"


def test_rows_nobody_can_read_are_named_and_the_rest_is_done(people, settings, capsys):
    old, settings.FIELD_KEYS = settings.FIELD_KEYS, "lost:bG9zdC1maWVsZC1rZXktbG9zdC1maWVsZC1rZXktMzI="
    lost = Person.objects.create(name="王五")
    settings.FIELD_KEYS = f"{NEW},{old}"
    with pytest.raises(CommandError, match="1 values cannot be decrypted"):
        call_command("rotate_keys", batch=2)
    assert keys_in_use() == ["new"] * 5 + ["lost"]
    shown = capsys.readouterr().err
    assert f"people_person.name: row {lost.pk}" in shown
    assert "王五" not in shown
