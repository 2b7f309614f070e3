"""Wrong keys are found at start and in `manage.py check`, not at the first citizen's name."""

import base64
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from foundation.encryption.keys import decode_key, field_keys


@checks.register(checks.Tags.security)
def check_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """Each of the three parses, and none serves two purposes. No message repeats a key."""
    try:
        field_keys()
        single = [decode_key(name, getattr(settings, name)) for name in ("INDEX_KEY", "LEDGER_SIGNING_KEY")]
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), hint="`make keys` prints fresh values.", id="encryption.E001")]
    fields = [base64.b64decode(part.partition(":")[2]) for part in settings.FIELD_KEYS.split(",") if part.strip()]
    every = [*fields, *single]
    if len(set(every)) == len(every):
        return []
    return [checks.Error("Field keys, index key and ledger signing key must all differ.", id="encryption.E003")]
