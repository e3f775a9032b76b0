"""How far better models alone could take the reading: the roles of other readers through today's cuts.

    python -m benchmark.ceiling ../shared/data

«gold»: the reader's own roles, so that all that is lost is lost by cutting units and spans. «second reader»: what
commits, reports, declines by the figures of a large language model (``benchmark.second_reader``), from the figure that
serves each role best; what our models lose beyond it is theirs.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmark.crossval import loaded
from benchmark.figures import f1
from benchmark.gold import Letter
from benchmark.second_reader import MOST, ROLES, told
from benchmark.spans import match
from yinuo.extract.cues import hits
from yinuo.extract.reading import Reading
from yinuo.extract.spans import cuts

__all__ = ["span_score", "spans"]

Says = Sequence[bool] | NDArray[np.bool_]


def spans(letter: Letter, commits: Says) -> list[dict[str, int]]:
    """The spans that ``yinuo.extract.commitments`` would cut out if these units of the letter committed."""
    reading = Reading(letter.document)
    found: list[dict[str, int]] = []
    said: set[str] = set()
    for unit, own, says in zip(reading.units, hits([unit.words for unit in reading.units]), commits, strict=True):
        if not says or not unit.words or unit.words in said:
            continue
        said.add(unit.words)
        for start, end in cuts(unit.words, own):
            first, last = reading.shadow.original(unit.offset + start, unit.offset + end)
            found.append({"start": first, "end": last})
    return found


def span_score(full: Sequence[Letter], commits: Sequence[Says]) -> tuple[float, float]:
    """Span F1 and recall of C1 and C2 over fully read letters, where these units commit."""
    hit = ours = gold = sure = sure_hit = 0
    for letter, says in zip(full, commits, strict=True):
        found = spans(letter, says)
        had = {b for _, b in match(found, letter.commitments)}
        checkable = {at for at, one in enumerate(letter.commitments) if one["level"] != "C3"}
        hit, ours, gold = hit + len(had), ours + len(found), gold + len(letter.commitments)
        sure, sure_hit = sure + len(checkable), sure_hit + len(checkable & had)
    return f1(hit, ours, gold), sure_hit / max(1, sure)


def main() -> None:
    """Print both ceilings."""
    from benchmark.train_statements import labels  # needs packages for fitting; the scores above do not

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    found = loaded(parser.parse_args().data)
    units = [Reading(letter.document).units for letter in found]
    have = [labels(letter, its) for letter, its in zip(found, units, strict=True)]
    right = [np.array([[role in one for role in ROLES] for one in of]) for of in have]
    said = [told(letter, its) for letter, its in zip(found, units, strict=True)]
    full = [at for at, letter in enumerate(found) if letter.full]
    _tell("gold", [found[at] for at in full], [right[at][:, 0] for at in full])
    for least in range(2, 7):
        name = f"second reader, from {least} of {MOST}"
        _tell(name, [found[at] for at in full], [said[at][:, 0] >= least for at in full])
        yes, true = np.vstack(said) >= least, np.vstack(right)
        scores = [f1((yes & true)[:, at].sum(), yes[:, at].sum(), true[:, at].sum()) for at in range(len(ROLES))]
        print("  units:", ", ".join(f"{role} F1 {score:.3f}" for role, score in zip(ROLES, scores, strict=True)))


def _tell(whose: str, full: Sequence[Letter], commits: Sequence[Says]) -> None:
    score, sure = span_score(full, commits)
    print(f"{whose}: span F1 {score:.3f}, recall of C1+C2 {sure:.3f}")


if __name__ == "__main__":
    main()
