"""The page a demo visitor begins with: who can sign in, the codes of this moment, the latest text messages."""

import json
import time
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.notifications.providers import FileSMSProvider
from foundation.people.roles import DEFAULTS
from portal.demo.accounts import CITIZENS, PASSWORD, STAFF, TOTP_SECONDS, TOTP_SECRET, StaffSignIn, current_code
from portal.demo.loading import loaded_scale

LATEST = 12
TAIL_BYTES = 64 * 1024


class Text(NamedTuple):
    """One text message as the file provider wrote it."""

    at: datetime
    phone: str
    text: str


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """404 wherever the portal is not a demo."""
    if not settings.DEMO:
        raise Http404
    context = {
        "is_loaded": loaded_scale() is not None,
        "rows": [(sign_in, role_name(sign_in)) for sign_in in STAFF],
        "citizens": CITIZENS,
        "password": PASSWORD,
        "secret": TOTP_SECRET,
        "code": current_code(),
        "seconds_left": TOTP_SECONDS - int(time.time()) % TOTP_SECONDS,
        "texts": latest_texts(),
        "paths": _main_paths(),
    }
    return render(request, "demo/demo.html", context)


def role_name(sign_in: StaffSignIn) -> str:
    role = DEFAULTS[sign_in.role]
    return role.name_en if get_language() == "en" else role.name


def latest_texts() -> list[Text]:
    """Newest first. Only the end of the file is read, however long a demo has been running."""
    path = FileSMSProvider.path()
    if not path.exists():
        return []
    with path.open("rb") as file:
        start = max(0, path.stat().st_size - TAIL_BYTES)
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()[1 if start else 0 :]
    rows = (json.loads(line) for line in reversed(lines[-LATEST:]))
    return [Text(datetime.fromisoformat(row["at"]).replace(microsecond=0), row["phone"], row["text"]) for row in rows]


def _main_paths() -> list[tuple[str, str]]:
    """Chinese paths; the template adds the language prefix where there is one."""
    return [
        ("", _("Home page")),
        ("who-serves-me/", _("Find who serves me")),
        ("centres/", _("Governance service centres")),
        ("reception/", _("Leadership reception days")),
        ("look-up/", _("Look up a matter")),
        ("my/", _("My page (citizens)")),
        ("desk/reception/", _("Task desk (staff)")),
    ]
