"""Where in its unit a promise stands: the shortest stretch that still says who and what.

Works on the shadow words of one unit; offsets count from their start.
"""

import re
from collections.abc import Sequence

from yinuo.decode.already import ALREADY
from yinuo.extract.cues import Hit

__all__ = ["clauses", "cuts"]

_RESTATED = re.compile(r"[^，。；]{0,60}?(?:問題|一節|一事|部分|方面|乙節|等節|建議)(?:[:：]|，(?=本))")
_CONNECTIVE = re.compile(
    r"(?:另外|此外|又|另(?!案|行|一|有)|至於?(?!少|今|[0-9])|惟(?!一)|爰(?!依)|而|且|故|因此|是以|以及|其中|同時|再者|次查|復查|綜上(?:所述)?)，?"
)
_TAIL = re.compile(r"(?:，(?:相關)?(?:說明|作法|內容|辦理情形)?(?:摘述|說明|分述|臚列)?如[下次后][:：]|[:：])$")
_OPENS, _CLOSES = "「『(（【", "」』)）】"
_SIGN = re.compile(f"[，；{re.escape(_OPENS + _CLOSES)}]")
_ONCE = re.compile(r"俟|待(?!遇)|倘|如(?!何|期)|若")
_BARE = re.compile(r"(?:並|亦|且|均|皆)?(?:預計|預定|預估|預期|可望|將於|將可|可於|並?可)")
_DONE = re.compile(f"{ALREADY}|迄|截至|累計")
_ANOTHER = re.compile(
    r"另(?!案|行)|同時|此外|並另|未來|以及(?:持續|賡續|將)|後續(?!將|亦|也|並|如|倘|若|仍|持續)[^，。；將]{2,14}(?:也|亦)?將"
)
_GOES_ON = re.compile("持續|賡續|繼續|積極")
_NEXT = re.compile("另(?!案|行)|同時|此外|並另|未來|後續|其中")
_NOW = re.compile("目前|近年|刻正|現正|[俟待倘]|除[^，。；]{2,40}外，")
_AFTER = re.compile("[^，；]{2,40}後，")
_ALSO_WILL = re.compile("另[亦也]?將")
_WILL = re.compile(r"(?<![已業曾可能須應名如若倘])將(?!近|軍|士|領|之|此|使|造成|影響|導致|無法)")
_AWAITS = re.compile(r"[^，]{0,4}[俟待]")
_WANTS_SUBJECT = re.compile(f"刻正?|現正|目前|仍|{ALREADY}")
_TOPIC = re.compile(r"有關|至於?|針對|對於?|關於|就")
_ALSO_DONE = re.compile(f"並?{ALREADY}")
_STRONG, _CERTAIN = 1.25, 1.85  # strength of a cue that begins a promise, and of one that begins another
_APART = 12  # characters between the beginnings of two promises
_SCANT = 24  # characters of a promise that need what stands before them
_LEAST = 8  # characters that a promise has
_SHARED = re.compile(r"(?:均|皆|並將|亦將)")
_CONDITION = re.compile(
    r"(?:俟|待|倘|如(?!何)|若|為(?!止)|因應|針對|除|視|配合|依|考量|經|有關|未來|後續|透過|由|對於?|在|以|請)"
)


def clauses(words: str) -> list[tuple[int, int]]:
    """Cut at ， and ； outside brackets: contiguous (start, end) covering ``words``."""
    found: list[tuple[int, int]] = []
    depth, start = 0, 0
    for sign in _SIGN.finditer(words):
        if sign.group() in _OPENS:
            depth += 1
        elif sign.group() in _CLOSES:
            depth = max(0, depth - 1)
        elif depth == 0:
            found.append((start, sign.end()))
            start = sign.end()
    if start < len(words):
        found.append((start, len(words)))
    return found


def cuts(words: str, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Start and end of each promise in a unit that commits; at least one.

    Reads «已完成設計，本局預計明年動工。» as «本局預計明年動工。»; keeps «俟核定後，將辦理招標。»
    whole, and the work with its date: «刻正辦理拓寬，預定年底完工。». Two promises on different
    objects («…將修法；另將增設專線。», «北段將於明年完工，後續南段亦將動工。») are two; milestones of one project
    («預計明年完成設計，後續將辦理招標。») stay together; a promise to go on, before another, is one of its own
    («本局持續輔導攤商改善油煙，後續將修正管理辦法。»). What is told as done behind a promise is left out:
    «本局除將持續巡查，並已訂定作業要點。».

    Args:
        words: the unit without its outline mark.
        hits: its cues.
    """
    restated = _RESTATED.match(words)
    lead = restated.end() if restated and restated.end() < len(words) - 6 else 0
    parts = [(max(start, lead), end) for start, end in clauses(words) if end > lead]
    scores = [_weigh(hits, start, end) for start, end in parts]
    first = _first_promise(words, parts, scores)
    begins = [0, first] if _goes_on_before(words, parts, first) else [first]
    for at in range(first + 1, len(parts)):
        long_enough = parts[at][0] - parts[begins[-1]][0] >= _APART
        apart = words[parts[at][0] - 1] == "；" or _ANOTHER.match(words, parts[at][0])
        certain = scores[at][0] >= _CERTAIN or _ALSO_WILL.match(words, parts[at][0])
        if certain and long_enough and apart:
            begins.append(at)
    stops = [*begins[1:], len(parts)]
    ends = [_end(words, parts, scores, at, stop) for at, stop in zip(begins, stops, strict=True)]
    return [_trimmed(words, parts[at][0], end) for at, end in zip(begins, ends, strict=True)]


def _goes_on_before(words: str, parts: Sequence[tuple[int, int]], first: int) -> bool:
    """True where what stands before another promise is promised as well, to go on.

    Reads «本局持續輔導攤商改善油煙，後續將修正管理辦法。»; refuses «目前持續輔導攤商改善油煙，…», «除持續輔導…外，…».
    """
    if not first or parts[first][0] - parts[0][0] < _APART or not _NEXT.match(words, parts[first][0]):
        return False
    before = (parts[0][0], parts[first][0])
    return bool(_GOES_ON.search(words, *before)) and not (_NOW.search(words, *before) or _DONE.search(words, *before))


def _first_promise(words: str, parts: Sequence[tuple[int, int]], scores: Sequence[tuple[float, float]]) -> int:
    """The clause where the promise begins, with the condition, topic, work or subject right before it."""
    chosen = next((at for at, (says, told) in enumerate(scores) if says >= _STRONG and says >= told), None)
    if chosen is None:
        chosen = _plain_future(words, parts)
    bare = _BARE.match(words, parts[chosen][0])
    if chosen and bare and not _DONE.search(words, *parts[chosen - 1]):
        chosen -= 1
    while chosen and _WANTS_SUBJECT.match(words, parts[chosen][0]) and not _DONE.search(words, *parts[chosen - 1]):
        chosen -= 1  # «聯絡道工程可行性研究由該局辦理，刻正補正資料，預計三月陳報。»
    while chosen and (
        _ONCE.match(words, parts[chosen - 1][0])
        or (scores[chosen - 1][1] < _STRONG and _CONDITION.match(words, parts[chosen - 1][0]))
        or (_AFTER.fullmatch(words, *parts[chosen - 1]) and not _DONE.search(words, *parts[chosen - 1]))
    ):
        chosen -= 1
    if chosen and len(words) - parts[chosen][0] <= _SCANT:
        if _SHARED.match(words, parts[chosen][0]):
            return 0  # «…之案件，均將依法處理。»: what is left says neither who nor what
        if _TOPIC.match(words, parts[chosen - 1][0]):
            return chosen - 1  # «有關票價調整對通勤族之影響，本部將持續關注。»
    return chosen


def _plain_future(words: str, parts: Sequence[tuple[int, int]]) -> int:
    """The first clause with a 將 that no cue knows: «…業已補助，該會將鼓勵所屬響應。»; not «將軍», «將造成壅塞»."""
    chosen = next((at for at, part in enumerate(parts) if _WILL.search(words, *part)), 0)
    return chosen - 1 if chosen and _AWAITS.match(words, parts[chosen - 1][0]) else chosen


def _end(
    words: str, parts: Sequence[tuple[int, int]], scores: Sequence[tuple[float, float]], at: int, stop: int
) -> int:
    """Where the promise that begins with clause ``at`` ends: before what is told as done and nothing promised after."""
    for later in range(at + 1, stop):
        if parts[later][0] - parts[at][0] <= _LEAST:
            continue
        if all(says < _STRONG for says, _ in scores[later:stop]) and _ALSO_DONE.match(words, parts[later][0]):
            return parts[later][0] - 1
    return parts[stop - 1][1]


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """Without the connective before and «如下：» after, where enough is left."""
    connective = _CONNECTIVE.match(words, start, end)
    if connective and connective.end() < end - 6:
        start = connective.end()
    tail = _TAIL.search(words, start + 4, end) if end - start > 10 else None
    if end < len(words) and words[end - 1] == "，":
        end -= 1
    return start, tail.start() if tail else end


def _weigh(hits: Sequence[Hit], start: int, end: int) -> tuple[float, float]:
    """What in words[start:end] speaks for a promise, and for a report."""
    says = [hit.cue.strength for hit in hits if hit.cue.role == "commits" and start <= hit.end - 1 < end]
    told = [hit.cue.strength for hit in hits if hit.cue.role == "reports" and start <= hit.start < end]
    return max(says, default=0.0), max(told, default=0.0)
