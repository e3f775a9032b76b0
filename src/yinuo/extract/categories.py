"""The field of policy of a promise, from the closed list, with the words that decided.

For each field it is counted what speaks for it: words of ``vocabulary/categories.toml`` in the
promise, in the heading above it, in the headings above that and in the letter's subject; and the body
responsible. How much each of these counts is fitted (``vocabulary/category_model.json``, by
``benchmark/train_categories.py``): one weight for each kind of sign, the same for all fields, and a
leaning for each field. A field for which nothing speaks is never chosen.

Reads «增設托育中心並提高育兒津貼» as 社會福利; refuses to name a field for «將依法辦理» alone.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from yinuo.decode.folding import fold
from yinuo.model import AgencyRef, Category
from yinuo.vocabulary import load_json, load_toml

__all__ = ["SIGNS", "categorise", "explain", "signs"]

SIGNS = (
    "strong_here",
    "weak_here",
    "strong_heading",
    "weak_heading",
    "above",
    "subject",
    "body",
    "broad_body",
)
_MOST = 3  # a field named by more words than this is named no better
_WEAK = 1 / 3  # a weak word against a strong one, in the headings further up and in the subject
_SHOWN = 8  # words of a reason

Signs = tuple[float, ...]  # one number for each of SIGNS


@dataclass(frozen=True, slots=True)
class _Field:
    category: Category
    strong: re.Pattern[str] | None
    words: re.Pattern[str] | None
    bodies: tuple[str, ...]
    broad: tuple[str, ...]


def categorise(text: str, agency: AgencyRef | None, around: str = "") -> Category | None:
    """The category for which most speaks; ties go to the earlier in the closed list.

    Args:
        text: the promise, in its own words.
        agency: the body responsible, where known.
        around: what says what «本案» is about, a line each: headings, outermost first, then the
            letter's subject as the last line.
    """
    return explain(text, agency, around)[0]


def explain(text: str, agency: AgencyRef | None, around: str = "") -> tuple[Category | None, tuple[str, ...]]:
    """Like ``categorise``, with the words and the body that spoke for it, as folded; none where it is None."""
    weights, leaning = _model()
    best: tuple[float, _Field | None] = (0.0, None)
    for field, told in zip(_fields(), signs(text, agency, around), strict=True):
        if any(told):
            score = sum(weight * sign for weight, sign in zip(weights, told, strict=True)) + leaning[field.category]
            if best[1] is None or score > best[0]:
                best = (score, field)
    chosen = best[1]
    return (chosen.category, _words(chosen, text, agency, around)) if chosen else (None, ())


def signs(text: str, agency: AgencyRef | None, around: str = "") -> tuple[Signs, ...]:
    """What speaks for each field, in the order of the closed list: numbers from 0 to 4, as ``SIGNS`` names them."""
    name = _name(agency)
    words = fold(text).text
    return tuple(
        (*_counts(field, words), *nearby, *_body(field, name))
        for field, nearby in zip(_fields(), _surroundings(around), strict=True)
    )


def _words(field: _Field, text: str, agency: AgencyRef | None, around: str) -> tuple[str, ...]:
    found = [
        word
        for part in (text, *reversed(around.split("\n")))
        for pattern in (field.strong, field.words)
        if pattern
        for word in pattern.findall(fold(part).text)
    ]
    name = _name(agency)
    if any(_body(field, name)):
        found.insert(0, name)
    return tuple(dict.fromkeys(found))[:_SHOWN]


def _name(agency: AgencyRef | None) -> str:
    return fold(agency.name or agency.words).text if agency else ""


@lru_cache(maxsize=256)
def _surroundings(around: str) -> tuple[Signs, ...]:
    """Heading, headings above, subject: for each field; they stand above many promises."""
    *above, subject = (fold(line).text for line in around.split("\n"))
    heading = above.pop() if above else ""
    return tuple(
        (*_counts(field, heading), _together(field, " ".join(above)), _together(field, subject)) for field in _fields()
    )


def _counts(field: _Field, words: str) -> tuple[float, float]:
    """How many strong and weak words of the field there are, each at most ``_MOST``."""
    strong = len(set(field.strong.findall(words))) if words and field.strong else 0
    weak = len(set(field.words.findall(words))) if words and field.words else 0
    return float(min(strong, _MOST)), float(min(weak, _MOST))


def _together(field: _Field, words: str) -> float:
    strong, weak = _counts(field, words)
    return strong + _WEAK * weak


def _body(field: _Field, name: str) -> tuple[float, float]:
    """Whether the body is one of the field's own, else one that holds several fields."""
    own = any(body in name for body in field.bodies)
    return float(own), float(not own and any(body in name for body in field.broad))


@cache
def _model() -> tuple[Signs, dict[Category, float]]:
    fitted = load_json("category_model.json")
    return tuple(fitted["weights"][sign] for sign in SIGNS), {
        category: fitted["leaning"][category.value] for category in Category
    }


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
