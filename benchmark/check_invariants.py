"""Check DESIGN §5 over a finished ledger, with nothing of yinuo's: sqlite3 and the standard library.

    python benchmark/check_invariants.py yinuo.db

A second reading of the same promises: what the constructors refuse, looked for in what was written. Prints
one line a rule, with the number of things looked at; exits 1 where anything is found.
"""

import hashlib
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

CATEGORIES = {
    "能源政策",
    "環境保護",
    "經濟發展",
    "財政金融",
    "社會福利",
    "勞動就業",
    "教育",
    "文化體育",
    "交通建設",
    "醫療衛生",
    "國防外交",
    "內政治安",
    "司法法制",
    "農業",
    "科技數位",
    "其他",
}
ACTIONS = {"accept", "reject", "relabel", "correct", "undo"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
RELATIONS = {"fulfilled", "progress", "changed", "restated", "related", "unrelated"}
MOVES = {"fulfilled", "progress", "changed"}
FIELDS = ["prev", "seq", "kind", "key", "version", "unit", "payload", "method", "actor", "reason", "recorded_at"]
ROC_YEAR = re.compile(r"(?<!\d)(\d{2,3})年(?!度?[至到\-—~])")
Row = dict[str, Any]
Check = Callable[["Ledger"], Iterator[str]]


class Ledger:
    """The entries of a store, by kind: the last version of each key."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.connection.row_factory = sqlite3.Row
        self.entries = [dict(row) for row in self.connection.execute("SELECT * FROM entries ORDER BY seq")]
        self.kinds: dict[str, dict[str, Row]] = {}
        for entry in self.entries:
            self.kinds.setdefault(entry["kind"], {})[entry["key"]] = json.loads(entry["payload"])
        self.documents = {**self.of("document"), **self.of("copy")}
        self.looked = 0

    def of(self, kind: str) -> dict[str, Row]:
        """The rows of a kind by key, but for links that were withdrawn."""
        return {key: row for key, row in self.kinds.get(kind, {}).items() if "withdrawn" not in row}

    def standing(self) -> dict[str, Row]:
        """The commitments that the last reading of their letter gave."""
        named = {one for row in self.of("extraction").values() for one in row.get("commitments", ())}
        return {key: row for key, row in self.of("commitment").items() if key in named}

    def each(self, kind: str) -> Iterator[Row]:
        """The rows of a kind, counted as looked at."""
        for row in self.of(kind).values():
            self.looked += 1
            yield row

    def text(self, row: Row) -> str:
        """The text of the document that a row stands in."""
        return str(self.documents[row["document_id"]]["text"])


def letters(text: str) -> str:
    """The identity of a text, whatever its line ends: SHA-256 without white space."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def chain(ledger: Ledger) -> Iterator[str]:
    """Every entry names the hash of the one before it, and carries its own."""
    before = "0" * 64
    for place, entry in enumerate(ledger.entries, 1):
        ledger.looked += 1
        total = hashlib.sha256()
        for name in FIELDS:
            value = str(entry[name]).encode()
            total.update(b"%d:%s," % (len(value), value))
        if entry["seq"] != place or entry["prev"] != before or entry["hash"] != total.hexdigest():
            yield f"entry {entry['seq']}"
        before = entry["hash"]


def guards(ledger: Ledger) -> Iterator[str]:
    """The store itself refuses to edit and to delete entries."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
    found = " ".join(row["sql"] for row in ledger.connection.execute(query))
    for what in ("BEFORE UPDATE", "BEFORE DELETE"):
        ledger.looked += 1
        if what not in found:
            yield f"no trigger {what}"


def verbatim(ledger: Ledger) -> Iterator[str]:
    """1. A quote is the exact slice of its document."""
    for kind in ("commitment", "evidence"):
        for row in ledger.each(kind):
            if not row["text"] or ledger.text(row)[row["start"] : row["end"]] != row["text"]:
                yield f"{kind} {row['id']}"


def statements(ledger: Ledger) -> Iterator[str]:
    """Statements stand inside their document, in order, none over another."""
    for row in ledger.each("extraction"):
        edges = [edge for start, end, *_ in row["statements"] for edge in (start, end)]
        if edges != sorted(edges) or (edges and edges[-1] > len(ledger.text(row))):
            yield f"extraction {row['document_id']}"


def later(ledger: Ledger) -> Iterator[str]:
    """2. Evidence comes from another text, dated wholly after the promise; movement was not before it."""
    for row in ledger.each("evidence"):
        promise = ledger.of("commitment")[row["commitment_id"]]
        made, told = ledger.documents[promise["document_id"]], ledger.documents[row["document_id"]]
        same = row["document_id"] == promise["document_id"] or letters(made["text"]) == letters(told["text"])
        early = told["date"][0] <= made["date"][1]
        before = row["relation"] in MOVES and row["effective"][1] < made["date"][0]
        if same or early or before or row["stated"] != told["date"]:
            yield f"evidence {row['id']}: same text {same}, not later {early}, event before {before}"


def once(ledger: Ledger) -> Iterator[str]:
    """3. No statement twice as evidence for one commitment, under whatever id its letter came."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in ledger.each("evidence"):
        seen[row["commitment_id"], letters(ledger.text(row)), letters(row["text"])] += 1
    yield from (f"commitment {key[0]}: {count} times" for key, count in seen.items() if count > 1)


def deadlines(ledger: Ledger) -> Iterator[str]:
    """4. Deadlines are days of the calendar, not before their letter; 110年 is 2021."""
    for row in ledger.each("commitment"):
        for item in row.get("deadlines", []):
            first, last = (date.fromisoformat(day) for day in item["interval"][:2])
            made = date.fromisoformat(ledger.documents[row["document_id"]]["date"][0])
            years = [int(year) + 1911 for year in ROC_YEAR.findall(item["text"]) if 80 <= int(year) <= 160]
            misread = len(years) == 1 and not first.year <= years[0] <= last.year
            if last < made or last < first or misread or item["text"] not in row["text"]:
                yield f"commitment {row['id']}: {item['text']} → {item['interval']}"


def closed(ledger: Ledger) -> Iterator[str]:
    """5. Categories, levels and relations are on their lists; an unknown body has no id; titles are 1 to 20."""
    for row in ledger.each("commitment"):
        agency = row.get("agency") or {"words": "-"}
        guess = bool(agency.get("id")) != bool(agency.get("name")) or not agency["words"]
        off = row["level"] not in {"C1", "C2", "C3"} or (row.get("category") or "其他") not in CATEGORIES
        if guess or off or not 0 < len(row["title"]) <= 20:
            yield f"commitment {row['id']}"
    for row in ledger.each("evidence"):
        if row["relation"] not in RELATIONS or not 0 <= float(row["confidence"]) <= 1:
            yield f"evidence {row['id']}"


def stable(ledger: Ledger) -> Iterator[str]:
    """Ids follow from the source alone: document, place, and for evidence the promise."""
    for row in ledger.each("commitment"):
        if row["id"] != stable_id("commitment", row["document_id"], row["start"], row["end"]):
            yield f"commitment {row['id']}"
    for row in ledger.each("evidence"):
        if row["id"] != stable_id("evidence", row["commitment_id"], row["document_id"], row["start"], row["end"]):
            yield f"evidence {row['id']}"


def stable_id(*parts: object) -> str:
    """The id of these parts."""
    raw = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:32]))


def again(ledger: Ledger) -> Iterator[str]:
    """A promise told again stands in a later, different text."""
    for row in ledger.each("restatement"):
        one, other = (ledger.of("commitment")[row[side]] for side in ("earlier_id", "later_id"))
        first, second = ledger.documents[one["document_id"]], ledger.documents[other["document_id"]]
        if second["date"][0] <= first["date"][1] or letters(first["text"]) == letters(second["text"]):
            yield f"restatement {row['earlier_id']} → {row['later_id']}"


def decided(ledger: Ledger) -> Iterator[str]:
    """8. A decision says who, when and about which words; it is written once, by whom it names; an undo names one."""
    known = ledger.of("decision")
    for entry in ledger.entries:
        if entry["kind"] != "decision":
            continue
        ledger.looked += 1
        row = json.loads(entry["payload"])
        places = [place for place in (row["promise"], row.get("passage")) if place]
        whole = all(place["exact"].strip() and re.fullmatch("[0-9a-f]{64}", place["fingerprint"]) for place in places)
        link = row.get("passage") is not None and row["action"] in {"accept", "relabel", "correct"}
        told = not link or (row["relation"] in RELATIONS and date.fromisoformat(row["effective"][0]))
        undoes = row.get("undoes") in known if row["action"] == "undo" else row.get("undoes") is None
        signed = row["by"].strip() and row["by"] == entry["actor"] and entry["version"] == 1
        dated = MOMENT.fullmatch(row["at"]) and row["at"][:19] <= entry["recorded_at"][:19]
        if not (row["action"] in ACTIONS and whole and told and undoes and signed and dated):
            yield f"decision {row['id']}"


def in_force(rows: list[Row]) -> list[Row]:
    """Decisions that no undo in force makes void, oldest first; the newest undo of a chain counts."""
    by_id, void = {row["id"]: row for row in rows}, set()
    for row in sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True):
        if row["action"] == "undo" and row["id"] not in void and row["undoes"] in by_id:
            void.add(row["undoes"])
    held = [row for row in rows if row["action"] != "undo" and row["id"] not in void]
    return sorted(held, key=lambda row: (row["at"], row["id"]))


def place_of(anchor: Row, text: str) -> tuple[int, int] | None:
    """Where the words of an anchor stand in a text, however it is wrapped; where most of its context agrees."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    plain = "".join(text[at] for at in places)
    words, before, after = ("".join(anchor[name].split()) for name in ("exact", "before", "after"))
    found = [match.start() for match in re.finditer(f"(?={re.escape(words)})", plain)]
    if not found:
        return None
    best = min(
        found,
        key=lambda at: (
            -(plain[:at].endswith(before) + plain[at + len(words) :].startswith(after)),
            abs(places[at] - anchor["start"]),
        ),
    )
    return places[best], places[best + len(words) - 1] + 1


def owner(ledger: Ledger, anchor: Row) -> Row | None:
    """The commitment that stands where an anchor stood, in whatever cut and under whatever id."""
    best: tuple[float, Row] | None = None
    for row in ledger.standing().values():
        text = ledger.text(row)
        if letters(text) != anchor["fingerprint"] or (place := place_of(anchor, text)) is None:
            continue
        shared = min(place[1], row["end"]) - max(place[0], row["start"])
        shorter = min(place[1] - place[0], row["end"] - row["start"])
        union = max(place[1], row["end"]) - min(place[0], row["start"])
        if shared >= 0.5 * shorter and shared >= 0.3 * union and (best is None or shared / union > best[0]):
            best = shared / union, row
    return best[1] if best else None


def outlives(ledger: Ledger) -> Iterator[str]:
    """9. A decision on a promise holds for what stands at its words now: rejected is out, accepted is in."""
    latest: dict[str, Row] = {}
    for row in in_force(list(ledger.of("decision").values())):
        if row.get("passage") is None and (found := owner(ledger, row["promise"])) is not None:
            ledger.looked += 1
            latest[found["id"]] = row
    told = dict(ledger.connection.execute("SELECT id, publication FROM commitments").fetchall())
    for one, row in latest.items():
        if told[one] != ("rejected" if row["action"] == "reject" else "published"):
            yield f"commitment {one}: {row['action']} by {row['by']}, yet {told[one]}"


def copies(ledger: Ledger) -> Iterator[str]:
    """A copy has the text of the document it copies, promises nothing and proves nothing."""
    owners = [row["document_id"] for kind in ("commitment", "evidence") for row in ledger.of(kind).values()]
    for row in ledger.each("copy"):
        if letters(row["text"]) != letters(ledger.documents[row["copy_of"]]["text"]) or row["id"] in owners:
            yield f"copy {row['id']}"


def projected(ledger: Ledger) -> Iterator[str]:
    """The tables that answer questions hold exactly what the entries say."""
    for table, kinds in (
        ("documents", ("document", "copy")),
        ("commitments", ("commitment",)),
        ("evidence", ("evidence",)),
    ):
        ledger.looked += 1
        held = {row["id"] for row in ledger.connection.execute(f"SELECT id FROM {table}")}
        wanted = (
            set(ledger.standing()) if table == "commitments" else {key for kind in kinds for key in ledger.of(kind)}
        )
        if held != wanted:
            yield f"table {table}"


CHECKS: tuple[Check, ...] = (
    chain, guards, verbatim, statements, later, once, deadlines, closed, stable, again, decided, outlives, copies,
    projected,
)  # fmt: skip


def main(path: str) -> int:
    """Run every check and print what each found."""
    ledger = Ledger(path)
    faults = 0
    for check in CHECKS:
        ledger.looked = 0
        found = list(check(ledger))
        faults += len(found)
        print(f"{'ok ' if not found else 'BAD'} {ledger.looked:7,} looked at, {len(found)} faults: {check.__doc__}")
        for line in found[:10]:
            print(f"      {line}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python benchmark/check_invariants.py STORE")
    raise SystemExit(main(sys.argv[1]))
