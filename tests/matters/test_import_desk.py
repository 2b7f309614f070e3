"""The import desk: a file is tried, taken in, taken back."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matters.desk.forms.importing import LARGEST
from matters.models import ImportBatch, Matter, MatterState
from tests.matters.casework import staff
from tests.matters.factories import another_town, city, town
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/matters/import/"
CONTENT = "单号,留言时间,内容\nA1,2024-11-02 09:30,东风路路灯坏了三盏。\nA2,昨天,工地夜间施工。\n".encode()


def at_desk(role: str = "dispatcher") -> Client:
    return sign_in_staff(Client(), staff(role))


def send(client: Client, content: bytes = CONTENT, **typed):
    file = SimpleUploadedFile("信箱.csv", content)
    facts = {"file": file, "system": "mailbox", "place": city().code, "map_number": "单号"}
    return client.post(ADDRESS, facts | typed)


def test_tried_then_taken_in_then_taken_back():
    client = at_desk()
    page = send(client)
    assert [(error.row, error.about) for error in page.context["errors"]] == [(3, "A2")]
    assert not Matter.objects.exists()
    assert not ImportBatch.objects.exists()
    tried = page.context["tried"]
    assert tried == hashlib.sha256(CONTENT).hexdigest()
    send(client, CONTENT + b"\n", tried=tried)
    assert not Matter.objects.exists(), "another file than the one that was tried"
    send(client, tried=tried)
    batch = ImportBatch.objects.get()
    assert (batch.rows_new, batch.rows_wrong) == (1, 1)
    assert client.get(f"{ADDRESS}{batch.pk}/undo/").status_code == 200
    assert Matter.objects.get().state == MatterState.REGISTERED
    client.post(f"{ADDRESS}{batch.pk}/undo/")
    assert Matter.objects.get().state == MatterState.VOID


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", "标题\n只有标题\n".encode(), b"x" * (LARGEST + 1)],
    ids=["empty", "binary", "broken xlsx", "columns missing", "too large"],
)  # fmt: skip
def test_what_is_no_table_is_refused_beside_the_file(content):
    page = send(at_desk(), content)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not ImportBatch.objects.exists()


def test_nobody_imports_outside_of_their_place():
    client = sign_in_staff(Client(), staff("dispatcher", town()))
    assert send(client).context["form"].errors["place"]
    elsewhere = f"单号,留言时间,内容,地点\nA1,2024-11-02 09:30,路灯坏了。,{another_town().code}\n".encode()
    page = send(client, elsewhere, place=town().code)
    assert [error.column for error in page.context["errors"]] == ["地点"]
