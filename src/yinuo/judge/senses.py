"""What two texts mean in common, word by word, where their words differ: «招標» is near «發包».

Every word (a piece of a published encoder's vocabulary) has a weight, by how rare it is, and a
direction of 64 numbers: the encoder's own word table, centred and turned so that the first 64
axes hold the most (``vocabulary/pair_words.npz``, made by ``benchmark/train_pairs.py``). No network
is run: a word means the same wherever it stands, so a text is read once and compared in microseconds.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yinuo.extract.pieces import Pieces
from yinuo.vocabulary.arrays import load_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NAMES", "Words", "alike", "cutter", "words"]

NAMES = (
    "promise_soft",
    "promise_hard",
    "title_soft",
    "title_hard",
    "passage_soft",
    "sense",
    "title_sense",
    "word_cosine",
    "word_shared",
    "window_soft",
    "window_hard",
)
_STOPS = frozenset("，。；：,.;:")
_SAME = 0.99  # cosine from which two words are one
_BASE = 20.0  # weight of what every text lacks: few words shared out of few prove little
_WINDOW = 2  # clauses looked at together


@dataclass(frozen=True, slots=True)
class Words:
    """A text as its words: different ones with weights and directions, and where clauses start."""

    numbers: "NDArray[Any]"  # of the different words, ascending
    weights: "NDArray[Any]"  # squared rarity of each; 0 for signs and figures
    directions: "NDArray[Any]"  # (words, 64), unit length
    order: "NDArray[Any]"  # which of the different words stands at each place
    clauses: "NDArray[Any]"  # place at which each clause starts
    mean: "NDArray[Any]"  # weighted mean direction, unit length

    @property
    def total(self) -> float:
        """Sum of the weights, and what a text lacks at least."""
        return float(self.weights.sum()) + _BASE


@lru_cache(maxsize=1)
def _table() -> "tuple[Pieces, NDArray[Any], NDArray[Any], NDArray[Any]]":
    """The cutter, rarity and direction of every word, and whether it ends a clause."""
    import numpy as np  # noqa: PLC0415  (late: the commands that only show need no arrays)

    held = load_arrays("pair_words.npz")
    pieces = Pieces(held["pieces"].tobytes().decode("utf-8").split("\n"), held["scores"].tolist())
    directions = held["directions"].astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True) + 1e-9
    ends = np.array([piece.strip("▁") in _STOPS for piece in pieces.pieces])
    return pieces, held["rarity"].astype(np.float32), directions, ends


def cutter() -> "tuple[Pieces, NDArray[Any]]":
    """What cuts a text into pieces, and how rare each piece is (0 for marks, signs and figures). Frozen."""
    pieces, rarity, _, _ = _table()
    return pieces, rarity


@lru_cache(maxsize=8192)
def words(text: str) -> Words:
    """Read a folded text; the same text is read once. Its arrays are never written to."""
    import numpy as np  # noqa: PLC0415

    pieces, rarity, directions, ends = _table()
    cut = np.array(pieces.cut(text), dtype=np.int64)
    numbers, order = np.unique(cut, return_inverse=True)
    begins = np.ones(len(cut), dtype=bool)  # a clause: the first word, and each after an end
    begins[1:] = ends[cut[:-1]]
    clauses = np.flatnonzero(begins)
    mean = (rarity[cut] ** 1.5) @ directions[cut]
    mean /= float(np.linalg.norm(mean)) + 1e-9
    return Words(numbers, rarity[numbers] ** 2, directions[numbers], order, clauses, mean)


def alike(promise: str, title: str, passage: str) -> tuple[float, ...]:
    """What is alike, in the order of ``NAMES``, each between 0 and about 1 but ``word_shared``, which is a log.

    Args:
        promise: the promise's words, folded.
        title: its title, folded; empty where it has none, and then the promise stands for it.
        passage: the later passage, folded.
    """
    import numpy as np  # noqa: PLC0415

    one, other = words(promise), words(passage)
    name = words(title) if title else one
    if not len(one.numbers) or not len(other.numbers) or not len(name.numbers):
        return (0.0,) * len(NAMES)
    near = np.clip(one.directions @ other.directions.T, 0.0, 1.0)
    near_name = near if name is one else np.clip(name.directions @ other.directions.T, 0.0, 1.0)
    at = np.minimum(np.searchsorted(other.numbers, one.numbers), len(other.numbers) - 1)  # both ascend
    shared = float(one.weights[other.numbers[at] == one.numbers].sum())
    return (
        *_found(one, near.max(axis=1)),
        *_found(name, near_name.max(axis=1)),
        _found(other, near.max(axis=0))[0],
        float(one.mean @ other.mean),
        float(name.mean @ other.mean),
        shared / float(np.sqrt(one.total * other.total)),
        float(np.log1p(shared / 30)),
        *_window(name, near_name[:, other.order], other.clauses),
    )


def _found(of: Words, best: "NDArray[Any]") -> tuple[float, float]:
    """How much of these words' weight is met, by like words and by the same words."""
    return float(of.weights @ best**2) / of.total, float(of.weights @ (best > _SAME)) / of.total


def _window(of: Words, near: "NDArray[Any]", clauses: "NDArray[Any]") -> tuple[float, float]:
    """The most that two clauses on end meet of these words."""
    import numpy as np  # noqa: PLC0415

    best = np.maximum.reduceat(near, clauses, axis=1)
    if best.shape[1] >= _WINDOW:
        best = np.maximum(best[:, :-1], best[:, 1:])
    soft, hard = of.weights @ best**2, of.weights @ (best > _SAME)
    return float(soft.max()) / of.total, float(hard.max()) / of.total
