"""The field of policy of a promise, from the closed list; ``None`` where nothing speaks for any.

Words of the promise and its surroundings and the body responsible are counted
(``vocabulary/categories.toml``).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.model import AgencyRef, Category
from yinuo.vocabulary import load_toml

__all__ = ["categorise"]

STRONG, WEAK, BODY, BROAD = 3.0, 1.0, 4.0, 1.0
AROUND = 0.4  # what a word in the surroundings counts, against one in the promise itself
_MOST = 3  # a word repeated more often than this says no more


@dataclass(frozen=True, slots=True)
class _Field:
    category: Category
    strong: re.Pattern[str] | None
    words: re.Pattern[str] | None
    bodies: tuple[str, ...]
    broad: tuple[str, ...]


def categorise(text: str, agency: AgencyRef | None, around: str = "") -> Category | None:
    """The category that the words speak for most; ties go to the earlier in the closed list.

    Args:
        text: the promise, in its own words.
        agency: the body responsible, where known.
        around: headings and subject, which say what «本案» is about; they count less.

    Reads «增設托育中心並提高育兒津貼» as 社會福利; «將依法辦理» alone is ``None``.
    """
    here, there = fold(text).text, _surroundings(around)
    name = fold(agency.name or agency.words).text if agency else ""
    best: tuple[float, Category | None] = (0.0, None)
    for field, nearby in zip(_fields(), there, strict=True):
        score = _count(field, here) + AROUND * nearby + _body(field, name)
        if score > best[0]:
            best = (score, field.category)
    return best[1]


@lru_cache(maxsize=256)
def _surroundings(around: str) -> tuple[float, ...]:
    """What the surroundings say for each field; headings stand above many promises."""
    words = fold(around).text
    return tuple(_count(field, words) for field in _fields())


def _count(field: _Field, words: str) -> float:
    if not words:
        return 0.0
    strong = len(set(field.strong.findall(words))) if field.strong else 0
    weak = len(set(field.words.findall(words))) if field.words else 0
    return STRONG * min(strong, _MOST) + WEAK * min(weak, _MOST)


def _body(field: _Field, name: str) -> float:
    """What the body says: more where more of its name is the entry."""
    if not name:
        return 0.0
    close = max((BODY + 0.1 * len(body) for body in field.bodies if body in name), default=0.0)
    return close or (BROAD if any(body in name for body in field.broad) else 0.0)


@lru_cache(maxsize=1)
def _fields() -> tuple[_Field, ...]:
    return tuple(
        _Field(
            Category(entry["name"]),
            _any_of(entry["strong"]),
            _any_of(entry["words"]),
            tuple(fold(body).text for body in entry["agencies"]),
            tuple(fold(body).text for body in entry.get("broad", ())),
        )
        for entry in load_toml("categories.toml")["category"]
    )


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    folded = sorted({fold(word).text for word in words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, folded))) if folded else None
