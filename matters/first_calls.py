"""Whom to call first where a text belongs to another door: pages and API read it here."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Call(NamedTuple):
    number: str
    who: Promise | str


# By the name of a sign (signposts.Sign).
TITLES = {
    "emergency": _("Is somebody in danger now?"),
    "violence": _("Help that is there at once"),
    "court": _("A judgment is changed by a court only"),
    "accusation": _("This belongs to the discipline office"),
}
DESPAIR = Call("12356", pgettext_lazy("emergency call", "Somebody listens, day and night"))
LEGAL_AID = Call("12348", _("Free legal aid"))
CALLS = {
    "emergency": (
        Call("110", pgettext_lazy("emergency call", "Police")),
        Call("119", pgettext_lazy("emergency call", "Fire and rescue")),
        Call("120", pgettext_lazy("emergency call", "Ambulance")),
        Call("122", pgettext_lazy("emergency call", "Traffic accident")),
    ),
    "violence": (
        Call("110", _("Police; if you cannot speak, send a text message to 12110")),
        Call("12338", _("Women's federation: advice, shelter, somebody who comes with you")),
        LEGAL_AID,
    ),
    "court": (
        Call("12368", _("Courts: what you can file, where and until when")),
        LEGAL_AID,
        Call("12309", _("Procuratorate")),
    ),
    "accusation": (Call("12388", _("Discipline and supervision, also by letter or in person")),),
}


def calls_for(sign: str, kind: str) -> list[Call]:
    """The most urgent first; `kind`: of danger."""
    return [*([DESPAIR] if kind == "despair" else []), *CALLS[sign]]
