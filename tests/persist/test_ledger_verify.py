"""Whatever is changed behind the ledger's back is found."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yinuo.model import Document, Evidence, Relation
from yinuo.persist.codec import canonical, parse
from yinuo.persist.entries import COLUMNS, append, entries
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import GENESIS, GUARDS, Kind
from yinuo.persist.verify import verify

NAMES = COLUMNS.split(", ")
DOUBLE = COLUMNS.replace("seq", "99").replace("version", "9")


@pytest.fixture
def open_to_tampering(filled: Ledger) -> Ledger:
    """The filled ledger without its guards; they are put back by ``tampered``."""
    for name in GUARDS:
        filled.connection.execute(f"DROP TRIGGER {name}")
    return filled


def guard(ledger: Ledger) -> None:
    for statement in GUARDS.values():
        ledger.connection.execute(statement)


def forge(ledger: Ledger, seq: int, **changed: object) -> None:
    """Rewrite one row and the whole chain after it, as somebody who knows the definition would."""
    rows = [entry._replace(**changed) if entry.seq == seq else entry for entry in entries(ledger.connection)]  # type: ignore[arg-type] # names and values of a row
    ledger.connection.execute("DELETE FROM entries")
    for row in rows:
        append(ledger.connection, row)


def change_payload(ledger: Ledger, kind: Kind, **changed: object) -> str:
    """Forge the first entry of a kind, its payload changed, and return what ``verify`` says."""
    entry = next(one for one in entries(ledger.connection) if one.kind == kind)
    forge(ledger, entry.seq, payload=canonical({**parse(entry.payload), **changed}))
    guard(ledger)
    return "\n".join(verify(ledger).problems)


def test_an_honest_ledger_has_no_problems(filled: Ledger) -> None:
    found = verify(filled)
    assert found.ok
    assert (found.entries, found.head) == filled.head()
    assert found.entries == filled.counts()["entries"] > 10


@contextmanager
def tampering(ledger: Ledger) -> Iterator[sqlite3.Connection]:
    """Guards down, for a while; afterwards everything is as it was."""
    ledger.connection.execute("BEGIN")
    for name in GUARDS:
        ledger.connection.execute(f"DROP TRIGGER {name}")
    try:
        yield ledger.connection
    finally:
        ledger.connection.execute("ROLLBACK")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_any_field_of_any_row_is_found(filled: Ledger, data: st.DataObject) -> None:
    seq, name = data.draw(st.integers(1, filled.counts()["entries"])), data.draw(st.sampled_from(NAMES))
    with tampering(filled) as connection:
        kept = connection.execute(f"SELECT {name} FROM entries WHERE seq = ?", (seq,)).fetchone()[0]
        if isinstance(kept, int):
            value: object = kept + data.draw(st.integers(1000, 2000))
        else:
            place = data.draw(st.integers(0, max(0, len(kept) - 1)))
            other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != kept[place : place + 1]))
            value = kept[:place] + other + kept[place + 1 :]
        connection.execute(f"UPDATE entries SET {name} = ? WHERE seq = ?", (value, seq))
        guard(filled)
        problems = verify(filled).problems
    assert problems
    assert verify(filled).ok


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM entries WHERE seq = 3"],
        ["DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries)"],
        [f"INSERT INTO entries SELECT {DOUBLE} FROM entries WHERE seq = 3"],
        ["UPDATE entries SET seq = -seq WHERE seq IN (2, 3)", "UPDATE entries SET seq = 5 + seq WHERE seq < 0"],
    ],
    ids=["removed", "shortened", "doubled", "swapped"],
)
def test_rows_removed_doubled_or_swapped_are_found(filled: Ledger, statements: list[str]) -> None:
    with tampering(filled) as connection:
        for sql in statements:
            connection.execute(sql)
        guard(filled)
        problems = verify(filled).problems
    assert problems


def test_missing_altered_and_foreign_guards_are_found(filled: Ledger) -> None:
    name = next(iter(GUARDS))
    filled.connection.execute(f"DROP TRIGGER {name}")
    assert [name in problem for problem in verify(filled).problems] == [True]
    filled.connection.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON entries BEGIN SELECT 1; END")
    assert [name in problem for problem in verify(filled).problems] == [True]
    filled.connection.execute("CREATE TRIGGER other AFTER INSERT ON entries BEGIN SELECT 1; END")
    assert "other" in verify(filled).problems[-1]


# ── forgeries with a whole chain: what the rows say is impossible ──────────────────────────


def test_a_quote_that_is_not_in_its_letter_is_found(open_to_tampering: Ledger) -> None:
    assert "not the exact slice" in change_payload(open_to_tampering, Kind.COMMITMENT, text="本部保證三日內完成。")


def test_a_statement_outside_its_letter_is_found(open_to_tampering: Ledger) -> None:
    rows = [[0, 9999, "C", "C3", None, 0, "1.0", []]]
    assert "not the exact slice" in change_payload(open_to_tampering, Kind.EXTRACTION, statements=rows)


def test_a_deadline_before_its_letter_is_found(open_to_tampering: Ledger) -> None:
    deadline = {"text": "110年", "interval": ["2010-01-01", "2010-12-31", "year"], "event": "完成"}
    assert "deadline before" in change_payload(open_to_tampering, Kind.COMMITMENT, deadlines=[deadline])


def test_a_word_outside_the_closed_lists_is_found(open_to_tampering: Ledger) -> None:
    assert "Category" in change_payload(open_to_tampering, Kind.COMMITMENT, category="雜項")


def test_an_agency_outside_the_register_is_found_where_the_register_is_given(filled: Ledger) -> None:
    assert verify(filled, agencies={"mohw"}).ok
    assert "mohw" in verify(filled, agencies={"moea"}).problems[0]


def test_a_letter_dated_otherwise_makes_its_evidence_impossible(open_to_tampering: Ledger) -> None:
    told = change_payload(open_to_tampering, Kind.DOCUMENT, date=["2022-04-01", "2022-04-01", "day"])
    assert "evidence not later than the promise" in told
    assert "date differs from its document" in told


def test_an_edited_letter_no_longer_fits_its_fingerprint(open_to_tampering: Ledger) -> None:
    text = open_to_tampering.document("L1").text.replace("6月", "9月")
    assert "fingerprint" in change_payload(open_to_tampering, Kind.DOCUMENT, text=text)


def test_a_rewritten_history_is_found_by_the_head_somebody_noted(open_to_tampering: Ledger) -> None:
    noted = open_to_tampering.head()
    forge(open_to_tampering, 2, actor="另一人")
    guard(open_to_tampering)
    assert verify(open_to_tampering).ok  # nothing inside can tell: the chain was forged whole
    assert "noted head" in verify(open_to_tampering, expected_head=noted).problems[0]
    assert verify(open_to_tampering, expected_head=open_to_tampering.head()).ok
    assert verify(open_to_tampering, expected_head=(0, GENESIS)).ok


def test_one_statement_twice_as_evidence_is_found(filled: Ledger) -> None:
    promise = next(filled.commitments())
    first = filled.evidence_for(promise.id)[0]
    document = filled.document(first.quote.document_id)
    part = document.quote(first.quote.start + 2, first.quote.end)
    with filled.unit("L2") as unit:
        unit.evidence(Evidence(promise, document, part, Relation.PROGRESS, first.effective))
    assert "one statement twice" in verify(filled).problems[0]


# ── projections ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE commitments SET category = '其他'",
        "DELETE FROM evidence WHERE seq = (SELECT min(seq) FROM evidence)",
        "UPDATE documents SET last = '2030-01-01' WHERE id = 'L1'",
        "INSERT INTO linked VALUES ('L1', 'm', 1)",
        "DELETE FROM askers",
        "DELETE FROM responsible",
        "INSERT INTO commitments_fts (rowid, title, text) VALUES (999, '', '長照')",
        "INSERT INTO evidence_fts (evidence_fts) VALUES ('delete-all')",
    ],
)
def test_a_projection_that_says_something_else_is_found_and_built_again(filled: Ledger, sql: str) -> None:
    digest = filled.content_digest()
    filled.connection.execute(sql)
    assert not verify(filled).ok
    filled.rebuild()
    assert verify(filled).ok
    assert filled.content_digest() == digest


def test_building_again_gives_the_same_answers(filled: Ledger, letters: tuple[Document, ...]) -> None:
    with filled.unit("C", method="toy-1") as unit:
        unit.document(replace(letters[0], id="C", term=9))
    with filled.unit("L2", method="toy-2") as unit:
        unit.extraction(replace(filled.extraction("L2"), commitments=()))

    def answers() -> tuple[object, ...]:
        told = filled.copies(), filled.counts(), filled.unextracted("toy-2")
        return list(filled.commitments()), list(filled.evidence()), *told

    before = answers()
    filled.rebuild()
    assert answers() == before


def test_the_documented_check_needs_nothing_of_yinuo(
    filled: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert "import yinuo" not in code
    monkeypatch.chdir(tmp_path)
    told: dict[str, object] = {}
    exec(code, told)
    assert (told["number"], told["prev"]) == filled.head()
    with tampering(filled) as connection:
        connection.execute("UPDATE entries SET actor = '另一人' WHERE seq = 2")
        guard(filled)
        connection.execute("COMMIT")
        connection.execute("BEGIN")
    with pytest.raises(AssertionError):
        exec(code, {})
