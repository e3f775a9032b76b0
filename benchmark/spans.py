"""How well promises are found, and what is read in them, cross-validated by document.

    python -m benchmark.spans ../shared/data [--keep build/kept] [--out build/fast.json]

Scored on the fully read letters. A span is hit by one of ours, one to one, where what they share is
at least half of the shorter and at least 0.3 of both together; attributes are scored on the spans hit.
The peer's and the readers' figures are those of the project's brief, on other letters of the same kind.
``--out`` writes every span with its words, for ``benchmark.gains``: sentences of the data, so keep
it out of the repository (``build/`` is ignored).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmark.crossval import Held, arguments, full_of, held_out, loaded
from benchmark.figures import Figure, Tally, as_json, by_fold, f1, interval, resampled_f1, table
from benchmark.gold import Letter
from yinuo.extract.agencies import resolve
from yinuo.extract.rows import commitment_row

__all__ = ["FIGURES", "attributes", "count", "match", "ours_of", "score"]

LEVELS = ("C1", "C2", "C3")


def _right(name: str, peer: str = "", readers: str = "", aim: str = "") -> Figure:
    return Figure(
        f"{name} right", lambda tally: tally[f"{name} right"] / max(1, tally[f"{name} of"]), peer, readers, aim
    )


def _checkable(tally: Tally) -> float:
    return (tally["C1 hit"] + tally["C2 hit"]) / max(1, tally["C1 gold"] + tally["C2 gold"])


FIGURES = (
    Figure("span F1", lambda t: f1(t["span hit"], t["span ours"], t["span gold"]), "0.22", "0.935", "≥ 0.86"),
    Figure("span precision", lambda t: t["span hit"] / max(1, t["span ours"])),
    Figure("span recall", lambda t: t["span hit"] / max(1, t["span gold"])),
    Figure("recall of C1+C2", _checkable, "0.31", "0.94", "≥ 0.88"),
    *(Figure(f"recall of {name}", lambda t, n=name: t[f"{n} hit"] / max(1, t[f"{n} gold"])) for name in LEVELS),  # type: ignore[misc]  # a default binds the loop's name
    _right("level", "0.47", "0.96", "≥ 0.90"),
    *(_right(f"level of {name}") for name in LEVELS),
    _right("deadlines", "0.38", "0.95", "≥ 0.90"),
    _right("no deadline", "0.72", "1.00", "≥ 0.98"),
    _right("target", "0", "0.92", "≥ 0.85"),
    _right("target and unit"),
    _right("no target"),
    _right("agency", "0.50", "0.90", "≥ 0.86"),
    _right("agency's body"),
    _right("category", "0.60", "0.93", "≥ 0.86"),
)


def overlap(ours: Mapping[str, Any], gold: Mapping[str, Any]) -> float:
    """Intersection over union where the two spans match, else 0."""
    shared = min(ours["end"], gold["end"]) - max(ours["start"], gold["start"])
    if shared <= 0:
        return 0.0
    lengths = ours["end"] - ours["start"], gold["end"] - gold["start"]
    union = sum(lengths) - shared
    return float(shared / union) if shared >= 0.5 * min(lengths) and shared >= 0.3 * union else 0.0


def match(ours: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
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


def attributes(mine: Mapping[str, Any], have: Mapping[str, Any], on: date) -> dict[str, bool]:
    """Which attributes of a span are as the reader's; a name that is missing was not asked.

    Args:
        mine: our row.
        have: the reader's row.
        on: the letter's day, for the names that bodies bore.
    """
    dates = [{due["date"] for due in one["deadlines"]} for one in (mine, have)]
    values = [None if one["target"] is None else float(one["target"]["value"]) for one in (mine, have)]
    found = {
        "level": mine["level"] == have["level"],
        f"level of {have['level']}": mine["level"] == have["level"],
        "deadlines" if dates[1] else "no deadline": dates[0] == dates[1],
        "agency": mine["agency"] == have["agency"],
        "agency's body": mine["agency"] == have["agency"] or _same_body(mine["agency"], have["agency"], on),
        "category": mine["category"] == have["category"],
    }
    if values[1] is None:
        return found | {"no target": values[0] is None}
    same = values[0] == values[1]
    return found | {"target": same, "target and unit": same and mine["target"]["unit"] == have["target"]["unit"]}


def _same_body(mine: str | None, have: str | None, on: date) -> bool:
    if not mine or not have:
        return False
    ours, theirs = resolve(mine, on), resolve(have, on)
    return ours.id is not None and ours.id == theirs.id


def ours_of(held: Held) -> list[dict[str, Any]]:
    """Our commitments of a letter, as rows of the contract."""
    return [commitment_row(one) for one in held.extraction.commitments]


def count(letter: Letter, ours: Sequence[Mapping[str, Any]]) -> Tally:
    """Everything countable about the spans of one fully read letter."""
    gold = letter.commitments
    pairs = match(ours, gold)
    tally: Tally = Counter({"span ours": len(ours), "span gold": len(gold), "span hit": len(pairs)})
    for level in LEVELS:
        tally[f"{level} gold"] += sum(one["level"] == level for one in gold)
        tally[f"{level} hit"] += sum(gold[b]["level"] == level for _, b in pairs)
    for a, b in pairs:
        tally[f"read {gold[b]['level']} as {ours[a]['level']}"] += 1
        for name, right in attributes(ours[a], gold[b], letter.document.date.last).items():
            tally[f"{name} of"] += 1
            tally[f"{name} right"] += right
    return tally


def score(held: Iterable[Held]) -> tuple[list[Tally], list[Tally]]:
    """Counts of each fold, and of each text (copies together), over the fully read letters."""
    counted = [(one.fold, one.letter.document.fingerprint, count(one.letter, ours_of(one))) for one in held]
    texts: dict[str, Tally] = {}
    for _, text, tally in counted:
        texts.setdefault(text, Counter()).update(tally)
    return by_fold((fold, tally) for fold, _, tally in counted), list(texts.values())


def kept_rows(held: Iterable[Held], tier: str) -> dict[str, Any]:
    """What ``benchmark.gains`` compares: every span of the reader's and of ours, by letter."""
    letters = {
        one.letter.document.id: {
            "date": one.letter.document.date.last.isoformat(),
            "text": one.letter.document.fingerprint,
            "gold": list(one.letter.commitments),
            "ours": ours_of(one),
        }
        for one in held
    }
    return {"tier": tier, "letters": letters}


def write(path: Path, kept: Mapping[str, Any]) -> None:
    """Write such rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    """Cross-validate and print."""
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every span with its words, for benchmark.gains")
    asked = parser.parse_args()
    held = full_of(list(held_out(loaded(asked.data), asked.tier, keep=asked.keep, only=asked.folds)))
    if asked.out:
        write(asked.out, kept_rows(held, asked.tier))
    folds, texts = score(held)
    low, high = interval(resampled_f1(texts, "span hit", "span ours", "span gold"))
    total: Tally = sum(folds, Counter())
    if asked.json:
        figures = as_json(FIGURES, folds)
        counts = {"letters": len(held), **{name: total[f"span {name}"] for name in ("gold", "ours", "hit")}}
        read = {level: {other: total[f"read {level} as {other}"] for other in LEVELS} for level in LEVELS}
        print(
            json.dumps(
                {"tier": asked.tier, "figures": figures, "F1 95 %": [low, high], "counts": counts, "levels": read}
            )
        )
        return
    print(f"tier {asked.tier}: {len(held)} letters; {total['span gold']} spans of the reader, ", end="")
    print(f"{total['span ours']} ours, {total['span hit']} matched")
    print(table(FIGURES, folds))
    print(f"span F1, 95 % of {len(texts)} texts resampled: {low:.3f}–{high:.3f}")
    for level in LEVELS:
        print(f"level {level} read as " + ", ".join(f"{other} {total[f'read {level} as {other}']}" for other in LEVELS))


if __name__ == "__main__":
    main()
