"""Services outside the portal, read from the environment: who vouches for people, who carries messages."""

from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

from foundation.notifications.gateway import SMSGateway
from foundation.people.identity_service import IdentityService
from portal import environment as env

FILE_MAIL = "django.core.mail.backends.filebased.EmailBackend"
SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """`security`: starttls (usually port 587), tls from the first byte (465), or none, for a relay next door (25)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str


def identity_service() -> IdentityService:
    """Off without PORTAL_OIDC_ISSUER. Half of it is refused at start rather than at somebody's first sign-in."""
    found = IdentityService(
        issuer=env.text("PORTAL_OIDC_ISSUER"),
        client_id=env.text("PORTAL_OIDC_CLIENT_ID"),
        secret=env.text("PORTAL_OIDC_CLIENT_SECRET"),
        name=env.text("PORTAL_OIDC_NAME", "城市统一身份认证"),
        name_en=env.text("PORTAL_OIDC_NAME_EN", "the city's identity service"),
        scopes=tuple(env.words("PORTAL_OIDC_SCOPES", "openid,profile,phone")),
        phone_claim=env.text("PORTAL_OIDC_PHONE_CLAIM", "phone_number"),
        phone_verified_claim=env.text("PORTAL_OIDC_PHONE_VERIFIED_CLAIM", "phone_number_verified"),
        name_claim=env.text("PORTAL_OIDC_NAME_CLAIM", "name"),
        id_number_claim=env.text("PORTAL_OIDC_ID_NUMBER_CLAIM"),
        staff_number_claim=env.text("PORTAL_OIDC_STAFF_NUMBER_CLAIM"),
        step_acr=tuple(env.words("PORTAL_OIDC_STEP_ACR")),
        step_amr=tuple(env.words("PORTAL_OIDC_STEP_AMR")),
    )
    if found.is_on and not (found.client_id and found.secret):
        raise ImproperlyConfigured("PORTAL_OIDC_ISSUER is set, PORTAL_OIDC_CLIENT_ID or PORTAL_OIDC_CLIENT_SECRET not.")
    if found.is_on and env.mode() is env.Mode.PRODUCTION and not found.issuer.startswith("https://"):
        raise ImproperlyConfigured("PORTAL_OIDC_ISSUER must be an https:// address.")
    if found.is_on and "openid" not in found.scopes:
        raise ImproperlyConfigured("PORTAL_OIDC_SCOPES must hold openid.")
    return found


def sms_gateway(provider: str) -> SMSGateway:
    """The carrier's account; only where PORTAL_SMS_PROVIDER names it, everything is asked for at start."""
    found = SMSGateway(
        secret_id=env.text("PORTAL_SMS_SECRET_ID"),
        secret_key=env.text("PORTAL_SMS_SECRET_KEY"),
        app_id=env.text("PORTAL_SMS_APP_ID"),
        sign_name=env.text("PORTAL_SMS_SIGN_NAME"),
        region=env.text("PORTAL_SMS_REGION", "ap-guangzhou"),
        endpoint=env.text("PORTAL_SMS_ENDPOINT", "https://sms.tencentcloudapi.com"),
        templates=env.text("PORTAL_SMS_TEMPLATES"),
    )
    if not provider.startswith("foundation.notifications.tencent."):
        return found
    needed = ("secret_id", "secret_key", "app_id", "sign_name", "templates")
    if missing := [f"PORTAL_SMS_{name.upper()}" for name in needed if not getattr(found, name)]:
        raise ImproperlyConfigured(f"{provider} needs {', '.join(missing)}.")
    if env.mode() is env.Mode.PRODUCTION and not found.endpoint.startswith("https://"):
        raise ImproperlyConfigured("PORTAL_SMS_ENDPOINT must be an https:// address.")
    return found


def mail_server() -> MailServer:
    """Without PORTAL_SMTP_HOST mail is written to files."""
    found = MailServer(
        host=env.text("PORTAL_SMTP_HOST"),
        port=env.integer("PORTAL_SMTP_PORT", 587),
        user=env.text("PORTAL_SMTP_USER"),
        password=env.text("PORTAL_SMTP_PASSWORD"),
        security=env.text("PORTAL_SMTP_SECURITY", "starttls"),
    )
    if found.security not in SECURITY:
        raise ImproperlyConfigured(f"PORTAL_SMTP_SECURITY must be one of {', '.join(SECURITY)}.")
    if found.user and found.security == "none":
        raise ImproperlyConfigured("PORTAL_SMTP_USER is set: a password is not sent over an open line.")
    return found
