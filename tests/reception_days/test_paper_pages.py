"""Photos and documents on the way through registering."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from foundation.files.models import StoredFile
from reception_days.models import Booking
from tests.reception_days.walking import STORY, Citizen, number_and_code, open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return open_day()


PAPERS = "/reception/register/papers/"


def picture(name):
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def text_of(page):
    return page.content.decode()


def test_papers_are_kept_with_the_draft_and_attached_when_sent(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("电梯.png"), add="1")
    assert "电梯" in text_of(citizen.get("/reception/register/check/"))
    number, _code = number_and_code(citizen.send())
    (link,) = Booking.objects.get(number=number).matter.files.all()
    assert link.file.name == "电梯.png"
    assert link.file.bound_at is not None


def test_a_paper_can_be_looked_at_and_removed_again_by_who_sent_it_only(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("a.png"), add="1")
    file = StoredFile.objects.get()
    assert citizen.client.get(f"/files/{file.public_id}/").status_code == 200
    assert Client().get(f"/files/{file.public_id}/").status_code == 404
    Citizen(day).post(PAPERS, remove=str(file.public_id))
    assert StoredFile.objects.exists()
    citizen.post(PAPERS, remove=str(file.public_id))
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("v.exe", b"MZ\x90\x00" + b"0" * 200), "JPEG"),
        (SimpleUploadedFile("leer.pdf", b""), "leer.pdf"),
        (SimpleUploadedFile("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"0" * 200), "JPEG"),
        (SimpleUploadedFile("big.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024) + b"%%EOF"), "10 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_explained_and_everything_else_kept(day, upload, words):
    citizen = Citizen(day, prefix="/en")
    citizen.walk_to_check()
    page = citizen.post(PAPERS, files=upload, next="1")
    assert page.redirect_chain == []
    assert words in text_of(page)
    assert 'id="error-summary"' in text_of(page)
    assert not StoredFile.objects.exists()
    assert STORY in text_of(citizen.get("/reception/register/check/"))


def test_a_sixth_file_is_refused_kindly(day):
    citizen = Citizen(day, prefix="/en")
    citizen.walk_to_check()
    page = citizen.post(PAPERS, files=[picture(f"{number}.png") for number in range(6)], add="1")
    assert "at most 5 files" in text_of(page)
    assert StoredFile.objects.count() == 5


def test_forgetting_forgets_the_papers_too(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("a.png"), add="1")
    citizen.post("/reception/register/forget/")
    assert not StoredFile.objects.exists()
