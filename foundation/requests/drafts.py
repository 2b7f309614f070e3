"""What somebody has typed so far, kept on the server so that nothing is lost: one draft a browser, sealed at rest."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.timezone import now

from foundation.encryption.fields import CannotDecrypt, decrypt, encrypt
from foundation.requests.services import new_key

KEPT_FOR = timedelta(hours=2)  # since the last answer; then a phone in other hands shows nothing
LONGEST_KEPT = 50_000  # characters of one answer; longer ones are refused on the page, which still shows them


@dataclass
class SealedDraft:
    """Answers as typed, valid or not. `key` makes sending idempotent, `token` holds what belongs to the draft.

    A way through several pages makes its own dataclass of this, every field with a default, and names where in the
    session it lies and the context it is sealed in.
    """

    SESSION_KEY: ClassVar[str]
    CONTEXT: ClassVar[str]

    token: str = field(default_factory=lambda: str(uuid4()))
    key: str = field(default_factory=new_key)
    saved_at: float = 0.0
    is_sent: bool = False

    @property
    def uuid(self) -> UUID:
        return UUID(self.token)

    @property
    def fingerprint(self) -> str:
        """Changes with every answer: a page checked in one tab is not sent with what another tab typed."""
        answers = {name: value for name, value in asdict(self).items() if name != "saved_at"}
        return sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    def keep(self, **answers: Any) -> None:
        """Remember answers as they were typed."""
        for name, value in answers.items():
            setattr(self, name, value[:LONGEST_KEPT] if isinstance(value, str) else value)

    @classmethod
    def load(cls, request: HttpRequest) -> Self:
        """The draft of this browser; a new one where there is none, or it is too old or no longer readable."""
        sealed = request.session.get(cls.SESSION_KEY, "")
        try:
            kept = cls(**json.loads(decrypt(sealed, context=cls.CONTEXT))) if sealed else cls()
        except (CannotDecrypt, TypeError, ValueError):
            return cls()
        is_old = bool(sealed) and kept.saved_at < (now() - KEPT_FOR).timestamp()
        return cls() if is_old else kept

    def save(self, request: HttpRequest) -> None:
        """Nothing stays of a draft that was sent: from then on what was registered counts."""
        if self.is_sent:
            self.forget(request)
            return
        self.saved_at = now().timestamp()
        request.session[self.SESSION_KEY] = encrypt(json.dumps(asdict(self), ensure_ascii=False), context=self.CONTEXT)

    @classmethod
    def forget(cls, request: HttpRequest) -> None:
        request.session.pop(cls.SESSION_KEY, None)
