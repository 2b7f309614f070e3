"""Taking in files of other systems: good rows are kept, wrong ones told, the same file twice changes nothing.

A row is known by its number in the other system. What was answered there comes in answered, with its own dates, and
nobody is sent a message about the past.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone, is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.exchange.tables import Column
from foundation.ledger.services import erase_personal
from foundation.people import journal
from foundation.people.identifiers import validate_phone
from foundation.people.services import person_for_contact
from foundation.places.models import Place
from matters.exceptions import CategoryRedirects, TextRefused
from matters.models import (
    Brings,
    Category,
    Channel,
    ExternalNumber,
    ImportBatch,
    Matter,
    MatterState,
    OfficialSystem,
    Outcome,
    Reply,
)
from matters.services.import_engine import ImportReport, WrongRow, take_file
from matters.services.linking import add_external_number
from matters.services.moving import lock, move_matter, series_of
from matters.services.procedures import PETITION
from matters.services.registering import register_matter

if TYPE_CHECKING:
    from foundation.people.models import User

CHANNELS = {OfficialSystem.MAILBOX: Channel.MAYOR_MAILBOX, OfficialSystem.PETITION: Channel.LETTER,
            OfficialSystem.HOTLINE: Channel.PHONE, OfficialSystem.POLICE: Channel.POLICE_110}  # fmt: skip
NOT_GIVEN = "（见反映内容）"  # for systems that keep one text only


def _moment(text: str) -> datetime:
    """2019-04-25 09:32:09, 2019/4/25 9:32, 2019-04-25; in the city's time zone."""
    plain = text.strip().replace("/", "-").replace("T", " ")
    day, _space, clock = plain.partition(" ")
    padded = "-".join(part.zfill(2) for part in day.split("-")) + (f" {clock.zfill(5)}" if clock else "")
    try:
        found = parse_datetime(padded)
        if found is None and (on := parse_date(padded)) is not None:
            found = datetime(on.year, on.month, on.day, tzinfo=get_current_timezone())
    except ValueError:
        found = None
    if found is None:
        raise ValueError(_("Not a date: 2026-11-23 09:30 is one."))
    return make_aware(found) if is_naive(found) else found


def _phone(text: str) -> str:
    try:
        validate_phone(text)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return text


WHEN_RECEIVED = ("受理时间", "留言时间", "来电时间")
COLUMNS = [
    Column("number", gettext_lazy("Number there"), also=("编号", "工单编号", "留言编号"), required=True,
           identifies=True),
    Column("received_at", gettext_lazy("Received at"), also=WHEN_RECEIVED, required=True, parse=_moment),
    Column("text", gettext_lazy("What happened"), also=("body", "内容", "诉求内容", "反映内容", "留言详情"),
           required=True),
    Column("subject", gettext_lazy("Title"), also=("标题", "主题", "留言主题")),
    Column("request", gettext_lazy("What is asked"), also=("诉求", "请求")),
    Column("name", pgettext_lazy("person", "Name"), also=("姓名", "来电人")),
    Column("phone", gettext_lazy("Phone"), also=("电话", "联系电话", "手机号码"), parse=_phone),
    Column("category", gettext_lazy("Category"), also=("类别", "事项类型")),
    Column("place", gettext_lazy("Place code"), also=("地点", "区划代码")),
    Column("reply", gettext_lazy("Answer"), also=("答复", "答复意见", "答复内容")),
    Column("replied_at", gettext_lazy("Answered at"), also=("答复时间",), parse=_moment),
]  # fmt: skip


def columns_for(mapping: dict[str, str]) -> list[Column]:
    """`mapping`: their header → our column. Raises KeyError for a column we have not."""
    names = {column.name for column in COLUMNS}
    for ours in mapping.values():
        if ours not in names:
            raise KeyError(ours)
    extra = {name: tuple(theirs for theirs, ours in mapping.items() if ours == name) for name in names}
    return [
        replace(column, also=(*column.also, *extra[column.name]))
        for column in COLUMNS
    ]  # fmt: skip


def import_file(
    *,
    file: IO[bytes],
    source: str,
    system: str,
    place: Place,
    at: datetime,
    actor: "User | None" = None,
    mapping: dict[str, str] | None = None,
    procedure: str = "",
    dry_run: bool = False,
    may_reach: Callable[[Place], bool] = lambda place: True,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """CSV or XLSX. Each good row is a transaction of its own; `place`: where rows without a place belong.

    `may_reach`: whether whoever imports may bring something into a place that a row names.

    Raises TableRefused for a file that is no table, KeyError for a mapping onto a column we have not.
    """
    taker = _Taker(OfficialSystem(system), place, at, actor, procedure or _procedure(system), may_reach)
    return take_file(
        file=file, columns=columns_for(mapping or {}), taker=taker, brings=Brings.MATTERS, source=source, system=system,
        at=at, actor=actor, dry_run=dry_run, progress=progress,
    )  # fmt: skip


def _procedure(system: str) -> str:
    return PETITION if system in (OfficialSystem.MAILBOX, OfficialSystem.PETITION) else ""


@dataclass
class _Taker:
    """Takes in one matter after the other."""

    system: OfficialSystem
    place: Place
    at: datetime
    actor: "User | None"
    procedure: str
    may_reach: Callable[[Place], bool]
    batch: ImportBatch | None = None
    tried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.categories = {category.code: category for category in Category.objects.active()}
        self.categories |= {category.name: category for category in self.categories.values()}

    def take(self, row: dict[str, Any]) -> str:
        """Which count of the report goes up."""
        self._check(row)
        number = " ".join(row["number"].split())
        known = ExternalNumber.objects.filter(system=self.system, number=number).select_related("matter").first()
        if known is None and number in self.tried:  # twice in a file that is only tried: the first one left nothing
            return "unchanged"
        if known is None:
            self._register(row)
            self.tried.add(number)
            return "new"
        return "updated" if self._answer(known.matter, row) else "unchanged"

    def _check(self, row: dict[str, Any]) -> None:
        if row["received_at"] > self.at:
            raise WrongRow("received_at", _("This moment lies in the future."))
        if bool(row.get("reply")) != bool(row.get("replied_at")):
            raise WrongRow("replied_at", _("An answer and its moment come together."))
        if row.get("replied_at") and row["replied_at"] < row["received_at"]:
            raise WrongRow("replied_at", _("Answered before it was received."))

    def _register(self, row: dict[str, Any]) -> None:
        received_at, name, phone = row["received_at"], row.get("name", ""), row.get("phone", "")
        person = person_for_contact(name, phone) if phone else None
        try:
            matter = register_matter(
                person=person, name=name if person else "", phone=phone, text=self._text(row),
                request=row.get("request") or NOT_GIVEN, category=self._category(row), place=self._place(row),
                channel=CHANNELS.get(self.system, Channel.LETTER), at=received_at, procedure=self.procedure,
                actor=self.actor, role="system",
            ).matter  # fmt: skip
        except TextRefused as error:
            raise WrongRow(error.field, _("This text is empty or too long.")) from error
        except CategoryRedirects as error:
            raise WrongRow("category", _("By law another organ answers this; it is not stored here.")) from error
        number = add_external_number(matter=matter, system=self.system, number=row["number"], at=self.at)
        if self.batch is not None:
            number.batch = self.batch
            number.save(update_fields=["batch"])
        self._answer(matter, row)

    def _text(self, row: dict[str, Any]) -> str:
        subject = row.get("subject", "")
        return f"{subject}\n{row['text']}" if subject and subject not in row["text"] else str(row["text"])

    def _category(self, row: dict[str, Any]) -> Category | None:
        typed = row.get("category", "")
        if typed and typed not in self.categories:
            raise WrongRow("category", _("There is no such category."))
        return self.categories.get(typed)

    def _place(self, row: dict[str, Any]) -> Place:
        code = row.get("place", "")
        found = Place.objects.current().filter(code=code).first() if code else self.place
        if found is None:
            raise WrongRow("place", _("There is no place with this code."))
        if found != self.place and not self.may_reach(found):
            raise WrongRow("place", _("This place lies outside of your own."))
        return found

    def _answer(self, matter: Matter, row: dict[str, Any]) -> bool:
        """What was answered there counts as answered here; the person is not asked about the past."""
        text, replied_at = row.get("reply", ""), row.get("replied_at")
        if not text or matter.state != MatterState.REGISTERED:
            return False
        assert isinstance(replied_at, datetime)
        move_matter(
            matter, "answer_directly", at=replied_at, roles={"system"}, actor=self.actor, words=text, channel="import",
            changes={"accepted_at": matter.registered_at, "replied_at": replied_at},
        )  # fmt: skip
        Reply.objects.create(
            matter=matter, round=1, text=text, claims_solved=True, drafted_at=replied_at, sent_at=replied_at
        )
        outcome = Outcome.NOT_ASKED if matter.is_anonymous else Outcome.SILENT
        move_matter(
            matter, "close_silent", at=replied_at, roles={"system"}, actor=self.actor, channel="import",
            changes={"outcome": outcome, "closed_at": replied_at}, noted={"outcome": outcome},
        )  # fmt: skip
        return True


@transaction.atomic
def undo_import(*, batch: ImportBatch, actor: "User | None", at: datetime) -> tuple[int, int]:
    """Take back what the file brought and nobody has touched since: (taken back, left alone).

    Events and the chain stay, as they must; what people wrote is erased and the number there is free again.
    """
    undone = left = 0
    for number in batch.numbers.select_related("matter"):
        if batch.brings == Brings.NUMBERS:
            number.delete()  # the matter was here before, and stays
            undone += 1
        elif _undo(number, at):
            undone += 1
        else:
            left += 1
    ImportBatch.objects.filter(pk=batch.pk).update(undone_by=actor, undone_at=at)
    if actor is not None:
        journal.record("matters.undo_import", batch, actor=actor, at=at, data={"undone": undone, "left": left})
    return undone, left


def _is_touched(matter: Matter) -> bool:
    """Somebody moved it, wrote on it or added a paper."""
    moved = matter.events.exclude(role="system")
    return any(rows.exists() for rows in (moved, matter.notes.all(), matter.supplements.all(), matter.files.all()))


def _undo(number: ExternalNumber, at: datetime) -> bool:
    matter = number.matter
    lock(matter)
    if _is_touched(matter) or not matter.table.allowed(matter.state, {"system"}):
        return False
    gone = {"name": "", "phone": "", "text": "—", "request": "—", "requester_key": "", "person": None}
    move_matter(matter, "undo_import", at=at, roles={"system"}, channel="import", changes=gone)
    matter.replies.update(text="—")
    erase_personal(series=series_of(matter.number))
    number.delete()
    return True
