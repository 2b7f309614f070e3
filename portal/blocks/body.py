"""The body of ordinary pages: words, pictures with alternatives, films with captions, tables, documents."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from portal.blocks.buttons import ButtonBlock, with_links
from portal.blocks.choices import ChoiceBlock, YesNoBlock
from portal.blocks.figures import CountedFiguresBlock, SourcedFiguresBlock

FILMS, CAPTIONS = {".mp4", ".webm"}, {".vtt"}
TONES = [("info", _("good to know")), ("success", _("good news")), ("warning", _("attention"))]


class ShownFromTheLibrary(blocks.StructBlock):
    """Its preview in the block picker shows the newest fitting files there are; without any there is no preview."""

    def files_to_show(self) -> dict[str, Any]:
        """Newest file or None, by the name of the field that holds it."""
        raise NotImplementedError

    @property
    def is_previewable(self) -> bool:
        return all(self.files_to_show().values())

    def get_preview_value(self) -> Any:
        return self.normalize(self.meta.preview_value | self.files_to_show())


def newest_document(endings: Iterable[str] = ("",)) -> Any:
    names = (Q(file__iendswith=ending) for ending in sorted(endings))
    return get_document_model().objects.filter(reduce(or_, names)).order_by("-pk").first()


class PictureBlock(ShownFromTheLibrary):
    image = ImageChooserBlock(label=_("image"))
    alternative = blocks.CharBlock(
        label=_("alternative text"), max_length=250,
        help_text=_("What somebody who cannot see the picture should know. Not “picture of”."),
    )  # fmt: skip
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        label = _("picture")
        icon = "image"
        template = "portal/blocks/picture.html"
        description = _("A picture with an alternative text and, where useful, a caption.")
        preview_value = {"alternative": "看不见图片的人由这里知道画面内容", "caption": "图片说明写在这里。"}

    def files_to_show(self) -> dict[str, Any]:
        return {"image": get_image_model().objects.order_by("-pk").first()}


class FilmBlock(ShownFromTheLibrary):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    film = DocumentChooserBlock(label=_("film (MP4 or WebM)"))
    captions = DocumentChooserBlock(
        label=_("captions (WebVTT)"), help_text=_("Deaf people read them, and so does everybody in a noisy room.")
    )
    transcript = blocks.TextBlock(label=_("everything said, as text"), required=False)

    class Meta:
        label = _("film")
        icon = "media"
        template = "portal/blocks/film.html"
        description = _("A film from our own server. Captions are required.")
        preview_value = {"title": "怎样预约接访", "transcript": "片中说的话，全部写在这里。"}

    def files_to_show(self) -> dict[str, Any]:
        return {"film": newest_document(FILMS), "captions": newest_document(CAPTIONS)}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if _ending(cleaned["film"]) not in FILMS:
            errors["film"] = ValidationError(gettext("Choose an MP4 or WebM file."))
        if _ending(cleaned["captions"]) not in CAPTIONS:
            errors["captions"] = ValidationError(gettext("Choose a captions file that ends in .vtt."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def _ending(document: Any) -> str:
    return Path(document.filename).suffix.lower()


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=120, help_text=_("What the table shows."))
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("text"), required=False)),
            ("words", blocks.RichTextBlock(label=_("text with links"), features=["bold", "link"], required=False)),
        ],
        label=_("table"),
    )
    first_column_names_rows = YesNoBlock(label=_("the first column names the rows"), required=False)

    class Meta:
        label = _("table")
        icon = "table"
        template = "portal/blocks/table.html"
        description = _("A table with a caption; on a phone each row becomes a card.")
        preview_value = {
            "caption": "各中心开放时间",
            "table": {
                "columns": [{"type": "text", "heading": "中心"}, {"type": "text", "heading": "开放时间"}],
                "rows": [{"values": ["市中心", "8:30–17:30"]}, {"values": ["镇中心", "8:30–17:00"]}],
            },
            "first_column_names_rows": True,
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Each cell with the heading of its column: on a phone it stands beside it."""
        table = value["table"]
        headings = [column["heading"] for column in table.columns] if table else []
        rows = [list(zip(headings, row, strict=False)) for row in table.rows] if table else []
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"rows": rows}


class PaperBlock(ShownFromTheLibrary):
    document = DocumentChooserBlock(label=_("document"))
    label = blocks.CharBlock(label=_("label"), required=False, help_text=_("Empty: the title of the document."))

    class Meta:
        label = _("document to download")
        icon = "doc-full"
        template = "portal/blocks/paper.html"
        description = _("A file with its kind and size.")
        preview_value = {"label": ""}

    def files_to_show(self) -> dict[str, Any]:
        return {"document": newest_document()}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"), required=False)

    class Meta:
        label = _("step")


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60, required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=2)

    class Meta:
        label = _("steps")
        icon = "list-ol"
        template = "portal/blocks/steps.html"
        description = _("What to do, one thing after the other.")
        preview_value = {
            "heading": "怎样预约",
            "steps": [{"title": "选日子", "text": "在接访日页面选时间。"}, {"title": "留下联系方式", "text": ""}],
        }


class FactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60, required=False)
    facts = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("name"), max_length=40)),
                ("value", blocks.TextBlock(label=_("what it is"))),
            ],
            label=_("fact"),
        ),
        label=_("facts"),
    )

    class Meta:
        label = _("facts")
        icon = "list-ul"
        template = "portal/blocks/facts.html"
        description = _("Short facts by name: when, where, who, how much.")
        preview_value = {
            "heading": "",
            "facts": [{"name": "时间", "value": "每月15日"}, {"name": "地点", "value": "市中心"}],
        }


class CalloutBlock(blocks.StructBlock):
    tone = ChoiceBlock(label=_("tone"), choices=TONES, default="info")
    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"), required=False)

    class Meta:
        label = _("highlighted box")
        icon = "info-circle"
        template = "portal/blocks/callout.html"
        description = _("One thing nobody should miss. At most one or two on a page.")
        preview_value = {"tone": "info", "title": "不用带证明", "text": "说清事情就可以，材料以后再补。"}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    who = blocks.CharBlock(label=_("who said it"), max_length=60, required=False)

    class Meta:
        label = _("quotation")
        icon = "openquote"
        template = "portal/blocks/quote.html"
        description = _("Words somebody said. Never a citizen's name.")
        preview_value = {"text": "有地方说理，心里就踏实。", "who": "一位居民"}


class ButtonsBlock(blocks.StructBlock):
    buttons = blocks.ListBlock(ButtonBlock(), label=_("buttons"), max_num=3)

    class Meta:
        label = _("buttons")
        icon = "link"
        template = "portal/blocks/buttons.html"
        description = _("Where to go from here.")
        preview_value = {"buttons": [{"label": "预约接访", "destination": "reception_days:days"}]}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"buttons": with_links(value["buttons"])}


class BodyBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("text"),
        icon="pilcrow",
        features=["h2", "h3", "bold", "ol", "ul", "link", "document-link"],
        description=_("Headings, paragraphs and lists."),
        preview_value="<h2>标题</h2><p>一段文字，可以有<b>重点</b>。</p>",
    )
    picture = PictureBlock()
    film = FilmBlock()
    table = TableBlock()
    paper = PaperBlock()
    steps = StepsBlock()
    facts = FactsBlock()
    sourced_figures = SourcedFiguresBlock()
    counted_figures = CountedFiguresBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    buttons = ButtonsBlock()
