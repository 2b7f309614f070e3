"""python -m tests.identity_provider PORT: makes its database, its people and its one client, then serves."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Addresses hold codes: nothing of a request is printed."""


def prepare() -> None:
    from django.contrib.auth.models import User
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0)
    for name in os.environ["IDENTITY_PEOPLE"].split(","):
        User.objects.create_user(name, password=os.environ["IDENTITY_PASSWORD"])
    get_application_model().objects.create(
        client_id=os.environ["IDENTITY_CLIENT"], client_secret=os.environ["IDENTITY_SECRET"], algorithm="RS256",
        client_type="confidential", authorization_grant_type="authorization-code", name="portal",
        redirect_uris=os.environ["IDENTITY_REDIRECTS"],
    )  # fmt: skip


os.environ["DJANGO_SETTINGS_MODULE"] = "tests.identity_provider.settings"
django.setup()
prepare()
with make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), Server, Quiet) as server:
    server.serve_forever()
