"""Set-up of casework in the back office: rules are made and ended, hotlines end, procedures get new versions."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import get_default_timezone, localdate, now
from wagtail.models import ModelLogEntry

from foundation.people.roles import DEFAULTS
from matters.exceptions import ReasonNeeded, VersionBegun, WrongProcedure
from matters.models import HotlineNumber, Matter, Procedure, ProcedureVersion, RoutingRule
from matters.procedures.checks import read
from matters.procedures.shipped import CODES, shipped
from matters.procedures.writing import text_of
from matters.services.procedures import current_version, publish_version, withdraw_version
from matters.services.routing import make_rule
from tests.matters.casework import somebody, staff, unit
from tests.matters.factories import MatterFactory, category, city, town
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return sign_in_staff(Client(), staff("administrator"))


def text(answer) -> str:
    return answer.content.decode()


def errors(page):
    assert page.status_code == 200
    return {field: list(found) for field, found in page.context["form"].errors.items()}


# --- Routing rules ------------------------------------------------------------------------------------


def rule(**facts) -> RoutingRule:
    ordinary = {"category": category("housing"), "place": None, "unit": unit(), "reason": "三定方案"}
    return make_rule(**(ordinary | facts), actor=somebody(), at=now())


def answers(**changed):
    return {"category": category("housing").pk, "place": "", "unit": unit().pk, "reason": "三定方案第五条"} | changed


def test_a_rule_is_made_and_noted(admin):
    assert admin.post("/cms/routingrule/new/", answers(place=town().pk)).status_code == 302
    made = RoutingRule.objects.get()
    assert (made.category, made.place, made.unit, made.ended_at) == (category("housing"), town(), unit(), None)
    assert made.made_by is not None
    assert ModelLogEntry.objects.filter(action="matters.make_rule", object_id=str(made.pk)).count() == 1


def test_a_rule_about_the_same_ends_the_one_before(admin):
    before = rule()
    assert admin.post("/cms/routingrule/new/", answers(unit=unit("another").pk)).status_code == 302
    before.refresh_from_db()
    assert before.ended_at is not None
    assert RoutingRule.objects.get(ended_at=None).unit == unit("another")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"category": ""}, "category"),
        ({"unit": ""}, "unit"),
        ({"reason": ""}, "reason"),
        ({"category": "999999"}, "category"),
    ],
)
def test_what_a_rule_lacks_is_said_beside_the_field(admin, changed, field):
    assert set(errors(admin.post("/cms/routingrule/new/", answers(**changed)))) == {field}
    assert not RoutingRule.objects.exists()


def test_a_closed_unit_gets_nothing(admin):
    closed = unit("closed-one")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    assert set(errors(admin.post("/cms/routingrule/new/", answers(unit=closed.pk)))) == {"unit"}


def test_a_rule_is_ended_and_nothing_else_about_it_changes(admin):
    made = rule()
    page = text(admin.get(f"/cms/routingrule/edit/{made.pk}/"))
    assert "三定方案" in page
    assert 'name="reason"' not in page
    assert admin.post(f"/cms/routingrule/edit/{made.pk}/", {"reason": "改写"}).status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None
    assert made.reason == "三定方案"
    assert ModelLogEntry.objects.filter(action="matters.end_rule", object_id=str(made.pk)).count() == 1
    ended_at = made.ended_at
    assert admin.post(f"/cms/routingrule/edit/{made.pk}/").status_code != 200
    made.refresh_from_db()
    assert made.ended_at == ended_at


def test_rules_are_neither_deleted_nor_ended_from_a_town(admin):
    made = rule()
    assert admin.post(f"/cms/routingrule/delete/{made.pk}/").status_code in (302, 403, 404)
    in_town = sign_in_staff(Client(), staff("administrator", on=town()))
    in_town.post(f"/cms/routingrule/edit/{made.pk}/")
    assert RoutingRule.objects.get().ended_at is None


def test_rules_are_found_by_words_state_and_unit(admin):
    rule(reason="住建部门职责")
    old = rule(category=category("noise"), unit=unit("environment"), reason="噪声")
    admin.post(f"/cms/routingrule/edit/{old.pk}/")
    for query, shown in [
        ("?q=住建部门", {"住建部门职责"}), ("?q=噪声", {"噪声"}), ("?state=ended", {"噪声"}),
        ("?state=in_force", {"住建部门职责"}), (f"?unit={old.unit_id}", {"噪声"}), ("", {"住建部门职责", "噪声"}),
        (f"?category={old.category_id}", {"噪声"}),
    ]:  # fmt: skip
        found = admin.get(f"/cms/routingrule/results/{query}").context["object_list"]
        assert {each.reason for each in found} == shown, query


def test_the_list_of_rules_asks_no_more_for_more_rules(admin, django_assert_max_num_queries):
    for code in ("housing", "noise", "road-upkeep"):
        rule(category=category(code), place=town())
    admin.get("/cms/routingrule/")
    with django_assert_max_num_queries(30):
        admin.get("/cms/routingrule/")


# --- Merged hotlines ----------------------------------------------------------------------------------


def test_the_category_of_a_hotline_changes_and_its_number_stays(admin):
    hotline = HotlineNumber.objects.get(number="12315")
    data = {"number": "12399", "name": hotline.name, "name_en": "", "category": category("noise").pk, "ended_on": ""}
    assert admin.post(f"/cms/hotlinenumber/edit/{hotline.pk}/", data).status_code == 302
    hotline.refresh_from_db()
    assert (hotline.number, hotline.category) == ("12315", category("noise"))
    noted = ModelLogEntry.objects.get(action="wagtail.edit", object_id=str(hotline.pk))
    assert "category" in {each["field"] for each in noted.data["fields"]}


def test_a_hotline_that_has_ended_is_offered_no_more(admin):
    hotline = HotlineNumber.objects.get(number="12315")
    data = {"name": hotline.name, "name_en": "", "category": hotline.category_id, "ended_on": localdate().isoformat()}
    admin.post(f"/cms/hotlinenumber/edit/{hotline.pk}/", data)
    current = HotlineNumber.objects.current(on=localdate())
    assert current.count() == 35
    assert hotline not in current
    assert hotline in HotlineNumber.objects.current(on=localdate() - timedelta(days=1))
    operator = sign_in_staff(Client(), staff("hotline_operator"))
    page = text(operator.get("/desk/matters/new/"))
    assert '"12315"' not in page
    assert '"12305"' in page


def test_hotlines_are_listed_and_found(admin):
    assert admin.get("/cms/hotlinenumber/").context["paginator"].count == 36
    assert admin.get("/cms/hotlinenumber/results/?q=12315").context["paginator"].count == 1
    assert admin.get("/cms/hotlinenumber/results/?state=ended").context["paginator"].count == 0
    assert admin.get("/cms/hotlinenumber/?export=csv").status_code == 200
    hotline = HotlineNumber.objects.first()
    assert admin.post(f"/cms/hotlinenumber/delete/{hotline.pk}/").status_code in (302, 403, 404)
    assert HotlineNumber.objects.count() == 36


# --- Versions of procedures ---------------------------------------------------------------------------


def version(code: str = "hotline") -> ProcedureVersion:
    return current_version(code, on=localdate())


def told(**changed):
    ordinary = {
        "procedure": version().procedure_id, "valid_from": (localdate() + timedelta(days=1)).isoformat(),
        "text": text_of(version()),
    }  # fmt: skip
    return ordinary | changed


@pytest.mark.parametrize("code", CODES)
def test_what_is_written_out_reads_as_it_was(code):
    facts = read(text_of(version(code)), code=code, roles=DEFAULTS)
    assert json.loads(json.dumps(facts["document"])) == shipped(code)["document"]
    assert facts["clocks"] == shipped(code)["clocks"]
    assert (facts["name"], facts["basis"]) == (shipped(code)["name"], shipped(code)["basis"])


def test_own_words_survive_writing_out():
    own = '[words.states.registered]\nlabel = "已收\\"到\\""\n[words.moves]\nsign = ["接单", "Take it"]\n[[clocks]]'
    changed = text_of(version()).replace("[[clocks]]", own, 1)
    facts = read(changed, code="hotline", roles=DEFAULTS)
    stored = ProcedureVersion.objects.create(
        procedure=version().procedure, valid_from=date(2030, 1, 1), basis="x", document=facts["document"]
    )
    assert '已收\\"到\\"' in text_of(stored)
    assert 'sign = ["接单", "Take it"]' in text_of(stored)


def test_versions_are_listed_and_read(admin):
    page = text(admin.get("/cms/procedureversion/"))
    assert "12345诉求" in page
    assert "信访事项" in page
    narrowed = admin.get(f"/cms/procedureversion/results/?procedure={version().procedure_id}")
    assert narrowed.context["paginator"].count == 1
    shown = text(admin.get(f"/cms/procedureversion/inspect/{version().pk}/"))
    assert "rule_return" in shown
    assert "[moves]" in shown
    assert f"/cms/procedureversion/new/?from={version().pk}" in shown


def test_a_new_version_is_published_and_a_running_matter_keeps_its_own(admin):
    old, running = version(), MatterFactory()
    form = admin.get(f"/cms/procedureversion/new/?from={old.pk}").context["form"]
    assert form.initial["procedure"] == old.procedure
    changed = form.initial["text"].replace("amount = 5", "amount = 3")
    assert changed != form.initial["text"]
    assert admin.post("/cms/procedureversion/new/", told(text=changed)).status_code == 302
    new = ProcedureVersion.objects.latest("pk")
    assert new.clocks.filter(code="handle", amount=3).exists()
    assert current_version("hotline", on=localdate() + timedelta(days=1)) == new
    assert version() == old
    assert Matter.objects.get(pk=running.pk).version == old
    assert ModelLogEntry.objects.filter(action="matters.publish_procedure", object_id=str(new.pk)).exists()


def test_a_file_takes_the_place_of_the_text(admin):
    upload = SimpleUploadedFile("hotline.toml", text_of(version()).replace("amount = 5", "amount = 4").encode())
    admin.post("/cms/procedureversion/new/", told(file=upload, text="nothing of this"))
    assert ProcedureVersion.objects.latest("pk").clocks.filter(code="handle", amount=4).exists()


@pytest.mark.parametrize(
    ("content", "field"),
    [(b"\xff\xfe\x00", "file"), (b"x" * 200_001, "file"), (b"", "text"), (b'code = "hotline', "text")],
    ids=["not utf-8", "too large", "empty", "broken"],
)
def test_a_file_that_cannot_be_read_is_refused(admin, content, field):
    upload = SimpleUploadedFile("x.toml", content)
    assert set(errors(admin.post("/cms/procedureversion/new/", told(file=upload)))) == {field}
    assert ProcedureVersion.objects.filter(procedure__code="hotline").count() == 1


def test_what_a_file_holds_stands_in_the_box_to_be_put_right(admin):
    page = admin.post("/cms/procedureversion/new/", told(file=SimpleUploadedFile("x.toml", b'code = "mine')))
    assert "code = &quot;mine" in text(page)


@pytest.mark.parametrize("days", [-1, -400])
def test_no_version_begins_in_the_past(admin, days):
    on = (localdate() + timedelta(days=days)).isoformat()
    assert set(errors(admin.post("/cms/procedureversion/new/", told(valid_from=on)))) == {"valid_from"}


def test_two_versions_do_not_begin_on_one_day(admin):
    admin.post("/cms/procedureversion/new/", told())
    page = admin.post("/cms/procedureversion/new/", told(text=told()["text"] + "\n# mine"))
    assert set(errors(page)) == {"valid_from"}
    assert "# mine" in text(page)


def test_the_text_must_be_about_the_chosen_procedure(admin):
    petition = Procedure.objects.get(code="petition")
    found = errors(admin.post("/cms/procedureversion/new/", told(procedure=petition.pk)))
    assert "hotline" in found["text"][0]


WRONG = [
    ('code = "hotline"', 'code = "hotline', "1"),
    ("[states]", "[stated]", "states"),
    ('open = ["registered", ', 'open = ["dreaming", "registered", ', "dreaming"),
    ('resolved = ["closed"]', 'open2 = ["closed"]', "open2"),
    ('resolved = ["closed"]', 'resolved = ["closed", "handling"]', "handling"),
    ('resolved = ["closed"]', 'resolved = "closed"', "resolved"),
    ("\nregister = {", "\nregistering = {", "registering"),
    ('from = ["dispatched"], to = "handling"', 'from = ["dispatched"], to = "nowhere"', "nowhere"),
    ('roles = ["unit_officer", "unit_lead"] }\nask_return', 'roles = ["astronaut"] }\nask_return', "astronaut"),
    ('roles = ["unit_officer", "unit_lead"] }\nask_return', "roles = [] }\nask_return", "sign"),
    ("amount = 5", "amount = 0", "amount"),
    ("amount = 5", "amount = 99999", "amount"),
    ("amount = 5", 'amount = "five"', "amount"),
    ('unit = "minute"', 'unit = "moon"', "unit"),
    ("basis_on = 2021-07-01", 'basis_on = "2021"', "basis_on"),
    ("basis_on = 2021-07-01", "basis_on = 2021-07-01T00:00:00", "basis_on"),
    ('urgency = ["supply"]', 'urgency = ["panic"]', "panic"),
    ('starts = ["rework", "rework_recheck"]', 'starts = ["fly"]', "fly"),
    ('starts = ["rework", "rework_recheck"]', "starts = []", "starts"),
    ("main = true", "main = false", "main"),
    ('code = "sign"', 'code = "sign"\nspeed = 3', "speed"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "word"), WRONG, ids=[f"{n} {w[2]}" for n, w in enumerate(WRONG)])
def test_what_is_wrong_is_said_beside_the_text_which_stays(admin, right, wrong, word):
    asked = told()
    assert right in asked["text"]
    asked["text"] = asked["text"].replace(right, wrong) + "\n# what I typed"
    page = admin.post("/cms/procedureversion/new/", asked)
    found = errors(page)
    assert set(found) == {"text"}
    assert any(word in each for each in found["text"])
    assert "# what I typed" in text(page)
    assert ProcedureVersion.objects.filter(procedure__code="hotline").count() == 1


def test_everything_wrong_is_said_at_once():
    wrong = text_of(version()).replace("amount = 5", "amount = 0").replace('unit = "minute"', 'unit = "moon"')
    with pytest.raises(WrongProcedure) as refused:
        read(wrong, code="hotline", roles=DEFAULTS)
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize(
    "odd",
    ["", "[", "x = 1", 'code = ["a"]', "states = 1\nmoves = 2", "[states]\nopen=[1]\n[moves]\nx=1\n[words]\nstates=3"],
)
def test_odd_texts_are_refused_and_break_nothing(odd):
    with pytest.raises(WrongProcedure):
        read(odd, code="hotline", roles=DEFAULTS)


def to_come(days: int = 2) -> ProcedureVersion:
    facts = read(text_of(version()).replace("amount = 5", "amount = 3"), code="hotline", roles=DEFAULTS)
    return publish_version(
        procedure=version().procedure, valid_from=localdate() + timedelta(days=days), basis="草案",
        document=facts["document"], clocks=facts["clocks"], actor=somebody(), at=now(),
    )  # fmt: skip


def test_a_version_that_has_not_begun_is_withdrawn_with_its_history(admin):
    wrong, day = to_come(), localdate() + timedelta(days=2)
    address = f"/cms/procedureversion/edit/{wrong.pk}/"
    assert current_version("hotline", on=day) == wrong
    for page in ("", f"inspect/{wrong.pk}/"):
        assert address in text(admin.get(f"/cms/procedureversion/{page}"))
    assert set(errors(admin.post(address, {"words": ""}))) == {"words"}
    assert admin.post(address, {"words": "期限写错了"}).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.withdrawn_on, wrong.withdrawn_why) == (localdate(), "期限写错了")
    assert current_version("hotline", on=day) == version()
    shown = text(admin.get(f"/cms/procedureversion/inspect/{wrong.pk}/"))
    assert "期限写错了" in shown
    assert address not in shown
    assert "已撤回" in text(admin.get("/cms/procedureversion/"))
    noted = ModelLogEntry.objects.get(action="matters.withdraw_procedure", object_id=str(wrong.pk))
    assert noted.data["reason"] == "期限写错了"
    assert to_come().valid_from == day, "another one may begin that day"


def test_a_version_that_has_begun_is_not_withdrawn(admin):
    begun = version()
    address = f"/cms/procedureversion/edit/{begun.pk}/"
    assert address not in text(admin.get("/cms/procedureversion/"))
    assert admin.post(address, {"words": "不要"}).status_code in (302, 403, 404)
    with pytest.raises(VersionBegun):
        withdraw_version(version=begun, words="不要", actor=somebody(), at=now())
    assert ProcedureVersion.objects.get(pk=begun.pk).withdrawn_on is None


def test_the_last_minute_is_too_late_as_processes_remember_for_one():
    wrong = to_come()
    midnight = datetime.combine(wrong.valid_from, time(), get_default_timezone())
    for at in (midnight, midnight - timedelta(seconds=59)):
        with pytest.raises(VersionBegun):
            withdraw_version(version=wrong, words="不要", actor=somebody(), at=at)
    withdraw_version(version=wrong, words="不要", actor=somebody(), at=midnight - timedelta(seconds=61))
    with pytest.raises(VersionBegun):
        withdraw_version(version=wrong, words="再一次", actor=somebody(), at=midnight - timedelta(hours=2))
    assert ProcedureVersion.objects.get(pk=wrong.pk).withdrawn_why == "不要"


def test_what_a_matter_follows_already_and_what_has_no_reason_stays():
    wrong = to_come()
    with pytest.raises(ReasonNeeded):
        withdraw_version(version=wrong, words="  ", actor=somebody(), at=now())
    MatterFactory(version=wrong)
    with pytest.raises(VersionBegun):
        withdraw_version(version=wrong, words="不要", actor=somebody(), at=now())


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"withdrawn_on": date(2031, 1, 1), "withdrawn_why": "x"}, "procedure_version_begun_stays"),
        ({"withdrawn_on": date(2030, 12, 1)}, "procedure_version_withdrawn_with_reason"),
        ({"withdrawn_why": "x"}, "procedure_version_withdrawn_with_reason"),
    ],
)
def test_the_database_holds_what_may_be_withdrawn(facts, name):
    wrong = to_come()
    ProcedureVersion.objects.filter(pk=wrong.pk).update(valid_from=date(2031, 1, 1))
    with pytest.raises(IntegrityError, match=name):
        ProcedureVersion.objects.filter(pk=wrong.pk).update(**facts)


def test_nobody_withdraws_from_a_town():
    wrong = to_come()
    in_town = sign_in_staff(Client(), staff("administrator", on=town()))
    in_town.post(f"/cms/procedureversion/edit/{wrong.pk}/", {"words": "不要"})
    assert ProcedureVersion.objects.get(pk=wrong.pk).withdrawn_on is None


def test_versions_are_never_changed_or_deleted(admin):
    for address in (f"edit/{version().pk}/", f"delete/{version().pk}/"):
        assert admin.post(f"/cms/procedureversion/{address}", told()).status_code in (302, 403, 404)
    assert version().document == shipped("hotline")["document"]


def test_a_city_place_is_offered(admin):
    assert admin.post("/cms/routingrule/new/", answers(category="", place=city().pk)).status_code == 302


def test_the_database_lets_one_standing_version_begin_a_day():
    first = to_come()
    with pytest.raises(IntegrityError), transaction.atomic():
        to_come()
    withdraw_version(version=first, words="期限写错了", actor=somebody(), at=now())
    assert to_come().valid_from == first.valid_from
