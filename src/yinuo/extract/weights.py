"""The fitted part of reading statements: a linear layer over hashed features, then a second look.

``benchmark/train_statements.py`` fits it and writes ``vocabulary/statements.npz``; here it is only
applied, to all units of a document at once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from yinuo.extract.cues import Hit
from yinuo.extract.features import rows
from yinuo.extract.ngrams import BITS
from yinuo.extract.reading import Unit
from yinuo.extract.second_reading import REREAD, reread, seen
from yinuo.model import DateInterval
from yinuo.vocabulary.arrays import load_arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OUTPUTS", "Weights", "first_look", "second_look", "shipped_weights"]

Weights: TypeAlias = dict[str, Any]
"""Arrays by name: ``weights``, ``scale``, ``bias``, and the trees of ``second_reading.reread``."""

_BLOCK = 500  # units weighed at once: keeps the memory of a long document small

OUTPUTS = ("commits", "reports", "declines", "C1", "C2", "C3", "done", "under_way")
"""What is scored, in the order of the weights; levels are of units that commit, aspects of reports."""


def first_look(
    units: Sequence[Unit], cues: Sequence[Sequence[Hit]], said_on: DateInterval, model: Weights
) -> "NDArray[np.float64]":
    """Log-odds of each of ``OUTPUTS`` for each unit, by its n-grams and named features: shape (units, outputs).

    Args:
        units: the units of one document.
        cues: their cue hits.
        said_on: the document's date.
        model: ``weights`` (2**BITS, outputs) as small integers, ``scale`` and ``bias`` (outputs,).
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    if model["weights"].shape != (1 << BITS, len(OUTPUTS)):
        raise ValueError(f"模型大小不合（shape of the model）：{model['weights'].shape}")
    scores = np.empty((len(units), len(OUTPUTS)))
    for start in range(0, len(units), _BLOCK):
        block = range(start, min(start + _BLOCK, len(units)))
        number, column, value = rows(units, cues, said_on, block)
        own, value = model["weights"].take(column, axis=0), value.astype(np.float32)
        runs = np.flatnonzero(np.diff(number, prepend=-1))  # where the entries of one unit begin, channel by channel
        for at in range(len(OUTPUTS)):
            sums = np.add.reduceat(own[:, at] * value, runs, dtype=np.float64)  # exact: of small float32 numbers
            scores[start : block.stop, at] = np.bincount(number[runs], sums, len(block))
    return np.asarray(scores * model["scale"] + model["bias"])


def second_look(
    units: Sequence[Unit], cues: Sequence[Sequence[Hit]], scores: "NDArray[np.float64]", model: Weights
) -> "NDArray[np.float64]":
    """Probability of each of ``OUTPUTS``, some of them read again beside those of the neighbours."""
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    chances = np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))))
    chances[:, REREAD] = reread(seen(units, cues, scores), model)
    return chances


def shipped_weights() -> Weights:
    """Those of the package."""
    return load_arrays("statements.npz")
