"""Other trackers' records against their sources and against time."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from yinuo.decode.documents import read_documents
from yinuo.model import DateInterval, Document
from yinuo.publish.audit import Sources, audit
from yinuo.publish.audit_rows import AuditRow, Fault
from yinuo.publish.citations import Timing
from yinuo.publish.markdown import read_record
from yinuo.publish.records import Entry, Record, RecordSource
from yinuo.words import State

OWN = "（行政院函　中華民國113年10月9日院臺專字第1130000001號）"
SAME_DAY = "（行政院函　中華民國113年10月9日院臺專字第1130000009號）"
OLDER = "（行政院函　中華民國112年3月5日院臺專字第1120000002號）"
LATER = "（行政院函　中華民國114年3月5日院臺專字第1140000002號）"
LATEST = "（行政院函　中華民國117年1月5日院臺專字第1170000002號）"


def cites(*cited: tuple[str, str]) -> tuple[Entry, ...]:
    """Entries that cite letters, each with its verdict."""
    return (
        Entry("2026-01-26", "初始建立", "萃取。"),
        *(
            Entry(
                "2026-01-27",
                "狀態變更" if verdict == "達成證據" else "進度更新",
                fields=(("文件編號", number), ("AI 判斷", verdict)),
            )
            for number, verdict in cited
        ),
    )


@pytest.fixture
def row_of(sample_record: Record) -> Callable[..., AuditRow]:
    def row(*documents: Document, **changes: object) -> AuditRow:
        record = replace(sample_record, **changes)  # type: ignore[arg-type]  # fields by name
        return audit([("x.md", record)], Sources(documents)).rows[0]

    return row


@pytest.mark.parametrize(
    ("number", "timing"),
    [
        (OWN, Timing.OWN_LETTER),
        (OWN.replace("院臺", "院 台"), Timing.OWN_LETTER),
        (SAME_DAY, Timing.SAME_DAY),
        (OLDER, Timing.OLDER),
        (LATER, Timing.LATER),
        ("某報導", Timing.UNDATED),
    ],
)
def test_a_cited_letter_stands_somewhere_in_time(row_of: Callable[..., AuditRow], number: str, timing: Timing) -> None:
    row = row_of(history=cites((number, "進度更新")))
    assert [citation.timing for citation in row.cited] == [timing]
    assert timing.possible == (timing is Timing.LATER)


def test_the_same_text_under_another_number_is_the_promises_own(
    row_of: Callable[..., AuditRow], letter: Document
) -> None:
    copy = replace(letter, id="copy", number=LATER, date=DateInterval.day(2025, 3, 5))
    row = row_of(letter, copy, history=cites((LATER, "進度更新")))
    assert [citation.timing for citation in row.cited] == [Timing.OWN_COPY]
    assert Fault.EVIDENCE_OWN_LETTER in row.faults


def test_a_letter_counted_twice_is_found(row_of: Callable[..., AuditRow]) -> None:
    row = row_of(history=cites((LATER, "進度更新"), (LATER, "進度更新"), (OLDER, "進度更新")))
    assert [citation.repeated for citation in row.cited] == [False, True, False]
    assert set(row.faults) == {Fault.EVIDENCE_OLDER, Fault.EVIDENCE_REPEATED}


def test_quotes_are_verbatim_or_folded_or_absent(row_of: Callable[..., AuditRow], letter: Document) -> None:
    assert row_of().quote == "exact"
    assert row_of(quote="清水橋改建工程 預計１１５年底完工。").quote == "folded"
    assert row_of(quote="清水橋將於115年完工。").quote == "absent"
    assert row_of(quote=" ").quote == "absent"
    assert row_of(reply=None, subject=None).quote == "no_text"
    assert row_of(letter, reply=None, subject=None).quote == "exact"
    assert row_of(letter, reply="另一段文字。").quote_in_record == "absent"


def test_a_source_is_found_by_its_number_where_one_letter_bears_it(letter: Document, sample_record: Record) -> None:
    record = replace(sample_record, source=RecordSource(ey_number=OWN))
    other = replace(letter, id="other", text="別的內文。")
    assert Sources([letter]).find(record) is letter
    assert Sources([letter, other]).find(record) is None


def test_deadlines_agencies_and_categories_are_checked(row_of: Callable[..., AuditRow]) -> None:
    assert row_of(target_date="2024-10-08").faults == (Fault.DEADLINE_BEFORE_LETTER,)
    assert row_of(target_date="2024-10-09").faults == ()
    assert row_of(target_date="109-12-31").faults == (Fault.DEADLINE_NOT_A_DATE,)
    assert row_of(responsible_agency="主管機關").faults == (Fault.AGENCY_UNKNOWN,)
    assert row_of(responsible_agency="教育部、文化部").faults == (Fault.AGENCY_SEVERAL,)
    assert row_of(responsible_agency=None).faults == ()
    assert row_of(category="水利政策").faults == (Fault.CATEGORY_UNKNOWN,)


def test_fulfilled_needs_a_later_letter_that_says_so(row_of: Callable[..., AuditRow]) -> None:
    for number in (OWN, OLDER, SAME_DAY):
        row = row_of(status="已達成", history=cites((number, "達成證據")))
        assert Fault.FULFILLED_UNSUPPORTED in row.faults
        assert row.state is not State.FULFILLED
        assert not row.holds
    related = row_of(status="已達成", history=cites((LATER, "相關資訊")))
    assert related.state is State.OPEN
    kept = row_of(status="已達成", history=cites((LATER, "達成證據")))
    assert (kept.state, kept.faults, kept.holds) == (State.FULFILLED, (), True)


def test_states_are_derived_anew(sample_record: Record) -> None:
    def state(day: date, *cited: tuple[str, str], **changes: object) -> State:
        record = replace(sample_record, history=cites(*cited), **changes)  # type: ignore[arg-type]  # by name
        return audit([("x.md", record)], as_of=day).rows[0].state

    assert state(date(2026, 1, 1)) is State.OPEN
    assert state(date(2026, 1, 1), (LATER, "進度更新")) is State.PROGRESSING
    assert state(date(2027, 2, 1), (LATER, "進度更新")) is State.UNKNOWN
    assert state(date(2028, 2, 1), (LATEST, "進度更新")) is State.OVERDUE
    assert state(date(2026, 1, 1), target_date="2020-01-01", status="已延宕") is State.OPEN


def test_totals_name_what_they_are_a_share_of(sample_record: Record) -> None:
    bad = replace(sample_record, quote="無此句。", history=cites((OWN, "達成證據"), (OLDER, "進度更新")))
    report = audit([("a.md", sample_record), ("b.md", bad)])
    totals = report.totals()
    assert totals["quotes_exact"] == {"count": 1, "of": 2, "share": 0.5}
    assert totals["evidence_older"] == {"count": 1, "of": 3, "share": 0.3333}
    assert totals["evidence_own_letter"]["count"] == 1
    assert totals["evidence_forbidden_by_time"]["count"] == 2
    assert totals["records_with_a_fault"]["count"] == 1
    assert not report.sound
    assert audit([]).totals()["quotes_exact"] == {"count": 0, "of": 0, "share": 0.0}
    assert json.loads(json.dumps(report.rows[1].json()))["evidence"]["own_letter"] == 1


def test_the_peers_faults_are_found_as_they_were_measured(shared: Path) -> None:
    with zipfile.ZipFile(shared / "peer_records.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".md"))
        records = [(name, read_record(archive.read(name))) for name in names]
    found = read_documents((shared / "replies.jsonl").read_bytes(), "replies.jsonl")
    totals = audit(records, {one.id: one for one in found if isinstance(one, Document)}).totals()
    assert totals["evidence_older"]["share"] == pytest.approx(0.60, abs=0.005)
    assert totals["evidence_own_letter"]["share"] == pytest.approx(0.21, abs=0.005)
    assert totals["evidence_own_letter_of_claims_of_fulfilment"]["share"] == pytest.approx(0.245, abs=0.005)
    assert totals["quotes_exact"]["share"] == pytest.approx(0.29, abs=0.005)
    assert totals["fulfilled_without_later_status_change"]["share"] == pytest.approx(0.71, abs=0.005)
    assert totals["agency_spellings_unknown"]["of"] == 151


def test_a_number_without_end_is_read_in_no_time(sample_record: Record) -> None:
    long = "（行政院函　" + "中華民國" * 200_000
    record = replace(sample_record, source=RecordSource(ey_number=long), history=cites((long + "x", "進度更新")))
    row = audit([("x.md", record)]).rows[0]
    assert Fault.LETTER_UNDATED in row.faults
