"""Character n-grams of many texts at once, hashed into columns with numpy.

One rolling hash over the code points of all texts; no dictionary, no Python loop over characters.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BITS", "Channel", "columns", "grams"]

BITS = 17  # 2**BITS columns
_MULTIPLIER = 0x9E3779B97F4A7C15
_STEP = 1_000_003
_MASK = 0xFFFFFFFFFFFFFFFF
_EDGE_CODE = 2  # of what stands before and after every text
_EDGE = chr(_EDGE_CODE)
_REMEMBERED = 50_000


class Channel(NamedTuple):
    """One way to look at every unit: a text of each, and what is read in it.

    ``sizes`` are lengths of n-grams, counting an edge mark before and after each text; ``scale`` is what the
    channel weighs beside the others.
    """

    texts: Sequence[str]
    sizes: tuple[int, ...]
    scale: float


def grams(channels: Sequence[Channel]) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Distinct hashed n-grams of each text: (text number, column), sorted by both.

    Args:
        channels: as many folded texts in each; they are numbered on from one channel to the next. Every digit
            counts as 0, so «112年» and «113年» are one. Channels share the columns: the place of a channel
            seeds its hash.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes 0.2 s to import; `yinuo --help` must not wait for it

    codes = _codes([text for channel in channels for text in channel.texts])
    number = np.cumsum(codes == _EDGE_CODE) - 1  # an edge opens the text after it; the last one opens none
    channel_of = np.repeat(np.arange(len(channels) + 1), [*(len(channel.texts) for channel in channels), 1])[number]
    rolling = np.arange(1, len(channels) + 2, dtype=np.uint64)[channel_of]
    keys: list[NDArray[np.uint64]] = []
    for size in range(1, max(max(channel.sizes) for channel in channels) + 1):
        rolling = rolling[: len(codes) - size + 1] * np.uint64(_STEP) + codes[size - 1 :]
        read = np.array([*(size in channel.sizes for channel in channels), False])
        if not read.any():
            continue
        first, last_but_one = number[: len(rolling)], number[max(size - 2, 0) :][: len(rolling)]
        within = np.flatnonzero((first == last_but_one) & read[channel_of[: len(rolling)]])
        hashed = (rolling[within] * np.uint64(_MULTIPLIER)) >> np.uint64(64 - BITS)
        keys.append((first[within].astype(np.uint64) << np.uint64(BITS)) | hashed)
    found = np.sort(np.concatenate(keys)).astype(np.int64)
    found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    return found >> BITS, found & ((1 << BITS) - 1)


def _codes(texts: Sequence[str]) -> "NDArray[np.uint64]":
    """The code points of all texts, an edge mark before each and after the last; digits as 0."""
    import numpy as np  # noqa: PLC0415 - as above

    joined = _EDGE + _EDGE.join(text.replace(_EDGE, " ") for text in texts) + _EDGE
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes[(codes >= 0x30) & (codes <= 0x39)] = 0x30
    return codes


def columns(names: Iterable[str]) -> list[int]:
    """The columns of features that have names."""
    return list(map(_columns.__getitem__, names))


class _Columns(dict[str, int]):
    """Columns by name; remembered, since the names are few."""

    def __missing__(self, name: str) -> int:
        value = 7
        for code in name.encode("utf-8", "surrogatepass"):
            value = (value * _STEP + code) & _MASK
        found = ((value * _MULTIPLIER) & _MASK) >> (64 - BITS)
        if len(self) < _REMEMBERED:
            self[name] = found
        return found


_columns = _Columns()
