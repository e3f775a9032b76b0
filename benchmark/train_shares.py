"""The two curves of ``judge.shares`` fitted again to the links read, after a change of the pair models or the encoder.

    python -m benchmark.train_shares LEDGER

LEDGER is a careful run (``yinuo run``) over the open replies. It prints the weights and how well they hold with each
link left out once; it writes nothing: few links were read, so a person looks before the numbers are taken over.
"""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmark.link_precision import rows
from yinuo.judge import pair_encoder
from yinuo.judge.evidence import UNSETTLED, Passage, Promise, assess, measures_of, shipped
from yinuo.judge.links import context_of, promise_of
from yinuo.model import Evidence
from yinuo.persist.ledger import Ledger

MIDDLE = 0.7  # of ``near_back``
STRENGTH = 1.0  # of the penalty on the slope
_NEAR_BACK = pair_encoder.NAMES.index("near_back")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """A link read: what the curves see of it, and whether it bears."""

    moves: bool
    log_odds: float
    near_back: float
    bears: bool


def told(ledger: Ledger, link: Evidence, *, bears: bool) -> Told | None:
    """The measures of a link; None where no encoder compared the pair, and movement has no curve."""
    commitment, later = ledger.commitment(link.commitment_id), ledger.extraction(link.quote.document_id)
    whole = next(
        (
            one.quote
            for one in later.statements
            if one.quote.start <= link.quote.start and link.quote.end <= one.quote.end
        ),
        link.quote,
    )
    document = later.document
    promise: Promise = promise_of(commitment, ledger.document(commitment.quote.document_id).title)
    passage = Passage(whole.exact, document.date.first, context_of(document, whole.start), document.title)
    score = min(max(assess(promise, passage).score, 1e-6), 1 - 1e-6)
    if link.relation.moves and _plain(promise, passage) > UNSETTLED[1]:
        return None
    met = pair_encoder.met(promise.title, promise.text, passage.text)
    return Told(link.relation.moves, float(np.log(score / (1 - score))), met[_NEAR_BACK], bears)


def _plain(promise: Promise, passage: Passage) -> float:
    return shipped().bears.chance(measures_of(promise, passage))


def fit(values: Array, bears: NDArray[np.bool_]) -> Array:
    """Level and slope of a logistic curve with a penalty on the slope."""
    own, sides = np.c_[np.ones(len(values)), values], np.where(bears, 1.0, -1.0)

    def loss(at: Any) -> float:
        return float(np.logaddexp(0.0, -sides * (own @ at)).sum() + 0.5 * STRENGTH * at[1] ** 2)

    return np.asarray(minimize(loss, np.zeros(2)).x)


def report(name: str, values: Array, bears: NDArray[np.bool_]) -> None:
    """Print a curve, and by bins what it tells of links left out."""
    level, slope = fit(values, bears)
    print(f"{name}: {len(bears)} links, {int(bears.sum())} bear; level {level:.2f}, slope {slope:.2f}")
    others = [np.arange(len(bears)) != at for at in range(len(bears))]
    chances = np.array(
        [1 / (1 + np.exp(-(w[0] + w[1] * values[at]))) for at, w in enumerate(fit(values[o], bears[o]) for o in others)]
    )
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 1.01)):
        here = (chances >= low) & (chances < high)
        if here.any():
            print(f"  told {chances[here].mean():.2f}: {int(bears[here].sum())} of {int(here.sum())} bear")


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger")
    with Ledger.open(parser.parse_args().ledger, readonly=True) as ledger:
        links = {link.id: link for link in ledger.evidence()}
        read = [
            found
            for row in rows()
            if row["evidence"] in links
            and (found := told(ledger, links[row["evidence"]], bears=row["bears"] == "yes")) is not None
        ]
    again, moved = [one for one in read if not one.moves], [one for one in read if one.moves]
    report("told again, by log-odds of the score", np.array([one.log_odds for one in again]), _bears(again))
    near = np.array([10 * (one.near_back - MIDDLE) for one in moved])
    report(f"movement, by ten times near_back − {MIDDLE}", near, _bears(moved))


def _bears(read: list[Told]) -> NDArray[np.bool_]:
    return np.array([one.bears for one in read])


if __name__ == "__main__":
    main()
