"""How well promises are found: roles by unit, spans, and what is read in them.

    python -m benchmark.spans ../shared/data

The fitted model is refitted for each fold without the letters of that fold (copies of one text
share a fold). Roles are scored on every labelled letter, spans on the fully read ones. A span is
hit by one of ours, one to one, where what they share is at least half of the shorter and at
least 0.3 of both together.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from benchmark.gold import FOLDS, Letter, folds, letters
from benchmark.train_statements import fit, labels, sample
from yinuo.extract.commitments import extract
from yinuo.extract.reading import Reading
from yinuo.extract.rows import commitment_row
from yinuo.extract.weights import Weights

__all__ = ["f1", "match", "predict", "report"]

ROLES = ("commits", "reports", "declines")
ATTRIBUTES = ("level", "deadlines", "no deadline", "target", "no target", "agency", "category")


def overlap(ours: dict[str, Any], gold: dict[str, Any]) -> float:
    """Intersection over union where the two spans match, else 0."""
    shared = min(ours["end"], gold["end"]) - max(ours["start"], gold["start"])
    if shared <= 0:
        return 0.0
    lengths = ours["end"] - ours["start"], gold["end"] - gold["start"]
    union = sum(lengths) - shared
    return shared / union if shared >= 0.5 * min(lengths) and shared >= 0.3 * union else 0.0


def match(ours: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """One-to-one pairs (ours, gold), the best overlap first."""
    pairs = sorted(
        ((overlap(one, other), a, b) for a, one in enumerate(ours) for b, other in enumerate(gold)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: tuple[set[int], set[int]] = set(), set()
    found: list[tuple[int, int]] = []
    for value, a, b in pairs:
        if value > 0 and a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            found.append((a, b))
    return found


def f1(hit: float, ours: float, gold: float) -> float:
    """2·hit / (ours + gold); 0 where there is nothing."""
    return 2 * hit / (ours + gold) if ours + gold else 0.0


def predict(letter: Letter, model: Weights) -> tuple[list[frozenset[str]], list[dict[str, Any]]]:
    """Roles of each unit and rows of each commitment, under given weights."""
    found = extract(letter.document, model=model)
    roles = [frozenset(role.value for role in one.roles) for one in found.statements]
    return roles, [commitment_row(one) for one in found.commitments]


def count(letter: Letter, model: Weights) -> Counter[str]:
    """Everything countable about one letter."""
    said, ours = predict(letter, model)
    tally: Counter[str] = Counter()
    for mine, have in zip(said, labels(letter, Reading(letter.document).units), strict=True):
        for role in ROLES:
            tally[f"{role} ours"] += role in mine
            tally[f"{role} gold"] += role in have
            tally[f"{role} hit"] += role in mine and role in have
    if letter.full:
        _count_spans(tally, ours, letter.commitments)
    return tally


def _count_spans(tally: Counter[str], ours: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> None:
    pairs = match(ours, gold)
    tally.update({"span ours": len(ours), "span gold": len(gold), "span hit": len(pairs)})
    for level in ("C1", "C2", "C3"):
        tally[f"{level} gold"] += sum(one["level"] == level for one in gold)
        tally[f"{level} hit"] += sum(gold[b]["level"] == level for _, b in pairs)
    for a, b in pairs:
        for name, right in _attributes(ours[a], gold[b]).items():
            tally[f"{name} of"] += 1
            tally[f"{name} right"] += right


def _attributes(mine: dict[str, Any], have: dict[str, Any]) -> dict[str, bool]:
    dates = [{due["date"] for due in one["deadlines"]} for one in (mine, have)]
    values = [one["target"] and float(one["target"]["value"]) for one in (mine, have)]
    return {
        "level": mine["level"] == have["level"],
        "deadlines" if dates[1] else "no deadline": dates[0] == dates[1],
        "target" if values[1] is not None else "no target": values[0] == values[1],
        "agency": mine["agency"] == have["agency"],
        "category": mine["category"] == have["category"],
    }


def report(tallies: Sequence[Counter[str]]) -> str:
    """The printed table: over all folds, and the spread between them."""
    lines = [f"{'':22}{'all':>7}{'mean':>7}{'± sd':>7}   by fold"]
    lines += [
        _line(f"{role} F1", tallies, lambda c, r=role: f1(c[f"{r} hit"], c[f"{r} ours"], c[f"{r} gold"]))
        for role in ROLES
    ]
    lines.append(_line("span F1", tallies, lambda c: f1(c["span hit"], c["span ours"], c["span gold"])))
    lines.append(_line("span precision", tallies, lambda c: c["span hit"] / max(1, c["span ours"])))
    lines.append(_line("span recall", tallies, lambda c: c["span hit"] / max(1, c["span gold"])))
    lines.append(
        _line(
            "recall of C1+C2",
            tallies,
            lambda c: (c["C1 hit"] + c["C2 hit"]) / max(1, c["C1 gold"] + c["C2 gold"]),
        )
    )
    lines += [
        _line(f"{name} right", tallies, lambda c, n=name: c[f"{n} right"] / max(1, c[f"{n} of"])) for name in ATTRIBUTES
    ]
    total = sum(tallies, Counter())
    lines.append(f"spans: {total['span gold']} gold, {total['span ours']} ours, {total['span hit']} matched")
    return "\n".join(lines)


def _line(name: str, tallies: Sequence[Counter[str]], value: Any) -> str:
    each = [value(tally) for tally in tallies]
    spread = f"{value(sum(tallies, Counter())):7.3f}{mean(each):7.3f}{pstdev(each):7.3f}"
    return f"{name:22}{spread}   " + " ".join(f"{one:.3f}" for one in each)


def main() -> None:
    """Cross-validate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--json", action="store_true", help="print the counts of each fold instead")
    asked = parser.parse_args()
    found = letters(asked.data)
    fold_of = folds(found)
    samples = [sample(letter) for letter in found]
    tallies: list[Counter[str]] = []
    for fold in range(FOLDS):
        model = fit([one for one, of in zip(samples, fold_of, strict=True) if of != fold])
        mine = (letter for letter, of in zip(found, fold_of, strict=True) if of == fold)
        tallies.append(sum((count(letter, model) for letter in mine), Counter()))
    print(json.dumps(tallies) if asked.json else report(tallies))


if __name__ == "__main__":
    main()
