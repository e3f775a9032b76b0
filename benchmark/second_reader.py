"""What a second reader said of each unit of the labelled letters, and what can be learnt from both readers together.

A large language model read the 357 letters blind: it had the rules of the gold data (its roles and settled
conventions), no label and no other letter's labels, and told for each unit, from 0 to 9, how likely a reader who keeps
those rules would say that it commits, reports, declines. ``second_readings.tsv`` keeps these figures by document and
place, without words. «本部將賡續辦理宣導。» closing an answer has 9 0 0; «輔導業者改善設備。» in a list whose lead
decides nothing has 4 6 0: a label says only yes or no where a reader would hesitate. Two more columns
tell the likeliest level (1–3 from commits 3 on, else 0) and kind of report (1 done, 2 under way, 3 both).

Against the gold labels these figures have an average precision of 0.97 (commits), 0.99 (reports), 0.90 (declines):
``python -m benchmark.second_reader ../shared/data`` prints it. The last epoch of ``benchmark.train_encoder`` learns
from the mean of the gold label and of the share of gold labels among units told alike, counted on the letters
learnt from alone; so does ``benchmark.train_statements`` (``docs/method.md`` §7). A letter is always *scored* by
its gold labels: nothing the second reader said of it reaches the model that is scored on it.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark.gold import Letter, share_half
from yinuo.extract.reading import Unit

__all__ = ["MOST", "READINGS", "ROLES", "Told", "both_readers", "figures", "readings", "shares", "told"]

READINGS = Path(__file__).parent / "second_readings.tsv"
ROLES = ("commits", "reports", "declines")
MOST = 9
LIKE_OTHERS = 2.0  # units told alike that are added with the share of the next lower figure: rare figures say little


class Told(NamedTuple):
    """What the second reader told of one stretch of a text."""

    start: int
    end: int
    roles: tuple[int, ...]  # 0–9 for each of ``ROLES``
    level: int  # 1–3; 0 where it hardly commits
    aspect: int  # of what is reported: 1 done, 2 under way, 3 both; 0 where it hardly reports


@lru_cache(maxsize=4)
def readings(path: Path) -> dict[str, tuple[Told, ...]]:
    """A file of readings, by the text that they are of (its first column)."""
    found: dict[str, list[Told]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            roles = tuple(int(row[name]) for name in ROLES)
            level, aspect = int(row["level"]), int(row["done_or_under_way"])
            found[next(iter(row.values()))].append(Told(int(row["start"]), int(row["end"]), roles, level, aspect))
    return {name: tuple(rows) for name, rows in found.items()}


def figures(kept: Sequence[Told], units: Sequence[Unit]) -> NDArray[np.int8]:
    """What was told of each unit's roles: (units, roles), 0–9; −1 in a row that was not read.

    A unit that was cut otherwise when it was read takes the highest figures of those that it shares half with.
    """
    found = np.full((len(units), len(ROLES)), -1, dtype=np.int8)
    for at, unit in enumerate(units):
        for one in kept:
            if share_half((unit.start, unit.end), (one.start, one.end)):
                found[at] = np.maximum(found[at], np.array(one.roles, dtype=np.int8))
    return found


def told(letter: Letter, units: Sequence[Unit]) -> NDArray[np.int8]:
    """What the second reader said of each unit of a labelled letter, as ``figures`` says."""
    return figures(readings(READINGS).get(letter.document.id, ()), units)


def shares(gold: NDArray[np.bool_], said: NDArray[np.int8]) -> NDArray[np.float64]:
    """The share of gold labels among units told alike, never falling with the figure: (``MOST`` + 1,)."""
    found = np.zeros(MOST + 1)
    below = 0.0
    for figure in range(MOST + 1):
        alike = gold[said == figure]
        below = found[figure] = max(below, (alike.sum() + LIKE_OTHERS * below) / (len(alike) + LIKE_OTHERS))
    return found


def both_readers(gold: NDArray[np.bool_], said: NDArray[np.int8]) -> NDArray[np.float64]:
    """What to learn: the mean of each gold label and the share of gold labels among units told alike.

    Args:
        gold: whether each unit has a role, (units,).
        said: what the second reader told of that role, (units,); −1 where it was not asked: gold alone counts.

    Returns:
        Chances, (units,).
    """
    return np.asarray(np.where(said < 0, gold, (gold + shares(gold, said)[np.maximum(said, 0)]) / 2))


def main() -> None:
    """How far the second reader agrees with the gold labels."""
    from sklearn.metrics import average_precision_score

    from benchmark.crossval import loaded
    from benchmark.train_statements import labels
    from yinuo.extract.reading import Reading

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    found = loaded(parser.parse_args().data)
    said_of: list[NDArray[np.int8]] = []
    gold: list[list[bool]] = []
    full: list[bool] = []
    for letter in found:
        units = Reading(letter.document).units
        said_of.append(told(letter, units))
        gold.extend([name in have for name in ROLES] for have in labels(letter, units))
        full.extend([letter.full] * len(units))
    said, have, whole = np.vstack(said_of), np.array(gold), np.array(full)
    for at, name in enumerate(ROLES):
        yes, right = said[:, at] >= (MOST + 1) // 2, have[:, at]
        hit = (yes & right).sum()
        ranked, f1 = average_precision_score(right, said[:, at]), 2 * hit / (yes.sum() + right.sum())
        print(f"{name:9} average precision {ranked:.3f}; from 5: precision {hit / yes.sum():.2f}", end=" ")
        print(f"recall {hit / right.sum():.2f} F1 {f1:.3f}")
        for kind, among in (("fully read", whole), ("the others", ~whole)):
            shares = (right[among & (said[:, at] == figure)].mean() for figure in range(MOST + 1))
            print(f"  gold share by figure, {kind}: {' '.join(f'{share:.2f}' for share in shares)}")


if __name__ == "__main__":
    main()
