"""The careful tier's economy: the encoder reads only what the n-gram model is not sure of.

Of official letters about two units in nine are read twice; the others are plain promises, plain
reports or background. On letters held out, reading three in eight was no better.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["chances", "joined", "unsettled"]

COMMITS, DECLINES = 0, 2  # columns of ``weights.OUTPUTS``
SURELY_NOT, SURELY = 0.06, 0.95  # chances of committing outside which the n-gram model is taken at its word
PERHAPS = 0.15  # chance of declining from which a unit is read again
SHARES = (
    0.6,
    0.6,
    0.3,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
)  # of the encoder in each score of what it read; few refusals taught it


def unsettled(scores: "NDArray[np.float64]") -> list[bool]:
    """For each unit whether the encoder must read it.

    Args:
        scores: log-odds of the n-gram model, shape (units, outputs).
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    chances = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
    commits, declines = chances[:, COMMITS], chances[:, DECLINES]
    return [bool(one) for one in ((commits > SURELY_NOT) & (commits < SURELY)) | (declines > PERHAPS)]


def joined(scores: "NDArray[np.float64]", second: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Log-odds of both readers: a weighted mean where the encoder read (no NaN in ``second``), else the first's."""
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    share = np.array(SHARES)
    return np.asarray(np.where(np.isnan(second), scores, (1.0 - share) * scores + share * second))


def chances(joint: "NDArray[np.float64]", looked: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Probabilities of the careful tier: refusals also go by their neighbours, the rest by what both readers say.

    Args:
        joint: what ``joined`` gives.
        looked: probabilities after the second look of the fast tier, same shape.
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    scores = joint.copy()
    kept = np.clip(looked[:, DECLINES], 1e-6, 1.0 - 1e-6)
    scores[:, DECLINES] = (scores[:, DECLINES] + np.log(kept / (1.0 - kept))) / 2
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))))
