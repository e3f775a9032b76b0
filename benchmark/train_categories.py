"""Fit how much each sign of a field of policy counts: ``python -m benchmark.train_categories DATA``.

A conditional logit over the sixteen fields: each field's signs (``extract.categories.SIGNS``) times
one weight for each kind of sign, plus a leaning for each field, both drawn towards nothing. Some two
dozen numbers from the spans of 68 letters. Newton's method; no chance in it. Writes
``vocabulary/category_model.json``. Tried and left out: character n-grams of the letters with the
category of their ministry as weak labels (0.87–0.88 by document, against 0.89 without).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmark.gold import Letter, folds, gold_hash, letters
from yinuo.decode.outline import heading_path, sections
from yinuo.extract.agencies import responsible
from yinuo.extract.categories import SIGNS, signs
from yinuo.model import Category

CATEGORIES = tuple(Category)
_TARGET = Path(__file__).parent.parent / "src" / "yinuo" / "vocabulary" / "category_model.json"
_BEFORE = 4000  # characters before a promise that the engine has at hand
_PULL, _LEANING_PULL = 2.0, 8.0  # how strongly weights and leanings are drawn to 0
_ROUNDS = 50

Numbers = NDArray[np.float64]


def examples(letter: Letter) -> list[tuple[str, Any, str, str]]:
    """Each promise of a letter: its words, the body found for it, its surroundings, its category."""
    document = letter.document
    outline = sections(document.text)
    found = []
    for row in letter.commitments:
        start = row["start"]
        headings = heading_path(outline, start)
        agency = responsible(document, headings, row["text"], document.text[max(0, start - _BEFORE) : start])
        found.append((row["text"], agency, "\n".join((*headings, document.title)), row["category"]))
    return found


def table(rows: Sequence[tuple[str, Any, str, str]]) -> tuple[Numbers, NDArray[np.int64]]:
    """Signs of every field for every promise (promises x fields x signs and leanings), and the right field."""
    leanings = np.eye(len(CATEGORIES))
    told = [np.hstack([np.array(signs(text, agency, around)), leanings]) for text, agency, around, _ in rows]
    right = [CATEGORIES.index(Category(category)) for *_, category in rows]
    return np.array(told), np.array(right)


def fit(told: Numbers, right: NDArray[np.int64]) -> Numbers:
    """The weights of the signs, then the leanings of the fields."""
    pull = np.concatenate([np.full(len(SIGNS), _PULL), np.full(len(CATEGORIES), _LEANING_PULL)])
    weights = np.zeros(told.shape[2])
    for _ in range(_ROUNDS):
        chance = _chances(told, weights)
        mean = np.einsum("nk,nkc->nc", chance, told)
        slope = (mean - told[np.arange(len(right)), right]).sum(axis=0) + pull * weights
        bend = np.einsum("nk,nkc,nkd->cd", chance, told, told) - mean.T @ mean + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        while _loss(told, right, pull, weights - step) > _loss(told, right, pull, weights) + 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _loss(told: Numbers, right: NDArray[np.int64], pull: Numbers, weights: Numbers) -> float:
    chance = _chances(told, weights)[np.arange(len(right)), right]
    return float(-np.log(chance + 1e-300).sum() + (pull * weights * weights).sum() / 2)


def _chances(told: Numbers, weights: Numbers) -> Numbers:
    scores = told @ weights
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return chances


def model(weights: Numbers) -> dict[str, dict[str, float]]:
    """The fitted numbers by name, as the engine reads them."""
    rounded = [round(float(weight), 3) for weight in weights]
    return {
        "weights": dict(zip(SIGNS, rounded, strict=False)),
        "leaning": dict(zip((category.value for category in CATEGORIES), rounded[len(SIGNS) :], strict=True)),
    }


def full_letters(data: Path) -> tuple[list[Letter], list[int]]:
    """The letters with spans, and the fold of each."""
    every = letters(data)
    both = [(letter, fold) for letter, fold in zip(every, folds(every), strict=True) if letter.full]
    return [letter for letter, _ in both], [fold for _, fold in both]


def main() -> None:
    """Fit on every letter with spans and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl and gold/")
    data = parser.parse_args().data
    rows = [row for letter in full_letters(data)[0] for row in examples(letter)]
    about = {
        "source": "fitted by benchmark/train_categories.py on the categories of the gold spans",
        "promises": len(rows),
        "gold_sha256": gold_hash(data),
    }
    text = json.dumps({"about": about, **model(fit(*table(rows)))}, ensure_ascii=False, indent=1)
    _TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} promises → {_TARGET.name}")


if __name__ == "__main__":
    main()
