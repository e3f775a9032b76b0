"""What the encoder may be tuned to: views of units with their labels, and batches of them."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmark.encoder_model import LENGTH_STEP
from benchmark.gazettes import Passage
from benchmark.gold import SEED, Letter, share_half
from benchmark.second_reader import MOST, Told, figures, told
from benchmark.train_statements import labels
from yinuo.extract.cascade import unsettled
from yinuo.extract.cues import hits
from yinuo.extract.encoder_view import View, views
from yinuo.extract.pieces import Pieces
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS, first_look, shipped_weights

__all__ = ["GAZETTES", "Item", "batches", "gazette_items", "items"]

GAZETTES = -1  # number of the letter that a view of a passage is of
PLAIN = 0.12  # share of the units that the n-gram model settles which are learnt from all the same
TELLING = 3  # figure of a promise or refusal from which a unit of a passage is learnt
LEVELS, ASPECTS = OUTPUTS.index("C1"), OUTPUTS.index("done")


@dataclass(frozen=True)
class Item:
    """A view, the letter it is of, whether it is learnt from, what its unit does and the second reader told."""

    letter: int
    view: View
    learnt: bool
    outputs: NDArray[np.float32]
    told: NDArray[np.int8]


def items(found: Sequence[Letter], first: dict[str, NDArray[np.float64]], pieces: Pieces) -> Iterator[Item]:
    """Every unit of each letter; ``first`` has the n-gram model's out-of-fold scores by letter id."""
    chance = random.Random(SEED)
    for number, letter in enumerate(found):
        units = Reading(letter.document).units
        have, said = labels(letter, units), told(letter, units)
        asked = unsettled(first[letter.document.id]) if units else []
        learnt = [
            read or bool({"commits", "declines"} & own) or chance.random() < PLAIN
            for read, own in zip(asked, have, strict=True)
        ]
        for view in views(units, [True] * len(units), pieces):
            own = np.array([name in have[view.unit] for name in OUTPUTS], dtype=np.float32)
            yield Item(number, view, learnt[view.unit], own, said[view.unit])


def gazette_items(found: Iterable[Passage], pieces: Pieces) -> Iterator[Item]:
    """What may be learnt from passages: what the package's n-gram model doubts, promises, refusals, some others."""
    chance, model = random.Random(SEED), shipped_weights()
    for passage in found:
        units = Reading(passage.document).units
        said = figures(passage.told, units)
        cues = tuple(hits([unit.words for unit in units]))
        asked = unsettled(first_look(units, cues, passage.document.date, model))
        learnt = [
            min(own) >= 0 and (doubted or max(own[0], own[2]) >= TELLING or chance.random() < PLAIN)
            for doubted, own in zip(asked, said.tolist(), strict=True)
        ]
        for view in views(units, learnt, pieces):
            own = np.zeros(len(OUTPUTS), dtype=np.float32)
            for one in passage.told:
                if share_half((units[view.unit].start, units[view.unit].end), (one.start, one.end)):
                    own[_kinds(one)] = 1.0
            yield Item(GAZETTES, view, learnt=True, outputs=own, told=said[view.unit])


def _kinds(told_of: Told) -> list[int]:
    """Outputs of the level and the aspects that the second reader named, where it says the role too."""
    found = [LEVELS + told_of.level - 1] if told_of.level and 2 * told_of.roles[0] > MOST else []
    if 2 * told_of.roles[1] > MOST:
        found += [ASPECTS + bit for bit in (0, 1) if told_of.aspect >> bit & 1]
    return found


def batches(chosen: Iterable[Item], pieces: int) -> Iterator[list[Item]]:
    """Items of like length together, at most ``pieces`` with the padding."""
    held: list[Item] = []
    for item in sorted(chosen, key=lambda one: len(one.view.pieces)):
        if held and -(-len(item.view.pieces) // LENGTH_STEP) * LENGTH_STEP * (len(held) + 1) > pieces:
            yield held
            held = []
        held.append(item)
    if held:
        yield held
