"""Reports on budget resolutions, and the members of the Yuan: two lists of the same API."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmark.wire import Page, Wire, bills, collecting
from yinuo.collect.legislators import LegislatorsSource, Member, member, seated
from yinuo.collect.reports import ReportsSource
from yinuo.collect.state import Mark
from yinuo.model import Document, DocumentKind
from yinuo.pipeline import read

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
REPORT = (FIXTURES / "report.doc").read_bytes()


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


def test_a_report_is_a_document_of_the_body_that_sent_it(wire: Wire, tmp_path: Path) -> None:
    wire.put(
        "/v2/bills", {"屆": "11"}, bills({"關係文書PDF": f"{wire.base}/1.pdf", "關係文書DOC": f"{wire.base}/1.doc"})
    )
    wire.put("/1.doc", {}, REPORT)
    with collecting(tmp_path) as over:
        desk = over.desk("reports")
        source = ReportsSource(desk, base=wire.base + "/v2", terms=(11,))
        (capture,) = source.captures()
        desk.settle([Mark(f"{wire.base}/1.doc", "0" * 64)])
        again = list(source.captures())
    (document,) = read([capture])

    assert isinstance(document, Document)
    assert (document.kind, document.agencies) == (DocumentKind.REPORT, ("交通部",))
    assert (document.id, document.term, document.session) == ("bill-203110000010000", 11, 2)
    assert document.title.startswith("交通部函送")
    assert again == []
    assert not any(one.startswith("/1.pdf") for one in wire.asked)


def test_the_pdf_is_read_where_the_doc_has_vanished(wire: Wire, tmp_path: Path) -> None:
    wire.put("/v2/bills", {}, bills({"關係文書DOC": f"{wire.base}/1.doc", "關係文書PDF": f"{wire.base}/1.pdf"}))
    wire.put("/1.pdf", {}, (FIXTURES / "letter.pdf").read_bytes())
    with collecting(tmp_path) as over:
        (capture,) = ReportsSource(over.desk("reports"), base=wire.base + "/v2", terms=(11,)).captures()
    (document,) = read([capture])

    assert isinstance(document, Document)
    assert document.url == f"{wire.base}/1.pdf"


def test_a_report_that_cannot_be_had_is_told(wire: Wire, tmp_path: Path) -> None:
    wire.put("/v2/bills", {}, bills({"關係文書DOC": f"{wire.base}/1.doc"}))
    with collecting(tmp_path) as over:
        (fault,) = ReportsSource(over.desk("reports"), base=wire.base + "/v2", terms=(11,)).captures()

    assert "/1.doc" in str(fault)


def seats(count: int) -> bytes:
    rows = [
        {"屆": 11, "委員姓名": f"王　{chr(0x4E00 + one)}", "黨籍": "無黨籍", "選區名稱": "石橋選區",
         "委員會": ["第11屆第1會期：交通委員會"], "到職日": "2024-02-01", "離職日期": None}
        for one in range(count)
    ]  # fmt: skip
    return json.dumps({"total": count, "total_page": 1, "legislators": rows}, ensure_ascii=False).encode()


def test_members_are_asked_counted_and_read_from_the_archive(wire: Wire, tmp_path: Path) -> None:
    wire.put("/v2/legislators", {"屆": "11"}, seats(113))
    with collecting(tmp_path) as over:
        desk = over.desk("legislators")
        source = LegislatorsSource(desk, base=wire.base + "/v2", terms=(11,))
        faults = list(source.captures())
        asked = len(wire.asked)
        members = list(source.members())

    assert faults == []
    assert "113" in desk.told[0]
    assert (len(members), members[0].name, len(wire.asked)) == (113, "王一", asked)
    assert members[0].committees == ("第11屆第1會期：交通委員會",)


def test_a_term_with_half_its_members_is_a_fault(wire: Wire, tmp_path: Path) -> None:
    wire.put("/v2/legislators", {}, seats(50))
    with collecting(tmp_path) as over:
        (fault,) = LegislatorsSource(over.desk("legislators"), base=wire.base + "/v2", terms=(11,)).captures()

    assert "only 50 members" in str(fault)


def test_where_the_api_is_silent_the_table_of_members_is_read(wire: Wire, tmp_path: Path) -> None:
    rows = [
        f"11,王　{chr(0x4E00 + one)},Wang,男,無黨籍,,石橋選區,交通委員會;內政委員會;,2024/02/01,否,,\n"
        for one in range(113)
    ]
    head = "\ufeffterm,name,ename,sex,party,partyGroup,areaName,committee,onboardDate,leaveFlag,leaveDate,\n"
    other = "10,林小美,Lin,女,無黨籍,,石橋選區,,109/02/01,否,,\n"
    wire.put("/v2/legislators", {}, b'{"total":0,"legislators":[]}')
    wire.put("/odw/f", {"fname": "16_CSV.csv"}, Page((head + other + "".join(rows)).encode(), type="text/csv"))
    with collecting(tmp_path) as over:
        desk = over.desk("legislators")
        source = LegislatorsSource(desk, base=wire.base + "/v2", terms=(11,), table=wire.base + "/odw/f")
        faults = list(source.captures())
        members = list(source.members())

    assert faults == []
    assert "ID16" in desk.told[0]
    assert (len(members), members[0].name, members[0].since) == (113, "王一", date(2024, 2, 1))
    assert members[0].committees == ("交通委員會", "內政委員會")


def test_a_name_is_looked_up_with_a_day() -> None:
    before = Member("林小美", 11, "甲黨", since=date(2024, 2, 1), until=date(2026, 1, 31))
    again = Member("林小美", 10, "乙黨", since=date(2020, 2, 1), until=date(2024, 1, 31))

    assert seated([before, again], "林 小美", date(2025, 5, 1)) == before
    assert seated([before, again], "林小美", date(2022, 5, 1)) == again
    assert seated([before, again], "林小美", date(2026, 5, 1)) is None
    assert seated([before], "王大明", date(2025, 5, 1)) is None


@pytest.mark.parametrize(
    ("row", "name", "since"),
    [
        ({"term": "11", "name": "余　天", "onboardDate": "113/02/01"}, "余天", date(2024, 2, 1)),
        (
            {"屆": 11, "委員姓名": "伍小花Saidhai Tahovecahe", "到職日": "2024-02-01"},
            "伍小花Saidhai Tahovecahe",
            date(2024, 2, 1),
        ),
    ],
)
def test_names_and_days_are_read_as_both_lists_write_them(row: dict[str, object], name: str, since: date) -> None:
    found = member(row)

    assert found is not None
    assert (found.name, found.since) == (name, since)


def test_a_row_without_a_name_is_nobody() -> None:
    assert member({"term": "11", "name": "null"}) is None
