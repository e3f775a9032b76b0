"""Fit what reads statements, a linear layer and the trees of the second look, and write it into the package.

    python -m benchmark.train_statements ../shared/data

Logistic regression over the hashed features of ``yinuo.extract.features``, one output a role,
level and aspect; weights are kept as 8-bit integers. Roles are learnt from two readers, as chances
(``benchmark.second_reader``); levels and aspects from the gold labels. The trees of ``yinuo.extract.second_reading``
learn from scores of letters that the linear layer was not fitted on. The data's hash, the seed and the counts are
recorded in the archive.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmark.gold import SEED, Letter, gold_hash, letters, share_half
from benchmark.second_reader import READINGS, ROLES, both_readers, told
from yinuo.extract.cues import Hit, hits
from yinuo.extract.features import rows
from yinuo.extract.ngrams import BITS
from yinuo.extract.reading import Reading, Unit
from yinuo.extract.second_reading import DEPTH, REREAD, seen
from yinuo.extract.weights import OUTPUTS

__all__ = ["Sample", "fit", "fit_linear", "labels", "sample"]

OUT = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary" / "statements.npz"
INNER = 5  # folds for the scores that the trees learn from
TREES = 80  # in a forest
FORESTS = 4  # grown alike but for the seed; alone, one finds refusals at F1 0.67 to 0.70 as chance has it
SETTLED = 0.02  # chances nearer to no or yes are learnt once
CODES = {"C1": "C1", "C2": "C2", "C3": "C3", "R1": "done", "R2": "under_way", "N": "declines"}


@dataclass(frozen=True)
class Sample:
    """One letter as numbers: features (units, columns), the outputs each unit has, what the second reader told."""

    text: str  # fingerprint: copies of one text are held out together
    units: tuple[Unit, ...]
    cues: tuple[tuple[Hit, ...], ...]
    features: csr_matrix
    outputs: tuple[frozenset[str], ...]
    told: NDArray[np.int8]


def labels(letter: Letter, units: Sequence[Unit]) -> tuple[frozenset[str], ...]:
    """What the gold says of each of our units: of every gold unit that it covers, or is covered by, by half."""
    found: list[frozenset[str]] = []
    for unit in units:
        mine: set[str] = set()
        for gold in letter.units:
            if share_half((unit.start, unit.end), (gold["start"], gold["end"])):
                mine |= {CODES[role] for role in gold["roles"]}
        if mine & {"C1", "C2", "C3"}:
            mine.add("commits")
        if mine & {"done", "under_way"}:
            mine.add("reports")
        found.append(frozenset(mine))
    return tuple(found)


def sample(letter: Letter) -> Sample:
    """Features and labels of one letter."""
    units = Reading(letter.document).units
    cues = tuple(hits([unit.words for unit in units]))
    number, column, value = rows(units, cues, letter.document.date)
    features = csr_matrix((value, (number, column)), shape=(len(units), 1 << BITS))
    return Sample(letter.document.fingerprint, units, cues, features, labels(letter, units), told(letter, units))


def fit(samples: Sequence[Sample]) -> dict[str, NDArray[Any]]:
    """Weights and trees fitted on these letters; the same samples give the same bytes."""
    samples = [one for one in samples if one.units]
    texts = sorted({one.text for one in samples})
    random.Random(SEED).shuffle(texts)
    fold_of = {text: place % INNER for place, text in enumerate(texts)}
    looks: list[NDArray[np.float32]] = []
    outputs: list[frozenset[str]] = []
    for fold in range(INNER):
        model = fit_linear([one for one in samples if fold_of[one.text] != fold])
        weights = model["weights"] * model["scale"]
        for one in (one for one in samples if fold_of[one.text] == fold):
            looks.append(seen(one.units, one.cues, one.features @ weights + model["bias"]))
            outputs.extend(one.outputs)
    return fit_linear(samples) | _fit_trees(np.vstack(looks), outputs)


def _fit_trees(looks: NDArray[np.float32], outputs: Sequence[frozenset[str]]) -> dict[str, NDArray[Any]]:
    """Boosted forests for each output read twice, as ``reread`` takes them (sklearn keeps trees in private fields).

    Their mean is one sum over all their trees: every leaf counts by its forest's share.
    """
    asked = np.zeros((len(REREAD), FORESTS * TREES, 2**DEPTH - 1), dtype=np.int64)
    limit = np.full(asked.shape, np.inf, dtype=np.float32)
    leaf = np.zeros((len(REREAD), FORESTS * TREES, 2**DEPTH), dtype=np.float32)
    start = np.zeros(len(REREAD))
    for output, name in enumerate(OUTPUTS[at] for at in REREAD):
        wanted = np.array([name in have for have in outputs])
        for forest in range(FORESTS):
            model = _grown(looks, wanted, SEED + forest)
            start[output] = float(np.ravel(model._baseline_prediction)[0])
            for tree, (grown,) in enumerate(model._predictors, start=forest * TREES):
                _complete(grown.nodes, asked[output, tree], limit[output, tree], leaf[output, tree])
    return {"asked": asked, "limit": limit, "leaf": leaf / FORESTS, "start": start}


def _grown(looks: NDArray[np.float32], wanted: NDArray[np.bool_], seed: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=0.1,
        max_depth=DEPTH,
        max_leaf_nodes=2**DEPTH,
        min_samples_leaf=40,
        l2_regularization=5.0,
        max_features=0.2,
        early_stopping=False,
        random_state=seed,
    ).fit(looks, wanted)


def _complete(nodes: NDArray[Any], asked: NDArray[Any], limit: NDArray[Any], leaf: NDArray[Any]) -> None:
    """Write a grown tree as a complete one; an early leaf goes on to the left (limit ∞)."""
    places = [(0, 0)]  # number in the grown tree, place in the complete one
    for number, place in places:
        node = nodes[number]
        if place >= len(asked):
            leaf[place - len(asked)] = node["value"]
        elif node["is_leaf"]:
            places.append((number, 2 * place + 1))
        else:
            asked[place], limit[place] = node["feature_idx"], node["num_threshold"]
            places += [(node["left"], 2 * place + 1), (node["right"], 2 * place + 2)]


def fit_linear(samples: Sequence[Sample]) -> dict[str, NDArray[Any]]:
    """Weights, scales and biases of the first look."""
    features = vstack([one.features for one in samples]).tocsr()
    outputs = [have for one in samples for have in one.outputs]
    figures = np.vstack([one.told for one in samples])
    weights = np.zeros((1 << BITS, len(OUTPUTS)), dtype=np.int8)
    scale, bias = np.zeros(len(OUTPUTS)), np.zeros(len(OUTPUTS))
    for at, name in enumerate(OUTPUTS):
        among = {"C": "commits", "d": "reports", "u": "reports"}.get(name[0])
        if name in ROLES:
            among = None
        rows_in = np.array([among is None or among in have for have in outputs])
        wanted = np.array([name in have for have in outputs])[rows_in]
        chance = both_readers(wanted, figures[:, ROLES.index(name)]) if name in ROLES else wanted.astype(float)
        full, bias[at] = _fit_one(features[rows_in], chance, at in REREAD)
        scale[at] = max(float(np.abs(full).max()) / 127.0, 1e-9)
        weights[:, at] = np.rint(full / scale[at]).astype(np.int8)
    return {"weights": weights, "scale": scale, "bias": bias}


def _fit_one(features: csr_matrix, chance: NDArray[np.float64], scaled: bool) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of one output; a row with a chance is learnt twice, as yes and as no, by their shares."""
    yes = chance > 0.5
    telling = _telling(features, yes) if scaled else np.ones(1 << BITS)
    columns = features.multiply(telling).tocsr()
    open_ = (chance > SETTLED) & (chance < 1.0 - SETTLED)
    model = LogisticRegression(C=5.0, solver="liblinear", dual=True, max_iter=1000, random_state=SEED).fit(
        vstack([columns, columns[open_]]).tocsr(),
        np.concatenate([yes, ~yes[open_]]),
        sample_weight=np.concatenate([np.maximum(chance, 1.0 - chance), np.minimum(chance, 1.0 - chance)[open_]]),
    )
    return model.coef_[0] * telling, float(model.intercept_[0])


def _telling(features: csr_matrix, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much each column alone tells the wanted rows from the others (the naive Bayes log ratio).

    Scaling the columns so before the regression spares it the penalty where the evidence is plain
    (Wang and Manning 2012, «Baselines and Bigrams»).
    """
    present = features.astype(bool)
    with_it, without = (np.asarray(present[rows].sum(axis=0)).ravel() + 1.0 for rows in (wanted, ~wanted))
    return np.asarray(np.abs(np.log(with_it / with_it.sum() * without.sum() / without)) + 0.1)


def main() -> None:
    """Fit on every labelled letter and write the archive."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    found = letters(asked.data)
    samples = [sample(letter) for letter in found]
    about = {
        "letters": len(found),
        "units": sum(len(one.outputs) for one in samples),
        "gold_sha256": gold_hash(asked.data),
        "second_reader_sha256": hashlib.sha256(READINGS.read_bytes()).hexdigest(),
        "seed": SEED,
        "outputs": OUTPUTS,
    }
    model = fit(samples)
    np.savez_compressed(asked.out, allow_pickle=False, about=np.array(json.dumps(about)), **model)
    print(f"{asked.out.name}: {asked.out.stat().st_size:,} bytes; {about}")


if __name__ == "__main__":
    main()
