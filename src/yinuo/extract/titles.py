"""A title of at most 20 characters, understood without the letter: what, by when, which act.

The clause that promises is taken apart: who acts, words of modality and grounds go; what is left is
the thing, the time and the act. A clause that names nothing («預計年底完工») borrows its thing from
the quote's own other clauses, the headings above, or the letter's subject, in this order.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from yinuo.extract.title_clauses import (
    POINTS,
    Clause,
    bare,
    choose,
    clauses,
    following,
    hollow,
    read,
    stripped,
    subject_of,
    told,
    topic_of,
)
from yinuo.extract.title_fitting import fitted, shortened
from yinuo.extract.title_words import QUOTED, content, display

__all__ = ["LONGEST", "title"]

LONGEST = 20
_SAYS = 3  # characters that name something, and a clause stands alone
_SHORT = 12  # a title as short as this has room for a second act
_ROOM = 14  # characters that a borrowed name may take

_ASKED = re.compile(r"(?:就|為|針對|對|鑒於|有關)(.{2,200}?)(?:等?問題|一案|乙案|等)?所提(?:書面)?質詢")
_EMPTY = re.compile(r"第[0-9一二三四五六七八九十]+屆|施政質詢|施政報告|專案報告")
_DULL = re.compile(r"(?:如下|說明|作法|辦理情形|措施|規劃|方面|情形|現況|成果|執行)[:：]?$|^(?:短期|中期|長期|中長期)$")
_LEAD = re.compile(
    r"^(?:另|又|至|茲|爰)?(?:關於|有關|針對|至於|就|為|對於?)?(?:貴委員)?(?:所提|建議|請|如何|應|宜|爭取|要求|完善|解決|協助|加強|推動|強化|未來)*"
)
_POINTING = re.compile(
    r"^(?:上開|前開|上述|前述|該等|該項|本項)(?:工作|措施|作為|事項)(?:之)?(?:主要)?(?:包含|包括|為)?"
)
_TRAIL = re.compile(r"(?:之?(?:綜合)?(?:問題|情形|部分|方面|一節|一事|乙節|等|說明|議題|疑義|爭議|處理|建議))+[:：]?$")
_SPLIT = re.compile("[，、；：。]")


def title(words: str, headings: Sequence[str] = (), subject: str = "") -> str:
    """A title of 1 to 20 characters for a promise.

    Args:
        words: the promise as quoted.
        headings: outline path above it, outermost first.
        subject: the letter's 案由, or a report's title.

    Example:
        >>> title("本局預計114年3月完成長安橋改建。")
        '114年3月完成長安橋改建'
        >>> title("長安橋改建由本局辦理，預計114年3月底前完工。")
        '長安橋改建114年3月底前完工'
    """
    text = display(words)
    parts = clauses(text)
    if not parts:
        return shortened(text, LONGEST).strip() or "承諾事項"
    at = choose(parts)
    while at + 1 < len(parts) and hollow(parts[at]):
        at += 1
    clause = read(parts[at])
    thing = _named(clause, parts, at, headings, subject)
    act = _POINTING.sub("", clause.act) or clause.act
    found = fitted(thing, clause.date, act, LONGEST).strip()
    if len(found) <= _SHORT and at + 1 < len(parts) and (more := following(parts[at + 1], LONGEST - len(found))):
        found += more
    return found or shortened(text, LONGEST).strip() or "承諾事項"


def _named(clause: Clause, parts: Sequence[str], at: int, headings: Sequence[str], subject: str) -> str:
    """The thing of the clause, with what it points at; borrowed where the clause names none."""
    waits = subject_of(parts[at - 1]) if at and not clause.thing else ""
    if waits:
        return waits
    points = POINTS.search(clause.thing) or POINTS.search(clause.act[:10])
    if not points and len(content(clause.thing + clause.act)) >= _SAYS:
        return parts[at - 1] if not clause.thing and at and bare(parts[at - 1]) else clause.thing
    said = clause.thing + clause.act
    borrowed = next(
        (name for name in _topics(parts, at, headings, subject, points=bool(points)) if _adds(name, said)), ""
    )
    if not borrowed:
        return clause.thing
    own = POINTS.sub("", clause.thing)
    if len(content(own)) < 2 or own in borrowed:
        return borrowed
    return borrowed + own


def _adds(name: str, said: str) -> bool:
    return len(content(name)) >= 2 and name not in said


def _topics(parts: Sequence[str], at: int, headings: Sequence[str], subject: str, *, points: bool) -> Iterator[str]:
    """Names to borrow, the nearest first."""
    nearest = list(reversed(parts[:at]))
    for part in (*(one for one in nearest if not told(one)), *(one for one in nearest if told(one))):
        quoted = QUOTED.search(part)
        yield quoted[1] if quoted and len(content(quoted[1])) >= 2 else topic_of(part)
    text = "".join(parts)
    for heading in reversed(headings):
        yield _heading(heading, text)
    asked = _ASKED.search(display(subject))
    if asked and not _EMPTY.search(asked[1]):
        name = _heading(asked[1], text)
        yield name if points or _shared(name, text) else ""


def _heading(heading: str, text: str) -> str:
    """The piece of a heading that names the thing; empty where it only announces."""
    plain = _plain(heading)
    if _DULL.search(plain):
        return ""
    quoted = QUOTED.search(plain)
    if quoted and len(quoted[1]) <= _ROOM and len(content(quoted[1])) >= 2:
        return quoted[1]
    pieces = [stripped(_LEAD.sub("", piece)) for piece in _SPLIT.split(_TRAIL.sub("", plain)) if len(piece) >= 3]
    if not pieces:
        return ""
    return max(pieces, key=lambda piece: (_shared(piece, text), len(content(piece)) >= 2))


def _shared(piece: str, text: str) -> int:
    return sum(piece[at : at + 2] in text for at in range(len(piece) - 1))


@lru_cache(maxsize=512)
def _plain(heading: str) -> str:
    return display(heading)
