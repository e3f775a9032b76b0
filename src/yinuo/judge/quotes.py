"""The shortest verbatim stretch of a passage that shows what it says about a promise."""

import re
from itertools import pairwise

from yinuo.extract.targets import in_base
from yinuo.judge.delivery import where_done
from yinuo.judge.figures import figures
from yinuo.judge.reading import Read
from yinuo.judge.signs import find_signs
from yinuo.model import Relation

__all__ = ["clauses", "says_nothing", "shortest"]

_CUT = re.compile(r"[，。；！？：\n]|(?<=[^\d])(?=\(?[一二三四五六七八九十\d]{1,2}[)、])")
_STOP = re.compile("[，。；！？：\n]")
_LEAD = re.compile(
    r"^(?:[\s，、。；：]|\(?[一二三四五六七八九十\dA-Za-z]{1,3}[)、.](?!\d)){1,8}|^(?:另|又|至|惟|爰|其中)(?=，)，?"
)
_CLAUSES = 5  # a stretch of more is no longer a quote
_SIGN_WORTH = 12.0  # a cue of the right kind weighs about as much as two shared rare words
_TOLD_WORTH = 6.0  # … and a figure in the promise's unit, or of a change a day, about as much as one
_DAY = re.compile(r"\d{2,4}年|年底|月底|\d{1,2}月")
_NOTHING = 60.0  # what a stretch that says nothing must make up for: it is quoted only where there is no other
_DATE_ALONE = re.compile(
    r"(?:其中|惟|並|且|又|另)?(?:截至|截止|迄至?|至|於|自|自從)?(?:民國|西元|本\(?|去\(?|今|同)?[\d()]{0,6}(?:年度?)?(?:[上下]半年|第?\d季)?"
    r"[\d月日年底初中旬末度前後]{0,12}(?:為?止|起|間|期間|之前|以前|迄今)?"
)
_UNTIL = re.compile(r"(?:截至|迄至?)[^，。；]{1,16}(?:止|底|日|月)$|^(?:目前|迄今|現階段|此外|其中|同時)$")
_HEADING = re.compile(
    r"(?:部分|方面|一節|乙節|[一1]案|問題|事項|說明如下|如下|臚列|略以|略為)$"
    r"|^(?:經|並經|案經)(?:衡酌|考量|審酌|綜合考量)[^，。；]*$|^(?:鑑於|鑒於|有鑑於|考量|基於|對於|關於|有關|針對|至於?)[^，。；]*$"
    r"|^(?:以(?:利|期|達|便|兼顧|優化|強化|提升|提高|加強|落實|確保|促進|維護|保障|因應|避免|降低|減少)|俾|藉以|期[使能])[^，。；]*$"
    r"|^為(?:均衡|提升|提高|強化|加強|促進|因應|確保|維護|配合|落實|達成|協助|解決|避免|鼓勵|減輕|加速|擴大|推動|健全|利|使)[^，。；]*$"
)
_LENGTH_COST = 0.55  # a character must bring more than this; set by the gold quotes (benchmark/pairs.py)

WANTED: dict[Relation, frozenset[str]] = {
    Relation.FULFILLED: frozenset({"done", "started", "partial"}),
    Relation.PROGRESS: frozenset({"done", "under_way", "started", "partial"}),
    Relation.CHANGED: frozenset({"postponed", "dropped", "declined", "blocked"}),
    Relation.RESTATED: frozenset({"again"}),
}


def shortest(promise: Read, passage: Read, relation: Relation) -> tuple[int, int]:
    """The stretch of whole clauses that says most in fewest characters, as offsets of the shadow.

    Of «又，本局依計畫辦理，長福橋已於三月完工，請查照» for a promise on that bridge it takes «長福橋已於三月完工»;
    never «截至本年3月底止» or «有關長福橋改建部分» alone, for these say nothing yet (``says_nothing``).
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
            worth = value + _SIGN_WORTH * (min(shown, most) + act) + _TOLD_WORTH * named
            if worth > best and says_nothing(passage.text[low:end]):
                worth -= _NOTHING
            if worth > best:
                best, found = worth, (low, end)
    return _trimmed(passage.text, *found)


def clauses(text: str) -> list[tuple[int, int]]:
    """The clauses of a (folded) passage, as offsets, without outline marks and stops.

    «本年1月1日起，月薪調至2萬元» is one: a day that stands alone belongs to what is told of it.
    """
    return [_trimmed(text, start, end) for start, end in pairwise(_edges(text))]


def says_nothing(stretch: str) -> bool:
    """True of a stretch that ends with a day or is all headings, so that what is told only follows.

    «截至本年3月底止», «透過獎勵辦法吸引業者，截至本年3月底止», «有關停車場增設部分», «鑑於船席不足»; not «截至3月底止已
    設置20處», nor «已增設停車場，鑑於需求殷切，將再評估».
    """
    clauses = [part for part in _STOP.split(_LEAD.sub("", stretch).strip()) if part]
    if not clauses:
        return True
    last = clauses[-1]
    if _DATE_ALONE.fullmatch(last) or _UNTIL.search(last):
        return True
    return all(_HEADING.search(part) for part in clauses)


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
    """Where clauses begin and end; a day that stands alone belongs to what is told of it: «截至3月底止，已設置20處»."""
    edges = [0]
    for cut in sorted({*(match.end() for match in _CUT.finditer(text)), len(text)}):
        clause = _LEAD.sub("", text[edges[-1] : cut]).rstrip("，。；：、！？ \n")
        alone = cut < len(text) and text[cut - 1] == "，" and bool(_DATE_ALONE.fullmatch(clause))
        if cut > edges[-1] and not (clause and alone):
            edges.append(cut)
    return edges


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the outline mark before it and the stop after it."""
    lead = _LEAD.match(text[start:end])
    low = start + (lead.end() if lead else 0)
    high = start + len(text[start:end].rstrip("，。；：、！？ \n"))
    return (low, high) if low < high else (start, end)
