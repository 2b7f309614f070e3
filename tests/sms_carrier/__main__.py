"""A carrier that looks like Tencent Cloud's SendSms, in its own process: python -m tests.sms_carrier PORT FOLDER.

It checks the signature by the published description of TC3-HMAC-SHA256 and knows nothing of the SDK. What it takes goes
to FOLDER/taken.jsonl; FOLDER/answers.json may name a status code for a phone, or "*" for an error of the whole request.
"""

import hashlib
import hmac
import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SECRET_ID, SECRET_KEY = "AKIDtest", "the-key-of-the-city"
APP_ID, SIGN = "1400006666", "临江市参与治理平台"
CLOCK_MAY_DIFFER = 300
seen_signatures: set[str] = set()


class Refused(Exception):
    pass


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sign(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def expected_signature(headers: Any, body: bytes, date: str, service: str, signed: list[str], moment: str) -> str:
    """canonical request → string to sign → key derived from date, service and "tc3_request"."""
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in signed)
    canonical = "\n".join(["POST", "/", "", lines, ";".join(signed), sha256(body)])
    scope = f"{date}/{service}/tc3_request"
    text = "\n".join(["TC3-HMAC-SHA256", moment, scope, sha256(canonical.encode())])
    key = sign(sign(sign(f"TC3{SECRET_KEY}".encode(), date), service), "tc3_request")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def check(headers: Any, body: bytes) -> None:
    moment = headers["X-TC-Timestamp"]
    if abs(int(moment) - time.time()) > CLOCK_MAY_DIFFER:
        raise Refused("AuthFailure.SignatureExpire")
    found = re.fullmatch(
        r"TC3-HMAC-SHA256 Credential=([^/]+)/([\d-]+)/(\w+)/tc3_request, SignedHeaders=([\w;-]+), Signature=(\w+)",
        headers["Authorization"] or "",
    )
    if not found or found[1] != SECRET_ID:
        raise Refused("AuthFailure.SecretIdNotFound")
    date, service, signed, signature = found[2], found[3], found[4].split(";"), found[5]
    if date != time.strftime("%Y-%m-%d", time.gmtime(int(moment))) or not {"content-type", "host"} <= set(signed):
        raise Refused("AuthFailure.InvalidAuthorization")
    if not hmac.compare_digest(signature, expected_signature(headers, body, date, service, signed, moment)):
        raise Refused("AuthFailure.SignatureFailure")
    if signature in seen_signatures:
        raise Refused("AuthFailure.SignatureExpire")
    seen_signatures.add(signature)


class Carrier(BaseHTTPRequestHandler):
    folder: Path

    def log_message(self, *args: object) -> None:
        """Phones are in here: nothing is printed."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            check(self.headers, body)
            answer = self.taken(json.loads(body), body)
        except Refused as refusal:
            answer = {"Error": {"Code": str(refusal), "Message": "refused"}}
        content = json.dumps({"Response": answer | {"RequestId": "r-1"}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def taken(self, sent: dict[str, Any], body: bytes) -> dict[str, Any]:
        if (sent["SmsSdkAppId"], sent["SignName"]) != (APP_ID, SIGN):
            raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        file = self.folder / "answers.json"
        answers = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if "*" in answers:
            raise Refused(answers["*"])
        (phone,) = sent["PhoneNumberSet"]
        code = answers.get(phone, "Ok")
        if code == "Ok":
            raw = {"headers": dict(self.headers), "body": body.decode()}
            with (self.folder / "taken.jsonl").open("a", encoding="utf-8") as taken:
                taken.write(json.dumps({"sent": sent, "raw": raw}) + "\n")
        serial = f"5000:{sent['SessionContext']}" if code == "Ok" else ""
        return {"SendStatusSet": [{"SerialNo": serial, "PhoneNumber": phone, "Fee": 1, "Code": code, "Message": "m"}]}


if __name__ == "__main__":
    Carrier.folder = Path(sys.argv[2])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Carrier).serve_forever()
