"""How often the field of policy is the one that a reader gave: ``python -m benchmark.categories DATA``.

Cross-validated by document: each fold is judged by weights fitted on the others, on gold spans, with
the body that the engine finds itself. ``--errors`` lists what differs, with the words that decided.
"""

import argparse
from collections import Counter
from pathlib import Path
from statistics import pstdev

from benchmark.gold import FOLDS
from benchmark.train_categories import CATEGORIES, examples, fit, full_letters, table
from yinuo.extract.categories import SIGNS, explain

_SHOWN = 12  # confusions that are printed


def main() -> None:
    """Print accuracy, the spread over the folds, and what is taken for what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl and gold/")
    parser.add_argument("--errors", action="store_true", help="list what differs")
    asked = parser.parse_args()
    found, fold_of = full_letters(asked.data)
    rows = [(fold, row) for letter, fold in zip(found, fold_of, strict=True) for row in examples(letter)]
    shares, taken = [], Counter[tuple[str, str]]()
    for fold in range(FOLDS):
        theirs = [row for other, row in rows if other != fold]
        ours = [row for other, row in rows if other == fold]
        weights = fit(*table(theirs))
        told, right = table(ours)
        scores = told @ weights
        scores[~told[:, :, : len(SIGNS)].any(axis=2)] = float("-inf")  # nothing speaks for it
        chosen = scores.argmax(axis=1)
        silent = ~told[:, :, : len(SIGNS)].any(axis=(1, 2))
        good = (chosen == right) & ~silent
        shares.append(good.mean())
        for (text, agency, around, category), field, ok in zip(ours, chosen, good, strict=True):
            taken[category, CATEGORIES[field].value] += 1
            if asked.errors and not ok:
                print(f"{category} ≠ {CATEGORIES[field].value}: {explain(text, agency, around)[1]} {text[:90]}")
    wrong = Counter({pair: count for pair, count in taken.items() if pair[0] != pair[1]})
    whole = 1 - wrong.total() / taken.total()
    print(f"{taken.total()} promises of {len(found)} letters, cross-validated by document")
    print(f"accuracy {whole:.3f} (folds {min(shares):.3f}–{max(shares):.3f}, ±{pstdev(shares):.3f})")
    shipped = sum(explain(*row[:3])[0] == row[3] for _, row in rows) / len(rows)
    print(f"the shipped model on the letters it was fitted on: {shipped:.3f}")
    for (wanted, got), count in wrong.most_common(_SHOWN):
        print(f"  {count:3}  {wanted} taken for {got}")


if __name__ == "__main__":
    main()
