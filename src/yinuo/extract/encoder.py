"""What a small encoder makes of the units that the n-gram model is not sure of.

A multilingual-e5-small (MIT), tuned to these letters by ``benchmark/train_encoder.py`` and kept as
8-bit integers: ``vocabulary/encoder.onnx``, with its pieces and its last layer in
``vocabulary/encoder.npz``. It runs here on one core, without a network.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from yinuo.extract.encoder_view import views
from yinuo.extract.pieces import Pieces
from yinuo.extract.reading import Unit
from yinuo.vocabulary.arrays import load_arrays, load_session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

__all__ = ["Encoder", "Shipped", "shipped"]


class Encoder(Protocol):
    """Something that scores units in their surroundings."""

    def scores(self, units: Sequence[Unit], wanted: Sequence[bool]) -> "NDArray[np.float64]":
        """Log-odds of each output (``weights.OUTPUTS``) for each unit; NaN in a row that was not wanted.

        Args:
            units: the units of one document, in order.
            wanted: for each unit whether it must be read.
        """


class Shipped:
    """The encoder of the package.

    Args:
        session: takes ``pieces`` (1, length) and gives the state of each (1, length, width).
        pieces: those it was tuned with.
        head: its last layer, (2 * width + 1, outputs): of the mean of a unit's pieces, of the first piece
            of all, and the bias.
    """

    def __init__(self, session: "InferenceSession", pieces: Pieces, head: "NDArray[np.float32]") -> None:
        self._session = session
        self._pieces = pieces
        self._head = head

    def scores(self, units: Sequence[Unit], wanted: Sequence[bool]) -> "NDArray[np.float64]":
        """As ``Encoder.scores`` says."""
        import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

        found = np.full((len(units), self._head.shape[1]), np.nan)
        for view in views(units, wanted, self._pieces):
            (states,) = self._session.run(None, {"pieces": np.array([view.pieces], dtype=np.int64)})
            pooled = np.concatenate([states[0, 1 : view.own].mean(axis=0), states[0, 0]])
            found[view.unit] = pooled @ self._head[:-1] + self._head[-1]
        return found


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    """The encoder of the package, loaded once a process."""
    kept = load_arrays("encoder.npz")
    pieces = Pieces(kept["pieces"].tolist(), kept["scores"].tolist(), float(kept["unknown"]))
    return Shipped(load_session("encoder.onnx"), pieces, kept["head"])
