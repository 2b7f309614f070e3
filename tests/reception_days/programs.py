"""A program that uses the API of reception days, for its tests."""

import json
from uuid import uuid4

from django.test import Client
from django.utils.timezone import now

from foundation.people import phone_tokens
from tests.reception_days.factories import (
    ID_NUMBERS,
)
from tests.reception_days.walking import STORY, first_start

PHONE, OTHER_PHONE = "13800138000", "13900139000"
API = "/api/v1"


class Program:
    """A client without cookies: it sends a token, keys of its own, and the language of the person it speaks for."""

    def __init__(self, phone: str = PHONE, *, language: str = "en") -> None:
        self.client, self.language = Client(enforce_csrf_checks=True), language
        self.token = phone_tokens.make_token(phone, at=now()).token if phone else ""

    def _headers(self, **more: str) -> dict[str, str]:
        known = {"accept-language": self.language}
        if self.token:
            known["authorization"] = f"Bearer {self.token}"
        return known | {name.replace("_", "-"): value for name, value in more.items()}

    def get(self, path: str, **headers: str):
        self.client.cookies.clear()
        return self.client.get(f"{API}{path}", headers=self._headers(**headers))

    def post(self, path: str, body: dict, *, key: str = "", **headers: str):
        self.client.cookies.clear()
        headers["idempotency_key"] = key or uuid4().hex
        return self.client.post(
            f"{API}{path}", json.dumps(body, default=str), content_type="application/json",
            headers=self._headers(**headers),
        )  # fmt: skip

    def hold(self, day, **choice):
        return self.post(f"/reception/days/{day.pk}/holds", {"starts_at": first_start(day).isoformat()} | choice)

    def register(self, day, *, key: str = "", **facts):
        held = facts.pop("hold", None) or self.hold(day).json()["hold"]
        return self.post("/reception/bookings", told(day, hold=held) | facts, key=key)


def told(day, **facts) -> dict:
    ordinary = {
        "day": day.pk,
        "starts_at": first_start(day).isoformat(),
        "name": "王小明",
        "id_number": ID_NUMBERS[0],
        "text": STORY,
        "request": "请尽快修好电梯。",
        "category": "housing",
        "notice_read": True,
    }
    return ordinary | facts


def is_problem(answer, status: int, code: str) -> bool:
    document = answer.json()
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    return (answer.status_code, document["code"]) == (status, code) and bool(document["title"])


# --- What everybody may read -------------------------------------------------------------------
