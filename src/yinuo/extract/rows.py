"""A commitment as the row that other programs rely on (DESIGN §7)."""

from typing import Any

from yinuo.extract.confidence import publication
from yinuo.model import Commitment
from yinuo.words import Publication

__all__ = ["commitment_row"]


def commitment_row(commitment: Commitment) -> dict[str, Any]:
    """Plain values under the contract's keys, ready for JSON.

    ``agency`` is the official name on the document's day, or the words as written where the body
    is unknown; ``category`` and ``target`` are ``None`` where there is none. ``candidate``, a key beside
    the contract's, is true where it is not sure enough to be published.
    """
    amount = commitment.target
    agency = commitment.agency
    return {
        "document_id": commitment.quote.document_id,
        "start": commitment.quote.start,
        "end": commitment.quote.end,
        "text": commitment.quote.exact,
        "level": commitment.level.value,
        "title": commitment.title,
        "deadlines": [
            {"text": due.words, "date": due.due.isoformat(), "event": due.event} for due in commitment.deadlines
        ],
        "target": None
        if amount is None
        else {
            "text": amount.words,
            "value": int(amount.value) if amount.value == amount.value.to_integral_value() else float(amount.value),
            "unit": amount.unit,
        },
        "agency": (agency.name or agency.words) if agency else None,
        "category": commitment.category.value if commitment.category else None,
        "confidence": commitment.confidence,
        "candidate": publication(commitment.confidence) is Publication.CANDIDATE,
    }
