"""Full-text search over commitments, evidence and documents.

Words are found as substrings, two characters or one as well as many, 臺 and 台 alike, wherever
they stand; all words must be there. A query is words and nothing else: no character of it is an
operator.

A word that half of all passages have says little, and ranking each of a million takes a second. Who cannot wait asks
for the ``latest`` hits: of more hits in one kind than that, those are looked at that were recorded last.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from yinuo.errors import UsageError
from yinuo.persist.codec import parse
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import FTS_TABLES, Kind
from yinuo.persist.standing import links_decided
from yinuo.persist.terms import locate, match_expression, query_words
from yinuo.words import Publication, Relation

__all__ = ["KINDS", "LATEST", "search_rows"]

KINDS = ("commitment", "evidence", "document")
LATEST = 2000  # hits of a kind that a page for a person looks at
_UNDECIDED = Relation.RELATED  # stands for: nobody rejected it
_BEFORE, _WINDOW = 24, 120  # characters of a snippet: before the first hit, in all
_LOOKED_UP = 200  # links whose promises are looked up at once
_SHARED = 25  # one passage can be evidence for so many promises before others go missing from a list
_DAYS = {"commitment": "made", "evidence": "stated", "document": "last"}
_TABLES = {"commitment": "commitments", "evidence": "evidence", "document": "documents"}
_SHOWN = {
    "commitment": " AND publication IN (?, ?)",
    "evidence": " AND EXISTS"
    " (SELECT 1 FROM commitments AS made WHERE made.id = commitment_id AND publication IN (?, ?))",
    "document": "",
}


def search_rows(
    ledger: Ledger,
    query: str,
    *,
    kinds: Iterable[str] = KINDS,
    limit: int = 20,
    order: str = "rank",
    candidates: bool = False,
    latest: int | None = None,
) -> list[dict[str, Any]]:
    """What the ledger says about some words.

    Args:
        ledger: where to look.
        query: words; white space separates them, marks count for nothing.
        kinds: of «commitment», «evidence», «document».
        limit: at most so many rows in all.
        order: «rank» (best first, newest first among equals) or «date» (newest first).
        candidates: also commitments that are candidates for review, and the evidence of such.
        latest: of each kind look only at so many hits, those recorded last («計畫» has thousands; «白鹿溪口» has
            fewer, and all of them are looked at); of words with more hits the newest come first, for weighing
            them would walk through every hit. None for all.

    Returns:
        Rows with ``kind, id, document_id, date, title, number, url, text, snippet, highlights, spans``
        (``publication`` of commitments; ``commitment_id, relation`` of evidence): ``spans`` are offsets
        in the document's text, ``highlights`` in the snippet. No words asked, no rows.

    Raises:
        UsageError: an unknown kind or order.
    """
    wanted = tuple(dict.fromkeys(kinds))
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise UsageError(f"不認得的種類（unknown kind）：{unknown[0]}", remedy="、".join(KINDS))
    if order not in ("rank", "date"):
        raise UsageError(f"不認得的排序（unknown order）：{order}", remedy="rank, date")
    words = query_words(query)
    if not words or limit < 1:
        return []
    shown = (Publication.PUBLISHED, Publication.CANDIDATE) if candidates else (Publication.PUBLISHED,)
    asked = _Asked(words, limit, order, shown, latest)
    found, decided = list[_Hit](), dict[str, Relation | None]()
    for kind in wanted:
        hits = _hits(ledger, kind, asked)
        if kind == "evidence":  # a link that people rejected is not found
            decided = links_decided(ledger, _about(ledger, hits))
            hits = [hit for hit in hits if decided.get(hit.id, _UNDECIDED) is not None]
        found += {hit.place: hit for hit in reversed(hits)}.values()
    rows = [_row(ledger, hit, words) for hit in _merged(found, order)[:limit]]
    return [row | {"relation": decided[row["id"]]} if row["id"] in decided else row for row in rows]


class _Asked(NamedTuple):
    words: tuple[str, ...]
    limit: int
    order: str
    shown: tuple[Publication, ...]
    latest: int | None


class _Hit(NamedTuple):
    rank: float  # smaller is better
    day: str
    kind: str
    seq: int
    id: str
    place: str  # where it stands: one passage that bears on many promises is found once


def _hits(ledger: Ledger, kind: str, asked: _Asked) -> list[_Hit]:
    """The best hits of a kind, and as many more as one passage can hide others."""
    fts, table, day = FTS_TABLES[Kind(kind)], _TABLES[kind], _DAYS[kind]
    words: tuple[object, ...] = (match_expression(asked.words),)
    inside = f"SELECT rowid AS hit, rank FROM {fts} WHERE {fts} MATCH ?"  # noqa: S608 constants
    if asked.order == "date":
        inside = inside.replace("rank", "0.0 AS rank", 1)
    latest = None if asked.latest is None else _latest(ledger, fts, asked)
    if latest is not None and len(latest) == asked.latest:  # to weigh them would walk through every one
        inside, words = "SELECT value AS hit, 0.0 AS rank FROM json_each(?)", (json.dumps(latest),)
    place = "document_id || ' ' || start" if kind == "evidence" else f"{table}.id"
    later = kind == "evidence" and latest is not None  # their promises are looked up of the best alone
    shown = () if kind == "document" or later else (asked.shown[0].value, asked.shown[-1].value)
    sql = (
        f"SELECT rank, {day}, '{kind}', seq, {table}.id, {place} FROM ({inside}) JOIN {table} ON seq = hit"  # noqa: S608
        f" WHERE 1{_SHOWN[kind] if shown else ''} ORDER BY rank, {day} DESC, {table}.id LIMIT ?"  # constants
    )
    most = asked.limit * _SHARED
    found = [_Hit(*row) for row in ledger.rows(sql, (*words, *shown, -1 if later else most))]
    return list(islice(_published(ledger, found, asked), most)) if later else found


def _latest(ledger: Ledger, fts: str, asked: _Asked) -> list[int]:
    """The hits recorded last: so many as are looked at, or fewer, and these are all."""
    sql = f"SELECT rowid FROM {fts} WHERE {fts} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608 constants
    return [one for (one,) in ledger.rows(sql, (match_expression(asked.words), asked.latest))]


def _published(ledger: Ledger, hits: Sequence[_Hit], asked: _Asked) -> Iterator[_Hit]:
    """Of these links, in their order, those of promises that are shown."""
    sql = (
        "SELECT evidence.seq FROM evidence JOIN commitments ON commitments.id = commitment_id"
        " WHERE evidence.seq IN (SELECT value FROM json_each(?)) AND publication IN (?, ?)"
    )
    for place in range(0, len(hits), _LOOKED_UP):
        some = hits[place : place + _LOOKED_UP]
        values = (json.dumps([hit.seq for hit in some]), asked.shown[0].value, asked.shown[-1].value)
        shown = {seq for (seq,) in ledger.rows(sql, values)}
        yield from (hit for hit in some if hit.seq in shown)


def _about(ledger: Ledger, hits: Sequence[_Hit]) -> list[str]:
    """Of these links, the commitments in whose letters people decided anything."""
    sql = (
        "SELECT DISTINCT commitment_id FROM evidence JOIN commitments ON commitments.id = commitment_id"
        " JOIN documents ON documents.id = commitments.document_id"
        " WHERE evidence.seq IN (SELECT value FROM json_each(?))"
        " AND documents.fingerprint IN (SELECT fingerprint FROM decisions) ORDER BY 1"
    )
    return [str(one) for (one,) in ledger.rows(sql, (json.dumps([hit.seq for hit in hits]),))]


def _merged(found: Sequence[_Hit], order: str) -> list[_Hit]:
    hits = sorted(found, key=lambda hit: (hit.kind, hit.id))
    hits.sort(key=lambda hit: hit.day, reverse=True)
    return sorted(hits, key=lambda hit: round(hit.rank, 6)) if order == "rank" else hits


def _row(ledger: Ledger, hit: _Hit, words: tuple[str, ...]) -> dict[str, Any]:
    kind = hit.kind
    payload = parse(ledger.rows("SELECT payload FROM entries WHERE seq = ?", (hit.seq,))[0][0])
    text = payload["text"]
    spans = locate(text, words)
    document = ledger.document(payload.get("document_id") or payload["id"])
    start = payload.get("start", 0)
    snippet, highlights = _snippet(text, spans)
    row = {
        "kind": kind,
        "id": payload["id"],
        "document_id": document.id,
        "date": document.date.last.isoformat(),
        "title": payload.get("title") or document.title,
        "number": document.number,
        "url": document.url,
        "text": text if kind != "document" else snippet,
        "snippet": snippet,
        "highlights": [list(span) for span in highlights],
        "spans": [[start + first, start + last] for first, last in spans],
    }
    if kind == "commitment":
        row["publication"] = ledger.rows("SELECT publication FROM commitments WHERE seq = ?", (hit.seq,))[0][0]
    if kind == "evidence":
        row |= {"commitment_id": payload["commitment_id"], "relation": payload["relation"]}
    return row


def _snippet(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """A stretch of the text around its first hit, on one line, and the hits inside it."""
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - _BEFORE, len(text) - _WINDOW))
    end = min(len(text), begin + _WINDOW)
    line = "".join(" " if character.isspace() else character for character in text[begin:end])
    lead, tail = "…" if begin else "", "…" if end < len(text) else ""
    move = len(lead) - begin
    inside = [(start + move, stop + move) for start, stop in spans if begin <= start and stop <= end]
    return lead + line + tail, inside
