from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncryptionConfig(AppConfig):
    name = "foundation.encryption"
    label = "encryption"
    verbose_name = _("Encryption")

    def ready(self) -> None:
        """A key of the wrong shape stops the start, not the first booking; the checks say the same to `check`."""
        from django.conf import settings

        from foundation.encryption import checks, keys  # noqa: F401  # importing registers the checks

        keys.field_keys()
        keys.digest("start", "")
        keys.decode_key("LEDGER_SIGNING_KEY", settings.LEDGER_SIGNING_KEY)
