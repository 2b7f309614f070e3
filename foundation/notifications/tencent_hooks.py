"""What Tencent Cloud hands over: receipts (a list) and answers people sent (one object). Calls services."""

import hashlib
import json
from datetime import datetime
from typing import Any

from foundation.notifications.inbound import BadInbound, receive_sms
from foundation.notifications.receipts import note_receipt


def take(body: bytes, *, at: datetime) -> None:
    """Raises BadInbound, ValueError for anything else than these two."""
    found = json.loads(body)
    if isinstance(found, dict):
        _answer(found, at)
    elif isinstance(found, list) and found:
        for receipt in found:
            _receipt(receipt, at)
    else:
        raise BadInbound("neither an answer nor receipts")


def _text(row: Any, name: str) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadInbound(f"no {name}")
    return str(value)


def _receipt(row: Any, at: datetime) -> None:
    is_delivered = _text(row, "report_status") == "SUCCESS"
    note_receipt(reference=_text(row, "sid"), is_delivered=is_delivered, reason=_text(row, "errmsg"), at=at)


def _answer(row: dict[str, Any], at: datetime) -> None:
    """They come without a number of their own: sender, second and text are one. "再次推送" brings the same again."""
    phone, text, sent_at = _text(row, "mobile"), _text(row, "text"), _text(row, "time")
    mark = hashlib.sha256("\x1f".join((phone, sent_at, text)).encode()).hexdigest()
    receive_sms(phone=phone, text=text, reference=f"tencent-{mark[:40]}", at=at)
