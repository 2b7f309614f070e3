"""The keys, read once from settings. Field keys, index key and signing key are separate on purpose."""

import base64
import binascii
import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


def decode_key(name: str, value: str) -> bytes:
    """32 bytes from standard base64; the error never repeats the value."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name} is not valid base64.") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be {KEY_BYTES} bytes in base64, it is {len(key)}.")
    return key


@cache
def _field_keys(setting: str) -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for item in filter(None, (part.strip() for part in setting.split(","))):
        key_id, separator, value = item.partition(":")
        if not separator or not key_id.isalnum():
            raise ImproperlyConfigured("FIELD_KEYS must look like id:base64[,id:base64…] with plain ids.")
        keys[key_id] = AESGCM(decode_key(f"FIELD_KEYS {key_id}", value))
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS holds no key.")
    return keys


def field_keys() -> dict[str, AESGCM]:
    """All keys by id; the first one is current. Reads settings each time, so tests may override them."""
    return _field_keys(settings.FIELD_KEYS)


def current_key_id() -> str:
    return next(iter(field_keys()))


@cache
def _index_key(setting: str) -> bytes:
    return decode_key("INDEX_KEY", setting)


def digest(label: str, value: str) -> str:
    """64 hex characters: HMAC-SHA256 of a normalised value under the index key, apart for each label."""
    message = f"{label}\x00{value}".encode()
    return hmac.new(_index_key(settings.INDEX_KEY), message, hashlib.sha256).hexdigest()
