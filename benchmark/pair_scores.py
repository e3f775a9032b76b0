"""What the pair encoder measures of gold pairs it was not tuned on, kept so that benchmarks need no training.

``pair_scores.npz`` holds, by fold, the measures of each gold pair in the order of ``gold/pairs.jsonl`` (NaN where
neither letter lies in the fold); it has no words. ``python -m benchmark.train_pair_encoder … --fold N`` adds a fold.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCORES", "keep", "kept"]

SCORES = Path(__file__).parent / "pair_scores.npz"


def keep(fold: int, measures: NDArray[np.float32], about: str) -> None:
    """Add the measures of a fold, (pairs, measures), in place of older ones."""
    held: dict[str, NDArray[Any]] = {}
    if SCORES.exists():
        with np.load(SCORES, allow_pickle=False) as found:
            held = {name: found[name] for name in found.files}
    new = {f"fold{fold}": measures.astype(np.float16), "about": np.array(about)}
    np.savez_compressed(SCORES, allow_pickle=False, **(held | new))


def kept() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The mean measures of each pair over the models that held one of its letters out, and whether one held out both.

    Where no one model held out both letters, each of the two had seen the other letter in another pair.
    """
    with np.load(SCORES, allow_pickle=False) as found:
        folds = np.stack([found[name] for name in sorted(found.files) if name != "about"]).astype(np.float64)
    return np.nanmean(folds, axis=0), (~np.isnan(folds[:, :, 0])).sum(axis=0) == 1
