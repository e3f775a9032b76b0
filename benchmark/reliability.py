"""Whether the confidence of a commitment means what it says, cross-validated by document.

    python -m benchmark.reliability ../shared/data [--keep build/kept]

A commitment is right where it is matched one to one with a reader's span, as ``benchmark.spans`` has
it, on the fully read letters. Calibration error is the mean distance between confidence told and
share found right, weighted by size: over ten bins of equal size, and over ten of equal width.
The curve from chance to confidence is fitted again for each fold, on the letters of the others.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmark.crossval import Held, arguments, full_of, held_out, loaded
from benchmark.figures import f1
from yinuo.extract.confidence import SIGNS, curved
from yinuo.vocabulary import load_json

__all__ = ["Bin", "at_thresholds", "bins", "brier", "calibration_error", "judged"]

BINS = 10
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
Array = NDArray[np.float64]
DRAWS = 1000
SEED = 20261121


@dataclass(frozen=True)
class Bin:
    """Commitments of like confidence: how many, what they say on average, and the share that is right."""

    size: int
    told: float
    right: float


def judged(held: Iterable[Held], tier: str) -> list[tuple[str, float, bool]]:
    """For each commitment: the text it stands in, its confidence, and whether the reader has it too.

    The confidence comes from a curve that never saw the letter; that of a tier without a curve is the plain chance.
    """
    from benchmark.train_confidence import Row, curve, rows_of

    mine = [(one.fold, [row for row in rows_of([one]) if row.of == "commitment"]) for one in held]
    weighed = load_json("confidence.json")["tiers"].get(tier, {}).get("commitment", {})
    signs = [name for name in SIGNS if name in weighed]
    found: list[tuple[str, float, bool]] = []
    for fold in sorted({fold for fold, _ in mine}):
        others: list[Row] = [row for of, rows in mine if of != fold for row in rows]
        fitted = curve(others, signs) if signs else None
        for row in (row for of, rows in mine if of == fold for row in rows):
            told = curved(fitted, row.chance, row.length) if fitted else row.chance
            found.append((row.text, told, row.right))
    return found


def bins(told: Array, right: Array, *, equal_width: bool) -> list[Bin]:
    """Ten bins of equal size, or of equal width; empty ones left out."""
    order = np.argsort(told, kind="stable")
    if equal_width:
        parts = [order[np.minimum((told[order] * BINS).astype(int), BINS - 1) == at] for at in range(BINS)]
    else:
        parts = np.array_split(order, BINS)
    return [Bin(len(part), float(told[part].mean()), float(right[part].mean())) for part in parts if len(part)]


def calibration_error(found: Sequence[Bin]) -> float:
    """Mean of |told − right| over the bins, weighted by their size."""
    return sum(one.size * abs(one.told - one.right) for one in found) / max(1, sum(one.size for one in found))


def brier(told: Array, right: Array) -> float:
    """Mean squared distance between confidence and truth (0 is best; 0.25 says nothing)."""
    return float(np.mean((told - right) ** 2))


def at_thresholds(told: Array, right: Array, gold: int) -> list[dict[str, float]]:
    """For each threshold: the share below it, how right both sides are, recall and F1 of publishing what is above.

    Args:
        told: confidences.
        right: 1 where right, else 0.
        gold: how many spans the reader has.
    """
    found = []
    for threshold in THRESHOLDS:
        above = told >= threshold
        hit, kept = float(right[above].sum()), int(above.sum())
        found.append(
            {
                "threshold": threshold,
                "share below": float((~above).mean()),
                "precision below": float(right[~above].mean()) if kept < len(told) else 0.0,
                "precision above": hit / max(1, kept),
                "recall above": hit / max(1, gold),
                "F1 above": f1(hit, kept, gold),
            }
        )
    return found


def spread(texts: Sequence[str], told: Array, right: Array) -> tuple[float, float]:
    """The middle 95 % of the equal-size calibration error over resamples of whole texts, seed fixed.

    A resample is noisier than the sample, so this interval leans upwards: it tells how firm the figure is.
    """
    names = sorted(set(texts))
    rows = [np.flatnonzero(np.array(texts) == name) for name in names]
    chance = np.random.default_rng(SEED)
    errors = []
    for _ in range(DRAWS):
        at = np.concatenate([rows[one] for one in chance.integers(0, len(rows), len(rows))])
        errors.append(calibration_error(bins(told[at], right[at], equal_width=False)))
    low, high = np.quantile(errors, [0.025, 0.975])
    return float(low), float(high)


def measured(texts: Sequence[str], told: Array, right: Array, gold: int) -> dict[str, Any]:
    """All figures as plain values."""
    by_size, by_width = (bins(told, right, equal_width=wide) for wide in (False, True))
    return {
        "commitments": len(told),
        "right": int(right.sum()),
        "mean confidence": float(told.mean()),
        "calibration error, equal size": calibration_error(by_size),
        "95 %": spread(texts, told, right),
        "calibration error, equal width": calibration_error(by_width),
        "Brier": brier(told, right),
        "bins of equal size": [vars(one) for one in by_size],
        "bins of equal width": [vars(one) for one in by_width],
        "thresholds": at_thresholds(told, right, gold),
    }


def main() -> None:
    """Cross-validate and print."""
    asked = arguments(__doc__).parse_args()
    held = full_of(list(held_out(loaded(asked.data), asked.tier, keep=asked.keep, only=asked.folds)))
    texts, told, right = zip(*judged(held, asked.tier), strict=True)
    gold = sum(len(one.letter.commitments) for one in held)
    found = measured(texts, np.array(told), np.array(right, dtype=np.float64), gold)
    if asked.json:
        print(json.dumps({"tier": asked.tier, **found}))
        return
    low, high = found["95 %"]
    size, width = (found[f"calibration error, equal {kind}"] for kind in ("size", "width"))
    print(
        f"tier {asked.tier}: {found['commitments']} commitments of {len(held)} letters, {found['right']} right; ",
        end="",
    )
    print(f"mean confidence {found['mean confidence']:.3f}; Brier {found['Brier']:.3f}")
    print(f"calibration error (aim ≤ 0.05): {size:.3f} equal size (95 % {low:.3f}–{high:.3f}), {width:.3f} equal width")
    for name in ("bins of equal size", "bins of equal width"):
        print(f"\n{name}: told, right, how many")
        print("\n".join(f"  {one['told']:.3f}  {one['right']:.3f}  {one['size']:4}" for one in found[name]))
    columns = ("share below", "precision below", "precision above", "recall above", "F1 above")
    print("\nthreshold" + "".join(f"{name:>17}" for name in columns))
    for row in found["thresholds"]:
        print(f"{row['threshold']:9}" + "".join(f"{row[name]:17.3f}" for name in columns))


if __name__ == "__main__":
    main()
