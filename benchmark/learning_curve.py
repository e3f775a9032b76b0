"""What more labelled letters give: span F1 and role F1 against the share of letters learnt from.

    python -m benchmark.learning_curve ../shared/data --keep build/kept [--shares 0.125 0.25 0.5 0.75 1]

Cross-validated by document as ever; within each fold only a share of the other texts is learnt from
(fully read letters in the same share; small shares lie within larger ones). Rules and vocabulary are
the same throughout, so this is what labels give on top of them. About four minutes on one core, and
two more for the whole where it is not kept.
"""

import json
from collections import Counter
from pathlib import Path
from statistics import pstdev
from typing import Any

from benchmark.crossval import arguments, full_of, held_out, loaded, training_for
from benchmark.figures import Figure, by_fold, interval, resampled_f1
from benchmark.gold import FOLDS, Letter, folds
from benchmark.roles import FIGURES as OF_ROLES
from benchmark.roles import count, units_of
from benchmark.spans import FIGURES as OF_SPANS
from benchmark.spans import score

__all__ = ["SHARES", "letters_learnt_from", "point"]

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)
SHOWN = ("span F1", "span precision", "span recall", "commits F1", "reports F1", "declines F1")
FIGURES: tuple[Figure, ...] = tuple(one for one in (*OF_SPANS, *OF_ROLES) if one.name in SHOWN)


def letters_learnt_from(found: tuple[Letter, ...], share: float) -> float:
    """How many letters a fold learns from, on average."""
    fold_of = folds(found)
    return sum(len(training_for(found, fold_of, fold, share)) for fold in range(FOLDS)) / FOLDS


def point(found: tuple[Letter, ...], tier: str, share: float, keep: Path | None) -> dict[str, Any]:
    """The figures for one share: over all folds and the spread between them; span F1 with its interval."""
    held = list(held_out(found, tier, share=share, keep=keep))
    spans, texts = score(full_of(held))
    both = [
        one + other for one, other in zip(spans, by_fold((one.fold, count(units_of(one))) for one in held), strict=True)
    ]
    total = sum(both, Counter())
    row: dict[str, Any] = {"share": share, "letters": letters_learnt_from(found, share)}
    for figure in FIGURES:
        row[figure.name] = figure.value(total)
        row[f"{figure.name} sd"] = pstdev(figure.value(tally) for tally in both)
    row["span F1 95 %"] = interval(resampled_f1(texts, "span hit", "span ours", "span gold"))
    return row


def main() -> None:
    """Measure each share and print a row."""
    parser = arguments(__doc__)
    parser.add_argument("--shares", type=float, nargs="+", default=SHARES)
    asked = parser.parse_args()
    if not all(0 < share <= 1 for share in asked.shares):
        parser.error(f"--shares 須大於 0 且不超過 1（must lie in (0, 1]）：{asked.shares}")
    found = loaded(asked.data)
    rows = [point(found, asked.tier, share, asked.keep) for share in asked.shares]
    if asked.json:
        print(json.dumps({"tier": asked.tier, "points": rows}))
        return
    print(f"tier {asked.tier}; all folds ± sd over folds")
    print(f"{'share':>6}{'letters':>8}" + "".join(f"{figure.name:>16}" for figure in FIGURES) + "   span F1 95 %")
    for row in rows:
        shown = "".join(f"{row[one.name]:9.3f} ±{row[f'{one.name} sd']:.3f}" for one in FIGURES)
        low, high = row["span F1 95 %"]
        print(f"{row['share']:6}{row['letters']:8.0f}{shown}   {low:.3f}–{high:.3f}")


if __name__ == "__main__":
    main()
