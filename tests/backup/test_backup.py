"""A backup is only worth what its restore brings back."""

import base64
import gzip
import io
import os
import tarfile
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.backup import archive, services
from foundation.backup.exceptions import BackupRefused
from foundation.ledger.models import Entry
from foundation.ledger.services import append, sign_day
from foundation.ledger.verification import verify
from foundation.people.models import Person
from tests.databases import manage
from tests.ledger.factories import tamper
from tests.people.factories import PersonFactory, city

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(settings, tmp_path):
    """A person with encrypted fields, a signed ledger and two files."""
    city()
    PersonFactory(name="欧阳测试", phone="13900000001", id_number="329981198507123015")
    append("matter:backup", "registered", {"state": "registered"}, AT, {"name": "欧阳测试"})
    sign_day(AT.date(), AT)
    for folder, name in ((settings.MEDIA_ROOT, "picture.png"), (settings.PRIVATE_FILES_ROOT, "a/letter.pdf")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


@pytest.fixture
def backup(portal, tmp_path):
    return services.write_backup(folder=tmp_path / "backups", at=AT)


def wreck(settings):
    with connection.cursor() as cursor:  # past the models, which do not allow it
        cursor.execute("DELETE FROM people_person")
    tamper(f"UPDATE {Entry._meta.db_table} SET record = '{{}}'")
    (settings.MEDIA_ROOT / "picture.png").write_bytes(b"changed")
    (settings.PRIVATE_FILES_ROOT / "a" / "letter.pdf").unlink()
    (settings.PRIVATE_FILES_ROOT / "stray.txt").write_bytes(b"stray")


def test_a_restore_brings_back_people_ledger_and_files(backup, settings):
    wreck(settings)
    assert verify().problems
    restored = services.restore_backup(file=backup, replace=True, at=LATER)
    person = Person.objects.get()
    assert (person.name, person.phone, person.id_number) == ("欧阳测试", "13900000001", "329981198507123015")
    report = verify()
    assert (report.problems, report.entries, report.days) == ([], 1, 1)
    assert (settings.MEDIA_ROOT / "picture.png").read_bytes() == b"picture.png"
    assert (settings.PRIVATE_FILES_ROOT / "a" / "letter.pdf").read_bytes() == b"a/letter.pdf"
    assert not (settings.PRIVATE_FILES_ROOT / "stray.txt").exists()
    assert restored.files == len(restored.manifest.files)


def test_files_that_were_there_are_moved_aside_and_not_deleted(backup, settings):
    wreck(settings)
    services.restore_backup(file=backup, replace=True, at=LATER)
    aside = settings.PRIVATE_FILES_ROOT.with_name("private-before-20261123-030000")
    assert (aside / "stray.txt").read_bytes() == b"stray"


def test_the_ledger_in_the_archive_is_verified_without_the_portal(backup, tmp_path):
    import subprocess
    import sys

    from foundation.ledger.keys import public_key

    archive.unpack(backup, tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / "ledger"
    command = [sys.executable, "-I", str(folder / "verifier.py"), str(folder), "--key", public_key()]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_portal_that_holds_data_is_not_overwritten(backup):
    PersonFactory(name="后来的人")
    with pytest.raises(BackupRefused, match="holds data"):
        services.restore_backup(file=backup, at=LATER)
    assert Person.objects.count() == 2


def test_only_the_owner_can_read_the_archive_and_no_key_or_clear_name_is_in_it(backup, settings):
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    content = gzip.decompress(backup.read_bytes())
    for secret in (settings.FIELD_KEYS.partition(":")[2], settings.INDEX_KEY, settings.LEDGER_SIGNING_KEY):
        assert secret.encode() not in content
        assert base64.b64decode(secret) not in content
    assert b"13900000001" not in content
    assert "欧阳测试".encode() not in content


def test_other_keys_than_the_backup_was_made_with_are_refused(backup, settings):
    settings.FIELD_KEYS = f"new:{base64.b64encode(os.urandom(32)).decode()}"
    with pytest.raises(BackupRefused, match="PORTAL_FIELD_KEYS"):
        services.restore_backup(file=backup, replace=True, at=LATER)
    settings.FIELD_KEYS += ",dev:ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMzJieSE="
    services.restore_backup(file=backup, replace=True, at=LATER)
    assert Person.objects.get().name == "欧阳测试"


def rewritten(backup, change):
    """The archive again, each member passed through change(name, content) → content or None."""
    target = backup.with_name("rewritten.tar.gz")
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


DAMAGE = {
    "changed": lambda name, content: b"x" + content if name.startswith("private/") else content,
    "missing": lambda name, content: None if name.startswith("private/") else content,
    "unfinished": lambda name, content: None if name == "manifest.json" else content,
    "newer": lambda name, content: content.replace(b'"places.0001_initial"', b'"places.0999_later"'),
    "other engine": lambda name, content: content.replace(
        f'"engine": "{connection.vendor}"'.encode(), b'"engine": "oracle"'
    ),
    "other format": lambda name, content: content.replace(b'"format": 1', b'"format": 9'),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_foreign_archive_changes_nothing(damage, backup):
    PersonFactory(name="后来的人")
    with pytest.raises(BackupRefused):
        services.restore_backup(file=rewritten(backup, DAMAGE[damage]), replace=True, at=LATER)
    assert Person.objects.count() == 2


def test_an_archive_cut_short_is_refused(backup):
    backup.write_bytes(backup.read_bytes()[:-2000])
    with pytest.raises(BackupRefused, match="not a readable backup"):
        services.restore_backup(file=backup, replace=True, at=LATER)


@pytest.mark.parametrize("name", ["../outside", "/absolute", "media/../../outside"])
def test_an_archive_cannot_write_outside_its_folder(name, tmp_path):
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        header = tarfile.TarInfo(name)
        header.size = 1
        tar.addfile(header, io.BytesIO(b"x"))
    with pytest.raises(BackupRefused, match="no backup of ours"):
        archive.unpack(evil, tmp_path / "into")
    assert not (tmp_path / "outside").exists()


def test_a_link_in_a_media_folder_does_not_pull_in_what_it_points_at(portal, settings, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (settings.MEDIA_ROOT / "link.txt").symlink_to(tmp_path / "secret.txt")
    file = services.write_backup(folder=tmp_path / "backups", at=AT)
    assert "media/link.txt" not in archive.unpack(file, tmp_path / "unpacked").files


def test_the_commands_say_what_they_did(portal, tmp_path, capsys, settings):
    call_command("backup", str(tmp_path / "backups"))
    assert "The keys" in capsys.readouterr().out
    (file,) = (tmp_path / "backups").glob("*.tar.gz")
    with pytest.raises(CommandError, match="holds data"):
        call_command("restore", str(file), yes=True)
    wreck(settings)
    call_command("restore", str(file), yes=True, replace=True)
    assert "1 entries, 0 problems" in capsys.readouterr().out


def test_an_empty_portal_is_filled_by_the_command(backup, database_engine, tmp_path):
    name = f"restored_{os.getpid()}"
    database_engine.create(name)
    try:
        var = {"PORTAL_VAR": str(tmp_path / "var")}
        output = manage("restore", str(backup), "--yes", database_url=database_engine.url(name), **var)
        assert "1 entries, 0 problems" in output
        assert (tmp_path / "var" / "private" / "a" / "letter.pdf").read_bytes() == b"a/letter.pdf"
        with pytest.raises(RuntimeError, match="holds data"):
            manage("restore", str(backup), "--yes", database_url=database_engine.url(name), **var)
    finally:
        database_engine.drop(name)
