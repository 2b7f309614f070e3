"""What is kept of looking at people and of proving a phone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.people.models.accounts import Person, User


class Reveal(models.Model):
    """A logged click that showed a personal field in full. The person it belongs to can read this list."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reveals")
    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    viewer_post = models.CharField(max_length=200, help_text="How the viewer is named to the person: post, not name")
    field = models.CharField(max_length=20)
    purpose = models.CharField(_("purpose"), max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class PhoneCode(models.Model):
    """A one-time code sent to a phone: five tries, ten minutes, used once. Only digests are stored."""

    phone_index = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["phone_index", "purpose", "-created_at"], name="phone_code_latest")]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="phone_code_five_tries")]
