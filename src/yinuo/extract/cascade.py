"""The careful tier's economy: the encoder reads only what the n-gram model is not sure of.

Of official letters about two units in nine are read twice; the others are plain promises, plain reports or
background. On letters held out, where every unit is read the F1 of reports is 0.87 in place of 0.86 and that of
promises no better, at a quarter of the speed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["chances", "joined", "unsettled"]

COMMITS, REPORTS, DECLINES = 0, 1, 2  # columns of ``weights.OUTPUTS``
PROMISE = (0.12, 0.88)  # chances of committing between which the n-gram model is not taken at its word
REPORT = (0.35, 0.55)  # of reporting
PERHAPS = 0.25  # chance of declining from which a unit is read again
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
    told = _chances(scores)
    doubted = _between(told[:, COMMITS], PROMISE) | _between(told[:, REPORTS], REPORT) | (told[:, DECLINES] > PERHAPS)
    return [bool(one) for one in doubted]


def joined(scores: "NDArray[np.float64]", second: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Log-odds of both readers: a weighted mean where the encoder read (no NaN in ``second``), else the first's.

    Whether a unit commits is the encoder's to say only where that was in doubt. It was tuned to such units, and of
    plain ones it may say anything: «民間工廠112年新增115MW，與該計畫無涉。» is read again because it may or may not
    report, and must not become a promise for it.
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    heard = ~np.isnan(second)
    heard[:, COMMITS] &= _between(_chances(scores)[:, COMMITS], PROMISE)
    share = np.array(SHARES)
    return np.asarray(np.where(heard, (1.0 - share) * scores + share * second, scores))


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
    return _chances(scores)


def _chances(scores: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))))


def _between(chances: "NDArray[np.float64]", limits: tuple[float, float]) -> "NDArray[np.bool_]":
    least, most = limits
    return (chances > least) & (chances < most)
