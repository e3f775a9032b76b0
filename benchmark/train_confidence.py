"""Fit the curves that make a confidence mean what it says, and write them into the package.

    python -m benchmark.train_confidence ../shared/data [--tier fast] [--keep build/kept] [--dry]

From readings by models that never saw the letter (``benchmark.crossval.held_out``): of each commitment
of the fully read letters whether a reader has it too, matched one to one; of each statement whether its
roles are the reader's. A logistic curve over the log-odds of the chance, and over the statement's length: of
commitments always (a long statement is oftener cut otherwise than by the reader, and must be able to wait for a
reviewer), of statements where it makes the held-out Brier score better by ``WORTH``. The calibration error printed is
of a second cross-validation: each curve is fitted without the texts it is measured on, over several deals of folds.
Another tier is fitted the same way: ``train(rows_of(held), tier="careful")`` takes readings from anywhere.
"""

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark.crossval import Held, arguments, held_out, loaded
from benchmark.gold import FOLDS, SEED, gold_hash
from benchmark.reliability import Bin, brier, calibration_error
from benchmark.spans import match, ours_of
from benchmark.train_statements import labels
from yinuo.extract.confidence import SIGNS, curved
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS
from yinuo.model import Role

__all__ = ["Row", "curve", "deals", "rows_of", "train"]

OUT = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary" / "confidence.json"
FEW = 5  # bins of some fifty commitments: with half as many each, chance alone is worth the whole aim
DEALS = 10  # ways of dealing texts to folds, for the second cross-validation
WORTH = 0.002  # of the Brier score: what a sign more must bring
RIDGE = 1.0  # penalty on the weights, as of one row; the start is free
_COMMITS = OUTPUTS.index("commits")
Curve = dict[str, float]
Array = NDArray[np.float64]


class Row(NamedTuple):
    """One answer of the engine on a letter it was not fitted on, and whether the reader agrees."""

    of: str  # commitment, statement
    text: str  # fingerprint: copies of one text are held out together
    chance: float  # before any curve
    length: int  # characters of the statement, as written
    right: bool


def rows_of(held: Iterable[Held]) -> list[Row]:
    """What to learn from, of readings by whatever tier: each letter's commitments (if fully read) and statements."""
    found: list[Row] = []
    for one in held:
        text = one.letter.document.fingerprint
        statements = one.extraction.statements
        have = labels(one.letter, Reading(one.letter.document).units)
        for statement, chances, gold in zip(statements, one.chances, have, strict=True):
            roles = {role.value for role in statement.roles}
            by_role = [chances[OUTPUTS.index(role.value)] for role in Role]
            told = [chances[OUTPUTS.index(role)] for role in roles]
            chance = min(told) if told else 1.0 - max(by_role)
            length = statement.quote.end - statement.quote.start
            right = roles == gold & {role.value for role in Role}
            found.append(Row("statement", text, chance, length, right))
        if one.letter.full:
            hit = {a for a, _ in match(ours_of(one), one.letter.commitments)}
            for at, commitment in enumerate(one.extraction.commitments):
                place = next(n for n, s in enumerate(statements) if s.quote.end > commitment.quote.start)
                length = statements[place].quote.end - statements[place].quote.start
                found.append(Row("commitment", text, one.chances[place][_COMMITS], length, at in hit))
    return found


def curve(rows: Sequence[Row], signs: Sequence[str] = SIGNS) -> Curve:
    """The logistic curve over these signs that the rows are likeliest under, by Newton's method.

    Raises:
        ValueError: it falls as the chance rises, so that the chance says nothing.
    """
    points = [[_sign(row, name) for name in signs] for row in rows]
    seen = np.column_stack([np.ones(len(rows)), np.array(points)])
    right = np.array([row.right for row in rows], dtype=np.float64)
    penalty = np.diag([0.0, *[RIDGE] * len(signs)])
    weights = np.zeros(len(signs) + 1)
    for _ in range(50):
        told = 1.0 / (1.0 + np.exp(-np.clip(seen @ weights, -30.0, 30.0)))
        slope = seen.T @ (right - told) - penalty @ weights
        step = np.linalg.solve(seen.T @ (seen * (told * (1.0 - told))[:, None]) + penalty, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    found = {name: round(float(value), 4) for name, value in zip(("start", *signs), weights, strict=True)}
    if found["chance"] <= 0:
        raise ValueError(f"曲線隨機率下降（the curve falls as the chance rises）：{found}")
    return found


def _sign(row: Row, name: str) -> float:
    if name == "length":
        return float(np.log(max(row.length, 1)))
    kept = min(max(row.chance, 1e-4), 1.0 - 1e-4)
    return float(np.log(kept / (1.0 - kept)))


def deals(rows: Sequence[Row], signs: Sequence[str]) -> tuple[Array, Array]:
    """Held-out confidences (deals of folds, rows), each from a curve fitted on other texts; and the truth (rows,)."""
    texts = sorted({row.text for row in rows})
    told = np.zeros((DEALS, len(rows)))
    for deal in range(DEALS):
        random.Random(SEED + deal).shuffle(texts)
        fold_of = {text: place % FOLDS for place, text in enumerate(texts)}
        for fold in range(FOLDS):
            fitted = curve([row for row in rows if fold_of[row.text] != fold], signs)
            for at, row in enumerate(rows):
                if fold_of[row.text] == fold:
                    told[deal, at] = curved(fitted, row.chance, row.length)
    return told, np.array([row.right for row in rows], dtype=np.float64)


def train(rows: Sequence[Row], tier: str, data: Path) -> dict[str, Any]:
    """The curves of a tier with how they were fitted and how well they hold, ready for the vocabulary file."""
    found: dict[str, Any] = {}
    for of in ("commitment", "statement"):
        mine = [row for row in rows if row.of == of]
        plain, right = deals(mine, SIGNS[:1])
        longer, _ = deals(mine, SIGNS)
        better = _mean_brier(plain, right) - _mean_brier(longer, right)
        signs, told = (SIGNS, longer) if of == "commitment" or better >= WORTH else (SIGNS[:1], plain)
        raw = np.array([row.chance for row in mine])
        found[of] = curve(mine, signs)
        found[f"about {of}"] = {
            "rows": len(mine),
            "right": int(right.sum()),
            "letters": len({row.text for row in mine}),
            "gold_sha256": gold_hash(data),
            "brier": round(_mean_brier(told, right), 4),
            "brier_gained_by_length": round(better, 4),
            "calibration_error": _error(told, right),
            "calibration_error_before": _error(raw[None, :], right),
            "calibration_error_by_chance": _by_chance(told[0]),
        }
    print(f"{tier}: {json.dumps(found, indent=1)}")
    return found


def _mean_brier(told: Array, right: Array) -> float:
    return float(np.mean([brier(line, right) for line in told]))


def _error(told: Array, right: Array) -> float:
    """Mean over deals of the mean distance between told and found, over ``FEW`` bins of equal size."""
    errors = []
    for line in told:
        parts = np.array_split(np.argsort(line, kind="stable"), FEW)
        found = [Bin(len(part), float(line[part].mean()), float(right[part].mean())) for part in parts]
        errors.append(calibration_error(found))
    return round(float(np.mean(errors)), 4)


def _by_chance(told: Array) -> float:
    """The error that the same measure finds, on average, where every confidence is exactly right."""
    chance = np.random.default_rng(SEED)
    return round(
        float(
            np.mean([_error(told[None, :], (chance.random(len(told)) < told).astype(np.float64)) for _ in range(200)])
        ),
        4,
    )


def main() -> None:
    """Fit a tier and write its curves beside those of the others."""
    parser = arguments(__doc__)
    parser.add_argument("--dry", action="store_true", help="fit and print; write nothing")
    asked = parser.parse_args()
    rows = rows_of(held_out(loaded(asked.data), asked.tier, keep=asked.keep, only=asked.folds))
    held = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {"tiers": {}}
    held.pop("about", None)
    held["source"] = "fitted by benchmark/train_confidence.py; each curve: logistic of start + weights of its signs"
    held["tiers"][asked.tier] = train(rows, asked.tier, asked.data)
    if not asked.dry:
        OUT.write_text(json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
