"""How sure a commitment is, as a chance a reader can check, and what is sure enough to go out.

The model's chance that a statement commits is not yet the chance that a reader, going through the
letter, marks this span as a commitment: the span may be cut elsewhere, or stand for two. For each
tier a fitted logistic curve takes the one to the other (``benchmark/train_confidence.py`` fits it,
``vocabulary/confidence.json`` keeps it, ``docs/confidence.md`` has the figures).
"""

import math
from collections.abc import Mapping
from functools import lru_cache

from yinuo.vocabulary import load_json
from yinuo.words import Publication, Tier

__all__ = ["CANDIDATE_BELOW", "SIGNS", "calibrated", "curved", "publication"]

SIGNS = ("chance", "length")
"""What a curve may weigh: the log-odds of the chance, and the logarithm of the statement's length."""

CANDIDATE_BELOW = 0.6
"""A commitment less sure than this is a candidate for review.

Read off the precision curve of the fast tier (``docs/confidence.md``): of what stays back, fewer than half are
commitments, and the F1 of what goes out is less than a point below that of everything found.
Change it together with a migration that makes the projections again.
"""

_SURE = 1e-4  # chances are kept off 0 and 1 by this much


def calibrated(chance: float, *, tier: str = Tier.FAST, of: str = "commitment", length: int = 40) -> float:
    """The chance that a reader agrees, 0 to 1, to three places; never falls as ``chance`` rises.

    «預計114年3月完成改建。», read as a promise at 0.97, is one for 97 readers of 100; a long sentence of
    reports with one 將 in it, read at the same 0.97, is cut as the reader cuts it less often.

    Args:
        chance: of ``of="commitment"`` that its statement commits; of ``of="statement"`` that of the
            least certain role found, as the model of ``tier`` gives it.
        tier: what read it; a tier without a curve of its own keeps its chance as it is.
        of: ``"commitment"``: that the span is one; ``"statement"``: that its roles are as said.
        length: characters of the statement, as written.
    """
    curve = _curve(tier, of)
    return round(curved(curve, chance, length) if curve else min(max(chance, 0.0), 1.0), 3)


@lru_cache(maxsize=64)
def _curve(tier: str, of: str) -> Mapping[str, float] | None:
    curve: Mapping[str, float] | None = load_json("confidence.json")["tiers"].get(tier, {}).get(of)
    return curve


def curved(curve: Mapping[str, float], chance: float, length: int) -> float:
    """A curve at a point: the logistic function of ``start`` and the signs it weighs."""
    kept = min(max(chance, _SURE), 1.0 - _SURE)
    chance_odds, length_log = math.log(kept / (1.0 - kept)), math.log(max(length, 1))
    score = curve["start"] + (curve.get("chance", 0.0) * chance_odds + curve.get("length", 0.0) * length_log)
    return 1.0 / (1.0 + math.exp(-score))


def publication(confidence: float, *, named: bool = False, accepted: bool | None = None) -> Publication:
    """Whether a commitment goes out; the one place that decides it.

    Args:
        confidence: the calibrated chance that it is one, 0..1.
        named: a record of another tracker names it, so that people know it already.
        accepted: what a reviewer decided; None where nobody has.
    """
    if accepted is not None:
        return Publication.PUBLISHED if accepted else Publication.REJECTED
    return Publication.PUBLISHED if named or confidence >= CANDIDATE_BELOW else Publication.CANDIDATE
