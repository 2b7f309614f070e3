"""What this room tells people."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.notifications.models import Channel
from foundation.notifications.services import send
from foundation.people.models import Person, PlaceGrant
from foundation.people.permissions import ADMINISTRATOR


def carrier_troubled(*, reason: str, at: datetime) -> int:
    """Once a day each administrator reads in the portal that text messages do not go out; how many there are."""
    granted = PlaceGrant.objects.valid(at=at).filter(role__code=ADMINISTRATOR).values("user")
    administrators = Person.objects.filter(Q(user__in=granted) | Q(user__is_superuser=True), user__is_active=True)
    for person in administrators:
        dedupe = f"carrier:{localdate(at)}:{person.pk}"
        send("people/carrier_troubled", person, Channel.IN_APP, {"reason": reason}, at=at, dedupe=dedupe)
    return len(administrators)
