"""Messages about violence at home do not say what they are about: somebody else may hold the phone (DESIGN §3a)."""

from matters.models import Matter
from matters.signposts import tells_of_violence


def is_discreet(matter: Matter) -> bool:
    """Asked of the text itself each time: nobody is marked."""
    return tells_of_violence(matter.text, matter.request)
