"""Cue words: what in a statement speaks for a promise, a report, a refusal, or mere background.

The vocabulary is ``vocabulary/cues.toml``; it is matched on the folded shadow.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from yinuo.model import Aspect, Level
from yinuo.vocabulary import load_toml

__all__ = ["Cue", "Hit", "cues", "hits"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of the vocabulary.

    ``strength`` is what an occurrence says for ``role`` («commits», «reports», «declines») or,
    for «background», against a promise; about a log-odds. ``begins`` finds every place where the pattern
    can begin, where looking there first is quicker than trying it everywhere.
    """

    id: str
    role: str
    strength: float
    pattern: re.Pattern[str]
    example: str
    level: Level | None = None
    aspect: Aspect | None = None
    begins: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
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
        found.append(
            Cue(
                id=entry["id"],
                role=entry["role"],
                strength=float(entry["strength"]),
                pattern=re.compile(pattern.replace("[^", r"[^\n"), re.MULTILINE),
                example=entry["example"],
                level=Level(entry["level"]) if "level" in entry else None,
                aspect=Aspect(entry["aspect"]) if "aspect" in entry else None,
                begins=re.compile(f"[{re.escape(entry['begins'])}]") if "begins" in entry else None,
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
        for match in _matches(cue, joined):
            if match.end() > match.start():
                at = bisect_right(starts, match.start()) - 1
                found[at].append(Hit(cue, match.start() - starts[at], match.end() - starts[at]))
    return [tuple(own) for own in found]


def _matches(cue: Cue, text: str) -> Iterator[re.Match[str]]:
    """As ``cue.pattern.finditer(text)`` gives them."""
    if cue.begins is None:
        yield from cue.pattern.finditer(text)
        return
    end = 0
    for place in cue.begins.finditer(text):
        if place.start() >= end and (match := cue.pattern.match(text, place.start())):
            end = match.end()
            yield match
