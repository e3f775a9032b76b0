"""Scores of the encoder for letters it was not tuned on, kept so that benchmarks need no training.

``encoder_scores.npz`` holds, by letter, the log-odds of each unit, whether the cascade would ask for it or not; it
has no words. ``python -m benchmark.train_encoder … --fold N`` adds the letters of one fold.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmark.gold import FOLDS, Letter, folds
from yinuo.extract.reading import Unit
from yinuo.extract.weights import OUTPUTS

__all__ = ["SCORES", "Remembered", "firsts", "keep", "scored"]

SCORES = Path(__file__).parent / "encoder_scores.npz"


class Remembered:
    """The encoder, as it scored one letter in the fold that held it out."""

    def __init__(self, letter_id: str) -> None:
        self._scores = _kept().get(letter_id)

    def scores(self, units: Sequence[Unit], wanted: Sequence[bool]) -> NDArray[np.float64]:
        """As ``yinuo.extract.encoder.Encoder`` says; a unit that was not read then stays NaN."""
        found = np.full((len(units), len(OUTPUTS)), np.nan)
        if self._scores is not None and len(self._scores) == len(units):
            found[np.array(wanted, dtype=bool)] = self._scores[np.array(wanted, dtype=bool)]
        return found


def firsts(found: Sequence[Letter]) -> dict[str, NDArray[np.float64]]:
    """Log-odds of the n-gram model for each letter, fitted without its fold: (units, outputs) by letter id."""
    from benchmark.train_statements import fit_linear, sample

    fold_of = folds(found)
    samples = [sample(letter) for letter in found]
    scores: dict[str, NDArray[np.float64]] = {}
    for fold in range(FOLDS):
        model = fit_linear([one for one, of in zip(samples, fold_of, strict=True) if of != fold])
        weights = model["weights"] * model["scale"]
        for letter, one, of in zip(found, samples, fold_of, strict=True):
            if of == fold:
                scores[letter.document.id] = np.asarray(one.features @ weights + model["bias"])
    return scores


def keep(rows: Mapping[str, NDArray[np.float16]], about: str) -> None:
    """Add the scores of some letters to those kept, in place of older ones of theirs."""
    held: dict[str, NDArray[Any]] = {}
    if SCORES.exists():
        with np.load(SCORES, allow_pickle=False) as kept:
            held = {name: kept[name] for name in kept.files}
    np.savez_compressed(SCORES, allow_pickle=False, **(held | dict(rows) | {"about": np.array(about)}))


def scored() -> frozenset[str]:
    """Ids of the letters with kept scores."""
    return frozenset(_kept()) if SCORES.exists() else frozenset()


@lru_cache(maxsize=1)
def _kept() -> dict[str, NDArray[np.float64]]:
    with np.load(SCORES, allow_pickle=False) as kept:
        return {name: kept[name].astype(np.float64) for name in kept.files if name != "about"}
