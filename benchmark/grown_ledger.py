"""A ledger grown to any size out of real letters, for measuring; what it tells is invented.

    python -m benchmark.grown_ledger ../shared/data grown.db [--commitments 100000] [--evidence 10]

The letters (never those held back) are read once. Each copy of them is about other things: content characters are
exchanged one for one (``benchmark.speed``), the whole letter moved to another day, to the session of that day, and
asked for by members with invented names. Links are drawn by chance among later letters. Every row is made by the
model's constructors, so that nothing impossible is in it; the entries are written in bulk with their true hash chain
(``yinuo verify`` proves it), the tables built by the ledger itself.
"""

import argparse
import random
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmark.gold import letters
from benchmark.speed import SEED, kept_characters
from yinuo.model import Commitment, DateInterval, Document, Evidence, Extraction, Relation
from yinuo.persist.codec import (
    Payload,
    canonical,
    commitment_payload,
    document_payload,
    evidence_payload,
    extraction_payload,
)
from yinuo.persist.entries import COLUMNS, Entry
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import Kind
from yinuo.pipeline import METHOD, read_promises
from yinuo.words import Tier

FIRST, DAYS = date(2012, 1, 1), 5400  # letters are spread over these days
RELATIONS = (Relation.PROGRESS, Relation.RESTATED, Relation.RELATED, Relation.CHANGED, Relation.FULFILLED)
WEIGHTS = (45, 25, 20, 5, 5)
AT_ONCE = 5000
NEAR = 400  # links reach so many letters ahead
TERM, BEGINS = 8, 2012  # a term of this number began in this year; each has four years, of two sessions
SURNAMES = "陳林黃張李王吳劉蔡楊"
GIVEN = ("甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑", "寅卯", "辰巳", "午未", "申酉", "戌亥")


def tables(text: str, count: int) -> Iterator[dict[int, str]]:
    """Exchanges of content characters, one after another; the first exchanges nothing."""
    kept = kept_characters()
    content = sorted({sign for sign in text if "\u4e00" <= sign <= "\u9fff" and sign not in kept})
    chance = random.Random(SEED)
    for copy in range(count):
        mixed = content.copy()
        if copy:
            chance.shuffle(mixed)
        yield str.maketrans(dict(zip(content, mixed, strict=True)))


def moved(interval: DateInterval, days: int) -> DateInterval:
    """The interval so many days later."""
    step = timedelta(days=days)
    return DateInterval(interval.first + step, interval.last + step, interval.precision)


def session_of(day: date) -> tuple[int, int]:
    """Term and session in which a day lies: sessions begin in February and in September."""
    year, second = (day.year, day.month >= 9) if day.month >= 2 else (day.year - 1, True)
    return TERM + (year - BEGINS) // 4, 1 + (year - BEGINS) % 4 * 2 + second


def members(letter: str) -> tuple[str, ...]:
    """One to three invented members who asked for a letter: the same for the same letter."""
    chance = random.Random(letter)
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    return tuple(chance.sample(names, chance.choice((1, 1, 1, 2, 3))))


def copied(read: Extraction, table: dict[int, str], copy: int, days: int) -> Extraction:
    """A letter and its promises about other things, on another day."""
    one = read.document
    text = one.text.translate(table)
    date_of = moved(one.date, days)
    name = f"{one.id}-{copy}"
    term, session = session_of(date_of.last)
    document = replace(
        one,
        id=name,
        text=text,
        date=date_of,
        title=one.title.translate(table),
        term=term,
        session=session,
        askers=members(name),
    )
    promises = tuple(
        Commitment(
            document,
            document.quote(promise.quote.start, promise.quote.end),
            promise.level,
            promise.title.translate(table),
            tuple(replace(item, interval=moved(item.interval, days)) for item in promise.deadlines),
            promise.target,
            promise.agency,
            promise.category,
            promise.confidence,
            promise.headings,
            promise.why,
        )
        for promise in read.commitments
    )
    return Extraction(document, (), promises)


def links(found: list[Extraction], each: int, chance: random.Random) -> Iterator[Evidence]:
    """So many links for each promise that has later letters: sentences of these, drawn by chance."""
    found = sorted(found, key=lambda one: (one.document.date.last, one.document.id))
    days = [one.document.date.first for one in found]
    sentences = [_sentences(one.document) for one in found]
    for one in found:
        after = bisect_right(days, one.document.date.last)
        later = range(after, min(len(found), after + NEAR))
        for promise in one.commitments:
            for place in chance.sample(later, min(each, len(later))):
                document = found[place].document
                if document.fingerprint != promise.fingerprint:
                    quote = document.quote(*chance.choice(sentences[place]))
                    relation = chance.choices(RELATIONS, WEIGHTS)[0]
                    sure = round(chance.uniform(0.4, 0.97), 3)
                    yield Evidence(promise, document, quote, relation, document.date, sure)


def _sentences(document: Document) -> list[tuple[int, int]]:
    places, at = [], 0
    for part in document.text.split("。"):
        if len(part.strip()) > 8:
            places.append((at, at + len(part)))
        at += len(part) + 1
    return places or [(0, len(document.text))]


def rows(found: list[Extraction], each: int) -> Iterator[tuple[Kind, str, Payload]]:
    """Everything in the order in which a run writes it: letters with their promises, then links."""
    for one in found:
        yield Kind.DOCUMENT, one.document.id, document_payload(one.document)
        yield Kind.EXTRACTION, one.document.id, extraction_payload(one, f"{METHOD}/{Tier.FAST}")
        for promise in one.commitments:
            yield Kind.COMMITMENT, promise.id, commitment_payload(promise)
    for item in links(found, each, random.Random(SEED)):
        yield Kind.EVIDENCE, item.id, evidence_payload(item)


def write(ledger: Ledger, told: Iterator[tuple[Kind, str, Payload]]) -> int:
    """Append entries with their hash chain, many at a time; then build the tables from them."""
    seq, prev = ledger.head()
    waiting: list[Entry] = []
    marks = ",".join("?" * len(Entry._fields))
    ledger.connection.execute("BEGIN IMMEDIATE")
    for kind, key, payload in told:
        seq += 1
        unit = str(payload.get("document_id", key))
        words = canonical(payload)
        entry = Entry(seq, kind, key, 1, unit, words, METHOD, "yinuo", "", "2026-11-22T00:00:00Z", prev, "")
        entry = entry._replace(hash=entry.expected_hash())
        prev = entry.hash
        waiting.append(entry)
        if len(waiting) == AT_ONCE:
            ledger.connection.executemany(f"INSERT INTO entries ({COLUMNS}) VALUES ({marks})", waiting)
            waiting.clear()
    ledger.connection.executemany(f"INSERT INTO entries ({COLUMNS}) VALUES ({marks})", waiting)
    ledger.connection.execute("COMMIT")
    ledger.rebuild()
    return seq


def grow(data: Path, store: Path, commitments: int, evidence: int) -> dict[str, int]:
    """Make the ledger; returns its counts."""
    read = [read_promises(one.document, Tier.FAST) for one in letters(data)]
    per_copy = sum(len(one.commitments) for one in read)
    copies = -(-commitments // per_copy)
    chance = random.Random(SEED)
    text = "".join(one.document.text for one in read)
    found: list[Extraction] = []
    total = 0
    for copy, table in enumerate(tables(text, copies)):
        for one in read:
            if total < commitments:
                on = FIRST + timedelta(days=chance.randrange(DAYS))
                found.append(copied(one, table, copy, (on - one.document.date.last).days))
                total += len(one.commitments)
    with Ledger.open(store) as ledger:
        write(ledger, rows(found, evidence))
        return ledger.counts()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--commitments", type=int, default=100_000)
    parser.add_argument("--evidence", type=int, default=10, help="links a commitment")
    asked = parser.parse_args()
    began, spent = time.perf_counter(), time.process_time()
    print(grow(asked.data, asked.store, asked.commitments, asked.evidence))
    print(f"{time.perf_counter() - began:.0f} s, of them {time.process_time() - spent:.0f} s of processor")


if __name__ == "__main__":
    main()
