"""The shortest verbatim stretch of a passage that shows what it says about a promise."""

import re
from itertools import pairwise

from yinuo.extract.targets import in_base
from yinuo.judge.delivery import where_done
from yinuo.judge.figures import figures
from yinuo.judge.reading import Read
from yinuo.judge.signs import find_signs
from yinuo.model import Relation

__all__ = ["shortest"]

_CUT = re.compile(r"[，。；！？：\n]|(?<=[^\d])(?=\(?[一二三四五六七八九十\d]{1,2}[)、])")
_LEAD = re.compile(
    r"^(?:[\s，、。；：]|\(?[一二三四五六七八九十\dA-Za-z]{1,3}[)、.](?!\d)){1,8}|^(?:另|又|至|惟|爰|其中)(?=，)，?"
)
_CLAUSES = 5  # a stretch of more is no longer a quote
_SIGN_WORTH = 12.0  # a cue of the right kind weighs about as much as two shared rare words
_TOLD_WORTH = 6.0  # … and a figure in the promise's unit, or of a change a day, about as much as one
_DAY = re.compile(r"\d{2,4}年|年底|月底|\d{1,2}月")
_LENGTH_COST = 0.55  # a character must bring more than this; set by the gold quotes (benchmark/pairs.py)

WANTED: dict[Relation, frozenset[str]] = {
    Relation.FULFILLED: frozenset({"done", "started", "partial"}),
    Relation.PROGRESS: frozenset({"done", "under_way", "started", "partial"}),
    Relation.CHANGED: frozenset({"postponed", "dropped", "declined", "blocked"}),
    Relation.RESTATED: frozenset({"again"}),
}


def shortest(promise: Read, passage: Read, relation: Relation) -> tuple[int, int]:
    """The stretch of whole clauses that says most in fewest characters, as offsets of the shadow.

    Of «又，本局依計畫辦理，長福橋已於三月完工，請查照» for a promise on that bridge it takes «長福橋已於三月完工».
    """
    edges = _edges(passage.text)
    clauses = list(pairwise(edges))
    wanted = WANTED.get(relation, frozenset())
    shared = [(at, at + len(gram), gram) for at, gram in passage.order if gram in promise.weights]
    inside = [{gram for low, high, gram in shared if start <= low and high <= end} for start, end in clauses]
    signs = [sign for sign in find_signs(passage.text) if sign.kind in wanted]
    told = _told(promise, passage, relation)
    acts = where_done(promise.text, passage.text) if relation in (Relation.FULFILLED, Relation.PROGRESS) else []
    most = 2 if relation is Relation.CHANGED else 1  # why it is late, and until when
    best, found = -1e9, (0, len(passage.text))
    for first in range(len(clauses)):
        seen: set[str] = set()
        value = 0.0
        for last in range(first, min(first + _CLAUSES, len(clauses))):
            start, end = clauses[last]
            new = inside[last] - seen
            value += sum(promise.weights[gram] for gram in sorted(new)) - _LENGTH_COST * (end - start)
            seen |= new
            low = clauses[first][0]
            shown = sum(1 for sign in signs if low <= sign.start and sign.end <= end)
            named = any(low <= begin and stop <= end for begin, stop in told)
            act = any(low <= begin and stop <= end for begin, stop in acts)  # the very act told as done
            if (worth := value + _SIGN_WORTH * (min(shown, most) + act) + _TOLD_WORTH * named) > best:
                best, found = worth, (low, end)
    return _trimmed(passage.text, *found)


def _told(promise: Read, passage: Read, relation: Relation) -> list[tuple[int, int]]:
    """Where the passage tells how much, in a unit of the promise's figures, or, of a change, by when.

    For «設置20MW», of «已完成多項工程，累計設置7MW» the second clause; a change is shown with its new day.
    """
    if relation is Relation.CHANGED:
        return [match.span() for match in _DAY.finditer(passage.text)]
    if relation not in (Relation.FULFILLED, Relation.PROGRESS):
        return []
    units = {in_base(item.value, item.unit)[1] for item in figures(promise.text)}
    return [(item.start, item.end) for item in figures(passage.text) if in_base(item.value, item.unit)[1] in units]


def _edges(text: str) -> list[int]:
    cuts = {match.end() for match in _CUT.finditer(text)}
    return sorted({0, len(text), *cuts})


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the outline mark before it and the stop after it."""
    lead = _LEAD.match(text[start:end])
    low = start + (lead.end() if lead else 0)
    high = start + len(text[start:end].rstrip("，。；：、！？ \n"))
    return (low, high) if low < high else (start, end)
