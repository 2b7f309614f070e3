"""Talking OpenID Connect with the city's identity service: there, back, and believing only what is signed.

allauth does the walking (state, PKCE, discovery, the exchange of the code). Beyond what it checks by itself: the
signature of the ID token even where it came straight from the service, the nonce, the issuer of the discovery document,
and that the profile is the same person's as the token.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any, NoReturn

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from foundation.people.exceptions import PeopleRefusal
from foundation.people.identities import PROVIDER, Identity, clean_id_number, clean_phone, subject_of
from foundation.people.identity_service import IdentityService

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLOCKS_DIFFER = 60  # seconds
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class ServiceFailed(PeopleRefusal):
    """`reason`: down (no answer), cancelled, state (unknown, used, too old), token (not to be believed)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Errand:
    """Why somebody was sent to the service: to sign in, to link it, or as second step. Kept in the session."""

    purpose: str
    next: str
    language: str
    account: int | None
    nonce: str
    sent_at: float


def service() -> IdentityService:
    found: IdentityService = settings.IDENTITY_SERVICE
    return found


class CityProvider(OpenIDConnectProvider):
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> "CityAdapter":
        return CityAdapter(request, PROVIDER)


class CityAdapter(OpenIDConnectOAuth2Adapter):
    def get_provider(self) -> CityProvider:
        """From the settings, so that no secret lies in the database."""
        found = service()
        app = SocialApp(
            provider="openid_connect", provider_id=PROVIDER, name=found.name[:40], client_id=found.client_id,
            secret=found.secret, settings={"server_url": found.issuer, "scope": list(found.scopes)},
        )  # fmt: skip
        return CityProvider(self.request, app=app)

    @property
    def openid_config(self) -> dict[str, Any]:
        config: Any = super().openid_config
        is_ours = isinstance(config, dict) and all(isinstance(config.get(name), str) for name in ENDPOINTS)
        if not is_ours or config["issuer"].rstrip("/") != service().issuer.rstrip("/"):
            raise OAuth2Error("The discovery document is not the service's own.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """One address for both languages, as it is registered with the service."""
        with override("zh-hans"):
            return str(settings.PORTAL_URL + reverse("people:identity_callback"))


def begin(request: HttpRequest, *, purpose: str, next_url: str, language: str, account: int | None) -> str:
    """The service's address to send somebody to. Raises ServiceFailed."""
    nonce = secrets.token_urlsafe(24)
    errand = {"purpose": purpose, "next": next_url, "language": language, "account": account, "nonce": nonce}
    asked = {"nonce": nonce, "ui_locales": "en" if language == "en" else "zh-CN"}
    if purpose == "step":
        asked |= {"prompt": "login"} | ({"acr_values": " ".join(found)} if (found := service().step_acr) else {})
    try:
        provider = CityAdapter(request, PROVIDER).get_provider()
        response = provider.redirect(request, "login", data=errand | {"sent_at": time.time()}, auth_params=asked)
    except (requests.RequestException, OAuth2Error) as error:
        _fail(error)
    return str(response["Location"])


def errand_of(request: HttpRequest) -> tuple[Errand, str]:
    """What they were sent for, once, and the PKCE secret of that errand. Raises ServiceFailed("state")."""
    state = statekit.unstash_state(request, provider_id=PROVIDER, state_id=request.GET.get("state", ""))
    if state is None:
        raise ServiceFailed("state")
    return Errand(**state["data"]), state.get("pkce_code_verifier") or ""


def identity_of_answer(request: HttpRequest, errand: Errand, verifier: str) -> Identity:
    """Who signed in there. Raises ServiceFailed."""
    if "code" not in request.GET:
        raise ServiceFailed("cancelled" if request.GET.get("error") == "access_denied" else "token")
    adapter = CityAdapter(request, PROVIDER)
    provider = adapter.get_provider()
    try:
        client = adapter.get_client(request, provider.app)
        answer = adapter.get_access_token_data(request, provider.app, client, pkce_code_verifier=verifier)
        token = believed(adapter.openid_config, answer.get("id_token"), errand)
        profile = _profile(adapter, answer["access_token"], token["sub"])
    except (requests.RequestException, OAuth2Error, jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        _fail(error)
    return _identity(token, token | profile, errand)


def _fail(error: Exception) -> NoReturn:
    """No answer, or a 5xx, is the service's own trouble; anything else is an answer not to be believed."""
    is_down = isinstance(error, requests.RequestException) and not isinstance(error, requests.JSONDecodeError)
    raise ServiceFailed("down" if is_down else "token") from error


def believed(config: dict[str, Any], id_token: Any, errand: Errand) -> dict[str, Any]:
    """The claims of a token signed by the service, for us, for this errand, and still in time."""
    header = jwt.get_unverified_header(id_token)
    if header["alg"] not in ALGORITHMS:
        raise OAuth2Error("Not signed by a key of the service's.")
    claims: dict[str, Any] = jwt.decode(
        id_token, _key(config["jwks_uri"], header), algorithms=[header["alg"]], audience=service().client_id,
        issuer=config["issuer"], leeway=CLOCKS_DIFFER, options={"require": NEEDED},
    )  # fmt: skip
    if not secrets.compare_digest(str(claims.get("nonce", "")), errand.nonce):
        raise OAuth2Error("The token was made for another errand.")
    if claims.get("azp", service().client_id) != service().client_id:
        raise OAuth2Error("The token was made for another client.")
    return claims


def _key(jwks_uri: str, header: dict[str, Any]) -> jwt.PyJWK:
    with get_adapter().get_requests_session() as session:
        answer = session.get(jwks_uri)
        answer.raise_for_status()
        keys = answer.json()["keys"]
    named = [key for key in keys if key.get("use", "sig") == "sig" and key.get("kid") == header.get("kid")]
    if len(named) != 1:
        raise OAuth2Error("The service does not publish this key.")
    return jwt.PyJWK(named[0], algorithm=header["alg"])


def _profile(adapter: CityAdapter, access_token: str, subject: str) -> dict[str, Any]:
    """More about the same person, where the service has a page for it."""
    if "userinfo_endpoint" not in adapter.openid_config:
        return {}
    profile: dict[str, Any] = adapter._fetch_user_info(access_token)
    if profile.get("sub") != subject:
        raise OAuth2Error("The profile is somebody else's.")
    return profile


def _identity(token: dict[str, Any], claims: dict[str, Any], errand: Errand) -> Identity:
    """Of the second step only the signed token speaks, and only where the sign-in was made for this errand."""
    names = service()
    is_verified = claims.get(names.phone_verified_claim) is True
    return Identity(
        subject=subject_of(token["iss"], str(token["sub"])),
        phone=clean_phone(claims.get(names.phone_claim)) if is_verified else "",
        name=_text(claims, names.name_claim)[:30],
        id_number=clean_id_number(_text(claims, names.id_number_claim)),
        staff_number=_text(claims, names.staff_number_claim),
        is_second_step=_has_two_steps(token) and _is_fresh(token, errand),
    )


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name) if name else None
    return found.strip() if isinstance(found, str) else ""


def _has_two_steps(token: dict[str, Any]) -> bool:
    methods = token.get("amr")
    used = set(methods) if isinstance(methods, list) else set()
    return token.get("acr") in service().step_acr or bool(used & set(service().step_amr))


def _is_fresh(token: dict[str, Any], errand: Errand) -> bool:
    """A service that says when somebody signed in must say: after they were asked to."""
    at = token.get("auth_time", errand.sent_at)
    return isinstance(at, int | float) and at >= errand.sent_at - CLOCKS_DIFFER
