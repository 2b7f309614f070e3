"""An accusation of a named official is not taken here, whichever door it comes through (信访工作条例 art. 30)."""

from datetime import datetime

from django.utils.timezone import localdate

from foundation.people.models import PostKind, Tenure
from matters.exceptions import AccusationNotTaken
from matters.signposts import accuses_somebody, mentions_misconduct

HOLDS_OFFICE = (PostKind.LEADER, PostKind.UNIT_HEAD, PostKind.VILLAGE_SECRETARY)


def official_names(*texts: str, at: datetime) -> list[str]:
    """Whom a text might accuse; nobody is asked for unless it speaks of misconduct."""
    if not mentions_misconduct(*texts):
        return []
    serving = Tenure.objects.on_day(localdate(at)).filter(post__kind__in=HOLDS_OFFICE).select_related("person")
    return [tenure.person.name for tenure in serving]


def refuse_accusation(*texts: str, at: datetime, names_somebody: bool = False) -> None:
    """Raises AccusationNotTaken; then nothing may be stored. `names_somebody`: a form names the official."""
    if accuses_somebody(*texts, names=official_names(*texts, at=at), names_somebody=names_somebody):
        raise AccusationNotTaken
