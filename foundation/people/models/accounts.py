"""Accounts, and the persons they may belong to."""

import secrets
import uuid
from typing import Any, Self

from django.contrib.admin.decorators import display
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.encryption.fields import BlindIndexField, EncryptedTextField, IndexedQuerySet
from foundation.people.identifiers import mask_id_number, mask_name, mask_phone, normalise_id_number, normalise_phone
from foundation.people.permissions import VisibleQuerySet, known_actions, user_may
from foundation.places.models import Place


def opaque_username() -> str:
    """Says nothing about the person: citizens never see or type it."""
    return f"u{secrets.token_hex(8)}"


class User(AbstractUser):  # type: ignore[django-manager-missing]  # guardian's and Wagtail's managers have no types
    """An account. Citizens enter by phone code (no password); staff by password and a second step."""

    is_acting = True
    """Outside a request an account acts; in one, `ActingMiddleware` sets it: only after the second step."""

    last_phone_proof_at = models.DateTimeField(_("phone last proved"), null=True, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]  # the stubs want text, Django takes lazy text
        verbose_name_plural = _("accounts")  # type: ignore[assignment]  # as above

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Actions come from grants alone, also for a superuser; Django's own permissions stay Django's."""
        if not self.is_acting:
            return False
        if obj is not None or perm in known_actions():
            return user_may(self, perm, obj)
        return super().has_perm(perm, obj)


class PersonQuerySet(IndexedQuerySet, VisibleQuerySet):  # type: ignore[override]  # the plugin types as_manager apart
    view_action = "people.view_person"

    def with_phone(self, phone: str) -> Self:
        """Exact match on a phone or landline as people type it. A family may share one."""
        return self.filter(phone_index=Person.digest_of("phone_index", phone)) if phone else self.none()

    def with_id_number(self, id_number: str) -> Self:
        digest = Person.digest_of("id_number_index", id_number)
        return self.filter(id_number_index=digest) if digest else self.none()


class Person(models.Model):
    """A human being the city serves or employs: the only home of contact data, with or without an account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person", verbose_name=_("account")
    )
    name = EncryptedTextField(pgettext_lazy("person", "name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = BlindIndexField(source="phone", label="phone", normalise=normalise_phone)
    phone_verified_at = models.DateTimeField(_("phone verified"), null=True, blank=True)
    id_number = EncryptedTextField(_("ID number"), blank=True)
    id_number_index = BlindIndexField(source="id_number", label="id_number", normalise=normalise_id_number)
    identity_verified_at = models.DateTimeField(_("identity verified"), null=True, blank=True)
    address = EncryptedTextField(pgettext_lazy("of a person", "address"), blank=True)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    language = models.CharField(_("language of messages"), max_length=7, default="zh-hans")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from",
        help_text="The person with the same verified ID number that this row turned out to be",
    )  # fmt: skip
    is_official = models.BooleanField(
        _("official"), default=False, help_text=_("Officials' names and posts are public; citizens' never are.")
    )
    created_at = models.DateTimeField(_("entered on"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # A proved phone opens one account. Without accounts a family may share it; typed by others, it opens none.
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(user__isnull=False, phone_verified_at__isnull=False) & ~Q(phone_index=""),
                name="account_phone_once",
            ),
            # Only a number somebody has seen on a card is unique: else typing a stranger's would lock them out.
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=Q(identity_verified_at__isnull=False) & ~Q(id_number_index=""),
                name="verified_id_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @classmethod
    def digest_of(cls, index: str, value: str) -> str:
        """The digest stored in the named index column for a value as typed."""
        field = cls._meta.get_field(index)
        assert isinstance(field, BlindIndexField)
        return field.digest_of(value)

    @property
    @display(description=pgettext_lazy("person", "name"))
    def masked_name(self) -> str:
        return self.name if self.is_official else mask_name(self.name)

    @property
    @display(description=_("phone"))
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    @display(description=_("ID number"))
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)
