"""Services outside the portal, read from the environment: who vouches for people, who carries messages."""

from django.core.exceptions import ImproperlyConfigured

from foundation.people.identity_service import IdentityService
from portal import environment as env


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
