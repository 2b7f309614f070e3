"""The signing key, apart from the field key and the index key."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from foundation.encryption.keys import decode_key


@cache
def _signing_key(setting: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(decode_key("LEDGER_SIGNING_KEY", setting))


def signing_key() -> Ed25519PrivateKey:
    """Reads settings each time, so that tests may override them."""
    return _signing_key(settings.LEDGER_SIGNING_KEY)


def public_key() -> str:
    """64 hex characters: publish it where people will look for it, outside this portal too."""
    return signing_key().public_key().public_bytes_raw().hex()


def trusted_keys() -> set[str]:
    """The current public key and those of earlier signing keys (LEDGER_TRUSTED_KEYS, hex)."""
    return {public_key(), *settings.LEDGER_TRUSTED_KEYS}
