"""The sums of an audit, each with what it is a share of."""

from collections import Counter
from collections.abc import Sequence

from yinuo.publish.audit_checks import AgencyCheck, QuoteCheck
from yinuo.publish.audit_rows import AuditRow
from yinuo.publish.citations import Citation, Timing
from yinuo.words import Headline

__all__ = ["Totals", "totals"]

Totals = dict[str, dict[str, float]]
"""Name → ``count``, ``of`` and ``share`` (0..1)."""


def totals(rows: Sequence[AuditRow]) -> Totals:
    """Name → ``count``, ``of``, ``share``, in reading order."""
    cited = [citation for row in rows for citation in row.cited]
    return {**_quotes(rows), **_evidence(cited), **_fulfilled(rows), **_fields(rows), **_faults(rows)}


def _share(count: int, of: int) -> dict[str, float]:
    return {"count": count, "of": of, "share": round(count / of, 4) if of else 0.0}


def _quotes(rows: Sequence[AuditRow]) -> Totals:
    checked = [row for row in rows if row.quote is not QuoteCheck.NO_TEXT]
    inside = [row for row in rows if row.quote_in_record is not QuoteCheck.NO_TEXT]
    found = Counter(row.quote for row in checked)
    return {
        "quotes_exact": _share(found[QuoteCheck.EXACT], len(checked)),
        "quotes_exact_after_folding_only": _share(found[QuoteCheck.FOLDED], len(checked)),
        "quotes_not_in_source": _share(found[QuoteCheck.ABSENT], len(checked)),
        "quotes_exact_in_own_section": _share(
            sum(row.quote_in_record is QuoteCheck.EXACT for row in inside), len(inside)
        ),
    }


def _evidence(cited: Sequence[Citation]) -> Totals:
    timings = Counter(citation.timing for citation in cited)
    own = timings[Timing.OWN_LETTER] + timings[Timing.OWN_COPY]
    claims = [citation for citation in cited if citation.fulfils]
    own_claims = sum(citation.timing in (Timing.OWN_LETTER, Timing.OWN_COPY) for citation in claims)
    forbidden = sum(not citation.timing.possible and citation.timing is not Timing.UNDATED for citation in cited)
    return {
        "evidence_older": _share(timings[Timing.OLDER], len(cited)),
        "evidence_own_letter": _share(own, len(cited)),
        "evidence_own_letter_of_claims_of_fulfilment": _share(own_claims, len(claims)),
        "evidence_same_day": _share(timings[Timing.SAME_DAY], len(cited)),
        "evidence_forbidden_by_time": _share(forbidden, len(cited)),
        "evidence_later": _share(timings[Timing.LATER], len(cited)),
        "evidence_undated": _share(timings[Timing.UNDATED], len(cited)),
        "evidence_repeated": _share(sum(citation.repeated for citation in cited), len(cited)),
    }


def _fulfilled(rows: Sequence[AuditRow]) -> Totals:
    """已達成 by three readings of «no later evidence», from the mildest to the strictest."""
    claimed = [row for row in rows if row.status == Headline.FULFILLED]
    later = [[citation for citation in row.cited if citation.timing.possible] for row in claimed]
    return {
        "fulfilled_without_later_letter": _share(sum(not some for some in later), len(claimed)),
        "fulfilled_without_later_claim": _share(
            sum(not any(citation.fulfils for citation in some) for some in later), len(claimed)
        ),
        "fulfilled_without_later_status_change": _share(
            sum(not any(citation.changes for citation in some) for some in later), len(claimed)
        ),
    }


def _fields(rows: Sequence[AuditRow]) -> Totals:
    spellings = {row.agency for row in rows}
    unknown = {row.agency for row in rows if row.agency_check is AgencyCheck.UNKNOWN}
    states = Counter(row.state for row in rows)
    return {
        "agency_spellings_unknown": _share(len(unknown), len(spellings)),
        **{f"state_{state.value}": _share(states[state], len(rows)) for state in sorted(states)},
    }


def _faults(rows: Sequence[AuditRow]) -> Totals:
    faults = Counter(fault for row in rows for fault in row.faults)
    return {
        **{f"records_{fault.value}": _share(faults[fault], len(rows)) for fault in sorted(faults)},
        "records_with_a_fault": _share(sum(bool(row.faults) for row in rows), len(rows)),
    }
