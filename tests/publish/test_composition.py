"""A commitment's row and its evidence become a record in the founding form."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.publish import composition
from yinuo.publish.composition import record_of
from yinuo.publish.imports import imported
from yinuo.publish.markdown import read_record, write_record
from yinuo.publish.records import Entry, Label


@pytest.fixture
def row(letter: Document) -> dict[str, Any]:
    quote = "清水橋改建工程預計115年底完工。"
    start = letter.text.index(quote)
    return {
        "id": "c0ffee00-0000-0000-0000-000000000001",
        "document_id": letter.id,
        "start": start,
        "end": start + len(quote),
        "text": quote,
        "level": "C1",
        "title": "清水橋改建115年底完工",
        "category": "交通建設",
        "agency": "交通部公路局",
        "agency_words": "公路局",
        "deadlines": [
            {"text": "115年底", "date": "2026-12-31", "event": "完工"},
            {"text": "114年6月", "date": "2025-06-30", "event": "發包"},
        ],
        "target": {"text": "2座", "value": 2.0, "unit": "座"},
        "date": "2024-10-09",
        "state": "progressing",
        "headline": "追蹤中",
        "confidence": 0.9,
        "reasons": [{"rule": "moved", "words": "有後續進度", "evidence_ids": []}],
    }


@pytest.fixture
def evidence(report: Document) -> list[dict[str, Any]]:
    start = report.text.index("清水橋")
    return [
        {
            "commitment_id": "c0ffee00-0000-0000-0000-000000000001",
            "document_id": report.id,
            "start": start,
            "end": len(report.text),
            "text": report.text[start:],
            "relation": "progress",
            "effective_date": "2025-08-01",
            "confidence": 0.8,
            "decided_by": "rule",
        }
    ]


def test_the_record_says_what_the_ledger_knows(
    row: dict[str, Any], evidence: list[dict[str, Any]], letter: Document, report: Document
) -> None:
    record = record_of(row, evidence, letter, {report.id: report}, as_of=date(2026, 1, 1))
    assert (record.status, record.target_date, record.target_value) == ("追蹤中", "2026-12-31", "2座")
    assert record.responsible_agency == "交通部公路局"
    assert record.source.session_period == "02"
    assert record.quote in (record.reply or "")
    assert (record.created_at, record.last_updated) == ("2024-10-09", "2025-08-01")
    assert dict(record.extra)["deadlines"] == "2026-12-31 完工；2025-06-30 發包"
    assert dict(record.extra)["as_of"] == "2026-01-01"
    assert (dict(record.extra)["reason"], dict(record.extra)["agency_words"]) == ("有後續進度", "公路局")
    assert record.history[0].note == "從第11屆第02會期答復文件中萃取此承諾。"


def test_evidence_is_dated_by_its_document_and_quoted_with_its_line_breaks(
    row: dict[str, Any], evidence: list[dict[str, Any]], letter: Document, report: Document
) -> None:
    record = read_record(write_record(record_of(row, evidence, letter, {report.id: report})))
    entry = record.history[1]
    assert (entry.on, entry.kind) == ("2025-08-01", "進度更新")
    assert entry.get(Label.QUOTE) == "清水橋改建工程\n進度已達四成。"
    assert (entry.get(Label.QUOTE) or "?") in report.text
    assert entry.get(Label.NUMBER) == "公路 建設報告"
    assert (entry.get(Label.RELATION), entry.get(Label.DECIDED_BY)) == ("progress", "rule")


def test_composing_twice_and_in_any_order_gives_the_same_bytes(
    row: dict[str, Any], evidence: list[dict[str, Any]], letter: Document, report: Document
) -> None:
    later = replace(report, id="z", date=DateInterval.day(2026, 2, 1), text="清水橋已完工。")
    done = evidence[0] | {"document_id": "z", "text": "清水橋已完工。", "relation": "fulfilled", "start": 0}
    documents = {report.id: report, "z": later}
    one = record_of(row, [*evidence, done], letter, documents)
    two = record_of(row, [done, *evidence], letter, documents)
    assert write_record(one) == write_record(two)
    assert [entry.kind for entry in one.history] == ["初始建立", "進度更新", "狀態變更"]


def test_an_overdue_promise_tells_since_when(row: dict[str, Any], letter: Document) -> None:
    record = record_of(row | {"state": "overdue", "headline": "已延宕"}, [], letter, {})
    assert (record.status, record.history[-1].on) == ("已延宕", "2027-01-01")
    assert record.history[-1].get(Label.STATUS) == "追蹤中 → 已延宕"


def test_what_is_not_known_is_left_empty_never_guessed(row: dict[str, Any], letter: Document) -> None:
    bare = {key: row[key] for key in ("id", "document_id", "start", "end", "text", "title")}
    record = record_of(bare, [], replace(letter, number=None, url=None, title=""), {})
    assert (record.target_date, record.target_value, record.responsible_agency) == (None, None, None)
    words = record_of(bare | {"agency": None, "agency_words": "某單位"}, [], letter, {})
    assert words.responsible_agency == "某單位"
    assert (record.source.ey_number, record.subject, record.category) == (None, None, "未分類")
    assert read_record(write_record(record)) == record


def test_evidence_of_an_unknown_document_is_told_and_what_was_not_accepted_is_not(
    row: dict[str, Any], evidence: list[dict[str, Any]], letter: Document
) -> None:
    doubtful = [evidence[0] | {"relation": "unrelated"}, evidence[0] | {"accepted": False}]
    record = record_of(row, [evidence[0], *doubtful], letter, {})
    assert [entry.on for entry in record.history] == ["2024-10-09", "2025-08-01"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"value": 20, "unit": "GW"}, "20GW"),
        ({"value": 750000000.0, "unit": "元"}, "750000000元"),
        ({"value": "5.6", "unit": "GW"}, "5.6GW"),
        ({"value": 2.5, "unit": None}, "2.5"),
        ({"value": "100", "unit": "%"}, "100%"),
    ],
)
def test_a_target_is_a_plain_number_and_its_unit(
    row: dict[str, Any], letter: Document, target: dict[str, Any], words: str
) -> None:
    assert record_of(row | {"target": target}, [], letter, {}).target_value == words


def test_a_very_long_letter_is_given_in_part_with_the_quote_in_it(
    row: dict[str, Any], letter: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "WHOLE", 10)
    monkeypatch.setattr(composition, "_AROUND", 3)
    record = record_of(row, [], letter, {})
    start, end = (int(number) for number in (dict(record.extra)["excerpt"] or "").split("-"))
    assert record.reply == letter.text[start:end]
    assert record.quote in record.reply
    assert imported(record).document is None  # a part of a letter is not the letter


def test_our_own_record_comes_back_as_the_letter_it_was_made_from(
    row: dict[str, Any], evidence: list[dict[str, Any]], letter: Document, report: Document
) -> None:
    foreign = Entry("2026-03-01", "讀者回報", "尚未動工。")
    record = record_of(row, evidence, letter, {report.id: report}, history=(foreign,))
    back = imported(read_record(write_record(record)))
    assert back.document is not None
    assert (back.document.text, back.document.date, back.document.kind) == (letter.text, letter.date, letter.kind)
    assert back.quote is not None
    assert (back.quote.start, back.quote.end) == (row["start"], row["end"])
    assert back.history == (foreign,)
    again = record_of(row, evidence, letter, {report.id: report}, history=record.history)
    assert again == record  # an import of our own record says nothing twice


def test_a_report_without_a_number_comes_back_with_its_date(row: dict[str, Any], report: Document) -> None:
    quote = "進度已達四成。"
    start = report.text.index(quote)
    at = {"text": quote, "start": start, "end": start + len(quote)}
    for day in (report.date, DateInterval.year(2024), DateInterval.month(2024, 2)):
        document = imported(record_of(row | at, [], replace(report, date=day), {})).document
        assert document is not None
        assert (document.date, document.kind) == (day, DocumentKind.REPORT)
