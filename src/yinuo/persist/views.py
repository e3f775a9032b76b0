"""Views: the ledger as plain rows, with the key names that other programs rely on (DESIGN §7).

Keys are added, never renamed. A day is ISO text: of an interval its last day, with the precision
beside it, as a deadline «110年» is 2021-12-31.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from yinuo.errors import StoreError, UsageError
from yinuo.judge.coverage import Coverage
from yinuo.judge.review import Reviewed
from yinuo.judge.status import accepted
from yinuo.model import Commitment, DateInterval, Document, Evidence, Judgement, Target
from yinuo.persist.filters import Filters
from yinuo.persist.following import following, shared_names
from yinuo.persist.ledger import Ledger
from yinuo.persist.review_rows import rejected_links, review_row
from yinuo.persist.search import search_rows
from yinuo.persist.selection import Past, chosen_ids, count
from yinuo.persist.standing import Standing, evidence_reviewed, readings, standings
from yinuo.words import Publication

__all__ = [
    "Row",
    "commitment_id",
    "commitment_row",
    "count_candidates",
    "count_rows",
    "evidence_row",
    "evidence_rows",
    "evidence_rows_of",
    "list_rows",
    "rows_of",
    "search_rows",
    "show",
]

Row = dict[str, Any]
_CONTEXT = 160  # characters of the letter shown before and after a quote
_MOST_NAMED = 3


# ── lists ──────────────────────────────────────────────────────────────────────────────────


def list_rows(
    ledger: Ledger,
    as_of: date,
    *,
    state: str | None = None,
    headline: str | None = None,
    limit: int | None = None,
    after: str | None = None,
    decided_until: date | None = None,
    **chosen: Any,
) -> list[Row]:
    """Commitments made by ``as_of`` and where they stand that day; newest letter first, then in its order.

    Args:
        ledger: where to look.
        as_of: the day.
        state: only this state.
        headline: only this headline word.
        limit: at most so many; the rest is not even judged.
        after: the id of the last row of the page before (keyset paging).
        decided_until: leave out what people decided after this day; None knows all.
        **chosen: the fields of ``Filters``: category, agency, level, asker, term, due_before, query,
            publications (candidates for review are left out unless asked for).
    """
    if limit is not None and limit < 1:
        return []
    past = Past.of(ledger, decided_until)
    ids = chosen_ids(ledger, as_of, Filters(**chosen), past, after)
    rows: list[Row] = []
    for found in standings(ledger, ids, ledger.coverage(), as_of, decided_until=decided_until):
        judged = found.judgement
        if state in (None, judged.state) and headline in (None, judged.headline):
            rows.append(_listed(ledger, found, past))
        if limit is not None and len(rows) >= limit:
            break
    return rows


def rows_of(ledger: Ledger, ids: Iterable[str], as_of: date, *, coverage: Coverage | None = None) -> list[Row]:
    """The rows that ``list_rows`` has of these commitments, in the order of ``ids``; unknown ids are passed over.

    Args:
        ledger: where they are.
        ids: which; candidates and rejected ones too, if they are asked for.
        as_of: the day.
        coverage: what was searched, where it was read before; reading it goes through all documents.
    """
    past = Past.of(ledger, None)
    known = ledger.coverage() if coverage is None else coverage
    return [_listed(ledger, found, past) for found in standings(ledger, ids, known, as_of)]


def count_rows(ledger: Ledger, as_of: date, *, decided_until: date | None = None, **chosen: Any) -> int:
    """How many rows ``list_rows`` has without a limit, state or headline; nothing is judged."""
    return count(ledger, as_of, Filters(**chosen), Past.of(ledger, decided_until))


def count_candidates(ledger: Ledger, as_of: date, **chosen: Any) -> int:
    """How many candidates for review fit beside what ``list_rows`` has; nothing is judged."""
    return count_rows(ledger, as_of, **(chosen | {"publications": (Publication.CANDIDATE,)}))


def _listed(ledger: Ledger, found: Standing, past: Past) -> Row:
    document = ledger.document(found.commitment.quote.document_id)
    judged, axes = found.judgement, found.judgement.axes
    counted = [item for item in found.evidence if item.relation.bears and accepted(item)]
    return commitment_row(found.commitment, document) | {
        "state": judged.state.value,
        "headline": judged.headline.value,
        "schedule": axes.schedule.value,
        "due": _day(axes.due),
        "evidence_level": axes.evidence_level.value,
        "evidence_count": len(counted),
        "last_evidence": _day(axes.last_evidence),
        "last_searched": _day(axes.last_searched),
        "decided_by": axes.decided_by.value,
        "as_of": judged.as_of.isoformat(),
        "publication": past.word(ledger, found.commitment.id),
        "review": review_row(found.reviewed),
    }


def commitment_row(commitment: Commitment, document: Document) -> Row:
    """What a row says of a promise on every day: its words, its place and its letter."""
    agency, target = commitment.agency, commitment.target
    return {
        "id": commitment.id,
        "document_id": document.id,
        "start": commitment.quote.start,
        "end": commitment.quote.end,
        "text": commitment.quote.exact,
        "level": commitment.level.value,
        "title": commitment.title,
        "deadlines": [
            {
                "text": deadline.words,
                "date": deadline.due.isoformat(),
                "event": deadline.event,
                "precision": deadline.interval.precision.value,
                "starts": deadline.starts,
            }
            for deadline in commitment.deadlines
        ],
        "target": target and _target(target),
        "agency": agency and agency.name,
        "category": commitment.category and commitment.category.value,
        "confidence": commitment.confidence,
        "agency_id": agency and agency.id,
        "agency_words": agency and agency.words,
        "successor": agency and agency.successor,
        "headings": list(commitment.headings),
        "why": list(commitment.why),
        **_source(document),
    }


def _target(target: Target) -> Row:
    whole = target.value == target.value.to_integral_value()
    value = int(target.value) if whole else float(target.value)
    return {"text": target.words, "value": value, "unit": target.unit, "direction": target.direction.value}


def _source(document: Document) -> Row:
    return {
        "date": _last(document.date),
        "date_precision": document.date.precision.value,
        "kind": document.kind.value,
        "subject": document.title,
        "number": document.number,
        "question_number": document.question_number,
        "term": document.term,
        "session": document.session,
        "askers": list(document.askers),
        "url": document.url,
    }


def _last(interval: DateInterval) -> str:
    return interval.last.isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# ── evidence ───────────────────────────────────────────────────────────────────────────────


def evidence_rows(ledger: Ledger, identity: str | None = None, as_of: date | None = None) -> list[Row]:
    """Evidence of one commitment (id or its unique beginning) or of all, told by ``as_of``; in order of telling.

    Of all: that of candidates for review is left out.
    """
    if identity is None:
        sql = "SELECT id FROM commitments WHERE publication <> ?"
        hidden = {one for (one,) in ledger.rows(sql, (Publication.PUBLISHED.value,))}
        found = (pair for pair in evidence_reviewed(ledger) if pair[0].commitment_id not in hidden)
    else:
        found = (pair for pair in evidence_reviewed(ledger, commitment_id(ledger, identity)))
    return [_reviewed(ledger, known, item) for item, known in found if as_of is None or item.stated_on.last <= as_of]


def evidence_rows_of(ledger: Ledger, ids: Iterable[str], as_of: date) -> Iterator[Row]:
    """What ``evidence_rows`` says of each of these commitments by a day, many read at once; unknown ids are none."""
    for known, _ in readings(ledger, ids):
        yield from (_reviewed(ledger, known, item) for item in known.evidence if item.stated_on.last <= as_of)


def evidence_row(item: Evidence, document: Document) -> Row:
    """A link and the document that it stands in."""
    return {
        "id": item.id,
        "commitment_id": item.commitment_id,
        "document_id": document.id,
        "start": item.quote.start,
        "end": item.quote.end,
        "text": item.quote.exact,
        "relation": item.relation.value,
        "effective_date": _last(item.effective),
        "effective_precision": item.effective.precision.value,
        "confidence": item.confidence,
        "decided_by": item.decided_by.value,
        "accepted": accepted(item),
        "why": list(item.why),
        **_source(document),
    }


# ── one commitment ─────────────────────────────────────────────────────────────────────────


def commitment_id(ledger: Ledger, identity: str) -> str:
    """The commitment meant by an id, the unique beginning of one, or the id of an imported record.

    Raises:
        UsageError: more than one begins so.
        StoreError: none does.
    """
    record = ledger.record(identity)
    if record is not None and record.commitment_id is not None:
        return record.commitment_id
    sql = "SELECT id FROM commitments WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
    bounds = (identity, identity + "\U0010ffff", _MOST_NAMED)
    found: list[str] = [one for (one,) in ledger.rows(sql, bounds)] if identity else []
    if not found and identity:
        records = (
            "SELECT DISTINCT commitment_id FROM records"
            " WHERE substr(id, 1, ?) = ? AND commitment_id IS NOT NULL ORDER BY 1 LIMIT ?"
        )
        found = [one for (one,) in ledger.rows(records, (len(identity), identity, _MOST_NAMED))]
    if identity in found or len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"不只一項以此開頭（more than one begins so）：{identity}", remedy="、".join(found))
    raise StoreError(
        f"帳本裡沒有這項承諾（no such commitment）：{identity}",
        where=str(ledger.path),
        remedy="請用 yinuo list 或 yinuo search 找（find it with list or search）",
    )


def show(
    ledger: Ledger,
    identity: str,
    as_of: date,
    *,
    decided_until: date | None = None,
    coverage: Coverage | None = None,
) -> Row:
    """Everything known of one commitment by a day.

    Args:
        ledger: where it is.
        identity: its id, or what ``commitment_id`` takes for one.
        as_of: the day.
        decided_until: leave out what people decided after this day; None knows all.
        coverage: what was searched, where it was read before; reading it goes through all documents.

    Returns:
        ``commitment`` (as in a list, with the document's source), ``judgement`` with its reasons,
        ``timeline`` (evidence in order of telling, with the names it shares with the promise),
        ``rejected`` (links that people rejected),
        ``restatements``, ``context`` (the letter before and after the quote), ``records`` (ids of
        imported records about it), and what ``following`` tells: ``measures``, ``milestones``, ``thread``.
    """
    one = commitment_id(ledger, identity)
    coverage = ledger.coverage() if coverage is None else coverage
    past = Past.of(ledger, decided_until)
    found = next(standings(ledger, [one], coverage, as_of, decided_until=decided_until))
    document = ledger.document(found.commitment.quote.document_id)
    quote = found.commitment.quote
    return {
        "commitment": _listed(ledger, found, past),
        "judgement": _judgement(found.judgement),
        "timeline": [
            _reviewed(ledger, found.reviewed, item) | {"shared": shared_names(quote.exact, item.quote.exact)}
            for item in found.evidence
        ],
        "rejected": [_reviewed(ledger, found.reviewed, item) for item in rejected_links(found.reviewed, as_of)],
        "restatements": list(_restatements(ledger, one, as_of)),
        "context": {
            "before": document.text[max(0, quote.start - _CONTEXT) : quote.start],
            "after": document.text[quote.end : quote.end + _CONTEXT],
            "length": len(document.text),
        },
        "records": [record.id for record in ledger.records(one)],
        **following(ledger, found, coverage, as_of, decided_until=decided_until),
    }


def _reviewed(ledger: Ledger, known: Reviewed | None, item: Evidence) -> Row:
    row = evidence_row(item, ledger.document(item.quote.document_id))
    return row | {"review": review_row(known, item.id) if known else None}


def _judgement(judged: Judgement) -> Row:
    axes = judged.axes
    return {
        "commitment_id": judged.commitment_id,
        "as_of": judged.as_of.isoformat(),
        "state": judged.state.value,
        "headline": judged.headline.value,
        "schedule": axes.schedule.value,
        "due": _day(axes.due),
        "evidence_level": axes.evidence_level.value,
        "last_evidence": _day(axes.last_evidence),
        "last_searched": _day(axes.last_searched),
        "decided_by": axes.decided_by.value,
        "reasons": [
            {"rule": reason.rule, "words": reason.words, "evidence_ids": list(reason.evidence_ids)}
            for reason in judged.reasons
        ],
    }


def _restatements(ledger: Ledger, one: str, as_of: date) -> Iterator[Row]:
    for item in ledger.restatements(one):
        later = item.earlier_id == one
        other = ledger.commitment_or_none(item.later_id if later else item.earlier_id)
        if other is not None and other.made_on.last <= as_of:
            yield {
                "id": other.id,
                "direction": "later" if later else "earlier",
                "title": other.title,
                "text": other.quote.exact,
                "document_id": other.quote.document_id,
                "date": _last(other.made_on),
                "number": ledger.document(other.quote.document_id).number,
                "confidence": item.confidence,
                "changes": [
                    {"what": change.what, "before": change.before, "after": change.after} for change in item.changes
                ],
            }
