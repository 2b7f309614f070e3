from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils.timezone import now

from foundation.api import paging
from foundation.api.middleware import ApiMiddleware
from foundation.people.models import User
from foundation.requests.exceptions import TooManyTries
from foundation.schedule.models import Slot
from tests.api_kit import urls

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _addresses(settings) -> None:
    settings.ROOT_URLCONF = "tests.api_kit.urls"
    urls.acted.clear()


def get(client: Client, path: str, **headers: str) -> tuple[int, dict]:
    answer = client.get(f"/api/v1/{path}", headers=headers)
    return answer.status_code, answer.json()


def is_problem(answer, status: int, code: str) -> bool:
    document = answer.json()
    return (
        answer.status_code == document["status"] == status
        and document["code"] == code
        and document["type"] == f"urn:portal:problem:{code}"
        and answer["Content-Type"] == "application/problem+json"
        and bool(document["title"])
    )


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("missing", 404, "not_found"),
        ("no-row", 404, "not_found"),
        ("forbidden", 403, "forbidden"),
        ("tries", 429, "too_many_tries"),
        ("taken", 409, "seat_taken"),
        ("invalid", 422, "invalid"),
        ("teapot", 409, "conflict"),
        ("crash", 500, "server_error"),
    ],
)
@pytest.mark.parametrize("debug", [True, False])
def test_every_failure_is_a_problem_document(client, db, settings, kind, status, code, debug):
    settings.DEBUG = debug
    answer = client.get(f"/api/v1/fail/{kind}")
    assert is_problem(answer, status, code)
    assert b"secret" not in answer.content
    assert b"4711" not in answer.content


def test_a_domain_failure_says_what_and_a_field_says_where(client, db):
    assert get(client, "fail/taken")[1]["detail"] == "10:00"
    assert get(client, "fail/invalid")[1]["errors"] == [{"pointer": "/body/name", "detail": "Too long."}]


def test_too_many_tries_say_when_to_come_back(client, db, monkeypatch):
    monkeypatch.setitem(urls.FAILURES, "tries", TooManyTries(now() + timedelta(minutes=5)))
    assert 290 <= int(client.get("/api/v1/fail/tries")["Retry-After"]) <= 300


def test_what_django_itself_refuses_is_a_problem_too(client, db):
    assert is_problem(client.get("/api/v1/nothing"), 404, "not_found")
    assert is_problem(client.get("/api/nothing"), 404, "not_found")
    answer = client.delete("/api/v1/me")
    assert is_problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


def test_without_the_middleware_the_wrong_method_would_be_plain_text(client, db, monkeypatch):
    monkeypatch.setattr(ApiMiddleware, "__call__", lambda self, request: self.get_response(request))
    assert client.delete("/api/v1/me")["Content-Type"] != "application/problem+json"


def test_problems_speak_the_language_asked_for(client, db):
    assert get(client, "me", **{"accept-language": "en"})[1]["title"] == "Please sign in first."
    assert get(client, "me", **{"accept-language": "zh-CN"})[1]["title"] == "请先登录。"


def post(client: Client, body: object, **headers: str):
    return client.post("/api/v1/bookings", body, content_type="application/json", headers=headers)


GOOD = {"name": "A", "day": "2026-11-23", "seats": 1}


def test_wrong_input_names_each_field_and_repeats_no_value(client, db):
    answer = post(client, {"day": "tomorrow 13800138000", "seats": "many"}, **{"accept-language": "zh-hans"})
    assert is_problem(answer, 422, "invalid")
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/body/name", "/body/day", "/body/seats"}
    assert "13800138000" not in answer.content.decode()
    assert all("一" <= error["detail"][0] <= "鿿" for error in answer.json()["errors"])


def test_a_body_that_is_no_json_is_a_bad_request(client, db):
    assert post(client, "{", **{"idempotency-key": KEY}).status_code == 400


def test_a_write_with_a_key_happens_once(client, db):
    first, second = (post(client, GOOD, **{"idempotency-key": KEY}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json() == {"name": "A"}
    assert second["Idempotent-Replayed"] == "true"
    assert urls.acted == ["A"]


def test_without_a_key_nothing_happens(client, db):
    for headers in ({}, {"idempotency-key": "short"}, {"idempotency-key": "x" * 200}):
        assert is_problem(post(client, GOOD, **headers), 400, "idempotency_key_needed")
    assert urls.acted == []


def test_a_key_answers_one_request_only(client, db):
    post(client, GOOD, **{"idempotency-key": KEY})
    assert is_problem(post(client, GOOD | {"name": "B"}, **{"idempotency-key": KEY}), 422, "key_reused")
    assert urls.acted == ["A"]


def test_the_same_key_of_another_person_is_another_key(client, db):
    post(client, GOOD, **{"idempotency-key": KEY})
    other = Client()
    other.force_login(User.objects.create_user("other"))
    assert post(other, GOOD, **{"idempotency-key": KEY}).status_code == 201
    assert urls.acted == ["A", "A"]


def test_a_failed_write_may_be_tried_again_with_its_key(client, db):
    for _ in range(2):
        assert is_problem(post(client, GOOD | {"name": "taken"}, **{"idempotency-key": KEY}), 409, "seat_taken")
    assert urls.acted == ["taken", "taken"]


def test_a_write_without_the_csrf_token_is_refused(db):
    strict = Client(enforce_csrf_checks=True)
    assert is_problem(post(strict, GOOD, **{"idempotency-key": KEY}), 403, "forbidden")
    assert urls.acted == []
    strict.cookies["csrftoken"] = token = "a" * 32
    assert post(strict, GOOD, **{"idempotency-key": KEY, "x-csrftoken": token}).status_code == 201


def test_who_is_not_signed_in_is_told_so(client, db):
    assert is_problem(client.get("/api/v1/me"), 401, "sign_in_needed")
    client.force_login(user := User.objects.create_user("someone"))
    assert get(client, "me") == (200, {"name": user.username})
    assert is_problem(client.get("/api/v1/staff"), 403, "second_step_needed")


@pytest.fixture
def slots(db) -> list[Slot]:
    """Two by two at the same moment, apart by a microsecond: what a careless cursor would skip or repeat."""
    return [Slot.objects.create(job=f"job {n}", starts_at=AT + timedelta(microseconds=n // 2)) for n in range(7)]


def all_pages(client: Client, path: str) -> list[list[str]]:
    pages, cursor = [], ""
    while cursor is not None:
        status, page = get(client, f"{path}?cursor={cursor}")
        assert status == 200
        pages.append([item["job"] for item in page["items"]])
        cursor = page["next"]
    return pages


def test_pages_hold_every_row_once_in_order(client, slots):
    assert all_pages(client, "newest") == [["job 6", "job 5"], ["job 4", "job 3"], ["job 2", "job 1"], ["job 0"]]
    assert all_pages(client, "by-job") == [["job 0", "job 1", "job 2"], ["job 3", "job 4", "job 5"], ["job 6"]]


def test_a_cursor_that_cut_microseconds_off_would_lose_rows(client, slots, monkeypatch):
    exact = paging._plain

    def careless(value):
        return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else exact(value)

    monkeypatch.setattr(paging, "_plain", careless)
    assert sum(map(len, all_pages(client, "newest"))) != 7


def test_a_row_that_comes_in_between_moves_nothing(client, slots):
    cursor = get(client, "newest")[1]["next"]
    Slot.objects.create(job="new", starts_at=AT + timedelta(days=1))
    assert [item["job"] for item in get(client, f"newest?cursor={cursor}")[1]["items"]] == ["job 4", "job 3"]


def test_a_later_page_is_one_query(client, slots, django_assert_num_queries):
    cursor = get(client, "newest")[1]["next"]
    with django_assert_num_queries(1):
        get(client, f"newest?cursor={cursor}")


def test_a_cursor_is_good_for_its_own_list_and_unchanged(client, slots):
    cursor = get(client, "newest")[1]["next"]
    for wrong in (f"by-job?cursor={cursor}", f"newest?cursor={cursor}x", "newest?cursor=hello"):
        assert is_problem(client.get(f"/api/v1/{wrong}"), 400, "bad_cursor")


def test_a_page_has_at_most_a_hundred_rows_and_at_least_one(slots, db):
    assert len(paging.page_of(Slot.objects.all(), cursor=None, order=("pk",), size=0).items) == 1
    assert len(paging.page_of(Slot.objects.all(), cursor=None, order=("pk",), size=10**9).items) == 7


def test_the_documentation_needs_nothing_from_elsewhere(client, db):
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/newest" in page
    assert "The newest slots first." in page
    assert "cdn" not in page
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")


def test_the_portal_mounts_the_kit(client, db, settings):
    settings.ROOT_URLCONF = "portal.urls"
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200
    assert is_problem(client.get("/api/v1/nothing"), 404, "not_found")


def test_other_pages_keep_their_language(rf: RequestFactory):
    seen = []
    ApiMiddleware(lambda request: seen.append(request.path))(rf.get("/places/", headers={"accept-language": "en"}))
    assert seen == ["/places/"]
