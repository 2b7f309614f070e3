"""Set-up in the back office: rules are versions, doors and categories are switched off and never deleted."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.models import ModelLogEntry

from matters.models import Category
from reception_days.models import LawfulDoor, ReceptionRules
from tests.matters.factories import town
from tests.reception_days.factories import staff
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

MODELS = ["receptionrules", "lawfuldoor", "category"]
ROLES = [
    "reception_officer", "window_clerk", "hotline_operator", "dispatcher", "unit_officer", "supervisor",
    "callback_agent", "grid_worker", "village_cadre", "mediator", "deputy", "leader", "leader_secretary",
    "organisation_liaison", "editor", "auditor", "administrator",
]  # fmt: skip


def url(model, view, *args):
    return reverse(f"{model}:{view}", args=args)


@pytest.fixture
def admin():
    return sign_in_staff(Client(), staff("administrator"))


def errors(page):
    assert page.status_code == 200
    return set(page.context["form"].errors)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", ROLES)
def test_who_sets_up(role, model):
    client = sign_in_staff(Client(), staff(role))
    opens = client.get(url(model, "add")).status_code == 200
    assert opens == (role == "administrator")


@pytest.mark.parametrize("model", MODELS)
def test_what_counts_everywhere_is_not_changed_from_one_town(model):
    client = sign_in_staff(Client(), staff("administrator", on=town()))
    assert client.get(url(model, "index")).status_code == 200
    assert client.get(url(model, "add")).status_code != 200
    row = {"receptionrules": ReceptionRules, "lawfuldoor": LawfulDoor, "category": Category}[model].objects.first()
    assert client.post(url(model, "edit", row.pk), {"name": "x"}).status_code != 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_open(admin, model, prefix):
    row = {"receptionrules": ReceptionRules, "lawfuldoor": LawfulDoor, "category": Category}[model].objects.first()
    for path in [url(model, "index"), url(model, "inspect", row.pk), url(model, "index") + "?export=csv"]:
        assert admin.get(path).status_code == 200
    assert admin.post(f"{url(model, 'index')}delete/{row.pk}/").status_code in (302, 403, 404)
    assert type(row).objects.filter(pk=row.pk).exists()


class TestRules:
    def answers(self, **changed):
        ordinary = {
            "valid_from": (localdate() + timedelta(days=30)).isoformat(), "basis": "市委办公室通知",
            "opens_on_day": "20", "opens_time": "09:00", "closes_time": "17:00", "morning_starts": "09:00",
            "afternoon_starts": "14:30", "seats": "9", "seat_minutes": "20", "answer_working_days": "2",
            "publish_working_days": "5",
            "reminder_days": "2，7、1",
        }  # fmt: skip
        return ordinary | changed

    def test_a_new_version_begins_later_and_the_old_one_stays(self, admin):
        old = ReceptionRules.objects.get()
        assert admin.post(url("receptionrules", "add"), self.answers()).status_code == 302
        new = ReceptionRules.objects.latest("valid_from")
        assert (new.seats, new.reminder_days) == (9, [7, 2, 1])
        assert ReceptionRules.objects.on_day(localdate()) == old
        assert ReceptionRules.objects.on_day(localdate() + timedelta(days=31)) == new
        assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(new.pk)).exists()

    def test_what_is_in_force_is_read_only(self, admin):
        old = ReceptionRules.objects.get()
        assert admin.get(url("receptionrules", "inspect", old.pk)).status_code == 200
        admin.post(url("receptionrules", "edit", old.pk), self.answers())
        old.refresh_from_db()
        assert (old.seats, old.valid_from) == (7, date(2024, 1, 1))

    def test_what_has_not_begun_may_still_change(self, admin):
        admin.post(url("receptionrules", "add"), self.answers())
        new = ReceptionRules.objects.latest("valid_from")
        admin.post(url("receptionrules", "edit", new.pk), self.answers(seats="8", reminder_days=""))
        new.refresh_from_db()
        assert (new.seats, new.reminder_days) == (8, [])

    @pytest.mark.parametrize("days", [0, -1])
    def test_no_version_begins_today_or_before(self, admin, days):
        on = (localdate() + timedelta(days=days)).isoformat()
        assert errors(admin.post(url("receptionrules", "add"), self.answers(valid_from=on))) == {"valid_from"}
        assert ReceptionRules.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("opens_on_day", "29"),
            ("seats", "0"),
            ("seat_minutes", "600"),
            ("answer_working_days", "0"),
            ("reminder_days", "a week"),
            ("reminder_days", "0"),
            ("reminder_days", "²"),
            ("basis", ""),
            ("afternoon_starts", "10:00"),
        ],
    )
    def test_numbers_that_cannot_be(self, admin, field, value):
        assert field in errors(admin.post(url("receptionrules", "add"), self.answers(**{field: value})))


class TestDoors:
    def test_words_change_and_the_code_stays(self, admin):
        door = LawfulDoor.objects.first()
        answers = {
            "code": "other",
            "name": "人民法院",
            "basis": door.basis,
            "words": "请到立案窗口。",
            "is_active": "on",
        }
        assert admin.post(url("lawfuldoor", "edit", door.pk), answers).status_code == 302
        changed = LawfulDoor.objects.get(pk=door.pk)
        assert (changed.code, changed.words) == (door.code, "请到立案窗口。")

    def test_a_door_says_where_to_go(self, admin):
        page = admin.post(url("lawfuldoor", "add"), {"code": "new", "name": "新机构", "basis": "", "words": ""})
        assert errors(page) == {"basis", "words"}


class TestCategories:
    def answers(self, **changed):
        return {"parent": "", "code": "new-one", "name": "新类别", "redirect_kind": "", "is_active": "on"} | changed

    def test_a_new_one_stands_last_under_its_parent(self, admin):
        parent = Category.objects.get(code="housing")
        assert admin.post(url("category", "add"), self.answers(parent=parent.pk)).status_code == 302
        new = Category.objects.get(code="new-one")
        assert new.get_parent() == parent
        assert list(parent.get_children())[-1] == new

    def test_a_new_one_on_the_first_level(self, admin):
        admin.post(url("category", "add"), self.answers(is_public_choice="on"))
        assert Category.objects.public_choices().last().code == "new-one"

    def test_moving_and_renaming(self, admin):
        new_parent = Category.objects.get(code="traffic")
        child = Category.objects.get(code="property-service")
        admin.post(url("category", "edit", child.pk), self.answers(parent=new_parent.pk, name="物业"))
        child = Category.objects.get(pk=child.pk)
        assert (child.get_parent().code, child.name, child.code) == ("traffic", "物业", "property-service")
        admin.post(url("category", "edit", child.pk), self.answers(name="物业"))
        assert Category.objects.get(pk=child.pk).is_root()
        assert not Category.find_problems()[0]

    def test_never_under_itself(self, admin):
        housing, child = Category.objects.get(code="housing"), Category.objects.get(code="property-service")
        for parent in (housing, child):
            page = admin.post(url("category", "edit", housing.pk), self.answers(parent=parent.pk))
            assert errors(page) == {"parent"}

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"redirect_kind": "court"}, "redirect_text"), ({"redirect_text": "请拨打 12368"}, "redirect_kind")],
    )
    def test_what_belongs_elsewhere_says_where(self, admin, changed, field):
        assert errors(admin.post(url("category", "add"), self.answers(**changed))) == {field}
        assert not Category.objects.filter(code="new-one").exists()

    def test_the_list_is_in_the_order_of_the_tree(self, admin):
        page = admin.get(url("category", "index")).content.decode()
        names = [Category.objects.get(code=code).name for code in ("housing", "property-service", "traffic")]
        assert page.index(names[0]) < page.index(names[1]) < page.index(names[2])
