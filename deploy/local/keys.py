"""Prints fresh values for everything production insists on. Keep them apart from the database and its backups."""

import base64
import os
import secrets
from datetime import UTC, datetime


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


print(f"PORTAL_SECRET_KEY={secrets.token_urlsafe(60)}")
print(f"PORTAL_FIELD_KEYS=k{datetime.now(UTC):%Y%m%d}:{key()}")
print(f"PORTAL_INDEX_KEY={key()}")
print(f"PORTAL_LEDGER_SIGNING_KEY={key()}")
