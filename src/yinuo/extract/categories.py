"""The field of policy of a promise, from the closed list, with the words that decided.

For each field it is counted what speaks for it: words of ``vocabulary/categories.toml`` in the
promise, in the heading above it, in the headings above that and in the letter's subject; and the body
responsible. How much each of these counts is fitted (``vocabulary/category_model.json``, by
``benchmark/train_categories.py``): one weight for each kind of sign, the same for all fields, and a
leaning for each field. A field for which nothing speaks is never chosen.

Reads «增設托育中心並提高育兒津貼» as 社會福利; refuses to name a field for «將依法辦理» alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import mul

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
_NOTHING = (0.0,) * len(SIGNS)  # what speaks for a field, where nothing does

Signs = tuple[float, ...]  # one number for each of SIGNS
Spoken = Mapping[str, Sequence[str]]
"""Words of a text by the list that they stand in, named «strong 教育» or «words 教育»; in order."""


@dataclass(frozen=True, slots=True)
class _Field:
    category: Category
    strong: str  # the names of its lists
    words: str
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
    chosen = _chosen(text, agency, around)
    return chosen.category if chosen else None


def explain(text: str, agency: AgencyRef | None, around: str = "") -> tuple[Category | None, tuple[str, ...]]:
    """Like ``categorise``, with the words and the body that spoke for it, as folded; none where it is None."""
    chosen = _chosen(text, agency, around)
    return (chosen.category, _words(chosen, text, agency, around)) if chosen else (None, ())


def _chosen(text: str, agency: AgencyRef | None, around: str) -> _Field | None:
    weights, leaning = _model()
    best: tuple[float, _Field | None] = (0.0, None)
    for field, told in zip(_fields(), signs(text, agency, around), strict=True):
        if told != _NOTHING:
            score = sum(map(mul, weights, told)) + leaning[field.category]
            if best[1] is None or score > best[0]:
                best = (score, field)
    return best[1]


def signs(text: str, agency: AgencyRef | None, around: str = "") -> tuple[Signs, ...]:
    """What speaks for each field, in the order of the closed list: numbers from 0 to 4, as ``SIGNS`` names them."""
    spoken = _spoken(fold(text).text)
    told = zip(_fields(), _surroundings(around), _bodies(_name(agency)), strict=True)
    return tuple([_counts(field, spoken) + nearby + body for field, nearby, body in told])


def _words(field: _Field, text: str, agency: AgencyRef | None, around: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in (text, *reversed(around.split("\n"))):
        spoken = _spoken(fold(part).text)
        found += (*spoken.get(field.strong, ()), *spoken.get(field.words, ()))
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
    near, far, last = (_spoken(words) for words in (heading, " ".join(above), subject))
    return tuple([(*_counts(field, near), _together(field, far), _together(field, last)) for field in _fields()])


def _counts(field: _Field, spoken: Spoken) -> tuple[float, float]:
    """How many strong and weak words of the field there are, each at most ``_MOST``."""
    if field.strong not in spoken and field.words not in spoken:
        return 0.0, 0.0
    strong, weak = len(set(spoken.get(field.strong, ()))), len(set(spoken.get(field.words, ())))
    return float(min(strong, _MOST)), float(min(weak, _MOST))


def _together(field: _Field, spoken: Spoken) -> float:
    if not spoken:
        return 0.0
    strong, weak = _counts(field, spoken)
    return strong + _WEAK * weak


@lru_cache(maxsize=512)
def _spoken(text: str) -> Spoken:
    """The words of every list in the folded ``text``, found in one walk over it.

    Of each list the longest word at a place, and none inside another of the same list.
    """
    found: dict[str, list[str]] = {}
    free: dict[str, int] = {}  # where the last word found of a list ends
    beginnings, lists = _vocabulary()
    for at, sign in enumerate(text):
        for longest in beginnings.get(sign, ()):
            if text.startswith(longest, at):
                for name, word in lists[longest]:
                    if free.get(name, 0) <= at:
                        found.setdefault(name, []).append(word)
                        free[name] = at + len(word)
                break
    return found


@lru_cache(maxsize=512)
def _bodies(name: str) -> tuple[tuple[float, float], ...]:
    """``_body`` for each field."""
    return tuple(_body(field, name) for field in _fields())


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
            f"strong {entry['name']}",
            f"words {entry['name']}",
            tuple(fold(body).text for body in entry["agencies"]),
            tuple(fold(body).text for body in entry.get("broad", ())),
        )
        for entry in load_toml("categories.toml")["category"]
    )


@cache
def _vocabulary() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[tuple[str, str]]]]:
    """All words by their first character, longest first; and of each the longest word of every list that begins it."""
    lists = {
        f"{kind} {entry['name']}": {fold(word).text for word in entry[kind]}
        for entry in load_toml("categories.toml")["category"]
        for kind in ("strong", "words")
    }
    beginnings: dict[str, list[str]] = {}
    for word in sorted(set().union(*lists.values()), key=lambda word: (-len(word), word)):
        beginnings.setdefault(word[0], []).append(word)
    begun = {
        word: [
            (name, fitting)
            for name, words in lists.items()
            if (fitting := next((word[:size] for size in range(len(word), 0, -1) if word[:size] in words), ""))
        ]
        for words in beginnings.values()
        for word in words
    }
    return beginnings, begun
