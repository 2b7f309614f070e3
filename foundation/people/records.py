"""A signed word that a staff page is working on a record of a person, so that its viewer may reveal a field there.

Citizens have no place of their own: the right to see their phone comes from the booking or matter at hand.
"""

from django.apps import apps
from django.core import signing
from django.db.models import Model

SALT = "people.reveal.record"
LIFETIME = 12 * 3600


def token_for(record: Model) -> str:
    """For the hidden `record` field of a reveal form on the record's page."""
    return signing.dumps([record._meta.label_lower, record.pk], salt=SALT)


def record_of(token: str) -> Model | None:
    """The record a token names; None where the token is old, changed, or the row is gone."""
    try:
        label, pk = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return apps.get_model(label)._default_manager.filter(pk=pk).first()
