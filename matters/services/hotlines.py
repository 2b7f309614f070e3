"""The hotlines merged into 12345: which category their calls go to, and until when people dial them."""

from datetime import date

from django.db import transaction

from matters.models import Category, HotlineNumber


@transaction.atomic
def save_hotline(
    *, hotline: HotlineNumber, name: str, name_en: str, category: Category, ended_on: date | None
) -> HotlineNumber:
    """A new one, or what is to count from now on; matters that were taken in stay where they are."""
    hotline.name, hotline.name_en, hotline.category, hotline.ended_on = name, name_en, category, ended_on
    hotline.save()
    return hotline
