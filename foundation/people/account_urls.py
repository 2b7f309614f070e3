"""The two allauth pages we use, and none of the others: no sign-up, no e-mail, no password reset by mail."""

from allauth.account.views import login
from allauth.mfa.base.views import authenticate
from django.urls import path

urlpatterns = [
    path("login/", login, name="account_login"),
    path("2fa/authenticate/", authenticate, name="mfa_authenticate"),
]
