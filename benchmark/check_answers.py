"""Check the answers of a finished ledger from outside: the ``yinuo`` command, sqlite3 and the standard library.

    python -m benchmark.check_answers yinuo.db [DAY ...]

For each day (by default eight, evenly over the days the ledger tells of): nothing told later is in the answer;
each state has what its word says (late only after its day and only where somebody looked; kept only with
evidence); and the whole ledger answers as one that never had the later documents does (these are taken
out of a copy). Then, what people decided about links is what ``yinuo evidence`` tells. Prints one line a
check, with the number of things looked at; exits 1 where anything is found.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmark.check_invariants import Ledger, in_force, letters, owner, place_of

DAYS = 8
GRACE = timedelta(days=30)
STALE = timedelta(days=180)  # six months, but for the lengths of months
Row = dict[str, Any]
LATER = (  # what a ledger that ends with a day never had, in the order of taking it out
    "DELETE FROM evidence WHERE document_id IN (SELECT id FROM documents WHERE last > ?)",
    "DELETE FROM commitments WHERE document_id IN (SELECT id FROM documents WHERE last > ?)",
    "DELETE FROM documents WHERE copy_of IN (SELECT id FROM documents WHERE last > ?)",
    "DELETE FROM documents WHERE last > ?",
    "DELETE FROM restatements WHERE ? > '' AND NOT EXISTS (SELECT 1 FROM commitments WHERE id = earlier_id)",
    "DELETE FROM restatements WHERE ? > '' AND NOT EXISTS (SELECT 1 FROM commitments WHERE id = later_id)",
)


def ask(store: Path, *words: str) -> list[Row]:
    """The rows that a command prints as JSON."""
    line = [sys.executable, "-m", "yinuo", *words, "--store", str(store), "--json"]
    done = subprocess.run(line, check=True, capture_output=True, encoding="utf-8")
    return [json.loads(row) for row in done.stdout.splitlines()]


def listed(store: Path, day: date) -> dict[str, Row]:
    """Every commitment on a day, candidates too, by id."""
    rows = ask(store, "list", "--candidates", "--limit", "0", "--as-of", day.isoformat())
    return {row["id"]: row for row in rows}


def days_of(store: Path, count: int = DAYS) -> list[date]:
    """Days evenly over those that the ledger tells of, and one a year after the last."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as ledger:
        low, high = map(date.fromisoformat, ledger.execute("SELECT min(last), max(last) FROM documents").fetchone())
    step = (high - low) / max(1, count - 1)
    return sorted({*(low + at * step for at in range(1, count)), high + timedelta(days=365)})


def too_early(rows: Iterable[Row], day: date) -> Iterator[str]:
    """Nothing told after the day is in the answer."""
    for row in rows:
        told = [row["date"], row["last_evidence"], row["last_searched"]]
        if any(one is not None and one > day.isoformat() for one in told) or row["as_of"] != day.isoformat():
            yield f"{day} {row['id']}: {told}"


def unfounded(rows: Iterable[Row], day: date) -> Iterator[str]:
    """Each state has what its word says."""
    for row in rows:
        due = date.fromisoformat(row["due"]) if row["due"] else None
        searched = date.fromisoformat(row["last_searched"]) if row["last_searched"] else None
        over, looked = due is not None and day > due + GRACE, bool(due and searched and searched > due)
        told = date.fromisoformat(max(filter(None, (row["date"], row["last_evidence"]))))
        silent = searched is not None and searched - told >= STALE
        fits = {
            "overdue": over and looked,
            "unknown": over and not looked,
            "fulfilled": row["evidence_count"] > 0 and row["evidence_level"] in ("delivered", "confirmed"),
            "no_news": silent,
            "unverifiable": silent and row["evidence_count"] == 0 and row["level"] == "C3",
            "progressing": row["evidence_count"] > 0,
            "partial": row["evidence_count"] > 0,
            "dropped": row["evidence_count"] > 0,
            "stalled": row["evidence_count"] > 0,
        }
        if not fits.get(row["state"], True):
            yield f"{day} {row['id']}: {row['state']} (due {due}, searched {searched}, {row['evidence_count']} pieces)"


def replayed(store: Path, rows: dict[str, Row], day: date) -> Iterator[str]:
    """A ledger that never had the later documents answers the same."""
    with tempfile.TemporaryDirectory() as folder:
        then = Path(folder) / "then.db"
        with (
            closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as whole,
            closing(sqlite3.connect(then)) as copy,
        ):
            whole.backup(copy)
            for sql in LATER:
                copy.execute(sql, (day.isoformat(),))
            copy.commit()
        past = listed(then, day)
    for one in sorted(rows.keys() | past.keys()):
        if rows.get(one) != past.get(one):
            yield f"{day} {one}: {_state(rows.get(one))} with later documents, {_state(past.get(one))} without"


def _state(row: Row | None) -> str:
    return row["state"] if row else "not listed"


def links_decided(store: Path) -> Iterator[tuple[str, str]]:
    """For each link that people decided on, how it is told, and the fault where it is not as they said."""
    ledger = Ledger(str(store))
    latest: dict[tuple[str, str, int], Row] = {}
    texts = {letters(row["text"]): row for row in ledger.of("document").values()}
    for row in in_force(list(ledger.of("decision").values())):
        promise, passage = owner(ledger, row["promise"]), row.get("passage")
        paper = texts.get(passage["fingerprint"]) if passage else None
        place = place_of(passage, paper["text"]) if passage and paper else None
        if promise and paper and place:
            latest[promise["id"], paper["id"], place[0]] = row | {"place": place}
    for (one, paper_id, start), row in latest.items():
        told = [
            item
            for item in ask(store, "evidence", one, "--as-of", "9999-12-31")
            if item["document_id"] == paper_id and item["start"] < row["place"][1] and start < item["end"]
        ]
        if row["action"] == "reject":
            fault = any(item["decided_by"] == "human" or len(told) == 1 for item in told)
        else:
            fault = not any(item["decided_by"] == "human" and item["relation"] == row["relation"] for item in told)
        yield (
            one,
            f"{one}: {row['action']} by {row['by']}, told as {[item['relation'] for item in told]}" if fault else "",
        )


def _print(what: str | None, looked: int, found: list[str]) -> int:
    print(f"{'ok ' if not found else 'BAD'} {looked:7,} looked at, {len(found)} faults: {what}")
    for line in found[:10]:
        print(f"      {line}")
    return len(found)


def main(store: Path, days: list[date]) -> int:
    """Run every check and print what each found."""
    looked, early, loose, other = 0, list[str](), list[str](), list[str]()
    for day in days or days_of(store):
        rows = listed(store, day)
        looked += len(rows)
        early += too_early(rows.values(), day)
        loose += unfounded(rows.values(), day)
        other += replayed(store, rows, day)
    faults = _print(too_early.__doc__, looked, early) + _print(unfounded.__doc__, looked, loose)
    faults += _print(replayed.__doc__, looked, other)
    links = list(links_decided(store))
    faults += _print(
        "What people decided about links is what is told.", len(links), [line for _, line in links if line]
    )
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("python -m benchmark.check_answers STORE [DAY ...]")
    raise SystemExit(main(Path(sys.argv[1]), [date.fromisoformat(day) for day in sys.argv[2:]]))
