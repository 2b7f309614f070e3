"""A page with a stream of blocks, as the manual has it: the kinds of portal.blocks without their templates."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

C, T = blocks.CharBlock, blocks.TextBlock
Struct, List = blocks.StructBlock, blocks.ListBlock
BUTTON = Struct([("label", C()), ("destination", C()), ("page", blocks.PageChooserBlock()), ("url", C())])
BUTTONS = List(BUTTON)
FORCE = Struct([("kind", C()), ("title", C()), ("text", T()), ("links", BUTTONS)])
TABLE = TypedTableBlock([("text", C()), ("words", blocks.RichTextBlock())])

BODY = [
    ("text", blocks.RichTextBlock()),
    ("picture", Struct([("image", ImageChooserBlock()), ("alternative", C()), ("caption", C())])),
    ("table", Struct([("caption", C()), ("table", TABLE), ("first_column_names_rows", blocks.BooleanBlock())])),
    ("paper", Struct([("document", DocumentChooserBlock()), ("label", C())])),
    ("steps", Struct([("heading", C()), ("steps", List(Struct([("title", C()), ("text", T())])))])),
    ("facts", Struct([("heading", C()), ("facts", List(Struct([("name", C()), ("value", T())])))])),
    ("callout", Struct([("tone", C()), ("title", C()), ("text", T())])),
    ("quote", Struct([("text", T()), ("who", C())])),
    ("buttons", Struct([("buttons", BUTTONS)])),
    ("door", Struct([("heading", C()), ("text", T()), ("buttons", BUTTONS)])),
    ("next_reception_day", Struct([("heading", C()), ("when_none", T())])),
    ("search", Struct([("heading", C()), ("hint", C())])),
    ("channels", Struct([("heading", C()), ("phone", T()), ("window", T()), ("online", T())])),
    ("forces", Struct([("heading", C()), ("forces", List(FORCE))])),
    ("notices", Struct([("heading", C()), ("notices", List(Struct([("title", C())]))), ("when_none", C())])),
    ("news", Struct([("heading", C()), ("when_none", C())])),
]


class StockPage(Page):
    intro = models.TextField(blank=True)
    body = StreamField(BODY)

    template = "bare_stock/stock_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The menu and the breadcrumbs the way Wagtail's demonstration site has them."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if self.seo_title == "bare":
            return context
        root = self.get_site().root_page
        return context | {
            "menu": root.get_children().live().in_menu(),
            "ancestors": Page.objects.ancestor_of(self, inclusive=True).filter(depth__gt=1),
        }
