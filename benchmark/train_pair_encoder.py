"""Tune the encoder that compares a promise with a later passage word by word.

    python -m benchmark.train_pair_encoder ../shared/data e5-small-q4.bin            # on every pair: into the package
    python -m benchmark.train_pair_encoder ../shared/data e5-small-q4.bin --fold 0   # measures of the pairs of fold 0,
                                                                                     # held out, for benchmarks

Each text is read by itself; of every word of the promise the likest word of the passage counts, by how rare the
word is (late interaction). As published this ranks the gold pairs as well as all of ``judge.features`` together;
tuning moves the upper layers and the last map. Binary cross-entropy on «bears» and on «not unrelated». The lower
layers stay as published: their states are computed once. Seeds are fixed; sums in another order (other
cores) differ in the last digits. On Linux set ``GLIBC_TUNABLES`` as ``train_encoder`` says.
"""

import argparse
import hashlib
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from torch import nn
from torch.nn import functional

from benchmark.encoder_model import LENGTH_STEP, Reader
from benchmark.encoder_weights import Published, unpack
from benchmark.export_pair_encoder import export
from benchmark.pair_folds import FOLDS, folds_of
from benchmark.pair_scores import keep
from benchmark.pairs import BEARING, rows_of
from yinuo.judge.pair_encoder import AXES, FRONT, passage_pieces, promise_pieces, rarities
from yinuo.judge.rows import passage_in, promise_in
from yinuo.vocabulary.arrays import load_arrays

__all__ = ["Matcher"]

FROZEN, LAYERS = 8, 12
EPOCHS, RATE, HEAD_RATE, WARM, DECAY, DROPOUT = 3, 6e-5, 2e-2, 0.1, 0.01, 0.1
PAIRS = 16  # in a batch; those of one promise together
ALIKE = 5  # texts of a batch that are read as one block, by length
POOL_WEIGHT, RELATED_WEIGHT = 1.5, 0.4
SEED = 20261122
CENTRES = (0.6, 0.35, 0.55, 0.3, 0.5)  # near the means of the measures, so that their weights learn apart


@dataclass
class Text:
    """A text: its pieces, their weights (0 for what does not count), and its states above the frozen layers."""

    pieces: tuple[int, ...]
    weights: torch.Tensor
    states: torch.Tensor


@dataclass(frozen=True)
class Pair:
    """A gold pair: keys of its texts, what it is, and the folds of its letters."""

    promise: tuple[int, ...]
    passage: tuple[int, ...]
    bears: bool
    related: bool
    pool: bool
    folds: frozenset[int]


class Matcher(nn.Module):  # type: ignore[misc] # torch is optional and untyped here
    """The upper layers, a map of states to directions, and the weights of the measures."""

    def __init__(self, model: Reader, turn: NDArray[np.float32], shift: NDArray[np.float32]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(model.layers[FROZEN:LAYERS])
        self.turn = nn.Linear(turn.shape[1], turn.shape[0])
        self.turn.weight.data, self.turn.bias.data = torch.tensor(turn), torch.tensor(shift)
        self.weights = nn.Parameter(torch.tensor([[4.0, 4.0, 2.0, 2.0, 2.0]] * 2))
        self.levels = nn.Parameter(torch.tensor([-1.5, 0.5]))

    def directions(self, states: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Of every piece, at unit length: (texts, pieces, axes)."""
        for layer in self.layers:
            states = layer(states, hidden)
        return functional.normalize(self.turn(states), dim=-1)

    def read(self, texts: Sequence[Text], dropout: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Directions and weights, padded to one length."""
        longest = max(len(text.pieces) for text in texts)
        found, weights = torch.zeros(len(texts), longest, AXES), torch.zeros(len(texts), longest)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at].pieces))
        for part in range(0, len(order), ALIKE):  # texts of like length together: little is padding
            rows = order[part : part + ALIKE]
            length = -(-len(texts[rows[-1]].pieces) // LENGTH_STEP) * LENGTH_STEP
            states = torch.zeros(len(rows), length, texts[0].states.shape[1])
            hidden = torch.full((len(rows), 1, 1, length), -1e9)
            for place, at in enumerate(rows):
                size = len(texts[at].pieces)
                states[place, :size], hidden[place, ..., :size] = texts[at].states.float(), 0.0
                weights[at, :size] = texts[at].weights
            read = self.directions(functional.dropout(states, dropout, self.training), hidden)[:, :longest]
            found = found.index_copy(0, torch.tensor(rows), functional.pad(read, (0, 0, 0, longest - read.shape[1])))
        return found, weights

    def measure(self, pairs: Sequence[Pair], texts: dict[tuple[int, ...], Text], dropout: float) -> torch.Tensor:
        """What ``judge.pair_encoder`` measures of each pair: (pairs, 5)."""
        ones, others = list(dict.fromkeys(p.promise for p in pairs)), list(dict.fromkeys(p.passage for p in pairs))
        mine, mine_weights = self.read([texts[one] for one in ones], dropout)
        theirs, their_weights = self.read([texts[one] for one in others], dropout)
        at = [ones.index(pair.promise) for pair in pairs]
        to = [others.index(pair.passage) for pair in pairs]
        near = torch.bmm(mine[at], theirs[to].transpose(1, 2))
        one, other = mine_weights[at], their_weights[to]
        inside, beside = (other > 0)[:, None, :], (one > 0)[:, :, None]
        best, back = near.masked_fill(~inside, -1.0).amax(2), near.masked_fill(~beside, -1.0).amax(1)
        ours = functional.normalize((mine[at] * one[..., None]).sum(1), dim=-1)
        there = functional.normalize((theirs[to] * other[..., None]).sum(1), dim=-1)
        rows = [
            (one * best).sum(1) / (one.sum(1) + 1e-6),
            (one * best.clamp(0) ** 3).sum(1) / (one.sum(1) + 1e-6),
            (other * back).sum(1) / (other.sum(1) + 1e-6),
            (other * back.clamp(0) ** 3).sum(1) / (other.sum(1) + 1e-6),
            (ours * there).sum(1),
        ]
        return torch.stack(rows, 1)

    def forward(self, pairs: Sequence[Pair], texts: dict[tuple[int, ...], Text]) -> torch.Tensor:
        """Log-odds of «bears» and of «not unrelated»: (pairs, 2)."""
        measures = self.measure(pairs, texts, DROPOUT) - torch.tensor(CENTRES)
        return measures @ self.weights.T + self.levels


def pruned(published: Published) -> Published:
    """The encoder with the pieces of ``pair_words.npz`` only."""
    pieces = load_arrays("pair_words.npz")["pieces"].tobytes().decode("utf-8").split("\n")
    place = {piece: number for number, piece in reversed(list(enumerate(published.pieces)))}
    kept = [at if at < 4 else place[piece] for at, piece in enumerate(pieces)]
    published.tensors["emb.word"] = published.tensors["emb.word"][kept]
    return replace(published, pieces=tuple(pieces), scores=published.scores[kept])


def gather(data: Path) -> tuple[list[Pair], list[tuple[int, ...]]]:
    """Every gold pair, and the pieces of every different text."""
    rows, prints = rows_of(data)
    fold = folds_of(prints)
    pairs = []
    for row, ids in zip(rows, prints, strict=True):
        promise, passage = promise_in(row["commitment"]), passage_in(row["evidence"])
        one, other = promise_pieces(promise.title, promise.text), passage_pieces(passage.text)
        folds = frozenset(fold[name] for name in ids)
        said = row["relation"]
        pairs.append(Pair(one, other, said in BEARING, said != "unrelated", row["sample"] == "pool", folds))
    return pairs, list(dict.fromkeys(key for pair in pairs for key in (pair.promise, pair.passage)))


def read_below(model: Reader, keys: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], Text]:
    """Every text with its states above the frozen layers, half precision."""
    rarity = rarities()
    found: dict[tuple[int, ...], Text] = {}
    order = sorted(keys, key=len)
    for start in range(0, len(order), 12):
        group = order[start : start + 12]
        pieces = torch.full((len(group), len(group[-1])), 1)
        for row, key in enumerate(group):
            pieces[row, : len(key)] = torch.tensor(key)
        hidden = torch.zeros(len(group), 1, 1, pieces.shape[1]).masked_fill((pieces == 1)[:, None, None, :], -1e9)
        with torch.no_grad():
            states = model.climb(model.embed(pieces), hidden, range(FROZEN)).half()
        for row, key in enumerate(group):
            weights = torch.tensor(rarity[list(key)] ** 1.5)
            weights[:FRONT] = 0.0
            found[key] = Text(key, weights, states[row, : len(key)].clone())
        _tell(f"\r凍結層 frozen layers {len(found)}/{len(order)}")
    return found


def started(published: Published, texts: dict[tuple[int, ...], Text]) -> Matcher:
    """A matcher as published: centred, its two commonest directions left out, turned onto its next axes."""
    model = Reader(published, 1)
    chance = random.Random(SEED)
    some = chance.sample(list(texts.values()), min(400, len(texts)))
    tops = []
    with torch.no_grad():
        for text in some:
            state = text.states.float()[None]
            tops.append(model.climb(state, torch.zeros(1), range(FROZEN, LAYERS))[0, FRONT:-1].numpy())
    tokens = np.concatenate(tops).astype(np.float64)
    mean = tokens.mean(axis=0)
    _, axes = np.linalg.eigh((tokens - mean).T @ (tokens - mean))
    turn = axes[:, ::-1][:, 2 : 2 + AXES].T
    return Matcher(model, turn.astype(np.float32), (-turn @ mean).astype(np.float32))


def train(matcher: Matcher, texts: dict[tuple[int, ...], Text], chosen: Sequence[Pair], seed: int) -> None:
    """Tune a matcher to the chosen pairs."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    by_promise: dict[tuple[int, ...], list[Pair]] = defaultdict(list)
    for pair in dict.fromkeys(chosen):
        by_promise[pair.promise].append(pair)
    plan: list[list[Pair]] = []
    for _ in range(EPOCHS):
        names = list(by_promise)
        chance.shuffle(names)
        flat = [pair for name in names for pair in by_promise[name]]
        plan += [flat[start : start + PAIRS] for start in range(0, len(flat), PAIRS)]
    body = list(matcher.layers.parameters())
    groups: list[dict[str, Any]] = [
        {"params": body, "lr": RATE, "weight_decay": DECAY},
        {"params": list(matcher.turn.parameters()), "lr": RATE, "weight_decay": 0.0},
        {"params": [matcher.weights, matcher.levels], "lr": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    rates = [group["lr"] for group in groups]
    matcher.train()
    began = time.monotonic()
    for step, group in enumerate(plan):
        pace = min(1.0, (step + 1) / (WARM * len(plan))) * (1 - step / len(plan))
        for settings, rate in zip(optimiser.param_groups, rates, strict=True):
            settings["lr"] = rate * pace
        loss = _loss(matcher(group, texts), group)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimiser.step()
        _tell(f"\r調校 tuning {step + 1}/{len(plan)} {time.monotonic() - began:.0f} s")
    matcher.eval()


def _loss(odds: torch.Tensor, group: Sequence[Pair]) -> torch.Tensor:
    weight = torch.tensor([POOL_WEIGHT if pair.pool else 1.0 for pair in group])
    wanted = torch.tensor([[float(pair.bears), float(pair.related)] for pair in group])
    each = functional.binary_cross_entropy_with_logits(odds, wanted, reduction="none")
    return (weight * (each[:, 0] + RELATED_WEIGHT * each[:, 1])).mean()


def measured(matcher: Matcher, texts: dict[tuple[int, ...], Text], pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """The measures of each pair, (pairs, 5)."""
    matcher.eval()
    parts = [pairs[start : start + 2 * PAIRS] for start in range(0, len(pairs), 2 * PAIRS)]
    with torch.no_grad():
        return np.concatenate([matcher.measure(part, texts, 0.0).numpy() for part in parts])


def tell(pairs: Sequence[Pair], measures: NDArray[np.float32], how: str) -> None:
    """Print how well each measure alone ranks held-out pairs."""
    bears, pool = np.array([pair.bears for pair in pairs]), np.array([pair.pool for pair in pairs])
    for name, rows in (("pool", pool), ("near", ~pool)):
        ranked = [f"{average_precision_score(bears[rows], measures[rows, at]):.3f}" for at in range(len(CENTRES))]
        print(f"{how}, {name}: AP of each measure alone {' '.join(ranked)} ({int(bears[rows].sum())} of {rows.sum()})")


def main() -> None:
    """Train, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="held-out measures, not the package's model")
    asked = parser.parse_args()
    published = pruned(unpack(asked.weights))
    pairs, keys = gather(asked.data)
    texts = read_below(Reader(published, 1).eval(), keys)
    matcher = started(published, texts)
    digest = hashlib.sha256((asked.data / "gold/pairs.jsonl").read_bytes()).hexdigest()
    about = f"pairs_sha256 {digest}, seed {SEED}"
    if asked.fold is None:
        train(matcher, texts, pairs, SEED)
        export(Reader(published, 1), FROZEN, matcher, about)
        return
    held = [at for at, pair in enumerate(pairs) if asked.fold in pair.folds]
    held_pairs = [pairs[at] for at in held]
    tell(held_pairs, measured(matcher, texts, held_pairs), "as published")
    train(matcher, texts, [pair for pair in pairs if asked.fold not in pair.folds], SEED + asked.fold)
    rows = np.full((len(pairs), len(CENTRES)), np.nan, dtype=np.float32)
    rows[held] = measured(matcher, texts, held_pairs)
    tell(held_pairs, rows[held], "tuned")
    keep(asked.fold, rows, about)


def _tell(words: str) -> None:
    print(words, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
