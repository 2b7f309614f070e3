"""How allauth is used here: staff password sign-in and its second step. Citizens' codes are our own (`codes`)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import decrypt, encrypt

CITIZEN_DOOR = {"door": "citizen"}
SECRET_CONTEXT = "mfa_authenticator.data"  # noqa: S105  # what the ciphertext is bound to


class SecondStep(AuthenticateStage):
    """Not asked at the citizens' door: there the account does not act, whatever grants it has."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login: Login = self.login
        return login.state.get("door") != CITIZEN_DOOR["door"] and bool(super()._should_handle(request))


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["foundation.people.adapter.SecondStep"]

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say themselves what happened."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Accounts have no e-mail address."""


class MFAAdapter(DefaultMFAAdapter):
    """Authenticator secrets and recovery seeds lie encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is wrong, has run out or was used before. Wait for the next one, or use a recovery code."
        )
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, context=SECRET_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, context=SECRET_CONTEXT)
