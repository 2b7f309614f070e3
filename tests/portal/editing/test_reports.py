"""Report an error: from the foot of every page to the editors' list."""

import pytest
from django.test import Client
from django.utils.timezone import now

from portal.editing.models import ErrorReport, ReportState
from portal.editing.services import answer_report, report_error
from tests.people.factories import staff
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


def send(client: Client | None = None, **changes: str) -> object:
    data = {"what": "电话号码过期了", "path": "/contact/", "contact": "", **changes}
    return (client or Client()).post("/report-error/", data)


def test_every_page_leads_there() -> None:
    assert 'href="/report-error/"' in Client().get("/contact/").content.decode()
    assert 'href="/en/report-error/"' in Client().get("/en/contact/").content.decode()


def test_the_page_one_comes_from_is_filled_in_without_its_query() -> None:
    shown = Client().get("/report-error/", headers={"referer": "http://testserver/search/?q=秘密"}).content.decode()
    assert 'value="/search/"' in shown
    assert "秘密" not in shown
    foreign = Client().get("/report-error/", headers={"referer": "https://elsewhere.example/x/"}).content.decode()
    assert "/x/" not in foreign


def test_a_report_is_stored_and_thanked_for() -> None:
    assert send(contact="13800138000", path="/contact/?q=1#x")["Location"] == "/report-error/thanks/"  # type: ignore[index]
    report = ErrorReport.objects.get()
    assert (report.path, report.state, report.contact) == ("/contact/", ReportState.OPEN, "13800138000")


def test_how_to_reach_the_reader_is_encrypted_and_erased_with_the_answer() -> None:
    from django.db import connection

    report = report_error(path="/", what="错字", contact="13800138000", at=now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM portal_editing_errorreport")
        assert "13800138000" not in cursor.fetchone()[0]
    answer_report(report=report, state=ReportState.FIXED, answer="已改", at=now())
    report.refresh_from_db()
    assert report.contact == ""
    assert report.answered_at is not None


def test_an_empty_report_is_asked_for_again_with_what_was_typed() -> None:
    response = send(what="", contact="someone")
    shown = response.content.decode()  # type: ignore[attr-defined]
    assert 'id="error-summary"' in shown
    assert 'value="someone"' in shown
    assert not ErrorReport.objects.exists()


def test_the_sixth_report_within_an_hour_is_refused_and_nothing_typed_is_lost() -> None:
    for _ in range(5):
        send()
    shown = send(what="第六个错").content.decode()  # type: ignore[attr-defined]
    assert ErrorReport.objects.count() == 5
    assert "第六个错" in shown
    assert "12345" in shown


def test_editors_answer_and_others_do_not_see_the_list() -> None:
    report = report_error(path="/contact/", what="电话号码过期了", contact="", at=now())
    editor = sign_in_staff(Client(), staff("editor"))
    assert "电话号码过期了" in editor.get("/cms/errorreport/").content.decode()
    address = f"/cms/errorreport/edit/{report.pk}/"
    refused = editor.post(address, {"state": "fixed", "answer": ""})
    assert refused.status_code == 200
    editor.post(address, {"state": "fixed", "answer": "已改为新号码"})
    report.refresh_from_db()
    assert (report.state, report.answer) == ("fixed", "已改为新号码")
    auditor = sign_in_staff(Client(), staff("auditor"))
    assert auditor.get("/cms/errorreport/").status_code == 302
