"""Figures from counts: over all folds, the spread between them, an interval, beside the peer's and the readers'."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, pstdev
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Figure", "Tally", "as_json", "by_fold", "f1", "interval", "resampled_f1", "table"]

Tally: TypeAlias = Counter[str]
DRAWS = 2000
SEED = 20261121


@dataclass(frozen=True)
class Figure:
    """A share computed from counts, and what others reach: as written, empty where nobody measured it."""

    name: str
    value: Callable[[Tally], float]
    peer: str = ""
    readers: str = ""
    aim: str = ""


def f1(hit: float, ours: float, gold: float) -> float:
    """2·hit / (ours + gold); 0 where there is nothing."""
    return 2 * hit / (ours + gold) if ours + gold else 0.0


def by_fold(counted: Iterable[tuple[int, Tally]]) -> list[Tally]:
    """The counts of each fold, from counts of single letters with their folds."""
    found: dict[int, Tally] = {}
    for fold, tally in counted:
        found.setdefault(fold, Counter()).update(tally)
    return [found[fold] for fold in sorted(found)]


def table(figures: Sequence[Figure], folds: Sequence[Tally]) -> str:
    """One line a figure: peer, readers, aim; over all, mean and standard deviation over folds, each fold."""
    lines = [f"{'':24}{'peer':>6}{'readers':>9}{'aim':>8}{'all':>8}{'mean':>7}{'± sd':>7}   by fold"]
    for figure in figures:
        each = [figure.value(tally) for tally in folds]
        others = f"{figure.peer or '–':>6}{figure.readers or '–':>9}{figure.aim or '–':>8}"
        ours = f"{figure.value(_all(folds)):8.3f}{mean(each):7.3f}{pstdev(each):7.3f}"
        lines.append(f"{figure.name:24}{others}{ours}   " + " ".join(f"{one:.3f}" for one in each))
    return "\n".join(lines)


def as_json(figures: Sequence[Figure], folds: Sequence[Tally]) -> dict[str, Any]:
    """The same table as plain values."""
    found: dict[str, Any] = {}
    for figure in figures:
        each = [figure.value(tally) for tally in folds]
        found[figure.name] = {
            "all": figure.value(_all(folds)),
            "mean": mean(each),
            "sd": pstdev(each),
            "folds": each,
            "peer": figure.peer or None,
            "readers": figure.readers or None,
            "aim": figure.aim or None,
        }
    return found


def _all(folds: Sequence[Tally]) -> Tally:
    total: Tally = Counter()
    for tally in folds:
        total.update(tally)
    return total


def resampled_f1(texts: Sequence[Mapping[str, int]], hit: str, ours: str, gold: str) -> NDArray[np.float64]:
    """F1 of ``DRAWS`` resamples of whole texts, seed fixed: equal lists of texts are drawn alike, so pairs compare.

    Args:
        texts: the counts of each text (copies of one text together).
        hit: the name of the count of what is right.
        ours: the name of the count of what was said.
        gold: the name of the count of what there is.
    """
    counts = np.array([[tally.get(name, 0) for name in (hit, ours, gold)] for tally in texts], dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(counts), size=(DRAWS, len(counts)))
    total = counts[drawn].sum(axis=1)
    return np.asarray(2 * total[:, 0] / np.maximum(total[:, 1] + total[:, 2], 1))


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of resampled values."""
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
