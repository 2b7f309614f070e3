"""A citizen's browser without JavaScript: tells a matter, follows the pages as they are."""

from typing import Any

from django.test import Client

from tests.matters.factories import village
from tests.reception_days.walking import code_sent, hidden_fields, number_and_code

STORY = "小区门口的路灯坏了两个星期，晚上看不清路，老人差点摔倒。"
REQUEST = "请尽快修好路灯。"


class Teller:
    """Walks from the first question to the receipt; every step can be given other answers."""

    def __init__(self, *, prefix: str = "", phone: str = "13800138000", client: Client | None = None) -> None:
        village()
        self.client, self.prefix, self.phone = client or Client(), prefix, phone

    def get(self, page: str) -> Any:
        return self.client.get(f"{self.prefix}/{page}", follow=True)

    def post(self, page: str, **answers: Any) -> Any:
        return self.client.post(f"{self.prefix}/matters/new/{page}", answers, follow=True)

    def about(self, category: str = "traffic", *, kind: str = "help", complaint: str = "") -> Any:
        self.post("", category=category)
        return self.post("kind/", kind=kind, complaint=complaint)

    def tell(self, **answers: Any) -> Any:
        return self.post("details/", **({"text": STORY, "request": REQUEST} | answers))

    def say_where(self, **answers: Any) -> Any:
        self.post("papers/", next="1")
        where = {"place": "柳湾村", "place_for": "柳湾村", "place_code": "329981100201", "happened": "每天晚上"}
        return self.post("where/", **(where | answers))

    def say_who(self, name: str = "王小明", **answers: Any) -> Any:
        return self.post("who/", name=name, anonymous="no", **answers)

    def confirm_phone(self) -> Any:
        self.client.post("/confirm-phone/", {"phone": self.phone, "next": f"{self.prefix}/matters/new/notice/"})
        return self.client.post("/confirm-phone/code/", {"code": code_sent()}, follow=True)

    def agree(self, **answers: Any) -> Any:
        return self.post("notice/", **({"notice_read": "on"} | answers))

    def walk_to_check(self) -> Any:
        self.about()
        self.tell()
        self.say_where()
        self.say_who()
        self.confirm_phone()
        return self.agree()

    def send(self, page: Any) -> Any:
        return self.post("check/", **hidden_fields(page), send="1")

    def register(self) -> tuple[str, str]:
        """Number and query code, as the receipt shows them."""
        return number_and_code(self.send(self.walk_to_check()))
