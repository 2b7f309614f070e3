"""Writes the pages of benchmarks/stock.py into its database: ours, and the stock ones with the very same values."""

import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.files.images import ImageFile  # noqa: E402
from PIL import Image  # noqa: E402
from wagtail.blocks import StreamValue  # noqa: E402
from wagtail.models import Page  # noqa: E402

from benchmarks.bare.stock.models import StockPage  # noqa: E402
from portal.models import (  # noqa: E402
    ArticlePage,
    HomePage,
    NoticeIndexPage,
    NoticePage,
    PortalDocument,
    PortalImage,
    SectionPage,
)

LOREM = "群众反映的事项由综合服务中心统一登记、统一编号，责任单位在期限内办理并答复，结果由本人评价。"


def picture() -> PortalImage:
    written = io.BytesIO()
    Image.effect_noise((1600, 900), 60).convert("RGB").save(written, "JPEG")
    file = ImageFile(written, name="hall.jpg")
    return PortalImage.objects.create(title="大厅", alternative_text="大厅的窗口", file=file)


def body(targets: list[Page]) -> list[dict[str, Any]]:
    """Fourteen blocks; each rich text links to two pages."""
    document, image = PortalDocument.objects.first(), picture()
    assert document is not None

    def text(number: int) -> dict[str, Any]:
        links = "".join(f'<a linktype="page" id="{page.pk}">{page.title}</a>' for page in targets[number : number + 2])
        return {"type": "text", "value": f"<h2>第{number}节</h2><p>{LOREM}{links}</p><ul><li>{LOREM}</li></ul>"}

    steps = [{"title": f"第{number}步", "text": LOREM} for number in range(4)]
    facts = [{"name": f"第{number}项", "value": LOREM} for number in range(4)]
    columns = [{"type": "text", "heading": f"列{number}"} for number in range(4)]
    rows = [{"values": [f"{row}-{column}" for column in range(4)]} for row in range(6)]
    button = {"label": "预约接访", "destination": "", "page": targets[0].pk, "url": ""}
    table = {"columns": columns, "rows": rows, "caption": ""}
    blocks = [
        text(0),
        {"type": "picture", "value": {"image": image.pk, "alternative": "大厅的窗口", "caption": "大厅"}},
        text(1),
        {"type": "table", "value": {"caption": "窗口", "table": table, "first_column_names_rows": True}},
        text(2),
        {"type": "steps", "value": {"heading": "怎样办", "steps": steps}},
        text(3),
        {"type": "facts", "value": {"heading": "", "facts": facts}},
        {"type": "callout", "value": {"tone": "info", "title": "不用带证明", "text": LOREM}},
        text(4),
        {"type": "quote", "value": {"text": LOREM, "who": "一位居民"}},
        {"type": "paper", "value": {"document": document.pk, "label": ""}},
        text(5),
        {"type": "buttons", "value": {"buttons": [button]}},
    ]
    return [{**block, "id": f"00000000-0000-0000-0000-{number:012d}"} for number, block in enumerate(blocks)]


def streamed(model: Any, raw: list[dict[str, Any]]) -> StreamValue:
    return StreamValue(model._meta.get_field("body").stream_block, raw, is_lazy=True)


def stock(parent: Page, name: str, raw: list[dict[str, Any]], intro: str = "") -> None:
    for slug, mark in ((f"stock-{name}", ""), (f"bare-{name}", "bare")):
        page = StockPage(title="页面", slug=slug, seo_title=mark, intro=intro, body=streamed(StockPage, raw))
        page.locale = parent.locale
        parent.add_child(instance=page)


def main() -> None:
    home = HomePage.objects.get(locale__language_code="zh-hans")
    raw = body(list(Page.objects.filter(locale=home.locale, depth__gt=3)[:8]))
    section = SectionPage(title="栏目", slug="bench-section", intro="介绍", locale=home.locale)
    home.add_child(instance=section)
    notices = NoticeIndexPage.objects.get(locale=home.locale)
    ours: list[tuple[Page, Page]] = [
        (section, ArticlePage(title="页面", slug="bench-article", intro=LOREM, body=streamed(ArticlePage, raw))),
        (
            notices,
            NoticePage(
                title="页面", slug="bench-notice", intro=LOREM, issuer="市中心", date=date(2026, 1, 5),
                body=streamed(NoticePage, raw),
            ),
        ),
    ]  # fmt: skip
    for parent, page in ours:
        page.locale = home.locale
        parent.add_child(instance=page)
        page.save_revision().publish()
    stock(section, "article", raw, LOREM)
    stock(notices, "notice", raw, LOREM)
    stock(home, "front", list(home.body.raw_data))


if __name__ == "__main__":
    main()
