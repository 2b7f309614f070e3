"""What editors put together on the front page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.blocks.buttons import ButtonBlock, with_links
from portal.blocks.choices import ChoiceBlock
from portal.blocks.figures import CountedFiguresBlock
from portal.live_parts import LATEST, latest_news, latest_notices, next_reception_day
from portal.navigation import address

LIVE_BLOCKS = {"next_reception_day"}  # counts change by themselves; all else changes when something is published
FORCES = [
    ("command", _("command force")),
    ("professional", _("professional force")),
    ("social", _("social force")),
]


class DoorBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    text = blocks.TextBlock(label=_("text"), required=False)
    buttons = blocks.ListBlock(ButtonBlock(), label=_("buttons"), max_num=3)

    class Meta:
        label = _("the big door")
        icon = "home"
        template = "portal/blocks/door.html"
        description = _("The first thing people see: one sentence and at most three ways on.")
        preview_value = {
            "heading": "有话要说，我们在听",
            "text": "想当面见领导、不知道该找谁，都从这里开始。",
            "buttons": [{"label": "我要反映", "destination": "matters:new"}],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"buttons": with_links(value["buttons"])}


class NextReceptionDayBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    when_none = blocks.TextBlock(label=_("text while no day is announced"))

    class Meta:
        label = _("next reception day")
        icon = "date"
        template = "portal/blocks/next_reception_day.html"
        description = _("Shows the next announced day and how many places are free, by itself.")
        preview_value = {"heading": "下一个领导接访日", "when_none": "安排确定后在这里公布。"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"day": next_reception_day()}


class SearchBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    hint = blocks.CharBlock(label=_("what to write into the field"), max_length=120, required=False)

    class Meta:
        label = _("who serves me")
        icon = "search"
        template = "portal/blocks/search.html"
        description = _("A search field for villages, estates and roads.")
        preview_value = {"heading": "谁在服务我家", "hint": "写村（社区）、小区或者道路"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"action": address("places:who_serves_me")}


class ChannelsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    phone = blocks.TextBlock(label=_("phone"))
    window = blocks.TextBlock(label=_("window"))
    online = blocks.TextBlock(label=_("online"))

    class Meta:
        label = _("three ways to reach us")
        icon = "mail"
        template = "portal/blocks/channels.html"
        description = _("Phone, window and online side by side, treated alike.")
        preview_value = {
            "heading": "三种方式，一样受理",
            "phone": "拨打 12345",
            "window": "到服务中心窗口",
            "online": "在本网站预约",
        }


class ForceBlock(blocks.StructBlock):
    kind = ChoiceBlock(label=_("which force"), choices=FORCES)
    title = blocks.CharBlock(label=_("title"), max_length=30)
    text = blocks.TextBlock(label=_("text"), help_text=_("Who belongs to it and what people can ask of it."))
    links = blocks.ListBlock(ButtonBlock(), label=_("links"), max_num=4, default=[])

    class Meta:
        label = _("force")
        icon = "group"


class ForcesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    forces = blocks.ListBlock(ForceBlock(), label=_("forces"), min_num=1, max_num=3)

    class Meta:
        label = _("the people's forces")
        icon = "group"
        template = "portal/blocks/forces.html"
        description = _("The three forces: who leads, whose profession it is, and the neighbours who help.")
        preview_value = {
            "heading": "三支力量，一起服务您",
            "forces": [
                {"kind": "command", "title": "指挥力量", "text": "党政领导定期接访，统筹解决难题。", "links": []}
            ],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"forces": [(force, with_links(force["links"])) for force in value["forces"]]}


class NoticeBlock(blocks.StructBlock):
    date = blocks.DateBlock(label=_("date"))
    title = blocks.CharBlock(label=_("title"), max_length=120)
    page = blocks.PageChooserBlock(label=_("page"), required=False)

    class Meta:
        label = _("notice")
        icon = "doc-full"


class NoticesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    notices = blocks.ListBlock(
        NoticeBlock(),
        label=_("put on top by hand"),
        default=[],
        help_text=_("The latest notices follow by themselves."),
    )
    when_none = blocks.CharBlock(label=_("text while there are none"), max_length=200)

    class Meta:
        label = _("notices")
        icon = "list-ul"
        template = "portal/blocks/notices.html"
        description = _("The latest public notices, by themselves.")
        preview_value = {"heading": "通知公告", "notices": [], "when_none": "目前没有新的通知。"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"latest": latest_notices()}


class NewsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    when_none = blocks.CharBlock(label=_("text while there are none"), max_length=200)

    class Meta:
        label = _("latest news")
        icon = "doc-full-inverse"
        template = "portal/blocks/news.html"
        description = _("The latest news, by themselves, with the newest picture among them.")
        preview_value = {"heading": "工作动态", "when_none": "目前没有新的动态。"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        latest = latest_news()
        shown = next((news.picture for news in latest if news.picture_id), None)
        return context | {"latest": latest[:-1] if shown and len(latest) == LATEST else latest, "shown": shown}


class FrontPageBlocks(blocks.StreamBlock):
    door = DoorBlock()
    next_reception_day = NextReceptionDayBlock()
    search = SearchBlock()
    channels = ChannelsBlock()
    forces = ForcesBlock()
    notices = NoticesBlock()
    news = NewsBlock()
    counted_figures = CountedFiguresBlock()
    text = blocks.RichTextBlock(
        label=_("text"),
        icon="pilcrow",
        features=["h2", "h3", "bold", "ol", "ul", "link"],
        description=_("Headings, paragraphs and lists."),
        preview_value="<h2>标题</h2><p>一段文字。</p>",
    )

    class Meta:
        block_counts = {
            name: {"max_num": 1} for name in ("door", "next_reception_day", "search", "forces", "notices", "news")
        }
