"""Files of other systems: rows, errors, the same file twice, taking a batch back; and real messages."""

import csv
import io
import statistics
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from foundation.files.models import StoredFile
from foundation.ledger.verification import verify
from foundation.notifications.models import Message
from matters.models import Clock, ExternalNumber, ImportBatch, Matter, MatterFile, MatterState, Outcome
from matters.services.handling import add_note
from matters.services.importing import import_file, undo_import
from matters.services.registering import add_supplement
from matters.services.triage import ask_for_information
from tests.matters.casework import DESK, somebody
from tests.matters.factories import SHANGHAI, city, moment

pytestmark = pytest.mark.django_db
AT = moment(2026, 11, 23)
HEADER = "编号,留言时间,留言主题,内容,姓名,电话,类别,答复,答复时间"
ROWS = [
    "A1,2026-11-02 09:30,路灯不亮,东风路路灯坏了三盏。,王小明,13800130001,housing,已经修好。,2026-11-04 15:00",
    "A2,2026/11/3 8:05,噪音,工地夜间施工。,,,,,",
]
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages_answered.csv"


def take(*rows: str, header: str = HEADER, encoding: str = "utf-8", **facts):
    file = io.BytesIO("\n".join([header, *rows]).encode(encoding))
    return import_file(file=file, **{"source": "信箱.csv", "system": "mailbox", "place": city(), "at": AT} | facts)


def test_good_rows_come_in_with_their_own_dates_and_tell_nobody():
    report = take(*ROWS)
    assert (report.read, report.new, report.wrong) == (2, 2, 0)
    answered, waiting = Matter.objects.order_by("registered_at")
    assert (answered.state, answered.outcome) == (MatterState.CLOSED, Outcome.SILENT)
    assert (answered.registered_at, answered.replied_at) == (moment(2026, 11, 2, 9, 30), moment(2026, 11, 4, 15))
    assert (waiting.state, waiting.is_anonymous, waiting.channel) == (MatterState.REGISTERED, True, "mayor_mailbox")
    assert waiting.text == "噪音\n工地夜间施工。"
    assert not Message.objects.exists()
    assert verify().problems == []


@pytest.mark.parametrize(("length", "new"), [(5_000, 1), (5_001, 0)])
def test_a_long_letter_of_another_system_comes_in_whole(length, new):
    assert take(f"A1,2026-11-02,,{'字' * length},,,,,").new == new


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_whatever_the_encoding(encoding):
    assert take(*ROWS, encoding=encoding).new == 2


def test_the_same_file_twice_changes_nothing_and_an_answer_is_added_later():
    take(*ROWS)
    assert (take(*ROWS).unchanged, Matter.objects.count()) == (2, 2)
    report = take("A2,2026/11/3 8:05,噪音,工地夜间施工。,,,,已责令停工。,2026-11-05 10:00")
    assert (report.updated, report.new) == (1, 0)
    assert Matter.objects.get(external_numbers__number="A2").state == MatterState.CLOSED


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A3,昨天,题,内容。,,,,,", "留言时间"),
        ("A3,2027-01-01,题,内容。,,,,,", "留言时间"),
        ("A3,2026-11-02,题,内容。,,,没有这一类,,", "类别"),
        ("A3,2026-11-02,题,内容。,,12345,,,", "电话"),
        ("A3,2026-11-02,题,内容。,,,,答复。,", "答复时间"),
        ("A3,2026-11-02,题,内容。,,,,答复。,2026-11-01", "答复时间"),
        (",2026-11-02,题,内容。,,,,,", "编号"),
        (f"A3,2026-11-02,题,{'长' * 5001},,,,,", "内容"),
    ],
    ids=["no date", "future", "category", "phone", "half an answer", "answered before", "no number", "too long"],
)
def test_a_wrong_row_is_told_and_the_others_come_in(row, column):
    report = take(row, *ROWS)
    assert (report.read, report.new, report.wrong) == (3, 2, 1)
    assert [(error.row, error.column) for error in report.errors] == [(2, column)]


def test_a_row_that_stands_twice_in_a_file_is_new_once_also_when_the_file_is_only_tried():
    report = take(*ROWS, ROWS[0], dry_run=True)
    assert (report.new, report.unchanged) == (2, 1)


def test_a_dry_run_stores_nothing():
    assert take(*ROWS, dry_run=True).new == 2
    assert not Matter.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_formula_is_text():
    take("A9,2026-11-02,题,=HYPERLINK(1),,,,,")
    assert "=HYPERLINK(1)" in Matter.objects.get().text


def test_columns_are_mapped_by_hand():
    by_hand = {"流水": "number", "收到": "received_at", "说什么": "text"}
    report = take("A9,2026-11-02,正文。", header="流水,收到,说什么", mapping=by_hand)
    assert report.new == 1
    with pytest.raises(KeyError):
        take("A9", mapping={"流水": "nonsense"})


WORK = {
    "a move": lambda matter: ask_for_information(
        matter=matter, words="哪个工地？", actor=somebody(), roles=DESK, at=AT
    ),
    "a note": lambda matter: add_note(matter=matter, text="已电话联系。", is_public=False, actor=somebody(), at=AT),
    "the person": lambda matter: add_supplement(matter=matter, text="在北门工地。", at=AT),
}


@pytest.mark.parametrize("work", WORK)
def test_a_batch_is_taken_back_but_for_what_somebody_worked_on(work):
    batch = take(*ROWS).batch
    WORK[work](Matter.objects.get(external_numbers__number="A2"))
    assert undo_import(batch=batch, actor=somebody(), at=AT) == (1, 1)
    gone = Matter.objects.get(state=MatterState.VOID)
    assert (gone.text, gone.name, gone.person) == ("—", "", None)
    assert [number.number for number in ExternalNumber.objects.all()] == ["A2"]
    assert take(*ROWS).new == 1
    assert verify().problems == []


def paper() -> StoredFile:
    return StoredFile.objects.create(draft=uuid4(), position=1, size=1, uploaded_at=AT, bound_at=AT)


def test_what_somebody_added_a_paper_to_is_not_taken_back():
    batch = take(*ROWS).batch
    with_paper = Matter.objects.get(external_numbers__number="A1")
    MatterFile.objects.create(matter=with_paper, file=paper())
    assert undo_import(batch=batch, actor=somebody(), at=AT) == (1, 1)
    with_paper.refresh_from_db()
    assert (with_paper.state, with_paper.replies.get().text) == (MatterState.CLOSED, "已经修好。")
    assert [number.number for number in ExternalNumber.objects.all()] == ["A1"]


# --- The command ------------------------------------------------------------------------------------------------------


def run(tmp_path, capsys, *rows, **options):
    city()
    file = tmp_path / "信箱.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    call_command("import_matters", str(file), system="mailbox", **options)
    return capsys.readouterr()


def test_the_command_ends_with_the_counts_and_undoes_a_batch(tmp_path, capsys):
    printed = run(tmp_path, capsys, *ROWS, "A3,昨天,题,内容。,,,,,")
    assert "3 rows read, 2 are new, 0 are updated, 0 unchanged, 1 wrong" in printed.out
    assert "row 4" in printed.err
    call_command("import_matters", undo=ImportBatch.objects.get().pk)
    assert "2 taken back, 0 left alone" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_matters", undo=ImportBatch.objects.get().pk)


def test_a_file_that_is_not_there_is_said_in_one_line():
    city()
    with pytest.raises(CommandError, match="cannot read"):
        call_command("import_matters", "no-such.csv", system="mailbox")


# --- Real messages ----------------------------------------------------------------------------------------------------


def _real_rows(every: int) -> list[dict[str, str]]:
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))[::every]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def _check_against_the_file(rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    report = import_file(
        file=io.BytesIO(out.getvalue().encode()), source="messages.csv", system="mailbox", place=city(), at=AT
    )
    rows = [row for row in rows if len(row["reply"]) <= 5000]
    assert report.new == len(rows), report.errors[:5]
    expected = {row["number"]: (_moment(row["replied_at"]) - _moment(row["received_at"])) for row in rows}
    found = {
        number.number: number.matter.replied_at - number.matter.registered_at
        for number in ExternalNumber.objects.select_related("matter")
    }
    assert found == expected
    days = [waited.total_seconds() / 86_400 for waited in expected.values()]
    assert statistics.median(waited.total_seconds() / 86_400 for waited in found.values()) == statistics.median(days)
    # The clock of 15 calendar days, without rolling over days off, against the dates of the file.
    kept = sum(clock.stopped_at <= clock.internal_due_at for clock in Clock.objects.filter(code="accept"))
    nights = [(_moment(row["replied_at"]).date() - _moment(row["received_at"]).date()).days for row in rows]
    assert kept == sum(count <= 15 for count in nights)


@pytest.mark.real_data
def test_real_messages_keep_their_times():
    _check_against_the_file(_real_rows(every=40))


@pytest.mark.real_data
@pytest.mark.nightly
def test_all_real_messages_keep_their_times():
    _check_against_the_file(_real_rows(every=1))
