"""Cue words: what in a statement speaks for a promise, a report, a refusal, or mere background.

The vocabulary is ``vocabulary/cues.toml``; it is matched on the folded shadow.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from yinuo.decode.patterns import leaping, spans
from yinuo.model import Aspect, Level
from yinuo.vocabulary import load_toml

__all__ = ["Cue", "Hit", "cues", "hits"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of the vocabulary.

    ``strength`` is what an occurrence says for ``role`` («commits», «reports», «declines») or,
    for «background», against a promise; about a log-odds. ``search`` is what ``patterns.spans``
    seeks it with.
    """

    id: str
    role: str
    strength: float
    pattern: re.Pattern[str]
    search: re.Pattern[str]
    example: str
    level: Level | None = None
    aspect: Aspect | None = None


class Hit(NamedTuple):
    """A cue where it stands in its text."""

    cue: Cue
    start: int
    end: int


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """Every cue, in the order of the file; no pattern reaches over a line end."""
    found: list[Cue] = []
    for entry in load_toml("cues.toml")["cue"]:
        pattern = entry.get("pattern") or "|".join(
            re.escape(word) for word in sorted(entry["any"], key=len, reverse=True)
        )
        pattern = pattern.replace("[^", r"[^\n")
        found.append(
            Cue(
                id=entry["id"],
                role=entry["role"],
                strength=float(entry["strength"]),
                pattern=re.compile(pattern, re.MULTILINE),
                search=leaping(pattern, entry.get("begins", "")),
                example=entry["example"],
                level=Level(entry["level"]) if "level" in entry else None,
                aspect=Aspect(entry["aspect"]) if "aspect" in entry else None,
            )
        )
    return tuple(found)


def hits(texts: Sequence[str]) -> list[tuple[Hit, ...]]:
    """Every occurrence of every cue in each of the folded ``texts``, cue by cue.

    The texts are searched joined, a line each, which is several times faster than one by one.
    """
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    found: list[list[Hit]] = [[] for _ in texts]
    for cue in cues():
        for start, end in spans(cue.search, joined):
            at = bisect_right(starts, start) - 1
            found[at].append(Hit(cue, start - starts[at], end - starts[at]))
    return [tuple(own) for own in found]
