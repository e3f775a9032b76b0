"""What the fitted model looks at: cues, character n-grams and surroundings, hashed into columns.

Everything is presence or absence: a unit's row is a set of weighted column numbers. Training and
reading share this file, so they cannot drift apart.
"""

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from yinuo.extract.cues import Hit
from yinuo.extract.ngrams import Channel, columns, grams
from yinuo.extract.reading import Unit
from yinuo.extract.surroundings import named
from yinuo.model import DateInterval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["rows"]

_SPAN = 600  # characters of one text that count; a longer unit is read by its two ends
_POWER = 0.3  # a text of n grams weighs n**(0.5 - _POWER): a long unit says a little more than a short one
_NAMED = 0.3  # weight of a named feature


def rows(
    units: Sequence[Unit],
    cues: Sequence[Sequence[Hit]],
    said_on: DateInterval,
    block: range | None = None,
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]":
    """Columns of every unit: (number in the block, column, weight), one entry for each feature present.

    Args:
        units: the units of one document, in order.
        cues: the cue hits of each of them.
        said_on: the document's date, which tells the years ahead from those past.
        block: the units wanted, all of them by default; a long document is read block by block.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes 0.2 s to import; `yinuo --help` must not wait for it

    block = range(len(units)) if block is None else block
    channels = _channels(units, block)
    text, gram = grams(channels)
    counts = np.bincount(text, minlength=len(channels) * len(block))
    scale = np.repeat([channel.scale for channel in channels], len(block))
    spread = scale * np.power(counts, -_POWER, out=np.ones(len(counts)), where=counts > 0)
    unit = np.arange(len(block))
    names = named(units, cues, said_on, block)
    own = columns(chain.from_iterable(names))
    return (
        np.concatenate([np.tile(unit, len(channels))[text], np.repeat(unit, list(map(len, names)))]),
        np.concatenate([gram, np.array(own, dtype=np.int64)]),
        np.concatenate([spread[text], np.full(len(own), _NAMED)]),
    )


def _channels(units: Sequence[Unit], block: range) -> list[Channel]:
    """What is read of each unit of ``block``, and of what stands around it."""
    mine = units[block.start : block.stop]
    own = [_clip(unit.words) for unit in mine]
    before = [units[at - 1].words if at else "" for at in block]
    after = [units[at + 1].words if at + 1 < len(units) else "" for at in block]
    above = ["/".join(units[at].words[-60:] for at in unit.above) for unit in mine]
    return [
        Channel(own, (1, 2, 3, 4), 0.6),
        Channel([_last_clause(words) for words in own], (2, 3), 0.3),
        Channel([words[:8] for words in own], (2, 3, 4), 0.25),
        Channel(["/".join(unit.headings[-2:])[-60:] for unit in mine], (2, 3), 0.25),
        Channel([unit.lead[-24:] for unit in mine], (2, 3), 0.2),
        Channel(above, (2,), 0.3),
        Channel([words[:10] + "/" + words[-24:] for words in before], (2, 3), 0.2),
        Channel([words[:14] + "/" + words[-14:] for words in after], (2, 3), 0.2),
    ]


def _clip(words: str) -> str:
    if len(words) > _SPAN:
        words = words[: _SPAN // 2] + "…" + words[-_SPAN // 2 :]
    return words


def _last_clause(words: str) -> str:
    return words[words.rfind("，", 0, max(0, len(words) - 6)) + 1 :][-40:]
