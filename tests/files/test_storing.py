import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from foundation.files import access, services
from foundation.files.exceptions import FileRefused
from foundation.files.models import StoredFile
from foundation.files.services import attach, purge_drafts, remove, store
from foundation.files.views import download
from tests.files.conftest import picture, upload
from tests.server.own_database import race, run

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PDF = b"%PDF-1.7\n%%EOF\n"


class Link:
    """Stands for an owner's link."""

    saved: list[StoredFile] = []

    def __init__(self, file: StoredFile) -> None:
        self.stored = file

    def save(self, *args: object, **kwargs: object) -> None:
        Link.saved.append(self.stored)

    @classmethod
    def holding(cls, file: StoredFile) -> object:
        return file if file in cls.saved else None


@pytest.fixture(autouse=True)
def _no_links() -> None:
    Link.saved = []


def contents(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refusal(content: bytes, draft: uuid.UUID, name: str = "a.pdf") -> str:
    with pytest.raises(FileRefused) as refused:
        store(upload(content, name), draft=draft, at=AT)
    return refused.value.code


def test_a_file_is_kept_with_its_digest_under_a_name_that_says_nothing(db, draft, store_folder):
    file = store(upload(PDF, "张三的合同.pdf"), draft=draft, at=AT)
    assert (file.name, file.size, file.position) == ("张三的合同.pdf", len(PDF), 1)
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert [path.name for path in contents(store_folder)] == [file.public_id.hex]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM files_storedfile")
        assert "张三" not in str(cursor.fetchone())


def test_a_refused_file_leaves_nothing_behind(db, draft, store_folder):
    assert refusal(b"MZ\x90\x00" + b"\0" * 100, draft) == "type"
    assert refusal(b"x" * (services.MOST_BYTES + 1), draft) == "too_large"
    assert not StoredFile.objects.exists()
    assert contents(store_folder) == []


def test_the_sixth_file_is_refused_and_a_removed_one_makes_room(db, draft, store_folder):
    files = [store(upload(PDF), draft=draft, at=AT) for _ in range(5)]
    assert refusal(PDF, draft) == "too_many"
    assert len(contents(store_folder)) == 5
    with transaction.atomic():
        assert remove(public_id=files[1].public_id, draft=draft, at=AT)
    assert store(upload(PDF), draft=draft, at=AT).position == 2


def test_the_database_refuses_a_sixth_file_and_two_on_one_place(db, draft):
    store(upload(PDF), draft=draft, at=AT)
    row = {"draft": draft, "size": 1, "uploaded_at": AT}
    with pytest.raises(IntegrityError, match="file_at_most_five_a_draft"), transaction.atomic():
        StoredFile.objects.create(**row, position=6)
    with pytest.raises(IntegrityError, match=r"file_has_its_place_in_the_draft|draft, files_storedfile\.position"):
        StoredFile.objects.create(**row, position=1)


def test_the_database_refuses_bound_and_purged(db, draft):
    with pytest.raises(IntegrityError, match="file_bound_or_purged_not_both"):
        StoredFile.objects.create(draft=draft, position=1, size=1, uploaded_at=AT, bound_at=AT, purged_at=AT)


UPLOADS = """
import uuid
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from foundation.files.exceptions import FileRefused
from foundation.files.services import store
go()
kept = 0
for n in range(5):
    at(n)
    try:
        store(SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF"), draft=uuid.UUID(int=7), at=now())
        kept += 1
    except FileRefused:
        pass
print(kept)
"""


HESITATE = """
import time
from foundation.files.models import StoredFile
saved = StoredFile.save
def save(self, **options):  # everybody has counted before anybody inserts
    time.sleep(0.03)
    saved(self, **options)
StoredFile.save = save
go()
"""
WITHOUT_THE_UNIQUE_PLACE = """
from django.db import connection
from foundation.files.models import StoredFile
unique = next(c for c in StoredFile._meta.constraints if c.name == "file_has_its_place_in_the_draft")
StoredFile._meta.constraints.remove(unique)
with connection.schema_editor() as editor:
    editor.remove_constraint(StoredFile, unique)
"""


def test_parallel_uploads_never_make_a_sixth_file(own_database):
    kept = race(own_database, UPLOADS.replace("go()\n", HESITATE), processes=3)
    assert sum(map(int, kept)) == 5


def test_without_the_unique_place_parallel_uploads_make_more(own_database):
    run(own_database, WITHOUT_THE_UNIQUE_PLACE)
    kept = race(own_database, UPLOADS.replace("go()\n", HESITATE), processes=3)
    assert sum(map(int, kept)) > 5


def test_what_is_submitted_is_attached_once(db, draft):
    files = [store(upload(PDF), draft=draft, at=AT) for _ in range(2)]
    assert len(attach(draft, Link, at=AT)) == 2
    assert Link.saved == files
    assert attach(draft, Link, at=AT) == []


def test_an_attached_file_is_neither_removed_nor_purged_and_an_abandoned_one_is(
    db, draft, store_folder, django_capture_on_commit_callbacks
):
    file = store(upload(PDF), draft=draft, at=AT)
    attach(draft, Link, at=AT)
    store(upload(PDF), draft=uuid.uuid4(), at=AT)
    assert not remove(public_id=file.public_id, draft=draft, at=AT)
    assert purge_drafts(at=AT + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_drafts(at=AT + timedelta(hours=24)) == 1
    assert StoredFile.objects.get() == file
    assert len(contents(store_folder)) == 1


def test_a_file_of_another_draft_is_not_removed(db, draft):
    file = store(upload(PDF), draft=draft, at=AT)
    assert not remove(public_id=file.public_id, draft=uuid.uuid4(), at=AT)


def test_what_is_being_purged_is_not_attached_any_more(db, draft):
    store(upload(PDF), draft=draft, at=AT)
    StoredFile.objects.update(purged_at=AT)
    assert attach(draft, Link, at=AT) == []


def request(**session: object) -> object:
    made = RequestFactory().get("/")
    made.session = dict(session)
    return made


def test_a_draft_is_read_by_the_browser_it_came_from(db, draft):
    file = store(upload(PDF), draft=draft, at=AT)
    owner = request()
    access.remember_draft(owner, draft)
    assert access.may_read(owner, file)
    assert not access.may_read(request(), file)
    for _ in range(access.MOST_DRAFTS):
        access.remember_draft(owner, uuid.uuid4())
    assert not access.may_read(owner, file)


def test_an_attached_file_is_read_by_whom_its_owner_lets(db, draft, monkeypatch):
    monkeypatch.setattr(access, "_rules", {})
    file = store(upload(PDF), draft=draft, at=AT)
    attach(draft, Link, at=AT)
    file.refresh_from_db()
    browser = request(file_drafts=[str(draft)])
    assert not access.may_read(browser, file), "without a rule nobody, the sender included"
    access.register_owner(Link, lambda request, link: bool(request.GET.get("yes")))
    assert not access.may_read(browser, file)
    browser.GET = {"yes": "1"}
    assert access.may_read(browser, file)


def test_a_file_is_only_ever_downloaded_and_a_stranger_learns_nothing(db, draft, rf, client):
    file = store(upload(picture(), '证明".jpg'), draft=draft, at=AT)
    owner = request(file_drafts=[str(draft)])
    answer = download(owner, file.public_id)
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/files/{file.public_id}/").status_code == 404
    assert client.get(f"/files/{uuid.uuid4()}/").status_code == 404
