"""Folds for a model too slow to fit hundreds of times: letters that share many gold pairs lie in one fold.

The gold pairs tie nearly all letters together, so no folds keep every pair's two letters in one. These cut as
few pairs as a simple search finds; a pair that is cut is judged by the mean of the two models of its letters' folds.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

__all__ = ["FOLDS", "folds_of"]

FOLDS = 4
_TRIES, _ROUNDS, _WARM = 30, 60, 30
_SLACK = 1.15  # most that a fold may hold of an even share


def folds_of(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """A fold for every letter (by fingerprint) of these pairs; the same pairs give the same folds."""
    weight = Counter(one for pair in pairs for one in pair)
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        if one != other:
            near[one][other] += 1
            near[other][one] += 1
    tries = (_settled(weight, near, seed) for seed in range(_TRIES))
    return min(tries, key=lambda fold: sum(fold[one] != fold[other] for one, other in pairs))


def _settled(weight: Counter[str], near: dict[str, Counter[str]], seed: int) -> dict[str, int]:
    """Every letter moves to where most of its pairs are, at first with a little chance."""
    chance = random.Random(seed)
    names = sorted(weight)
    fold = {name: chance.randrange(FOLDS) for name in names}
    size = Counter({at: sum(weight[name] for name in names if fold[name] == at) for at in range(FOLDS)})
    most = sum(weight.values()) / FOLDS * _SLACK
    for turn in range(_ROUNDS):
        warmth = max(0.0, 3 * (1 - turn / _WARM))
        chance.shuffle(names)
        moved = False
        for name in names:
            ties = Counter(fold[other] for other in near[name] for _ in range(near[name][other]))
            fits = [at for at in range(FOLDS) if at == fold[name] or size[at] + weight[name] <= most]
            best = max(fits, key=lambda at: ties[at] + chance.random() * warmth)
            if best != fold[name]:
                size[fold[name]] -= weight[name]
                size[best] += weight[name]
                fold[name], moved = best, True
        if not moved and not warmth:
            break
    return fold
