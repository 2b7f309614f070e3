"""How much there is of everything in the demo city, in words of both languages."""

from foundation.people.models import Post, Tenure
from foundation.places.models import Centre, GridKind, Level, Place, Unit, Window
from matters.models import Matter
from portal.demo.towns import CITY_CODE
from reception_days.models import Booking, ReceptionDay

LABELS = {
    "towns": "镇街",
    "villages": "村（社区）",
    "general_grids": "综合网格",
    "dedicated_grids": "专属网格",
    "micro_grids": "微网格",
    "city_units": "市级单位",
    "town_units": "镇级单位",
    "centres": "中心",
    "windows": "市级窗口",
    "posts": "岗位",
    "vacancies": "空缺",
    "reception_days": "接访日",
    "bookings": "预约登记",
    "matters": "事项",
}


def counts() -> dict[str, int]:
    city = Place.objects.get(code=CITY_CODE)
    inside = Place.objects.here_and_below(city)
    units = Unit.objects.filter(place__in=inside)
    posts = Post.objects.filter(place__in=inside) | Post.objects.filter(unit__in=units)
    return {
        "towns": inside.at_level(Level.TOWN).count(),
        "villages": inside.at_level(Level.VILLAGE).count(),
        "general_grids": inside.filter(grid_kind=GridKind.GENERAL).count(),
        "dedicated_grids": inside.filter(grid_kind=GridKind.DEDICATED).count(),
        "micro_grids": inside.at_level(Level.MICRO_GRID).count(),
        "city_units": units.filter(place=city).count(),
        "town_units": units.exclude(place=city).count(),
        "centres": Centre.objects.filter(place__in=inside).count(),
        "windows": Window.objects.filter(centre__place=city).count(),
        "posts": posts.count(),
        "vacancies": posts.exclude(pk__in=Tenure.objects.filter(ends_on=None).values("post")).count(),
        "reception_days": ReceptionDay.objects.filter(place=city).count(),
        "matters": Matter.objects.filter(place__in=inside).count(),
        "bookings": Booking.objects.filter(day__place=city).count(),
    }
