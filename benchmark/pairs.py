"""How well ``yinuo.judge`` links promises to later passages, on the gold pairs.

    python -m benchmark.pairs [--data ../shared/data]

Cross-validated by document, in two ways at once: documents (copies of a text together) fall into
groups, and a pair is judged by models that never saw a pair with a document of either its
promise's or its passage's group. Every figure below rests on those judgements only.
The pair encoder's measures come from four tunings (``pair_folds``); «strictly held out» are the pairs neither of
whose letters their tuning saw.
"""

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import average_precision_score

from benchmark.pair_scores import kept
from yinuo.judge import matters, pair_encoder, senses
from yinuo.judge.candidates import THRESHOLD, features, pair_score
from yinuo.judge.evidence import Assessment, Judge, Model, measures_of
from yinuo.judge.features import ALIKE, NAMES, SAYS
from yinuo.judge.rows import passage_in, promise_in
from yinuo.model import Relation, fingerprint
from yinuo.words import Tier

ROOT = Path(__file__).resolve().parents[1]
GROUPS = 24
STRENGTH = {
    "bears": 0.01,
    "closer": 0.01,
    "moves": 0.03,
}  # of the fit (C); of three tried, none differs by more than 0.01 AP
MOVING = ("fulfilled", "progress", "changed")
BEARING = (*MOVING, "restated")
MOVE_NAMES = (
    *SAYS,
    "in_promise",
    "in_passage",
    "ratio",
    "months",
    "promise_again",
    "promise_done",
    "promise_under_way",
    "act_told",
    "act_other",
    "act_none",
    "act_done",
    "acts_meet",
    "within_month",
    "beyond_year",
    *(name for name in NAMES if name.startswith(("passage_", "same_figure", "other_figure", "lacks_figure"))),
    *("same_year", "other_year", "lacks_year"),
)
RISES = frozenset(ALIKE).union(
    senses.NAMES, matters.RISES, pair_encoder.NAMES, (name for name in NAMES if name.startswith("same_"))
)
FALLS = {"title_lost", "act_other"} | matters.FALLS | {name for name in NAMES if name.startswith("other_")}
Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Gold:
    """The gold pairs, measured."""

    rows: list[dict[str, Any]]
    groups: NDArray[np.int64]  # of the promise's and the passage's document
    measures: Array
    met: Array  # what the pair encoder, tuned without their letters, meets in each
    strictly: Mask  # where one tuning held out both letters
    pool: Mask

    def is_(self, *relations: str) -> Mask:
        """Which pairs have one of these relations."""
        return np.array([row["relation"] in relations for row in self.rows])


def rows_of(data: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """The gold pairs, and the fingerprints of each one's two letters."""
    rows = [json.loads(line) for line in (data / "gold/pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    letters = [json.loads(line) for line in (data / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    prints = {letter["id"]: fingerprint(letter["content"]) for letter in letters}
    held_back = {prints[line] for line in (data / "acceptance_ids.txt").read_text(encoding="utf-8").split()}
    ids = [(row["commitment"]["document_id"], row["evidence"]["document_id"]) for row in rows]
    if any(prints[one] in held_back for pair in ids for one in pair):
        raise SystemExit("a gold pair stands on an acceptance letter")
    return rows, [(prints[one], prints[other]) for one, other in ids]


def load(data: Path) -> Gold:
    """Read and measure the gold pairs."""
    rows, prints = rows_of(data)
    groups = [[int(hashlib.sha256(one.encode()).hexdigest(), 16) % GROUPS for one in pair] for pair in prints]
    measures = [measures_of(promise_in(row["commitment"]), passage_in(row["evidence"])) for row in rows]
    pool = np.array([row["sample"] == "pool" for row in rows])
    met, strictly = kept()
    return Gold(rows, np.array(groups), np.array(measures), met, strictly, pool)


def fit(gold: Gold, labels: Mask, rows: Mask, kind: str) -> Model:
    """A logistic model on some rows, with its level set for the pool; pairs of both samples weigh alike.

    A measure whose meaning is known keeps its sign, however the few pairs happen to fall: what is alike
    never speaks against, another county, law or figure never for (``RISES``, ``FALLS``; bearing only).
    """
    values = np.c_[gold.measures, gold.met] if kind == "closer" else gold.measures
    names = (*NAMES, *pair_encoder.NAMES) if kind == "closer" else NAMES
    mean, scale = values[rows].mean(axis=0), values[rows].std(axis=0)
    scale[scale == 0] = 1.0
    own = np.c_[(values - mean) / scale, gold.pool, np.ones(len(gold.pool))]
    moving = kind == "moves"
    bounds = [_bounds(name, not moving) if not moving or name in MOVE_NAMES else (0.0, 0.0) for name in names]
    found = minimize(
        _loss,
        np.zeros(own.shape[1]),
        args=(own[rows], np.where(labels[rows], 1.0, -1.0), STRENGTH[kind]),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None), (None, None)],
        options={"maxiter": 500, "ftol": 1e-9},
    ).x
    weights = found[:-2] / scale
    return Model(tuple(map(float, weights)), float(found[-1] + found[-2] - weights @ mean))


def _bounds(name: str, signed: bool) -> tuple[float | None, float | None]:
    """Least and greatest weight of a measure."""
    if not signed:
        return None, None
    return (0.0, None) if name in RISES else (None, 0.0) if name in FALLS else (None, None)


def _loss(at: Array, own: Array, sides: Array, strength: float) -> tuple[float, Array]:
    """Logistic loss with a quadratic penalty on all but the level, and its slope."""
    margin = sides * (own @ at)
    miss = np.exp(-np.logaddexp(0.0, margin))
    penalty = at / strength
    penalty[-1] = 0.0
    loss = float(np.logaddexp(0.0, -margin).sum() + 0.5 * at @ penalty)
    return loss, np.asarray(-own.T @ (sides * miss) + penalty)


def fit_judge(gold: Gold, rows: Mask) -> Judge:
    """Both models on some rows: what bears on all of them, what moves on those that bear."""
    bears, moves = (
        gold.is_("fulfilled", "progress", "changed", "restated"),
        gold.is_("fulfilled", "progress", "changed"),
    )
    return Judge(
        fit(gold, bears, rows, "bears"), fit(gold, moves, rows & bears, "moves"), fit(gold, bears, rows, "closer")
    )


def judged(gold: Gold) -> dict[Tier, list[Assessment]]:
    """Every pair, in each tier, judged by models that never saw a document of either group of its own."""
    found: dict[Tier, dict[int, Assessment]] = {tier: {} for tier in Tier}
    for one, other in sorted({(min(pair), max(pair)) for pair in gold.groups.tolist()}):
        here = (gold.groups.min(axis=1) == one) & (gold.groups.max(axis=1) == other)
        judge = fit_judge(gold, np.asarray(~np.isin(gold.groups, [one, other]).any(axis=1)))
        for at in np.flatnonzero(here).tolist():
            pair = promise_in(gold.rows[at]["commitment"]), passage_in(gold.rows[at]["evidence"])
            met = tuple(map(float, gold.met[at]))
            found[Tier.FAST][at] = judge.assess(*pair)
            found[Tier.CAREFUL][at] = judge.assess(*pair, lambda *_, met=met: met)
    return {tier: [of[at] for at in range(len(gold.rows))] for tier, of in found.items()}


def f1(said: Mask, true: Mask) -> str:
    """Precision, recall and F1 as one line."""
    hits, claims, facts = int((said & true).sum()), int(said.sum()), int(true.sum())
    score = 2 * hits / max(1, claims + facts)
    shares = f"P {hits / max(1, claims):.3f} R {hits / max(1, facts):.3f} F1 {score:.3f}"
    return f"{shares} ({hits} of {claims} said, {facts} true)"


def calibration(scores: Array, true: Mask) -> float:
    """Mean distance between chance told and share found, over ten bins of equal size."""
    order = np.argsort(scores, kind="stable")
    bins = np.array_split(order, 10)
    return float(sum(len(part) * abs(scores[part].mean() - true[part].mean()) for part in bins) / len(scores))


def overlap(said: str, true: str) -> float:
    """F1 of the characters of two quotes, as bags."""
    hits = (Counter(said) & Counter(true)).total()
    return 2 * hits / max(1, len(said) + len(true))


def best_f1(scores: Array, true: Mask) -> tuple[float, float]:
    """The best F1 of any threshold, and the threshold."""
    tried = ((float(at), scores >= at) for at in np.arange(0.05, 0.95, 0.025))
    return max((2 * float((said & true).sum()) / max(1, int(said.sum() + true.sum())), at) for at, said in tried)


def report(gold: Gold, found: list[Assessment]) -> None:
    """Print the figures."""
    scores = np.array([item.score for item in found])
    said = np.array([item.relation.value for item in found])
    bears, moves = gold.is_(*BEARING), gold.is_(*MOVING)
    says_bears, says_moves = np.isin(said, BEARING), np.isin(said, MOVING)
    samples = (("pool", gold.pool), ("near", ~gold.pool))
    strict = tuple((f"{name}, strictly held out", rows & gold.strictly) for name, rows in samples)
    for name, rows in (*samples, *strict):
        ranked = average_precision_score(bears[rows], scores[rows])
        score, at = best_f1(scores[rows], bears[rows])
        print(f"{name}: AP of bearing {ranked:.3f}, calibration error {calibration(scores[rows], bears[rows]):.3f}")
        print(f"  bears {f1(says_bears & rows, bears & rows)}; best F1 {score:.3f} at {at:.3f}")
        print(f"  moves {f1(says_moves & rows, moves & rows)}")
    for relation in Relation:
        print(f"{relation.value:10s} {f1(said == relation.value, gold.is_(relation.value))}")
    report_links(gold, found, says_bears, says_moves)
    report_quotes(gold, found)


def report_links(gold: Gold, found: list[Assessment], says_bears: Mask, says_moves: Mask) -> None:
    """What the thresholds of the product keep, and how much of it is right."""
    bears, moves = gold.is_(*BEARING), gold.is_(*MOVING)
    sure = np.array([item.confidence for item in found])
    shared = [pair_score(features(row["commitment"]["text"]), features(row["evidence"]["text"])) for row in gold.rows]
    met = np.array(shared) >= THRESHOLD
    print(f"candidates: {(met & bears).sum() / bears.sum():.3f} of what bears, ", end="")
    print(f"{(met & bears & says_bears).sum() / max(1, (bears & says_bears).sum()):.3f} of what is rightly said to")
    for least in (0.3, 0.4, 0.5, 0.6, 0.75):
        kept = says_bears & (sure >= least)
        moving = kept & says_moves
        print(
            f"confidence ≥ {least}: {int(kept.sum())} links, {(kept & bears).sum() / max(1, kept.sum()):.2f} bear; ",
            end="",
        )
        print(f"{int(moving.sum())} tell movement, {(moving & bears).sum() / max(1, moving.sum()):.2f} bear, ", end="")
        print(f"{(moving & moves).sum() / max(1, moving.sum()):.2f} move")


def report_quotes(gold: Gold, found: list[Assessment]) -> None:
    """How exact and how short the quotes are."""
    quoted = [(item, row) for item, row in zip(found, gold.rows, strict=True) if item.quote]
    exact = sum(row["evidence"]["text"][item.start : item.end] == item.quote for item, row in quoted)
    alike = [overlap(item.quote, row["quote"]) for item, row in quoted if row["quote"]]
    print(f"quotes: {len(quoted)}, verbatim {exact}; characters shared with the gold quote: F1 {np.mean(alike):.3f}")


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared/data")
    gold = load(parser.parse_args().data)
    for tier, found in judged(gold).items():
        print(f"── {tier.value}")
        report(gold, found)


if __name__ == "__main__":
    main()
