"""Why a commitment of the ledger was read as it was, beside what the ledger itself knows of it."""

from typing import Any

from yinuo.extract.explanation import explain
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import commitment_id
from yinuo.words import Tier

__all__ = ["reasons"]


def reasons(ledger: Ledger, identity: str) -> dict[str, Any]:
    """What ``extract.explanation.explain`` tells of one commitment, and what the ledger adds to it.

    Args:
        ledger: where it is.
        identity: its id, or the unique beginning of one.

    Returns:
        The explanation, with ``method`` (what read it), ``actor`` and ``recorded_at`` of its row,
        ``cues_kept`` (those noted when it was read), ``publication``, ``named`` (a record names it).
    """
    one = commitment_id(ledger, identity)
    stored = ledger.commitment(one)
    sql = (
        "SELECT method, actor, recorded_at, publication,"
        " EXISTS (SELECT 1 FROM records WHERE records.commitment_id = commitments.id)"
        " FROM commitments JOIN entries USING (seq) WHERE commitments.id = ?"
    )
    method, actor, recorded_at, publication, named = ledger.rows(sql, (one,))[0]
    told = explain(ledger.document(stored.quote.document_id), stored, _tier(method))
    kept = {"method": method, "actor": actor, "recorded_at": recorded_at, "cues_kept": list(stored.why)}
    return told | kept | {"stored_confidence": stored.confidence, "publication": publication, "named": bool(named)}


def _tier(method: str) -> Tier:
    """The tier that a method's name ends with: «yinuo-0.4/fast»; a record's promises are explained carefully."""
    name = method.rpartition("/")[2]
    return Tier(name) if name in set(Tier) else Tier.CAREFUL
