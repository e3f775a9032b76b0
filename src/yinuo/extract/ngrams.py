"""Character n-grams of many texts at once, hashed into columns with numpy.

One rolling hash over the code points of all texts; no dictionary, no Python loop over characters.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BITS", "column", "grams"]

BITS = 17  # 2**BITS columns
_MULTIPLIER = 0x9E3779B97F4A7C15
_STEP = 1_000_003
_MASK = 0xFFFFFFFFFFFFFFFF
_EDGE = "\x02"  # stands before and after every text
_REMEMBERED = 50_000

_columns: dict[str, int] = {}


def grams(texts: Sequence[str], sizes: tuple[int, ...], seed: int) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Distinct hashed n-grams of each text: (text number, column), sorted by text.

    Args:
        texts: folded texts; every digit counts as 0, so «112年» and «113年» are one.
        sizes: lengths of the n-grams, counting an edge mark before and after each text.
        seed: tells the channels apart that share the columns.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes 0.2 s to import; `yinuo --help` must not wait for it

    joined = _EDGE + _EDGE.join(text.replace(_EDGE, " ") for text in texts) + _EDGE
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes[(codes >= 0x30) & (codes <= 0x39)] = 0x30
    number = (np.cumsum(codes == 2) - 1).astype(np.uint64)
    keys: list[NDArray[np.uint64]] = []
    rolling = np.full(len(codes), seed, dtype=np.uint64)
    for size in range(1, max(sizes) + 1):
        rolling = rolling[: len(codes) - size + 1] * np.uint64(_STEP) + codes[size - 1 :]
        if size not in sizes:
            continue
        first, last = number[: len(rolling)], number[size - 1 :]
        within = ((first == last) | ((first + 1 == last) & (codes[size - 1 :] == 2))) & (first < len(texts))
        hashed = (rolling[within] * np.uint64(_MULTIPLIER)) >> np.uint64(64 - BITS)
        keys.append((first[within] << np.uint64(BITS)) | hashed)
    found = np.sort(np.concatenate(keys))
    found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    return (found >> np.uint64(BITS)).astype(np.int64), (found & np.uint64((1 << BITS) - 1)).astype(np.int64)


def column(name: str) -> int:
    """The column of a feature that has a name; remembered, since the names are few."""
    found = _columns.get(name)
    if found is None:
        value = 7
        for code in name.encode("utf-8", "surrogatepass"):
            value = (value * _STEP + code) & _MASK
        found = ((value * _MULTIPLIER) & _MASK) >> (64 - BITS)
        if len(_columns) < _REMEMBERED:
            _columns[name] = found
    return found
