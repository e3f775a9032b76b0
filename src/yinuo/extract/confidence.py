"""How sure a commitment is, as a chance a reader can check, and what is sure enough to go out.

The model's chance that a statement commits is not yet the chance that a reader, going through the
letter, marks this span as a commitment: the span may be cut elsewhere, or stand for two. A fitted
logistic curve for each tier maps the one to the other (``benchmark/train_confidence.py``,
``vocabulary/confidence.json``; ``docs/confidence.md`` has the figures).
"""

from yinuo.words import Publication

__all__ = ["CANDIDATE_BELOW", "publication"]

CANDIDATE_BELOW = 0.5
"""Below this a commitment is a candidate for review: more likely none than one."""


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
