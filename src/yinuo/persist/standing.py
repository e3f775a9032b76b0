"""Commitments of the ledger with what is known of them by a day, judged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from yinuo.judge.coverage import Coverage
from yinuo.judge.status import status
from yinuo.model import Commitment, Evidence, Judgement
from yinuo.persist.codec import commitment_from, evidence_from, parse
from yinuo.persist.ledger import Ledger

__all__ = ["Standing", "standings"]

_AT_FIRST, _AT_ONCE = 40, 250  # a page for a person comes at once; the rest in larger batches


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment, the evidence told by the day, and the judgement."""

    commitment: Commitment
    evidence: tuple[Evidence, ...]
    judgement: Judgement


def standings(ledger: Ledger, ids: Iterable[str], coverage: Coverage, as_of: date) -> Iterator[Standing]:
    """Judge the commitments of these ids, in this order, as of a day; unknown ids are passed over."""
    waiting, size = iter(ids), _AT_FIRST
    while batch := list(islice(waiting, size)):
        size = _AT_ONCE
        commitments = _commitments(ledger, batch)
        evidence = _evidence(ledger, commitments, as_of)
        versions = _versions(ledger, batch)
        for one in batch:
            if (commitment := commitments.get(one)) is not None:
                known = tuple(evidence[one])
                later = versions[one]
                yield Standing(commitment, known, status(commitment, known, coverage, as_of, later_versions=later))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _commitments(ledger: Ledger, ids: Sequence[str]) -> dict[str, Commitment]:
    sql = f"SELECT payload FROM commitments JOIN entries USING (seq) WHERE id IN ({_marks(ids)})"  # noqa: S608 marks
    payloads = [parse(words) for (words,) in ledger.rows(sql, ids)]
    return {one["id"]: commitment_from(one, ledger.document(one["document_id"])) for one in payloads}


def _evidence(ledger: Ledger, commitments: dict[str, Commitment], as_of: date) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    ids = tuple(commitments)
    sql = (
        "SELECT payload FROM evidence JOIN entries USING (seq)"  # noqa: S608 marks
        f" WHERE commitment_id IN ({_marks(ids)}) AND stated <= ? ORDER BY stated, document_id, start, id"
    )
    for (words,) in ledger.rows(sql, (*ids, as_of.isoformat())):
        payload = parse(words)
        commitment = commitments[payload["commitment_id"]]
        found[commitment.id].append(evidence_from(payload, commitment, ledger.document(payload["document_id"])))
    return found


def _versions(ledger: Ledger, ids: Sequence[str]) -> dict[str, list[Commitment]]:
    """For each id, the same promise as later documents say it."""
    sql = (
        "SELECT earlier_id, later_id FROM restatements"  # noqa: S608 marks
        f" WHERE earlier_id IN ({_marks(ids)}) ORDER BY earlier_id, later_id"
    )
    pairs = ledger.rows(sql, ids)
    later: dict[str, Commitment] = {}
    wanted = sorted({later_id for _, later_id in pairs})
    for place in range(0, len(wanted), _AT_ONCE):
        later |= _commitments(ledger, wanted[place : place + _AT_ONCE])
    found: dict[str, list[Commitment]] = defaultdict(list)
    for earlier_id, later_id in pairs:
        if later_id in later:
            found[earlier_id].append(later[later_id])
    return found
