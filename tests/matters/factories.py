"""A city, people and matters to test with. Everything is ordinary until a test says otherwise."""

from datetime import datetime
from zoneinfo import ZoneInfo

import factory

from foundation.numbers.services import new_number, query_code_digest
from foundation.people.models import Person
from foundation.places.models import Place
from foundation.places.names import index_names, names_from_place
from matters.models import Category, Channel, Matter
from matters.services.procedures import current_version

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUERY_CODE = "ABCDE23456"


def moment(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def city() -> Place:
    found = Place.objects.filter(code="329981000000").first()
    return found or Place.add_root(code="329981000000", name="望澜市", name_en="Wanglan", level="city")


def town() -> Place:
    found = Place.objects.filter(code="329981100000").first()
    return found or city().add_child(code="329981100000", name="河口镇", name_en="Hekou Town", level="town")


def village() -> Place:
    """Found by its name, as places made by the services are."""
    found = Place.objects.filter(code="329981100201").first()
    if found is None:
        found = town().add_child(code="329981100201", name="柳湾村", level="village")
        index_names(names_from_place(found))
    return found


def another_town() -> Place:
    found = Place.objects.filter(code="329981101000").first()
    return found or city().add_child(code="329981101000", name="新桥镇", level="town")


def category(code: str = "housing") -> Category:
    return Category.objects.get(code=code)


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = "王小明"
    phone = factory.Sequence(lambda n: f"138001{n:05d}")
    id_number = "329981198507123015"


class MatterFactory(factory.django.DjangoModelFactory[Matter]):
    """Opened by QUERY_CODE."""

    class Meta:
        model = Matter

    registered_at = moment(2026, 11, 23)
    number = factory.LazyAttribute(lambda matter: new_number(matter.registered_at.date()))
    query_code_digest = factory.LazyAttribute(lambda matter: query_code_digest(matter.number, QUERY_CODE))
    channel = Channel.WEB
    version = factory.LazyAttribute(lambda matter: current_version("hotline", on=matter.registered_at.date()))
    category = factory.LazyFunction(category)
    place = factory.LazyFunction(village)
    place_code_at_acceptance = factory.LazyAttribute(lambda matter: matter.place.code)
    person = factory.SubFactory(PersonFactory)
    name = factory.LazyAttribute(lambda matter: matter.person.name)
    phone = factory.LazyAttribute(lambda matter: matter.person.phone)
    text = "小区电梯坏了两个月没有人修。"
    request = "请尽快修好电梯。"
    consents_to_handling = True
