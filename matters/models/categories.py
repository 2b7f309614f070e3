"""What matters are about, in a tree: plain words for citizens, finer ones for the office."""

from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager

from foundation.memory import Memory
from foundation.places.models import Named, TreeQuerySet


class RedirectKind(models.TextChoices):
    """Why a category is not handled here: by law another organ answers (信访工作条例 arts. 20, 22, 30)."""

    DISCIPLINE = "discipline", _("Discipline office")
    COURT = "court", _("Courts and litigation")
    EMERGENCY = "emergency", _("Emergency")


class CategoryManager(MP_NodeManager):
    def get_queryset(self) -> "CategoryQuerySet":
        return CategoryQuerySet(self.model, using=self._db).order_by("path")


class CategoryQuerySet(TreeQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def public_choices(self) -> Self:
        """The plain words a citizen picks from, in the order of the tree."""
        return self.active().filter(is_public_choice=True)

    def never_public(self) -> Self:
        """Marked so, or under one that is."""
        marked = list(self.model.objects.filter(is_never_public=True).values_list("path", flat=True))
        below = [Q(path__startswith=path) for path in marked]
        return self.filter(reduce(or_, below)) if below else self.none()

    def handled_here(self) -> Self:
        return self.filter(redirect_kind="")


class Category(Named, MP_Node):
    """What a matter is about. The first level is for citizens, the finer ones for the office.

    A category with a `redirect_kind` stores nothing: it shows where to go instead (DESIGN §6).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    hint = models.CharField(_("examples"), max_length=120, blank=True)
    hint_en = models.CharField(_("examples in English"), max_length=200, blank=True)
    department = models.CharField(_("department that normally leads"), max_length=60, blank=True)
    department_en = models.CharField(_("department in English"), max_length=120, blank=True)
    is_public_choice = models.BooleanField(_("citizens can pick it"), default=False)
    redirect_kind = models.CharField(_("belongs elsewhere"), max_length=12, choices=RedirectKind.choices, blank=True)
    redirect_text = models.TextField(_("where to go"), blank=True)
    redirect_text_en = models.TextField(_("where to go, in English"), blank=True)
    redirect_phones = models.CharField(_("phones to call"), max_length=60, blank=True)
    takes_anonymous = models.BooleanField(
        _("reports without a name"),
        default=False,
        db_default=False,
        help_text=_("About something public, such as a road or a lamp: nobody need say who they are to report it."),
    )
    is_never_public = models.BooleanField(
        _("never made public"),
        default=False,
        db_default=False,
        help_text=_(
            "Family, health, courts, accusations: no letter about it is published, nor about what is under it."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = CategoryManager.from_queryset(CategoryQuerySet)()  # type: ignore[django-manager-missing]  # treebeard ships no types

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                condition=(Q(redirect_kind="") & Q(redirect_text="")) | (~Q(redirect_kind="") & ~Q(redirect_text="")),
                name="category_redirect_says_where",
            )
        ]

    @property
    def is_redirecting(self) -> bool:
        return bool(self.redirect_kind)

    @property
    def display_hint(self) -> str:
        return self.hint_en if get_language() == "en" and self.hint_en else self.hint

    @property
    def display_redirect_text(self) -> str:
        return self.redirect_text_en if get_language() == "en" and self.redirect_text_en else self.redirect_text


_by_code: Memory[str, Category | None] = Memory(lambda code: Category.objects.filter(code=code).first())


def kept_category(code: str) -> Category | None:
    """The category a draft names: asked with every page of a way, changed by an editor once in a while."""
    return _by_code.get(code)


def forget_categories(**_kept: object) -> None:
    """After one was saved or deleted; a signal's facts are not needed."""
    _by_code.forget()
