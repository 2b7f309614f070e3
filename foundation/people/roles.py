"""What each role may do by default. Data: administrators edit it afterwards, and `load_roles` leaves their edits alone.

Actions of the rooms above are named as plain strings; each room declares its own in its permissions.py, and a
test checks that every name here exists.
"""

from dataclasses import dataclass

from django.db import transaction

from foundation.people.models import Role

DESK = ("people.view_person", "people.reveal", "people.view_post")
BACK_OFFICE = ("wagtailadmin.access_admin",)
BOOKINGS = ("reception_days.view_booking", "reception_days.answer_booking")
FOR_OTHERS = ("reception_days.register_for_others",)
CALLS = ("notifications.make_calls",)
MATTERS_IN = ("matters.take_in",)


@dataclass(frozen=True)
class Default:
    """A role as the portal ships it."""

    name: str
    name_en: str
    actions: tuple[str, ...] = ()
    sms_step_allowed: bool = False
    group_name: str = ""


DEFAULTS = {
    "reception_officer": Default(
        "接访工作人员",
        "reception officer",
        (
            *DESK,
            *BOOKINGS,
            *FOR_OTHERS,
            *CALLS,
            "reception_days.manage_day",
            "people.verify_identity",
            "matters.view_matter",
            *MATTERS_IN,
        ),
    ),
    "window_clerk": Default(
        "窗口工作人员",
        "window clerk",
        (*DESK, *BOOKINGS, *FOR_OTHERS, *CALLS, *MATTERS_IN, "people.verify_identity", "matters.view_matter"),
    ),
    "hotline_operator": Default(
        "热线坐席", "hotline operator", ("people.view_post", "matters.view_matter", *FOR_OTHERS, *CALLS, *MATTERS_IN)
    ),
    "dispatcher": Default(
        "派单员",
        "dispatcher",
        (
            "people.view_post",
            "matters.view_matter",
            "matters.triage",
            "matters.change_routing",
            "matters.import_matters",
            "matters.publish",
            "matters.exclude",
        ),
    ),
    "unit_officer": Default(
        "承办单位经办人", "officer of a unit", ("people.view_post", "matters.view_matter", "matters.handle")
    ),
    "unit_lead": Default(
        "承办单位分管领导",
        "lead of a unit",
        ("people.view_post", "matters.view_matter", "matters.handle", "matters.approve_reply"),
    ),
    "supervisor": Default(
        "督办员",
        "supervisor",
        ("people.view_post", "matters.view_matter", "matters.supervise", "matters.publish", "matters.exclude"),
    ),
    "callback_agent": Default("回访员", "callback agent", ("people.view_post", "matters.call_back", *CALLS)),
    "petition_reviewer": Default(
        "复查复核人员", "petition reviewer", ("people.view_post", "matters.view_matter", "matters.review")
    ),
    "grid_worker": Default(
        "专职网格员", "grid worker", ("people.view_post", *FOR_OTHERS, *MATTERS_IN), sms_step_allowed=True
    ),
    "village_cadre": Default(
        "村（社区）干部", "village cadre", ("people.view_post", *FOR_OTHERS, *MATTERS_IN), sms_step_allowed=True
    ),
    "mediator": Default("调解员", "mediator", ("people.view_post",)),
    "deputy": Default("人大代表", "deputy", ("people.view_post",), sms_step_allowed=True),
    "leader": Default("领导", "leader", ("people.view_post", "reception_days.view_booking")),
    "leader_secretary": Default(
        "领导联络员", "leader's secretary", ("people.view_post", "reception_days.view_booking")
    ),
    "organisation_liaison": Default("社会组织联络员", "organisation liaison"),
    "editor": Default(
        "内容编辑",
        "editor",
        (
            *BACK_OFFICE,
            "people.view_post",
            "portal_search.change_lists",
            "portal_editing.change_words",
            "portal_editing.answer_report",
        ),
        group_name="编辑",
    ),
    # Three reviews, three people (三审三校): drafts of their own at most, and the step they are asked for.
    "site_reviewer_1": Default("初审员", "first reviewer", (*BACK_OFFICE, "people.view_post"), group_name="初审员"),
    "site_reviewer_2": Default("复审员", "second reviewer", (*BACK_OFFICE, "people.view_post"), group_name="复审员"),
    "site_reviewer_3": Default(
        "终审员",
        "final reviewer",
        (*BACK_OFFICE, "people.view_post", "portal_editing.take_down"),
        group_name="终审员",
    ),
    "auditor": Default(
        "审计员",
        "auditor",
        (*BACK_OFFICE, "people.view_log", "people.view_post", "people.view_grant"),
    ),
    "administrator": Default(
        "系统管理员",
        "administrator",
        (
            *BACK_OFFICE,
            "people.view_post",
            "people.change_post",
            "people.view_grant",
            "people.grant_any_role",
            "people.manage_roles",
            "people.manage_accounts",
            "places.change_place",
            "workdays.change_calendar",
            "matters.change_category",
            "matters.change_procedure",
            "matters.change_routing",
            "reception_days.change_rules",
        ),
    ),
}
"""By role code. Administrators, auditors and editors are three different people (DOMAIN §2): none sees citizens."""


@transaction.atomic
def load_roles(*, overwrite: bool = False) -> int:
    """Write the missing roles; `overwrite` sets the others back to the defaults too. Returns how many were written."""
    written = 0
    for code, default in DEFAULTS.items():
        values = {
            "name": default.name,
            "name_en": default.name_en,
            "actions": sorted(default.actions),
            "sms_step_allowed": default.sms_step_allowed,
            "group_name": default.group_name,
        }
        known = Role.objects.filter(code=code).first()
        if known is None:
            Role.objects.create(code=code, **values)
            written += 1
        elif overwrite and any(getattr(known, field) != value for field, value in values.items()):
            Role.objects.filter(code=code).update(**values)
            written += 1
    return written
