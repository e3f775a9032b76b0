"""Fit what tells a deliverable promise from an ongoing one, and write it into the package.

    python -m benchmark.train_levels ../shared/data

Logistic regression over the signs of ``vocabulary/levels.toml`` (``yinuo.extract.levels.signs``), from
the gold spans of the fully read letters and the promises of all other labelled letters as the cut rules
take them out of their units. It takes a second; the data's hash and the seed are recorded.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmark.gold import SEED, Letter, gold_hash, letters
from yinuo.extract.cues import hits
from yinuo.extract.levels import above, signs
from yinuo.extract.reading import Reading, Unit
from yinuo.extract.spans import cuts

__all__ = ["Row", "fit", "nearest", "rows"]

OUT = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary" / "levels.json"
STRENGTH = 0.2  # of the fit: small, for there are some thousand rows and a hundred signs
READ = 0.25  # how much the statement model's own view counts; a wide plateau from 0.15 to 0.3
SHIFT = 0.7  # towards «deliverable», which the statement model sees too seldom; a plateau from 0.5 to 0.9


class Row(NamedTuple):
    """One promise with no limit or quantity: its words, what stands above it, its unit, and what it is."""

    words: str
    above: str
    unit: int  # number among the units of its letter
    deliverable: bool


def nearest(units: Sequence[Unit], start: int, end: int) -> int:
    """The number of the unit that shares most with a stretch of the letter."""
    return max(range(len(units)), key=lambda at: min(units[at].end, end) - max(units[at].start, start))


def rows(letter: Letter) -> list[Row]:
    """The promises of one letter that are labelled deliverable or ongoing, and nothing else."""
    units = Reading(letter.document).units
    found: list[Row] = []
    if letter.full:
        for gold in letter.commitments:
            at = nearest(units, gold["start"], gold["end"])
            if gold["level"] != "C1":
                found.append(Row(gold["text"], above(units[at]), at, gold["level"] == "C2"))
        return found
    for gold in letter.units:
        levels = {role for role in gold["roles"] if role in ("C1", "C2", "C3")}
        if not levels or "C1" in levels:
            continue
        at = nearest(units, gold["start"], gold["end"])
        words = units[at].words
        parts = cuts(words, hits([words])[0])
        found.append(Row(words[parts[0][0] : parts[-1][1]], above(units[at]), at, "C2" in levels))
    return found


def fit(found: Sequence[Row]) -> dict[str, Any]:
    """Weights as ``yinuo.extract.levels`` takes them: ``bias``, ``read``, ``signs`` by name."""
    shown = [signs(row.words, row.above) for row in found]
    names = sorted({name for own in shown for name in own})
    column = {name: at for at, name in enumerate(names)}
    features = np.zeros((len(found), len(names)))
    for at, own in enumerate(shown):
        features[at, [column[name] for name in own]] = 1.0
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=2000, random_state=SEED).fit(
        features, np.array([row.deliverable for row in found])
    )
    weights = {name: round(float(value), 3) for name, value in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]) + SHIFT, 3), "read": READ, "signs": weights}


def main() -> None:
    """Fit on every labelled letter and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    found = [row for letter in letters(asked.data) for row in rows(letter)]
    about = {
        "source": "fitted by benchmark/train_levels.py",
        "rows": len(found),
        "gold_sha256": gold_hash(asked.data),
        "seed": SEED,
    }
    asked.out.write_text(json.dumps({"about": about} | fit(found), indent=1) + "\n", encoding="utf-8")
    print(f"{asked.out.name}: {about}")


if __name__ == "__main__":
    main()
