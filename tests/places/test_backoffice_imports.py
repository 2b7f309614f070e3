"""Upload, preview, confirmation: files of places and of holiday notices in the back office."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from foundation.places.models import Place
from foundation.workdays import calendar
from foundation.workdays.models import HolidayNotice
from tests.places.factories import CITY, COUNTY, TOWN, load_county, place
from tests.places.test_setup_files import NOTICE_HEADING, as_csv, notice_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(db: Any) -> Any:
    load_county()
    yield
    calendar.forget()


def upload(client: Client, kind: str, content: bytes, name: str = "file.csv") -> Any:
    return client.post(reverse(f"import_{kind}"), {"file": SimpleUploadedFile(name, content)})


def new_village() -> bytes:
    return as_csv(*COUNTY, ("329981100202", "新桥村", TOWN[0], "village")).getvalue()


def test_a_file_is_first_shown_then_written(admin: Client) -> None:
    preview = upload(admin, "places", new_village())
    assert not Place.objects.filter(code="329981100202").exists()
    token = preview.context["token"]
    assert preview.context["outcome"].counts
    response = admin.post(reverse("import_places"), {"token": token})
    assert response.status_code == 302
    assert Place.objects.get(code="329981100202").name == "新桥村"
    assert ModelLogEntry.objects.filter(action="places.import").exists()
    again = admin.post(reverse("import_places"), {"token": token})
    assert again.status_code == 302
    assert again.url == reverse("import_places")


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"code,name\n", b"no table"])
def test_a_broken_file_is_told_and_offers_no_confirmation(admin: Client, content: bytes) -> None:
    response = upload(admin, "places", content)
    assert response.status_code == 200
    assert response.context["token"] is None
    assert response.context["outcome"].problems


def test_wrong_rows_are_listed_with_row_column_and_reason(admin: Client) -> None:
    response = upload(admin, "places", as_csv(("1", "", "", "x")).getvalue())
    assert ">2<" in response.content.decode()


def test_a_made_up_or_foreign_token_writes_nothing(admin: Client) -> None:
    for token in ("x", "3f2b8a0e-5f0c-4a57-9a3f-2f7d2b3c4d5e"):
        assert admin.post(reverse("import_places"), {"token": token}).url == reverse("import_places")
    token = upload(admin, "places", new_village()).context["token"]
    assert admin.post(reverse("import_workdays"), {"token": token}).url == reverse("import_workdays")
    assert not Place.objects.filter(code="329981100202").exists()


def test_only_who_may_change_the_whole_city_imports(town_admin: Client) -> None:
    assert upload(town_admin, "places", new_village()).status_code in (302, 403)
    assert not Place.objects.filter(code="329981100202").exists()
    assert reverse("import_places") not in town_admin.get(reverse("place:index")).content.decode()


def test_without_the_action_nothing_opens(holder: Callable[..., Client]) -> None:
    client = holder("people.view_post", on=place(CITY))
    assert client.get(reverse("import_places")).status_code in (302, 403)
    assert client.get(reverse("place:add")).status_code in (302, 403)
    assert client.get(reverse("place:index")).status_code == 200


def test_holiday_notices_are_uploaded(admin: Client) -> None:
    content = as_csv(*notice_rows(), heading=NOTICE_HEADING).getvalue()
    token = upload(admin, "workdays", content).context["token"]
    assert not HolidayNotice.objects.filter(year=2027).exists()
    assert admin.post(reverse("import_workdays"), {"token": token}).status_code == 302
    assert HolidayNotice.objects.filter(year=2027).exists()
    assert ModelLogEntry.objects.filter(action="workdays.import").exists()
