"""What this service says about its people, and the faults a test may ask for by a file of one word.

Faults are made where the token is put together, so that the service itself signs them.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

FACTS = Path(os.environ["IDENTITY_FACTS"])


def facts() -> dict[str, Any]:
    """Written anew by the test: {"claims": {username: {...}}, "token": {...}, "profile": {...}}."""
    return json.loads(FACTS.read_text(encoding="utf-8")) if FACTS.exists() else {}


class Validator(OAuth2Validator):
    oidc_claim_scope = None  # what a scope opens is the service's own matter

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return facts().get("claims", {}).get(request.user.username, {})

    def get_id_token_dictionary(self, *args: Any) -> tuple[dict[str, Any], Any]:
        claims, expires_at = super().get_id_token_dictionary(*args)
        wrong = facts().get("token", {})
        if wrong.get("exp") == "past":
            wrong = wrong | {"exp": int(time.time()) - 3600}
        return claims | wrong, expires_at

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        return super().get_userinfo_claims(request) | facts().get("profile", {})
