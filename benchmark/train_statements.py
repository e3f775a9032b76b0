"""Fit the linear layer over statement features and write it into the package.

    python -m benchmark.train_statements ../shared/data

Logistic regression over the hashed features of ``yinuo.extract.features``, one output a role,
level and aspect; weights are kept as 8-bit integers. The data's hash, the seed and the counts are
recorded in the archive.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from benchmark.gold import SEED, Letter, gold_hash, letters
from yinuo.extract.cues import hits
from yinuo.extract.features import rows
from yinuo.extract.ngrams import BITS
from yinuo.extract.reading import Reading, Unit
from yinuo.extract.weights import OUTPUTS

__all__ = ["Sample", "fit", "labels", "sample"]

OUT = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary" / "statements.npz"
STRENGTH = {"commits": 5.0, "reports": 5.0, "declines": 30.0}  # inverse of the L2 penalty
CODES = {"C1": "C1", "C2": "C2", "C3": "C3", "R1": "done", "R2": "under_way", "N": "declines"}


@dataclass(frozen=True)
class Sample:
    """One letter as numbers: features (units, columns) and the outputs each unit has."""

    features: csr_matrix
    outputs: tuple[frozenset[str], ...]


def labels(letter: Letter, units: Sequence[Unit]) -> tuple[frozenset[str], ...]:
    """What the gold says of each of our units: of every gold unit that it covers, or is covered by, by half."""
    found: list[frozenset[str]] = []
    for unit in units:
        mine: set[str] = set()
        for gold in letter.units:
            shared = min(unit.end, gold["end"]) - max(unit.start, gold["start"])
            if shared > 0 and 2 * shared >= min(unit.end - unit.start, gold["end"] - gold["start"]):
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
    number, column, value = rows(units, hits([unit.words for unit in units]), letter.document.date)
    features = csr_matrix((value, (number, column)), shape=(len(units), 1 << BITS))
    return Sample(features, labels(letter, units))


def fit(samples: Sequence[Sample]) -> dict[str, NDArray[Any]]:
    """Weights, scales and biases fitted on these letters; the same samples give the same bytes."""
    features = vstack([one.features for one in samples]).tocsr()
    outputs = [have for one in samples for have in one.outputs]
    weights = np.zeros((1 << BITS, len(OUTPUTS)), dtype=np.int8)
    scale, bias = np.zeros(len(OUTPUTS)), np.zeros(len(OUTPUTS))
    for at, name in enumerate(OUTPUTS):
        among = {"C": "commits", "d": "reports", "u": "reports"}.get(name[0])
        if name in STRENGTH:
            among = None
        rows_in = np.array([among is None or among in have for have in outputs])
        wanted = np.array([name in have for have in outputs])[rows_in]
        model = LogisticRegression(
            C=STRENGTH.get(name, 5.0), solver="liblinear", dual=True, max_iter=1000, random_state=SEED
        ).fit(features[rows_in], wanted)
        full = model.coef_[0]
        scale[at] = max(float(np.abs(full).max()) / 127.0, 1e-9)
        weights[:, at] = np.rint(full / scale[at]).astype(np.int8)
        bias[at] = float(model.intercept_[0])
    return {"weights": weights, "scale": scale, "bias": bias}


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
        "seed": SEED,
        "outputs": OUTPUTS,
    }
    model = fit(samples)
    np.savez_compressed(
        asked.out,
        about=np.array(json.dumps(about)),
        weights=model["weights"],
        scale=model["scale"],
        bias=model["bias"],
    )
    print(f"{asked.out.name}: {asked.out.stat().st_size:,} bytes; {about}")


if __name__ == "__main__":
    main()
