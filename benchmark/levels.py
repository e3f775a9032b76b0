"""How often the level of a promise is right, on the spans that readers marked.

    python -m benchmark.levels ../shared/data

Everything fitted, the statement model and the weights of the levels, is refitted for each fold without
the letters of that fold. «before» is the statement model's own view of C2 against C3. The promises of
the other labelled letters, as the cut rules take them out, are printed beside: they have no C1.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from benchmark.gold import FOLDS, Letter, folds, letters
from benchmark.train_levels import fit, nearest, rows
from benchmark.train_statements import fit as fit_statements
from benchmark.train_statements import sample
from yinuo.extract.deadlines import deadlines
from yinuo.extract.levels import above, decide, deliverable
from yinuo.extract.reading import Reading
from yinuo.extract.statements import read
from yinuo.extract.targets import target
from yinuo.extract.weights import OUTPUTS, Weights

_C1 = OUTPUTS.index("C1")


def count(letter: Letter, statements: Weights, weights: dict[str, Any]) -> Counter[str]:
    """Right answers in one letter, by where they come from."""
    tally: Counter[str] = Counter()
    reading = Reading(letter.document)
    chances = [verdict.chances[_C1 : _C1 + 3] for verdict in read(reading, statements)]
    for row in rows(letter):
        own = chances[row.unit]
        tally["C2 or C3 of"] += 1
        tally["C2 or C3 before"] += (own[1] >= own[2]) is row.deliverable
        tally["C2 or C3 right"] += (deliverable(row.words, own, row.above, weights) > 0) is row.deliverable
    for gold in letter.commitments:
        at = nearest(reading.units, gold["start"], gold["end"])
        due, amount = deadlines(gold["text"], letter.document.date), target(gold["text"])
        level = decide(gold["text"], chances[at], due, amount, under=above(reading.units[at]), weights=weights)
        tally["span of"] += 1
        tally["span right"] += level.value == gold["level"]
        tally[f"{gold['level']} as {level.value}"] += 1
    return tally


def main() -> None:
    """Cross-validate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    asked = parser.parse_args()
    found = letters(asked.data)
    fold_of = folds(found)
    samples = [sample(letter) for letter in found]
    tallies: list[Counter[str]] = []
    for fold in range(FOLDS):
        kept = [at for at, of in enumerate(fold_of) if of != fold]
        statements = fit_statements([samples[at] for at in kept])
        weights = fit([row for at in kept for row in rows(found[at])])
        mine = (letter for letter, of in zip(found, fold_of, strict=True) if of == fold)
        tallies.append(sum((count(letter, statements, weights) for letter in mine), Counter()))
    total = sum(tallies, Counter())
    by_fold = " ".join(f"{one['span right'] / one['span of']:.3f}" for one in tallies)
    print(f"level of gold spans      {total['span right'] / total['span of']:.3f}   by fold {by_fold}")
    print(f"C2 or C3, all letters    {total['C2 or C3 right'] / total['C2 or C3 of']:.3f}")
    print(f"C2 or C3 before          {total['C2 or C3 before'] / total['C2 or C3 of']:.3f}")
    print({name: times for name, times in sorted(total.items()) if " as " in name})


if __name__ == "__main__":
    main()
