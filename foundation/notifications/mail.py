"""E-mail: plain text, one person each, sent by the portal and by nobody's hand."""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from foundation.notifications.exceptions import CarrierTrouble, Undeliverable
from foundation.notifications.models import Message

PERMANENT = 500  # from here on an SMTP answer means "never"


def send_mail(message: Message) -> str:
    """Hand it to the mail server; the Message-ID, the same each time this message is tried.

    No List-Unsubscribe: nobody is on a list here, each mail answers something its reader did. Raises Undeliverable for
    a mailbox that does not exist, CarrierTrouble where the server does not know us.
    """
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    reference = f"<{message.public_id}@{address.rpartition('@')[2]}>"
    headers = {"Message-ID": reference, "Auto-Submitted": "auto-generated", "Content-Language": language_of(message)}
    mail = EmailMessage(
        subject=message.subject, body=message.body, from_email=sender(), to=[message.address], headers=headers,
        reply_to=[settings.REPLY_TO] if settings.REPLY_TO else None,
    )  # fmt: skip
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= PERMANENT for code, _said in error.recipients.values()):
            raise Undeliverable from error
        raise
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
        raise CarrierTrouble(f"SMTP {error.smtp_code}") from error
    return reference


def sender() -> str:
    """The portal's name before the address, unless the setting gives another one."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or settings.WAGTAIL_SITE_NAME, address))


def language_of(message: Message) -> str:
    return "en" if message.language == "en" else "zh-Hans"
