"""Where in its unit a promise stands: the shortest stretch that still says who and what.

Works on the shadow words of one unit; offsets count from their start.
"""

import re
from collections.abc import Sequence

from yinuo.extract.cues import Hit

__all__ = ["clauses", "cut"]

_RESTATED = re.compile(r"[^，。；]{0,60}?(?:問題|一節|一事|部分|方面|乙節|等節|建議)(?:[:：]|，(?=本))")
_CONNECTIVE = re.compile(
    r"(?:另外|此外|又|另(?!案|行|一|有)|至於?(?!少|今|[0-9])|惟(?!一)|爰(?!依)|而|且|故|因此|是以|其中|同時|再者|次查|復查|綜上(?:所述)?)，?"
)
_TAIL = re.compile(r"(?:，(?:相關)?(?:說明|作法|內容|辦理情形)?(?:摘述|說明|分述|臚列)?如[下次后][:：]|[:：])$")
_OPENS, _CLOSES = "「『(（【", "」』)）】"
_STRONG = 1.25
_CONDITION = re.compile(
    r"(?:俟|待|倘|如(?!何)|若|為(?!止)|因應|針對|除|視|配合|依|考量|經|未來|後續|透過|由|對於?|在|以|請)"
)


def clauses(words: str) -> list[tuple[int, int]]:
    """Cut at ， and ； outside brackets: contiguous (start, end) covering ``words``."""
    found: list[tuple[int, int]] = []
    depth, start = 0, 0
    for at, sign in enumerate(words):
        if sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth = max(0, depth - 1)
        elif sign in "，；" and depth == 0:
            found.append((start, at + 1))
            start = at + 1
    if start < len(words):
        found.append((start, len(words)))
    return found


def cut(words: str, hits: Sequence[Hit], *, reports: bool) -> tuple[int, int]:
    """Start and end of the promise in a unit that commits.

    Args:
        words: the unit without its outline mark.
        hits: its cues.
        reports: whether the unit also tells what was done; only then are clauses left out.

    Reads «已完成設計，預計明年動工。» as «預計明年動工。»; keeps «俟核定後，將辦理招標。» whole.
    """
    restated = _RESTATED.match(words)
    first = restated.end() if restated and restated.end() < len(words) - 6 else 0
    parts = [(max(start, first), end) for start, end in clauses(words) if end > first]
    if reports and len(parts) > 1:
        first = parts[_first_promise(words, parts, hits)][0]
    connective = _CONNECTIVE.match(words, first)
    if connective and connective.end() < len(words) - 6:
        first = connective.end()
    tail = _TAIL.search(words, first + 4) if len(words) - first > 10 else None
    return first, tail.start() if tail else len(words)


def _first_promise(words: str, parts: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> int:
    """The clause where the promise begins; conditions and purposes right before it belong to it."""
    scores = [_weigh(hits, start, end) for start, end in parts]
    chosen = next((at for at, (says, told) in enumerate(scores) if says >= _STRONG and says >= told), None)
    if chosen is None:
        return 0
    while chosen and scores[chosen - 1][1] < _STRONG and _CONDITION.match(words, parts[chosen - 1][0]):
        chosen -= 1
    return chosen


def _weigh(hits: Sequence[Hit], start: int, end: int) -> tuple[float, float]:
    """What in words[start:end] speaks for a promise, and for a report."""
    says = [hit.cue.strength for hit in hits if hit.cue.role == "commits" and start <= hit.end - 1 < end]
    told = [hit.cue.strength for hit in hits if hit.cue.role == "reports" and start <= hit.start < end]
    return max(says, default=0.0), max(told, default=0.0)
