"""E-mail to a real SMTP server in its own thread: encrypted, with a password, as its reader gets it."""

import email.policy
import ssl
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils.timezone import now

from foundation.notifications.delivery import deliver_due
from foundation.notifications.models import Message, State
from foundation.notifications.services import send
from portal.outside import mail_server
from tests.browser_server import free_port

USER, PASSWORD = "portal", "the-mail-password"


class Mailbox:
    """Keeps what it takes; refuses one reader for ever and another for now."""

    def __init__(self) -> None:
        self.letters: list[tuple[Envelope, bool]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802  # as it is called
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("full@"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # as it is called
        self.letters.append((envelope, session.ssl is not None))
        return "250 taken"

    def read(self) -> email.message.EmailMessage:
        ((envelope, is_encrypted),) = self.letters
        assert is_encrypted
        return email.message_from_bytes(envelope.content, policy=email.policy.default)


def certificate(folder) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now() - timedelta(days=1))
    builder = builder.not_valid_after(now() + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def is_right(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@pytest.fixture
def mailbox(settings, tmp_path, monkeypatch, db) -> Iterator[Mailbox]:
    handler = Mailbox()
    controller = Controller(
        handler, hostname="localhost", port=free_port(), tls_context=certificate(tmp_path), require_starttls=True,
        auth_required=True, authenticator=is_right,
    )  # fmt: skip
    controller.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_USE_TLS = USER, PASSWORD, True
    settings.DEFAULT_FROM_EMAIL, settings.REPLY_TO = "noreply@portal.example", "office@portal.example"
    yield handler
    controller.stop()


def delivered(address="wang@portal.example", language="zh-hans") -> Message:
    message = send("waiting", None, "email", {}, address=address, language=language, at=now())
    deliver_due(now() + timedelta(seconds=1))
    message.refresh_from_db()
    return message


def test_a_mail_arrives_encrypted_in_plain_words_from_whom_it_says(mailbox):
    message = delivered()
    letter = mailbox.read()
    assert message.state == State.SENT
    assert letter["From"] == "参与治理平台 <noreply@portal.example>"
    assert (letter["To"], letter["Reply-To"]) == ("wang@portal.example", "office@portal.example")
    assert letter["Message-ID"] == message.provider_reference == f"<{message.public_id}@portal.example>"
    assert (letter["Auto-Submitted"], letter["List-Unsubscribe"]) == ("auto-generated", None)
    assert letter.get_content_type() == "text/plain"
    assert letter["Content-Language"] == "zh-Hans"
    assert (letter["Subject"], letter.get_content().strip()) == (message.subject, message.body)
    assert "登录" in message.body


def test_who_reads_english_gets_english(mailbox):
    delivered(language="en")
    letter = mailbox.read()
    assert letter["Subject"] == "A message is waiting for you"
    assert letter["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("address", "state", "error"),
    [
        ("nobody@portal.example", State.GIVEN_UP, "Undeliverable"),
        ("full@portal.example", State.FAILED, "SMTPRecipientsRefused"),
    ],
)
def test_a_mailbox_that_is_not_there_is_given_up_and_a_full_one_tried_again(mailbox, address, state, error):
    message = delivered(address)
    assert (message.state, message.last_error) == (state, error)


def test_a_wrong_password_is_somebodys_to_mend(mailbox, settings):
    settings.EMAIL_HOST_PASSWORD = "guessed"
    assert delivered().last_error == "CarrierTrouble"
    assert mailbox.letters == []


def test_a_server_that_cannot_show_who_it_is_gets_nothing(mailbox, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert delivered().last_error == "SSLCertVerificationError"
    assert mailbox.letters == []


def test_the_command_sends_a_mail_to_try_the_settings(mailbox):
    call_command("sendtestemail", "wang@portal.example")
    assert len(mailbox.letters) == 1


def test_a_password_does_not_go_over_an_open_line(monkeypatch):
    monkeypatch.setenv("PORTAL_SMTP_HOST", "mail.portal.example")
    monkeypatch.setenv("PORTAL_SMTP_SECURITY", "none")
    assert mail_server().host == "mail.portal.example"
    monkeypatch.setenv("PORTAL_SMTP_USER", USER)
    with pytest.raises(ImproperlyConfigured, match="open line"):
        mail_server()
    monkeypatch.setenv("PORTAL_SMTP_SECURITY", "ssl")
    with pytest.raises(ImproperlyConfigured, match="starttls, tls, none"):
        mail_server()
