"""Cue words: what in a statement speaks for a promise, a report, a refusal, or mere background.

The vocabulary is ``vocabulary/cues.toml``; it is matched on the folded shadow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from yinuo.model import Aspect, Level
from yinuo.vocabulary import load_toml

__all__ = ["Cue", "Hit", "cues", "hits"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of the vocabulary.

    ``strength`` is what an occurrence says for ``role`` («commits», «reports», «declines») or,
    for «background», against a promise; about a log-odds.
    """

    id: str
    role: str
    strength: float
    pattern: re.Pattern[str]
    example: str
    level: Level | None = None
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue where it stands in the shadow."""

    cue: Cue
    start: int
    end: int


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """Every cue, in the order of the file."""
    found: list[Cue] = []
    for entry in load_toml("cues.toml")["cue"]:
        pattern = entry.get("pattern") or "|".join(
            re.escape(word) for word in sorted(entry["any"], key=len, reverse=True)
        )
        found.append(
            Cue(
                id=entry["id"],
                role=entry["role"],
                strength=float(entry["strength"]),
                pattern=re.compile(pattern),
                example=entry["example"],
                level=Level(entry["level"]) if "level" in entry else None,
                aspect=Aspect(entry["aspect"]) if "aspect" in entry else None,
            )
        )
    return tuple(found)


def hits(shadow: str) -> Iterator[Hit]:
    """Every occurrence of every cue in a folded statement, cue by cue."""
    for cue in cues():
        for match in cue.pattern.finditer(shadow):
            if match.end() > match.start():
                yield Hit(cue, match.start(), match.end())
