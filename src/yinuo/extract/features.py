"""What the fitted model looks at: cues, character n-grams and surroundings, hashed into columns.

Everything is presence or absence: a unit's row is a set of column numbers. One rolling hash over
the code points of all units of a document at once, in numpy; no dictionary, no Python loop over
characters. Training and reading share this file, so they cannot drift apart.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yinuo.extract.cues import Hit
from yinuo.extract.reading import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BITS", "rows"]

BITS = 17  # 2**BITS columns
_MULTIPLIER = 0x9E3779B97F4A7C15
_STEP = 1_000_003
_SPAN = 600  # characters of one text that count; a longer unit is read by its two ends


def rows(
    units: Sequence[Unit], cues: Sequence[Sequence[Hit]]
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]":
    """Columns of every unit: (unit number, column, weight), one entry for each feature present.

    The entries of each channel have length 1 in sum of squares, so a long unit says no more than
    a short one.

    Args:
        units: the units of one document, in order.
        cues: the cue hits of each of them.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes 0.2 s to import; `yinuo --help` must not wait for it

    channels = _channels(units, cues)
    number: list[NDArray[np.int64]] = []
    column: list[NDArray[np.int64]] = []
    weight: list[NDArray[np.float64]] = []
    for seed, (texts, sizes, scale) in enumerate(channels, start=1):
        row, col = _grams(texts, sizes, seed)
        counts = np.bincount(row, minlength=len(units))
        number.append(row)
        column.append(col)
        weight.append(scale / np.sqrt(counts[row]))
    row, col, val = _flags(units, cues)
    number.append(np.asarray(row, dtype=np.int64))
    column.append(np.asarray(col, dtype=np.int64))
    weight.append(np.asarray(val, dtype=np.float64))
    return np.concatenate(number), np.concatenate(column), np.concatenate(weight)


def _channels(units: Sequence[Unit], cues: Sequence[Sequence[Hit]]) -> list[tuple[list[str], tuple[int, ...], float]]:
    """Texts of each channel, the n-gram sizes read in it, and its weight."""
    own = [_clip(unit.words) for unit in units]
    before = ["", *own[:-1]]
    after = [*own[1:], ""]
    return [
        (own, (1, 2, 3, 4), 1.0),
        ([_last_clause(words) for words in own], (2, 3), 0.5),
        ([words[:8] for words in own], (2, 3, 4), 0.4),
        (["/".join(unit.headings[-2:])[-60:] for unit in units], (2, 3), 0.4),
        ([unit.lead[-24:] for unit in units], (2, 3), 0.3),
        ([words[:10] + "/" + words[-24:] for words in before], (2, 3), 0.3),
        ([words[:14] + "/" + words[-14:] for words in after], (2, 3), 0.3),
    ]


def _clip(words: str) -> str:
    if len(words) > _SPAN:
        words = words[: _SPAN // 2] + "…" + words[-_SPAN // 2 :]
    return words


def _last_clause(words: str) -> str:
    return words[words.rfind("，", 0, max(0, len(words) - 6)) + 1 :][-40:]


def _grams(texts: Sequence[str], sizes: tuple[int, ...], seed: int) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Distinct hashed n-grams of each text: (text number, column), sorted by text."""
    import numpy as np  # noqa: PLC0415

    joined = "".join("\x02" + text.replace("\x02", " ") for text in texts) + "\x02"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes[(codes >= 0x30) & (codes <= 0x39)] = 0x30
    row = np.cumsum(codes == 2) - 1
    keys: list[NDArray[np.uint64]] = []
    rolling = np.full(len(codes), seed, dtype=np.uint64)
    for size in range(1, max(sizes) + 1):
        rolling = rolling[: len(codes) - size + 1] * np.uint64(_STEP) + codes[size - 1 :]
        if size not in sizes:
            continue
        within = (row[: len(rolling)] == row[size - 1 :]) & (row[: len(rolling)] < len(texts))
        hashed = (rolling[within] * np.uint64(_MULTIPLIER)) >> np.uint64(64 - BITS)
        keys.append((row[: len(rolling)][within].astype(np.uint64) << np.uint64(BITS)) | hashed)
    unique = np.unique(np.concatenate(keys))
    return (unique >> np.uint64(BITS)).astype(np.int64), (unique & np.uint64((1 << BITS) - 1)).astype(np.int64)


def _flags(units: Sequence[Unit], cues: Sequence[Sequence[Hit]]) -> tuple[list[int], list[int], list[float]]:
    """Features that have names: cues here, before and after; where the unit stands; how long it is."""
    names: list[list[str]] = []
    found = [sorted({hit.cue.id for hit in hits}) for hits in cues]
    for at, (unit, own) in enumerate(zip(units, found, strict=True)):
        mine = [f"cue {cue}" for cue in own]
        mine += [f"last {hit.cue.id}" for hit in cues[at] if hit.start > len(unit.words) * 0.6]
        mine += [f"pair {a} {b}" for i, a in enumerate(own) for b in own[i + 1 :]]
        if at:
            mine += [f"before {cue}" for cue in found[at - 1]]
        if at + 1 < len(units):
            mine += [f"after {cue}" for cue in found[at + 1]]
            mine.append(f"next level {units[at + 1].level}")
        else:
            mine.append("the end")
        mine.append(f"level {unit.level}")
        mine.append(f"length {min(len(unit.words) // 20, 9)}")
        mine.append(f"place {5 * at // len(units)}")
        mine.append(f"stop {unit.words[-1:]}")
        names.append(sorted(set(mine)))
    row = [at for at, mine in enumerate(names) for _ in mine]
    column = [_column(name) for mine in names for name in mine]
    return row, column, [0.3] * len(row)


_COLUMNS: dict[str, int] = {}


def _column(name: str) -> int:
    """The column of a named feature; remembered, since the names are few."""
    if name not in _COLUMNS:
        value = 7
        for code in name.encode("utf-8", "surrogatepass"):
            value = (value * _STEP + code) & 0xFFFFFFFFFFFFFFFF
        column = ((value * _MULTIPLIER) & 0xFFFFFFFFFFFFFFFF) >> (64 - BITS)
        if len(_COLUMNS) > 20_000:
            return column
        _COLUMNS[name] = column
    return _COLUMNS[name]
