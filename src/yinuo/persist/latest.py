"""What was told of promises between two days, the latest first: only what is asked for is read, however much there is.

Links are found by the letters of those days where many promises are meant, and by the promises where few are.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from yinuo.judge.facts import sure_enough
from yinuo.model import Relation
from yinuo.persist.codec import Payload, evidence_from, parse
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import undecided
from yinuo.persist.views import Row, evidence_row, evidence_rows_of
from yinuo.words import DecidedBy

__all__ = ["FEW", "told_lately"]

FEW: Final = 2000  # promises: of fewer, links are looked up one promise after another
_LETTERS: Final = 25  # read at once
_MARKS: Final = 400


class _Link(NamedTuple):
    day: str  # on which it was told
    commitment_id: str
    seq: int


def told_lately(
    ledger: Ledger,
    first: date,
    last: date,
    meant: Callable[[str], bool],
    most: int,
    few: Sequence[str] | None = None,
) -> list[Row]:
    """Links that count and were told between two days, as people decided, latest first.

    Args:
        ledger: where they are.
        first: the first day.
        last: the last day.
        meant: whether a promise of this id is meant.
        most: how many are wanted; those of the last of their days come all.
        few: the promises meant, where there are at most ``FEW``.

    Returns:
        Rows as ``views.evidence_rows`` has them.
    """
    with ledger.still():  # a decision written meanwhile would be in one answer and not in the next
        return _told_lately(ledger, (first, last), meant, most, few)


def _told_lately(
    ledger: Ledger, between: tuple[date, date], meant: Callable[[str], bool], most: int, few: Sequence[str] | None
) -> list[Row]:
    last, days = between[1], (between[0].isoformat(), between[1].isoformat())
    told: list[Payload] = []
    decided = dict.fromkeys(one for one in _decided_on(ledger, days) if meant(one))
    for links in _by_promise(ledger, few, days) if few is not None else _by_letter(ledger, days):
        if len(told) >= most and links and links[0].day < _cut([_day(one) for one in told], most):
            break
        for payload, on_decided in _read(ledger, [one for one in links if meant(one.commitment_id)]):
            if on_decided:
                decided[payload["commitment_id"]] = None
            elif _counts(payload):
                told.append(payload)
    settled = [row for row in evidence_rows_of(ledger, decided, last) if row["accepted"] and row["date"] >= days[0]]
    cut = _cut([*map(_day, told), *(row["date"] for row in settled)], most)
    rows = [row for row in settled if row["date"] >= cut]
    rows += _rows(ledger, [payload for payload in told if _day(payload) >= cut])
    return sorted(sorted(rows, key=lambda row: str(row["id"])), key=lambda row: str(row["date"]), reverse=True)


def _decided_on(ledger: Ledger, days: tuple[str, str]) -> Iterator[str]:
    """Promises in letters of which people decided on a passage told in these days: it may be no link of the machine."""
    sql = (  # CROSS: from the decisions on, which are few, never from the promises
        "SELECT DISTINCT commitments.id FROM decisions CROSS JOIN documents AS told ON told.fingerprint = passage"
        " CROSS JOIN documents AS made ON made.fingerprint = decisions.fingerprint"
        " CROSS JOIN commitments ON commitments.document_id = made.id WHERE told.last BETWEEN ? AND ? ORDER BY 1"
    )
    return (one for (one,) in ledger.rows(sql, days))


def _by_letter(ledger: Ledger, days: tuple[str, str]) -> Iterator[list[_Link]]:
    sql = "SELECT id FROM documents WHERE last BETWEEN ? AND ? AND copy_of IS NULL ORDER BY last DESC, id"
    letters = [one for (one,) in ledger.rows(sql, days)]
    for at in range(0, len(letters), _LETTERS):
        some = letters[at : at + _LETTERS]
        links = (
            "SELECT stated, commitment_id, seq FROM evidence"  # noqa: S608 marks
            f" WHERE document_id IN ({','.join('?' * len(some))}) ORDER BY stated DESC"
        )
        yield [_Link(*row) for row in ledger.rows(links, some)]


def _by_promise(ledger: Ledger, ids: Sequence[str], days: tuple[str, str]) -> Iterator[list[_Link]]:
    found: list[_Link] = []
    for at in range(0, len(ids), _MARKS):
        some = ids[at : at + _MARKS]
        sql = (
            "SELECT stated, commitment_id, seq FROM evidence"  # noqa: S608 marks
            f" WHERE commitment_id IN ({','.join('?' * len(some))}) AND stated BETWEEN ? AND ?"
        )
        found += [_Link(*row) for row in ledger.rows(sql, (*some, *days))]
    yield sorted(found, reverse=True)


def _read(ledger: Ledger, links: Sequence[_Link]) -> Iterator[tuple[Payload, bool]]:
    """What was written of these links, each with whether people decided anything in its promise's letter."""
    sql = (
        "SELECT payload, documents.fingerprint IN (SELECT fingerprint FROM decisions)"
        " FROM evidence JOIN entries USING (seq) JOIN commitments ON commitments.id = commitment_id"
        " JOIN documents ON documents.id = commitments.document_id"
        " WHERE evidence.seq IN (SELECT value FROM json_each(?))"
    )
    for words, on_decided in ledger.rows(sql, (json.dumps([one.seq for one in links]),)) if links else ():
        yield parse(words), bool(on_decided)


def _counts(payload: Payload) -> bool:
    return sure_enough(Relation(payload["relation"]), DecidedBy(payload["decided_by"]), float(payload["confidence"]))


def _day(payload: Payload) -> str:
    """The last day of the letter that tells it."""
    return str(payload["stated"][1])


def _cut(days: Sequence[str], most: int) -> str:
    """The earliest of the latest ``most`` days; nothing is earlier than «»."""
    return sorted(days, reverse=True)[most - 1] if len(days) >= most else ""


def _rows(ledger: Ledger, told: Sequence[Payload]) -> list[Row]:
    ids = tuple(dict.fromkeys(payload["commitment_id"] for payload in told))
    promises = {promise.id: promise for promise, _ in undecided(ledger, ids)}
    found: list[dict[str, Any]] = []
    for payload in told:
        promise = promises[payload["commitment_id"]]
        item = evidence_from(payload, promise, ledger.document(payload["document_id"]))
        found.append(evidence_row(item, ledger.document(item.quote.document_id)) | {"review": None})
    return found
