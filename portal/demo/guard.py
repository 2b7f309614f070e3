"""Where a demo may not be loaded: invented people with known passwords belong on no real portal."""

from django.conf import settings

from foundation.notifications.providers import sms_provider
from portal.environment import Mode


class DemoRefused(Exception):
    """The reason, and what to do instead."""


def check_allowed() -> None:
    """Raises DemoRefused in production or where text messages would really be sent."""
    if settings.MODE is Mode.PRODUCTION:
        raise DemoRefused(
            "PORTAL_MODE is production. The demo city has accounts whose passwords everybody can read; "
            "load it in development only."
        )
    if sms_provider().is_real:
        raise DemoRefused(
            f"PORTAL_SMS_PROVIDER is {settings.SMS_PROVIDER}, which sends real text messages. The demo city has "
            "invented phone numbers that may belong to somebody; unset the variable to write messages to a file."
        )
