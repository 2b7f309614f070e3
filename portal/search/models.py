"""What the search finds: one row for each public page and document, and the lists that editors keep for it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from foundation.text_search.words import fold
from portal.files import PortalDocument
from portal.navigation import address

MOST_SYNONYMS = 12


class Kind(models.TextChoices):
    PAGE = "page", pgettext_lazy("found", "Pages")
    NEWS = "news", _("News")
    NOTICE = "notice", _("Public notices")
    DOCUMENT = "document", _("Documents")


class Entry(models.Model):
    """One thing that can be found. Its two word columns are what the engines index (migration 0002).

    Keys grow with age: the rebuild writes in the order of publication, so that "newest first" needs no sorting.
    Never holds more than an anonymous reader may see.
    """

    ANY_LANGUAGE = "any"
    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=3, help_text="zh, en or any: one word for the engines")
    page = models.OneToOneField(Page, on_delete=models.CASCADE, null=True, related_name="+")
    document = models.OneToOneField(PortalDocument, on_delete=models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=255)
    text = models.TextField()
    title_words = models.TextField()
    text_words = models.TextField()
    shown_on = models.DateField(null=True, help_text="The day a page speaks of, or of its publication.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, document__isnull=False) | Q(page__isnull=False, document=None),
                name="entry_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentLink(models.Model):
    """A public page that links to a document: what makes the document findable."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(PortalDocument, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "document"], name="document_linked_once")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.document_id}"


def split_words(text: str) -> list[str]:
    """The words of a list that an editor wrote with commas, spaces or lines between them."""
    for separator in ",，、;；\n\t":
        text = text.replace(separator, " ")
    return list(dict.fromkeys(text.split()))


class Synonyms(models.Model):
    """Words that mean the same to whoever searches: 物业 and 物管."""

    words = models.CharField(
        _("words"), max_length=300, unique=True, help_text=_("At least two words, with spaces or commas between them.")
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        words = split_words(self.words)
        if not 2 <= len(words) <= MOST_SYNONYMS:
            raise ValidationError({"words": _("Write two to twelve words that mean the same.")})
        self.words = " ".join(words)

    def folded(self) -> list[str]:
        return [folded for word in split_words(self.words) if (folded := fold(word).strip())]


class Function(models.Model):
    """Something a citizen can do here, offered above the results: "did you mean this service?"."""

    title = models.CharField(_("name"), max_length=60)
    title_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    explanation = models.CharField(_("explanation"), max_length=120, blank=True)
    explanation_en = models.CharField(_("explanation (English)"), max_length=160, blank=True)
    words = models.TextField(
        _("words people search by"),
        max_length=600,
        help_text=_("Chinese and English, with spaces, commas or lines between them."),
    )
    url_name = models.CharField(_("part of the site"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("function")
        verbose_name_plural = _("functions offered by the search")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if not address(self.url_name):
            raise ValidationError({"url_name": _("The site has no such part.")})
        self.words = "\n".join(split_words(self.words))

    def in_language(self, field: str) -> str:
        translated = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return str(translated or getattr(self, field))

    def folded_words(self) -> list[str]:
        """Names and words as they are compared; a name counts as a word."""
        own = [*split_words(self.words), self.title, self.title_en]
        return [folded for word in own if (folded := fold(word).strip())]
