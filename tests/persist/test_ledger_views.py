"""The rows that other programs rely on."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from yinuo.errors import StoreError, UsageError
from yinuo.model import Change, Document, Extraction, Restatement
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import count_rows, evidence_rows, list_rows, show

AS_OF = date(2024, 12, 31)
LIST_KEYS = {
    *("id", "document_id", "start", "end", "text", "level", "title", "category", "agency", "deadlines", "target"),
    *("date", "state", "headline", "confidence", "schedule", "evidence_level"),
    *("evidence_count", "number", "askers", "url"),
}  # fmt: skip
EVIDENCE_KEYS = {
    *("commitment_id", "document_id", "start", "end", "text", "relation", "effective_date", "confidence", "decided_by"),
    *("date", "number", "url", "why"),
}  # fmt: skip


def test_a_list_row_has_the_keys_of_the_contract(filled: Ledger) -> None:
    rows = list_rows(filled, AS_OF)
    assert len(rows) == filled.counts()["commitments"] == 3
    for row in rows:
        assert row.keys() >= LIST_KEYS
        assert filled.document(row["document_id"]).text[row["start"] : row["end"]] == row["text"]
        assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    first = rows[-1]
    assert (
        first["deadlines"][0] | {"date": "2022-06-30", "text": "111年6月底", "event": "完成"} == first["deadlines"][0]
    )
    assert (first["agency"], first["agency_words"], first["level"]) == ("衛生福利部", "本部", "C3")
    assert (first["date"], first["number"], first["askers"]) == ("2021-03-10", "院臺專字第2021號", ["林　瑞"])
    assert (first["evidence_count"], first["last_evidence"]) == (2, "2024-03-10")


def test_the_newest_letter_comes_first_and_pages_join_without_a_seam(
    ledger: Ledger, letter: Callable[..., Document], write: Callable[[Ledger, Iterable[Document]], None]
) -> None:
    days = [date(2021, 1, 1) + timedelta(number // 2) for number in range(9)]
    write(ledger, [letter(f"D{n}", f"將辦甲{n}。將辦乙{n}。", day) for n, day in enumerate(days)])
    whole = list_rows(ledger, AS_OF)
    assert len(whole) == count_rows(ledger, AS_OF) == 18
    assert [row["date"] for row in whole] == sorted((row["date"] for row in whole), reverse=True)
    assert [row["start"] for row in whole[:4]] == [0, 5, 0, 5]
    pages, after = [], None
    while page := list_rows(ledger, AS_OF, limit=4, after=after):
        pages += page
        after = page[-1]["id"]
    assert pages == whole
    assert list_rows(ledger, AS_OF, limit=0) == []
    with pytest.raises(UsageError, match="no such commitment"):
        list_rows(ledger, AS_OF, after="nothing")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"category": "社會福利"}, 3),
        ({"category": "教育"}, 0),
        ({"agency": "衛生福利部"}, 3),
        ({"agency": "mohw"}, 3),
        ({"agency": "衛福部"}, 3),
        ({"agency": "交通部"}, 0),
        ({"agency": "本部"}, 3),
        ({"agency": "' OR 1=1"}, 0),
        ({"level": "C3"}, 3),
        ({"level": "C1"}, 0),
        ({"asker": "林瑞"}, 3),
        ({"asker": "林瑞瑞"}, 0),
        ({"term": 10}, 3),
        ({"term": 9}, 0),
        ({"due_before": date(2022, 7, 1)}, 1),
        ({"due_before": date(2022, 6, 30)}, 0),
        ({"due_before": date(2024, 1, 1)}, 2),
        ({"query": "據點增設"}, 2),
        ({"query": "補助"}, 1),
        ({"query": "補助 據點"}, 0),
        ({"query": "，。"}, 0),
        ({"category": "社會福利", "level": "C3", "asker": "林　瑞", "term": 10, "query": "補助"}, 1),
    ],
)
def test_filters_choose(filled: Ledger, chosen: dict[str, object], expected: int) -> None:
    rows = list_rows(filled, AS_OF, **chosen)  # type: ignore[arg-type] # filters
    assert len(rows) == expected == count_rows(filled, AS_OF, **chosen)  # type: ignore[arg-type] # filters


def test_state_and_headline_choose_after_judging(filled: Ledger) -> None:
    rows = list_rows(filled, AS_OF)
    for key in ("state", "headline"):
        for word in {row[key] for row in rows}:
            assert list_rows(filled, AS_OF, **{key: word}) == [row for row in rows if row[key] == word]
    assert list_rows(filled, AS_OF, state="nothing") == []


def test_a_day_in_the_past_knows_nothing_of_later_letters(filled: Ledger) -> None:
    assert list_rows(filled, date(2021, 3, 9)) == []
    (row,) = list_rows(filled, date(2021, 12, 31))
    assert (row["evidence_count"], row["last_evidence"]) == (0, None)
    assert evidence_rows(filled, as_of=date(2021, 12, 31)) == []
    assert {item["date"] for item in evidence_rows(filled, as_of=date(2023, 1, 1))} == {"2022-03-10"}
    told = show(filled, row["id"], date(2022, 12, 31))
    assert [item["date"] for item in told["timeline"]] == ["2022-03-10"]


def test_evidence_rows_have_the_keys_of_the_contract(filled: Ledger) -> None:
    rows = evidence_rows(filled)
    assert len(rows) == filled.counts()["evidence"] > 3
    for row in rows:
        assert row.keys() >= EVIDENCE_KEYS
        assert filled.document(row["document_id"]).text[row["start"] : row["end"]] == row["text"]
        assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    one = rows[0]["commitment_id"]
    assert (
        evidence_rows(filled, one)
        == evidence_rows(filled, one[:9])
        == [row for row in rows if row["commitment_id"] == one]
    )


def test_show_tells_everything_of_one_promise(filled: Ledger) -> None:
    later, middle, first = list_rows(filled, AS_OF)
    with filled.unit("L3") as unit:
        unit.restatement(Restatement(first["id"], later["id"], 0.8, (Change("deadline", "2022-06-30", "2023-12-31"),)))
        unit.record("old-record", b"---", commitment_id=first["id"])
    told = show(filled, first["id"][:8], AS_OF)
    assert told["commitment"]["id"] == first["id"]
    assert told["judgement"]["reasons"][0]["words"]
    assert (told["judgement"]["state"], told["judgement"]["as_of"]) == (told["commitment"]["state"], "2024-12-31")
    assert [{key: one[key] for key in one if key != "shared"} for one in told["timeline"]] == evidence_rows(
        filled, first["id"]
    )
    (again,) = told["restatements"]
    assert (again["id"], again["direction"], again["changes"][0]["after"]) == (later["id"], "later", "2023-12-31")
    text = filled.document("L1").text
    assert told["context"]["before"] + first["text"] + told["context"]["after"] == text
    assert told["records"] == ["old-record"]
    assert show(filled, "old-record", AS_OF) == told
    assert show(filled, later["id"], AS_OF)["restatements"][0]["direction"] == "earlier"
    assert show(filled, middle["id"], AS_OF)["restatements"] == []
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told


def test_an_id_must_name_one_promise(
    ledger: Ledger, letter: Callable[..., Document], write: Callable[[Ledger, Iterable[Document]], None]
) -> None:
    write(ledger, [letter(f"D{n}", f"將辦{n}。", date(2021, 1, 1)) for n in range(17)])  # 17 ids, 16 first digits
    first_digits = [row["id"][0] for row in list_rows(ledger, AS_OF)]
    shared = next(digit for digit in first_digits if first_digits.count(digit) > 1)
    with pytest.raises(UsageError, match="more than one"):
        show(ledger, shared, AS_OF)
    for unknown in ("", "zzz", "%", "_", "\U0010ffff", "' OR 1=1 --"):
        with pytest.raises(StoreError, match="no such commitment"):
            show(ledger, unknown, AS_OF)


def test_rows_do_not_depend_on_the_order_of_writing(
    filled: Ledger,
    letters: tuple[Document, ...],
    read: Callable[[Document], Extraction],
    tmp_path: Path,
) -> None:
    with Ledger.open(tmp_path / "other.db") as other:
        for document in reversed(letters):
            with other.unit(document.id, method="toy-1") as unit:
                unit.document(document)
                unit.extraction(read(document))
        with other.unit("links", method="toy-1") as unit:
            for item in sorted(filled.evidence(), key=lambda one: one.id):
                unit.evidence(item)
        assert list_rows(other, AS_OF) == list_rows(filled, AS_OF)
        assert evidence_rows(other) == evidence_rows(filled)
