"""How near a promise and a passage are word by word, each word read where it stands: «調升利率» for «檢討貨幣政策».

A second multilingual-e5-small (MIT), tuned to gold pairs by ``benchmark/train_pair_encoder.py`` and kept as
8-bit integers (``vocabulary/pair_encoder.onnx``), gives every piece of a text a direction of ``AXES`` numbers. Of
every piece of the promise the likest piece of the passage counts, by how rare the piece is. Each text is read
once, however many it is compared with; it runs on one core, without a network.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yinuo.decode.folding import fold
from yinuo.judge.senses import cutter
from yinuo.vocabulary.arrays import load_session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

__all__ = ["AXES", "FRONT", "NAMES", "Met", "met", "passage_pieces", "promise_pieces", "rarities"]

AXES = 128
FRONT = 1  # pieces before a text's own: the start mark
NAMES = ("near", "near_cubed", "near_back", "near_back_cubed", "near_mean")
_START, _END = 0, 2
_LONGEST = 200  # pieces of a text that are read
_POWER = 1.5  # of a piece's rarity, for its weight

Met = tuple[float, ...]  # in the order of ``NAMES``, each between 0 and 1


@dataclass(frozen=True, slots=True)
class _Directed:
    """A text as it is compared: the pieces that count. Never written to."""

    directions: "NDArray[np.float16]"  # (pieces, AXES), unit length
    weights: "NDArray[np.float32]"
    mean: "NDArray[np.float32]"  # weighted mean direction, unit length


def promise_pieces(title: str, text: str) -> tuple[int, ...]:
    """The pieces of a promise (as it stands) with its title before it."""
    return _pieces(f"{title}：{text}" if title else text)


def passage_pieces(text: str) -> tuple[int, ...]:
    """The pieces of a passage (as it stands)."""
    return _pieces(text)


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[int, ...]:
    return (_START, *cutter()[0].cut(fold(text, flowing=True).text)[:_LONGEST], _END)


def rarities() -> "NDArray[np.float32]":
    """Of every piece how rare it is; 0 for marks, signs and figures."""
    return cutter()[1]


def met(title: str, promise: str, passage: str) -> Met:
    """What the two have in common, in the order of ``NAMES``.

    Args:
        title: the promise's title; empty where it has none.
        promise: the promise's words, as they stand.
        passage: the later passage, as it stands.
    """
    import numpy as np  # noqa: PLC0415  (late: the fast tier needs none of it)

    one, other = _directed(promise_pieces(title, promise)), _directed(passage_pieces(passage))
    if not len(one.weights) or not len(other.weights):
        return (0.0,) * len(NAMES)
    near = one.directions.astype(np.float32) @ other.directions.astype(np.float32).T
    best, back = near.max(axis=1), near.max(axis=0)
    return (
        *_means(one.weights, best),
        *_means(other.weights, back),
        float(one.mean @ other.mean),
    )


def _means(weights: "NDArray[np.float32]", best: "NDArray[np.float32]") -> tuple[float, float]:
    """The weighted mean, and that of the cubes, where a half-met word counts little."""
    import numpy as np  # noqa: PLC0415

    total = float(weights.sum()) + 1e-6
    return float(weights @ best) / total, float(weights @ np.clip(best, 0.0, 1.0) ** 3) / total


@lru_cache(maxsize=1024)
def _directed(pieces: tuple[int, ...]) -> _Directed:
    """Read a text by its pieces."""
    import numpy as np  # noqa: PLC0415

    (found,) = _session().run(None, {"pieces": np.array([pieces], dtype=np.int64)})
    weights = rarities()[list(pieces)] ** _POWER
    weights[:FRONT] = 0.0
    counts = weights > 0
    directions, weights = found[0][counts], weights[counts]
    mean = weights @ directions
    mean = mean / (float(np.linalg.norm(mean)) + 1e-9)
    return _Directed(directions.astype(np.float16), weights.astype(np.float32), mean.astype(np.float32))


@lru_cache(maxsize=1)
def _session() -> "InferenceSession":
    return load_session("pair_encoder.onnx")
