"""Text messages through Tencent Cloud's SDK, to a carrier in its own process that checks every signature itself."""

import contextlib
import csv
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.utils.timezone import now

from foundation.notifications.approved import ApprovedText, ApprovedTexts, approved_texts
from foundation.notifications.delivery import deliver_due
from foundation.notifications.gateway import SMSGateway
from foundation.notifications.models import Message, State
from foundation.notifications.rendering import render
from foundation.notifications.services import send
from foundation.notifications.texts import sms_texts
from portal.demo.guard import DemoRefused, check_allowed
from portal.outside import sms_gateway
from tests.browser_server import free_port
from tests.databases import ROOT
from tests.people.factories import PersonFactory, staff, superuser
from tests.sms_carrier.__main__ import APP_ID, SECRET_ID, SECRET_KEY, SIGN

PROVIDER = "foundation.notifications.tencent.TencentSMSProvider"
PHONE = "13800138000"
CODE = "您的验证码是{1}，{2}分钟内有效。"


class Carrier:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        command = [sys.executable, "-m", "tests.sms_carrier", str(self.port), str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError("the carrier did not start")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, **codes: str) -> None:
        (self.folder / "answers.json").write_text(json.dumps({key.replace("_", "+"): codes[key] for key in codes}))

    def taken(self) -> list[dict]:
        file = self.folder / "taken.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(scope="module")
def running_carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    carrier = Carrier(tmp_path_factory.mktemp("carrier"))
    yield carrier
    carrier.process.kill()
    carrier.process.wait()


@pytest.fixture
def carrier(running_carrier, settings, tmp_path, db):
    for file in running_carrier.folder.iterdir():
        file.unlink()
    approved = tmp_path / "approved.csv"
    approved.write_text("template_id,text\n1001,一月 {1}\n,not approved yet {1}\n", encoding="utf-8")
    settings.SMS_PROVIDER = PROVIDER
    settings.SMS_GATEWAY = SMSGateway(
        secret_id=SECRET_ID, secret_key=SECRET_KEY, app_id=APP_ID, sign_name=SIGN, endpoint=running_carrier.url,
        templates=str(approved),
    )  # fmt: skip
    return running_carrier


def delivered(**kwargs) -> Message:
    message = send("test/hello", PersonFactory(phone=PHONE), "sms", {"name": "甲"}, at=now(), **kwargs)
    deliver_due(now() + timedelta(seconds=1))
    message.refresh_from_db()
    return message


def test_a_message_leaves_as_the_approved_text_with_its_gaps_filled(carrier):
    message = delivered()
    (taken,) = carrier.taken()
    assert taken["sent"] == {
        "PhoneNumberSet": [f"+86{PHONE}"], "SmsSdkAppId": APP_ID, "SignName": SIGN, "TemplateId": "1001",
        "TemplateParamSet": ["甲"], "SessionContext": str(message.public_id),
    }  # fmt: skip
    assert (message.state, message.provider_reference) == (State.SENT, f"5000:{message.public_id}")


def test_a_wrong_key_is_refused_and_every_administrator_reads_it_once_a_day(carrier, settings):
    settings.SMS_GATEWAY = replace(settings.SMS_GATEWAY, secret_key="guessed")
    chief = PersonFactory(user=superuser(), name="系统管理员")
    administrator = staff("administrator").person
    message = delivered()
    delivered()
    assert carrier.taken() == []
    assert (message.state, message.last_error) == (State.FAILED, "CarrierTrouble")
    assert message.next_attempt_at > now() + timedelta(minutes=50)
    told = Message.objects.filter(template="people/carrier_troubled")
    assert {each.person_id for each in told} == {chief.pk, administrator.pk}
    assert len(told) == 2
    assert "AuthFailure.SignatureFailure" in told[0].body


def test_the_carrier_refuses_a_clock_that_is_wrong(carrier, monkeypatch):
    wrong = time.time() - 3600
    monkeypatch.setattr("tencentcloud.common.abstract_client.time.time", lambda: wrong)
    assert delivered().last_error == "CarrierTrouble"


def test_the_carrier_refuses_the_same_signature_twice_and_a_changed_text(carrier):
    delivered()
    raw = carrier.taken()[0]["raw"]
    changed = raw["body"].replace("1001", "1002")
    codes = [
        requests.post(carrier.url, data=body.encode(), headers=raw["headers"], timeout=5).json()["Response"]["Error"][
            "Code"
        ]
        for body in (raw["body"], changed)
    ]
    assert codes == ["AuthFailure.SignatureExpire", "AuthFailure.SignatureFailure"]
    assert len(carrier.taken()) == 1


@pytest.mark.parametrize(
    ("code", "state", "error"),
    [
        ("LimitExceeded.PhoneNumberThirtySecondLimit", State.FAILED, "Throttled"),
        ("InvalidParameterValue.IncorrectPhoneNumber", State.GIVEN_UP, "Undeliverable"),
        ("FailedOperation.PhoneNumberInBlacklist", State.GIVEN_UP, "Undeliverable"),
        ("FailedOperation.InsufficientBalanceInSmsPackage", State.FAILED, "CarrierTrouble"),
        ("InternalError.Timeout", State.FAILED, "DeliveryFailed"),
    ],
)
def test_what_the_carrier_says_decides_what_becomes_of_the_message(carrier, code, state, error):
    carrier.says(_8613800138000=code)
    message = delivered()
    assert (message.state, message.last_error) == (state, error)


def test_a_carrier_that_limits_all_requests_is_asked_again_later(carrier):
    (carrier.folder / "answers.json").write_text('{"*": "RequestLimitExceeded"}')
    message = delivered()
    assert message.last_error == "Throttled"
    assert message.next_attempt_at > now() + timedelta(seconds=100)


def test_a_carrier_that_is_down_is_asked_again(carrier, settings):
    settings.SMS_GATEWAY = replace(settings.SMS_GATEWAY, endpoint=f"http://127.0.0.1:{free_port()}")
    assert (delivered().last_error, carrier.taken()) == ("DeliveryFailed", [])


def test_a_text_without_approval_is_not_sent(carrier, settings, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("template_id,text\n1001,二月 {1}\n", encoding="utf-8")
    settings.SMS_GATEWAY = replace(settings.SMS_GATEWAY, templates=str(other))
    assert delivered().last_error == "CarrierTrouble"
    assert carrier.taken() == []


def test_the_demo_is_not_loaded_beside_the_carrier(carrier):
    with pytest.raises(DemoRefused):
        check_allowed()


def test_neither_phone_nor_text_nor_key_is_logged(carrier, settings, caplog):
    caplog.set_level("DEBUG")
    carrier.says(_8613800138000="LimitExceeded.DailyLimit")
    delivered()
    ours = "\n".join(line.getMessage() for line in caplog.records if line.name.startswith("foundation"))
    assert ours
    assert PHONE not in ours
    assert SECRET_KEY not in caplog.text + repr(settings.SMS_GATEWAY)


# Settings


def test_half_a_carrier_is_refused_at_start(monkeypatch):
    monkeypatch.setenv("PORTAL_SMS_SECRET_ID", SECRET_ID)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_SMS_SECRET_KEY, PORTAL_SMS_APP_ID"):
        sms_gateway(PROVIDER)
    assert sms_gateway("foundation.notifications.providers.FileSMSProvider").secret_id == SECRET_ID


# Approved texts


def test_the_text_with_the_most_fixed_words_wins_and_a_gap_may_stand_twice():
    texts = ApprovedTexts([ApprovedText("1", "{1}，{2}。"), ApprovedText("2", CODE), ApprovedText("3", "{1}！{1}！")])
    assert texts.match("您的验证码是123456，10分钟内有效。") == ("2", ["123456", "10"])
    assert texts.match("甲，乙。") == ("1", ["甲", "乙"])
    assert texts.match("甲！甲！") == ("3", ["甲"])
    assert texts.match("甲！乙！") is None


@pytest.mark.parametrize("text", ["{1}和{3}", "{0}"])
def test_gaps_are_counted_from_one_without_a_hole(text):
    with pytest.raises(ValueError, match="gaps"):
        ApprovedText("1", text)


def test_the_list_for_the_carrier_fits_what_the_portal_sends(settings, tmp_path, capsys):
    settings.PORTAL_URL = "https://portal.example"
    file = tmp_path / "texts.csv"
    call_command("sms_texts", str(file))
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert f"{len(rows)} texts, {len(rows)} without" in capsys.readouterr().out
    file.write_text(
        "template_id,text\n" + "\n".join(f'{number},"{row["text"]}"' for number, row in enumerate(rows, 1)), "utf-8"
    )
    approved = approved_texts(str(file))
    for template in {each.template for each in sms_texts()} - {"test/hello"}:
        for language in ("zh-hans", "en"):
            text = render(template, "sms", facts_for(template), language).body
            assert approved.match(text), (template, text)


class Word(str):
    display_name = "甲乙"


def facts_for(template: str) -> dict[str, object]:
    """A value for every name the template asks for: a moment where it prints a date, an address of ours, or a word."""
    file = get_template(f"notifications/{template}.sms.txt").origin.name
    source = Path(file).read_text(encoding="utf-8")
    names = set(re.findall(r"(?:\{\{|=|if)\s*([a-z]\w*)", source))
    words = dict.fromkeys(names, Word("甲乙")) | {name: now() for name in names if f"{name}|date" in source}
    return words | dict.fromkeys(("url", "link"), "https://portal.example/look-up/")


def test_numbers_already_given_are_kept(settings, tmp_path, capsys):
    known, fresh = tmp_path / "known.csv", tmp_path / "fresh.csv"
    first = sms_texts()[0].text
    known.write_text(f'template_id,text\n77,"{first}"\n', encoding="utf-8")
    settings.SMS_GATEWAY = SMSGateway(templates=str(known))
    call_command("sms_texts", str(fresh))
    assert f'77,"{first}"' in fresh.read_text("utf-8-sig") or f"77,{first}" in fresh.read_text("utf-8-sig")


# Receipts and answers


def hand_over(content, key="secret"):
    body = content if isinstance(content, str) else json.dumps(content)
    return Client().post(f"/hooks/sms/tencent/?key={key}", body, content_type="application/json")


def receipt(message, status="SUCCESS", errmsg="DELIVRD"):
    return {
        "user_receive_time": "2026-11-28 08:03:04", "nationcode": "86", "mobile": PHONE, "report_status": status,
        "errmsg": errmsg, "description": "-", "sid": message.provider_reference,
    }  # fmt: skip


def test_receipts_say_what_reached_the_phone(carrier, settings):
    settings.SMS_INBOUND_SECRET = "secret"
    one, other = delivered(), delivered()
    answer = hand_over([receipt(one), receipt(other, "FAIL", "UNDELIV"), receipt(Message(provider_reference="?"))])
    assert answer.json() == {"result": 0, "errmsg": "OK"}
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.delivered_at is not None, one.last_error) == (True, "")
    assert (other.delivered_at, other.last_error) == (None, "not delivered: UNDELIV")


def test_an_answer_is_read_once_however_often_it_is_handed_over(carrier, settings, monkeypatch):
    settings.SMS_INBOUND_SECRET = "secret"
    heard = []
    monkeypatch.setattr("foundation.notifications.inbound._readers", [lambda *facts: heard.append(facts[:2]) or True])
    said = {"extend": "", "mobile": PHONE, "nationcode": "86", "sign": SIGN, "text": "1", "time": 1457336869}
    assert [hand_over(said).status_code for _ in range(2)] == [200, 200]
    assert heard == [(PHONE, "1")]


@pytest.mark.parametrize("body", ["", "[]", "{", "null", "3", [{}], {"mobile": PHONE}, [{"sid": ["x"]}]])
def test_anything_else_is_refused(db, settings, body):
    settings.SMS_INBOUND_SECRET = "secret"
    assert hand_over(body).status_code == 400


def test_only_who_knows_the_key_hands_anything_over(db, settings):
    assert hand_over([], key="").status_code == 404
    settings.SMS_INBOUND_SECRET = "secret"
    assert hand_over([], key="wrong").status_code == 403
    assert hand_over([], key="").status_code == 403
