"""The service's pages: sign in, consent, and the protocol. With IDENTITY_FALSE_KEY it publishes another key."""

import json
import os
from pathlib import Path

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.utils import jwk_from_pem


def false_keys(request: HttpRequest) -> JsonResponse:
    """Somebody else's key under the name of the one that signs."""
    other = json.loads(jwk_from_pem(Path(os.environ["IDENTITY_FALSE_KEY"]).read_text(encoding="ascii")).export_public())
    name = jwk_from_pem(oauth2_settings.OIDC_RSA_PRIVATE_KEY).thumbprint()
    return JsonResponse({"keys": [other | {"kid": name, "alg": "RS256", "use": "sig"}]})


urlpatterns = [
    path("login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
if "IDENTITY_FALSE_KEY" in os.environ:
    urlpatterns.insert(0, path(".well-known/jwks.json", false_keys))
