"""A second look at what each unit does, now that the first guesses for the whole letter are known.

A bare «賡續推動節水。» promises in a list of things to come and reports in one of things being
done; only its neighbours tell. Small boosted trees weigh the first scores of a unit beside those of
its neighbours, its list, its section and its letter.
"""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from yinuo.extract.cues import Hit
from yinuo.extract.reading import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DEPTH", "REREAD", "reread", "seen"]

REREAD = (0, 2)  # outputs read twice: commits and declines; a report needs no second look
DEPTH = 3  # questions asked by each tree
_BLOCK = 500  # units asked at once: keeps the memory of a long document small
_ROLES = 3  # commits, reports, declines
_NOBODY = -4.0  # score of a neighbour that is not there
_NEAR = (-2, -1, 1, 2)
_VOICES = ("commits", "reports", "declines", "background")


def seen(units: Sequence[Unit], cues: Sequence[Sequence[Hit]], scores: "NDArray[np.float64]") -> "NDArray[np.float32]":
    """What the second look goes by: shape (units, columns).

    Args:
        units: the units of one document, in order.
        cues: the cue hits of each of them.
        scores: log-odds of the first look, shape (units, outputs).
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    count = len(units)
    roles = scores[:, :_ROLES]
    chances = 1.0 / (1.0 + np.exp(-np.clip(roles, -30.0, 30.0)))
    edge = np.full((2, _ROLES), _NOBODY)
    padded = np.vstack([edge, roles, edge])  # unit n stands in row n + 2
    columns = [scores]
    columns += [padded[2 + step : 2 + step + count] for step in _NEAR]
    columns.append(padded[[2 + unit.lead_at if unit.lead_at >= 0 else 0 for unit in units]])
    columns.append(padded[[2 + unit.above[0] if unit.above else 0 for unit in units]])
    columns.append(_company([unit.headings for unit in units], chances))
    columns.append(
        _company([(unit.above[:1], unit.level) if unit.level else at for at, unit in enumerate(units)], chances)
    )
    columns.append(_company([None] * count, chances))
    columns.append(np.array([_own(unit, hits) for unit, hits in zip(units, cues, strict=True)]))
    columns.append(np.arange(count)[:, None] / count)
    return np.hstack(columns).astype(np.float32)


def reread(looks: "NDArray[np.float32]", model: dict[str, Any]) -> "NDArray[np.float64]":
    """Chances of the outputs read twice: one column for each of ``REREAD``.

    Args:
        looks: what ``seen`` gives.
        model: complete binary trees, level by level: ``asked`` (a column) and ``limit`` of shape
            (outputs, trees, 2**DEPTH - 1); ``leaf`` (outputs, trees, 2**DEPTH); ``start`` (outputs,).
            A value above the limit goes right.
    """
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    outputs, trees, questions = model["asked"].shape
    asked, limit = (np.ascontiguousarray(model[name].reshape(-1, questions).T) for name in ("asked", "limit"))
    leaf = np.ascontiguousarray(model["leaf"].reshape(outputs * trees, -1).T)
    tree = np.arange(outputs * trees)
    scores = np.empty((len(looks), outputs))
    for start in range(0, len(looks), _BLOCK):
        block = looks[start : start + _BLOCK]
        row = np.arange(len(block))[:, None]
        place = np.zeros((len(block), len(tree)), dtype=np.intp)  # of each unit on each level of each tree
        for level in range(DEPTH):
            at = (2**level - 1 + place) * len(tree) + tree
            place = 2 * place + (block.take(asked.take(at) + row * block.shape[1]) > limit.take(at))
        scores[start : start + _BLOCK] = leaf.take(place * len(tree) + tree).reshape(-1, outputs, trees).sum(axis=2)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores + model["start"], -30.0, 30.0))))


def _company(groups: Sequence[Hashable], chances: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Of the group that a unit stands in: the others' mean chances, the highest, and how many they are."""
    import numpy as np  # noqa: PLC0415 - numpy is imported only when something is extracted

    known: dict[Hashable, int] = {}
    group = np.array([known.setdefault(name, len(known)) for name in groups], dtype=np.int64)
    size = np.bincount(group)[group][:, None]
    total, highest = np.zeros((len(known), _ROLES)), np.zeros((len(known), _ROLES))
    np.add.at(total, group, chances)
    np.maximum.at(highest, group, chances)
    return np.hstack([(total[group] - chances) / np.maximum(size - 1, 1), highest[group], size])


def _own(unit: Unit, hits: Sequence[Hit]) -> list[float]:
    """Length, clauses, outline level, and how loud each voice is in the unit itself."""
    loud = dict.fromkeys(_VOICES, 0.0)
    for hit in hits:
        loud[hit.cue.role] += hit.cue.strength
    return [len(unit.words), unit.words.count("，"), unit.level, *loud.values()]
