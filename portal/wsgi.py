"""HTTP: pages and the API run on the WSGI path, which costs half the CPU of ASGI per page."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
