"""The bare twin of a page: "hello" behind the same middleware and server. No SQL at all; frozen, do not tune it.

Also a settings module: the portal's own, with this file's one address in the place of all of the portal's.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.settings import *  # noqa: F403

ROOT_URLCONF = __name__


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("", hello)]
