"""The encoder as torch sees it: a plain BERT over the views of units, with a score for each output.

Post-norm layers and exact GELU as in the published model; attention is written out because the
fused kernel's backward pass is slow on CPUs. The lower layers stay as published: their answers are
computed once and kept, so that an epoch costs half.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from benchmark.encoder_weights import Published
from yinuo.extract.encoder_view import View

__all__ = ["LENGTH_STEP", "Batch", "Reader"]

PADDING = 1
LENGTH_STEP = 8  # views are padded to a multiple of it


class Layer(nn.Module):  # type: ignore[misc] # torch is optional and untyped here
    """Attention and two linear maps, each added to its input and normalised."""

    def __init__(self, published: Published, number: int) -> None:
        super().__init__()
        width, inner = published.width, published.inner
        self.heads = published.heads
        self.attend, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.first = nn.LayerNorm(width, eps=published.epsilon)
        self.second = nn.LayerNorm(width, eps=published.epsilon)

        def own(name: str) -> NDArray[np.float32]:
            return published.tensors[f"l{number}.{name}"]

        for part, name in (
            (self.out, "ao"),
            (self.widen, "fi"),
            (self.narrow, "fo"),
            (self.first, "aln"),
            (self.second, "oln"),
        ):
            _set(part, own(f"{name}.w"), own(f"{name}.b"))
        _set(
            self.attend,
            np.concatenate([own(f"{one}.w") for one in "qkv"]),
            np.concatenate([own(f"{one}.b") for one in "qkv"]),
        )

    def forward(self, state: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """States of every piece: (views, pieces, width); ``hidden`` is added to the attention's scores."""
        count, length, width = state.shape
        size = width // self.heads
        query, key, value = self.attend(state).view(count, length, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        scores = torch.matmul(query * (1 / math.sqrt(size)), key.transpose(-1, -2)) + hidden
        seen = torch.matmul(torch.softmax(scores, -1), value).transpose(1, 2).reshape(count, length, width)
        state = self.first(state + self.out(seen))
        return self.second(state + self.narrow(functional.gelu(self.widen(state))))


class Batch:
    """Views padded to one length; ``own`` is 1 on the pieces of the unit itself, (views, pieces)."""

    def __init__(self, views: Sequence[View]) -> None:
        length = -(-max(len(view.pieces) for view in views) // LENGTH_STEP) * LENGTH_STEP
        self.pieces = torch.full((len(views), length), PADDING)
        self.own = torch.zeros(len(views), length)
        for row, view in enumerate(views):
            self.pieces[row, : len(view.pieces)] = torch.tensor(view.pieces)
            self.own[row, 1 : view.own] = 1
        self.hidden = torch.zeros(len(views), 1, 1, length).masked_fill(
            (self.pieces == PADDING)[:, None, None, :], -1e9
        )


class Reader(nn.Module):  # type: ignore[misc] # torch is optional and untyped here
    """Word table, layers, and a linear head over the mean of a unit's pieces and the first of all."""

    def __init__(self, published: Published, outputs: int) -> None:
        super().__init__()
        width = published.width
        tensors = published.tensors
        self.word = nn.Embedding.from_pretrained(torch.tensor(tensors["emb.word"]))
        place = torch.tensor(tensors["emb.pos"] + tensors["emb.type"][0])
        self.place = nn.Parameter(place, requires_grad=False)
        self.first = nn.LayerNorm(width, eps=published.epsilon)
        _set(self.first, tensors["emb.ln.w"], tensors["emb.ln.b"])
        self.layers = nn.ModuleList([Layer(published, number) for number in range(published.layers)])
        self.head = nn.Linear(2 * width, outputs)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def embed(self, pieces: torch.Tensor) -> torch.Tensor:
        """States before the first layer."""
        return self.first(self.word(pieces) + self.place[: pieces.shape[1]])

    def climb(self, state: torch.Tensor, hidden: torch.Tensor, floors: range) -> torch.Tensor:
        """States after the layers of ``floors``."""
        for number in floors:
            state = self.layers[number](state, hidden)
        return state

    def judge(self, state: torch.Tensor, batch: Batch, dropout: float) -> torch.Tensor:
        """Log-odds of each view's unit: (views, outputs)."""
        own = batch.own[..., None]
        pooled = torch.cat([(state * own).sum(1) / own.sum(1), state[:, 0]], -1)
        return self.head(functional.dropout(pooled, dropout, self.training))


def _set(part: nn.Module, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    part.weight.data = torch.tensor(weight)
    part.bias.data = torch.tensor(bias)
