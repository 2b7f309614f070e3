"""Names in two languages."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def in_reader_language(chinese: str, english: str) -> str:
    """The English text for an English reader where somebody has written it; Chinese otherwise."""
    return english if english and get_language() == "en" else chinese


class Named(models.Model):
    """A row people read by name: Chinese always, English where somebody has written it."""

    name = models.CharField(pgettext_lazy("places", "name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language; Chinese where no English one exists."""
        return in_reader_language(self.name, self.name_en)

    @property
    def is_untranslated(self) -> bool:
        """True where an English reader is shown the Chinese name: templates mark it lang="zh-Hans"."""
        return get_language() == "en" and not self.name_en
