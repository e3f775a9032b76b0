"""The checkers from outside find nothing in a sound ledger, and what is wrong in one that is not."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from benchmark import check_answers, check_invariants
from yinuo.serve.cli import run_command_line

DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A ledger of the examples in which somebody decided on promises and on links."""
    path = tmp_path_factory.mktemp("checked") / "examples.db"
    store = ("--store", str(path))
    assert run_command_line(["run", str(examples / "corpus"), *store, "--jobs", "1", "--tier", "fast"]) == 0
    with closing(sqlite3.connect(path)) as ledger:
        links = [one for (one,) in ledger.execute("SELECT id FROM evidence ORDER BY id LIMIT 3")]
        promises = [one for (one,) in ledger.execute("SELECT id FROM commitments ORDER BY id LIMIT 3")]
    person = ("--by", "林小安", "--why", "讀過原文", *store)
    for words in (
        ("review", "reject", promises[0]),
        ("review", "accept", promises[1]),
        ("review", "correct", promises[2], "--title", "另一個標題"),
        ("review", "reject", links[0]),
        ("review", "relabel", links[1], "--relation", "progress"),
        ("review", "accept", links[2]),
        ("review", "undo", promises[1]),
    ):
        assert run_command_line([*words, *person]) == 0
    return path


@pytest.fixture
def store(decided: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copy(decided, tmp_path / "spoilt.db"))


def test_a_sound_ledger_with_decisions_has_no_fault(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_invariants.main(str(decided)) == 0
    assert check_answers.main(decided, [date(2023, 6, 30), DAY]) == 0
    told = capsys.readouterr().out
    assert "BAD" not in told
    assert "      7 looked at, 0 faults: 8." in told
    assert "      2 looked at, 0 faults: 9." in told
    assert "      3 looked at, 0 faults: What people decided about links" in told


def test_a_decision_without_effect_is_found(store: Path) -> None:
    with closing(sqlite3.connect(store)) as ledger, ledger:
        ledger.execute("UPDATE commitments SET publication = 'published'")
        ledger.execute("DELETE FROM decisions")
    found = list(check_invariants.outlives(check_invariants.Ledger(str(store))))
    assert len(found) == 1
    assert "reject by 林小安, yet published" in found[0]
    assert len([line for _, line in check_answers.links_decided(store) if line]) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("by", "別人"), ("at", "2099-01-01T00:00:00.000000Z"), ("action", "erase"), ("undoes", "no-such-decision")],
)
def test_a_decision_that_nobody_could_have_made_is_found(store: Path, field: str, value: str) -> None:
    ledger = check_invariants.Ledger(str(store))
    entry = next(one for one in ledger.entries if one["kind"] == "decision")
    entry["payload"] = json.dumps(json.loads(entry["payload"]) | {field: value})
    assert len(list(check_invariants.decided(ledger))) == 1


def test_an_answer_that_knows_the_future_or_claims_too_much_is_found() -> None:
    row = {
        "id": "one", "date": "2024-03-01", "as_of": "2024-12-31", "last_evidence": None, "last_searched": "2025-02-01",
        "due": "2025-01-31", "state": "overdue", "evidence_count": 0, "evidence_level": "none", "level": "C1",
    }  # fmt: skip
    assert len(list(check_answers.too_early([row], DAY))) == 1
    assert len(list(check_answers.unfounded([row], DAY))) == 1
    assert list(check_answers.too_early([row | {"last_searched": "2024-11-01"}], DAY)) == []
    assert list(check_answers.unfounded([row | {"state": "open"}], DAY)) == []
    for state in ("fulfilled", "progressing", "dropped", "no_news", "unknown"):
        assert len(list(check_answers.unfounded([row | {"state": state, "last_searched": None}], DAY))) == 1


def test_a_past_answer_that_hangs_on_a_later_document_is_found(store: Path) -> None:
    rows = check_answers.listed(store, DAY)
    one = next(iter(rows))
    assert list(check_answers.replayed(store, rows, DAY)) == []
    assert len(list(check_answers.replayed(store, rows | {one: rows[one] | {"state": "dropped"}}, DAY))) == 1
