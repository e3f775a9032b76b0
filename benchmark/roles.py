"""How well each statement's role is told, on every labelled letter, cross-validated by document.

    python -m benchmark.roles ../shared/data [--keep build/kept]

One row a unit of ours; it has the roles of every gold unit that it covers, or is covered by, by half.
Levels and aspects are scored where reader and engine agree on the role. The curve shows what other
thresholds on the chance of a role would give; its best point is chosen on the very units it is
scored on, so it is a little too good.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmark.crossval import Held, arguments, held_out, loaded
from benchmark.figures import Figure, Tally, as_json, by_fold, f1, interval, resampled_f1, table
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS
from yinuo.model import Aspect, Level

__all__ = ["FIGURES", "ROLES", "Unit", "average_precision", "count", "curve", "units_of"]

ROLES = ("commits", "reports", "declines")
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(2, 19))


@dataclass(frozen=True)
class Unit:
    """One unit: what the reader says of it, what we say, and the chances we gave."""

    gold: frozenset[str]
    roles: frozenset[str]
    kind: frozenset[str]  # our level and aspect, as ``OUTPUTS`` call them
    chances: tuple[float, ...]  # of ``OUTPUTS``


def _role(name: str, readers: str = "", aim: str = "") -> tuple[Figure, Figure, Figure]:
    return (
        Figure(f"{name} F1", lambda t: f1(t[f"{name} hit"], t[f"{name} ours"], t[f"{name} gold"]), "", readers, aim),
        Figure(f"{name} precision", lambda t: t[f"{name} hit"] / max(1, t[f"{name} ours"])),
        Figure(f"{name} recall", lambda t: t[f"{name} hit"] / max(1, t[f"{name} gold"])),
    )


FIGURES = (
    *_role("commits"),
    *_role("reports", "0.96", "≥ 0.90"),
    *_role("declines", "0.89", "≥ 0.70"),
    Figure("level, given commits", lambda t: t["level right"] / max(1, t["commits hit"])),
    Figure("aspect, given reports", lambda t: t["aspect right"] / max(1, t["reports hit"])),
)


def units_of(held: Held) -> list[Unit]:
    """Every unit of a letter with what is true and what was said of it."""
    from benchmark.train_statements import labels

    gold = labels(held.letter, Reading(held.letter.document).units)
    return [
        Unit(have, frozenset(role.value for role in said.roles), _kind(said.level, said.aspect), chances)
        for have, said, chances in zip(gold, held.extraction.statements, held.chances, strict=True)
    ]


def _kind(*found: Level | Aspect | None) -> frozenset[str]:
    return frozenset(one.value for one in found if one is not None)


def count(units: Sequence[Unit]) -> Tally:
    """Hits, claims and facts of each role; right levels and aspects among the hits."""
    tally: Tally = Counter()
    for unit in units:
        for role in ROLES:
            tally[f"{role} ours"] += role in unit.roles
            tally[f"{role} gold"] += role in unit.gold
            tally[f"{role} hit"] += role in unit.roles and role in unit.gold
        if "commits" in unit.roles & unit.gold:
            tally["level right"] += bool(unit.kind & unit.gold & {"C1", "C2", "C3"})
        if "reports" in unit.roles & unit.gold:
            tally["aspect right"] += bool(unit.kind & unit.gold & {"done", "under_way"})
    return tally


def average_precision(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """Mean precision at each step of recall, equal scores as one step; 0 where nothing is true."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(true[order])
    last = np.r_[np.flatnonzero(np.diff(scores[order])), len(order) - 1]  # where a run of equal scores ends
    if not len(order) or not hits[-1]:
        return 0.0
    steps = np.diff(np.r_[0, hits[last]])
    return float((steps * hits[last] / (last + 1)).sum() / hits[-1])


def curve(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Precision, recall and F1 of saying so from each threshold on."""
    found = []
    for threshold in THRESHOLDS:
        said = scores >= threshold
        hit, ours, gold = int((said & true).sum()), int(said.sum()), int(true.sum())
        found.append(
            {
                "threshold": threshold,
                "precision": hit / max(1, ours),
                "recall": hit / max(1, gold),
                "F1": f1(hit, ours, gold),
            }
        )
    return found


def ranked(units: Sequence[Unit]) -> dict[str, dict[str, Any]]:
    """Average precision and the curve of each role."""
    found = {}
    for role in ROLES:
        scores = np.array([unit.chances[OUTPUTS.index(role)] for unit in units])
        true = np.array([role in unit.gold for unit in units])
        found[role] = {"average precision": average_precision(scores, true), "curve": curve(scores, true)}
    return found


def main() -> None:
    """Cross-validate and print."""
    asked = arguments(__doc__).parse_args()
    counted: list[tuple[int, Tally]] = []
    texts: dict[str, Tally] = {}
    units: list[Unit] = []
    for held in held_out(loaded(asked.data), asked.tier, keep=asked.keep, only=asked.folds):
        mine = units_of(held)
        units += mine
        counted.append((held.fold, count(mine)))
        texts.setdefault(held.letter.document.fingerprint, Counter()).update(counted[-1][1])
    folds, ranks = by_fold(counted), ranked(units)
    sure = {
        role: interval(resampled_f1(list(texts.values()), f"{role} hit", f"{role} ours", f"{role} gold"))
        for role in ROLES
    }
    if asked.json:
        about = {"tier": asked.tier, "letters": len(counted), "units": len(units)}
        print(json.dumps({**about, "figures": as_json(FIGURES, folds), "F1 95 %": sure, "ranked": ranks}))
        return
    print(f"tier {asked.tier}: {len(units)} units of {len(counted)} letters")
    print(table(FIGURES, folds))
    for role in ROLES:
        low, high = sure[role]
        best = max(ranks[role]["curve"], key=lambda point: point["F1"])
        print(
            f"{role}: average precision {ranks[role]['average precision']:.3f}; F1 95 % {low:.3f}–{high:.3f}; ", end=""
        )
        print(f"best of the curve {best['F1']:.3f} at {best['threshold']}")
    print("\nthreshold " + "".join(f"{role + ' P R F1':>24}" for role in ROLES))
    for at, threshold in enumerate(THRESHOLDS):
        points = [ranks[role]["curve"][at] for role in ROLES]
        print(f"{threshold:9} " + "".join(f"{p['precision']:12.3f}{p['recall']:6.3f}{p['F1']:6.3f}" for p in points))


if __name__ == "__main__":
    main()
