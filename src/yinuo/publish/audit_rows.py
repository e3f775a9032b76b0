"""What an audit found in one file."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yinuo.publish.audit_checks import AgencyCheck, QuoteCheck
from yinuo.publish.citations import Citation, Timing
from yinuo.words import Headline, State

__all__ = ["AuditRow", "Fault"]


class Fault(StrEnum):
    """What can be wrong with a record."""

    QUOTE_NOT_VERBATIM = "quote_not_verbatim"
    QUOTE_UNCHECKED = "quote_unchecked"  # neither the record nor we have its source text
    EVIDENCE_OLDER = "evidence_older"
    EVIDENCE_OWN_LETTER = "evidence_own_letter"
    EVIDENCE_SAME_DAY = "evidence_same_day"
    EVIDENCE_UNDATED = "evidence_undated"
    EVIDENCE_REPEATED = "evidence_repeated"
    DEADLINE_BEFORE_LETTER = "deadline_before_letter"
    DEADLINE_NOT_A_DATE = "deadline_not_a_date"
    AGENCY_UNKNOWN = "agency_unknown"
    AGENCY_SEVERAL = "agency_several"
    CATEGORY_UNKNOWN = "category_unknown"
    FULFILLED_UNSUPPORTED = "fulfilled_unsupported"
    LETTER_UNDATED = "letter_undated"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What was found in one file.

    ``state`` is derived anew from what the record cites: 已達成 stays only where a later letter
    is cited for it.
    """

    path: str
    id: str
    status: str
    state: State
    quote: QuoteCheck
    quote_in_record: QuoteCheck
    cited: tuple[Citation, ...]
    agency: str | None
    agency_check: AgencyCheck
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """True where the claim 已達成, if made, is supported by a later letter."""
        return self.status != Headline.FULFILLED or self.state is State.FULFILLED

    def json(self) -> dict[str, Any]:
        """The row for programs."""
        timings = Counter(citation.timing for citation in self.cited)
        return {
            "path": self.path,
            "id": self.id,
            "status": self.status,
            "state": self.state.value,
            "quote": self.quote.value,
            "quote_in_record": self.quote_in_record.value,
            "evidence": {
                "total": len(self.cited),
                **{timing.value: timings[timing] for timing in Timing},
                "repeated": sum(citation.repeated for citation in self.cited),
            },
            "agency": self.agency,
            "agency_check": self.agency_check.value,
            "faults": [fault.value for fault in self.faults],
        }
