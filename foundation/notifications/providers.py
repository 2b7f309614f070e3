"""Who carries text messages. Chosen by settings.SMS_PROVIDER; a real gateway is one class with `send`."""

import fcntl
import json
import sys
import uuid
from abc import ABC, abstractmethod
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import localtime


class SMSProvider(ABC):
    """Sends one text. `is_real` says that a phone would ring: the demo city refuses to load beside such a provider."""

    is_real = True

    @abstractmethod
    def send(self, phone: str, text: str, reference: str = "") -> str:
        """Return the carrier's reference; `reference` is ours, the same each time this message is tried.

        Raise Undeliverable where no try will ever help, Throttled or CarrierTrouble where it says so, DeliveryFailed
        (or anything) to be tried again later.

        Must give up well within the lease (`delivery.LEASE`), or another worker sends the same text again.
        """


class FileSMSProvider(SMSProvider):
    """Writes one JSON line a text into settings.OUTBOX_DIR/sms.jsonl, readable by this account only."""

    is_real = False

    @staticmethod
    def path() -> Path:
        return Path(settings.OUTBOX_DIR) / "sms.jsonl"

    def send(self, phone: str, text: str, reference: str = "") -> str:
        reference = f"file-{uuid.uuid4().hex[:12]}"
        line = {"reference": reference, "at": localtime().isoformat(), "phone": phone, "text": text}
        self.path().parent.mkdir(parents=True, exist_ok=True)
        with self.path().open("a", encoding="utf-8") as outbox:
            fcntl.flock(outbox, fcntl.LOCK_EX)
            outbox.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.path().chmod(0o600)
        return reference


class ConsoleSMSProvider(SMSProvider):
    """Prints texts. For development at a terminal."""

    is_real = False

    def send(self, phone: str, text: str, reference: str = "") -> str:
        sys.stdout.write(f"SMS {phone}: {text}\n")
        return "console"


def sms_provider() -> SMSProvider:
    provider = import_string(settings.SMS_PROVIDER)()
    assert isinstance(provider, SMSProvider)
    return provider
