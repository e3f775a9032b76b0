"""Gazette text → replies: a section of the 立法院公報 holds dozens of letters, one after another.

Two layouts are in use (FACTS §3). Up to 111/57 an item is::

    （一）行政院函送余委員宛如就…所提質詢之書面答復，請查照案。
    （行政院函　中華民國105年4月8日院臺專字第1050016514號）
    （立法院函　編號：9-1-7-185）
    余委員就…所提質詢，經交據財政部查復如下：…

From 111/66 on the number lines lose their leading bracket and come with half-width ones. A
section may start at （六十七）; part 乙 (the questions) ends it; page heads recur inside. Only the
finding ignores white space and page heads: what is cut out is a slice of the original.
"""

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

__all__ = ["ReplyText", "split_replies"]

_WIDTH = str.maketrans("０１２３４５６７８９()：，台", "0123456789（）:,臺")
_B: Final = r"[ \t\u3000]{0,8}"
_PAGE_HEAD = re.compile(
    rf"(?:^{_B}[0-9０-９]{{1,5}}{_B}\n(?:{_B}\n){{0,3}})?^{_B}立法院公報{_B}第{_B}[0-9０-９]{{1,4}}{_B}卷{_B}第{_B}[0-9０-９]{{1,4}}{_B}期"
    rf"[^\n。，；]{{0,24}}$(?:\n(?:{_B}\n){{0,3}}{_B}[0-9０-９]{{1,5}}{_B}$)?",
    re.MULTILINE,
)
_PAGE_NUMBER = re.compile(rf"^{_B}[－—–-]?{_B}[0-9０-９]{{1,5}}{_B}[－—–-]?{_B}$", re.MULTILINE)
_DAY: Final = r"中華民國[0-9]{2,3}年[0-9]{1,2}月[0-9]{1,2}日"
_NUMBER = re.compile(rf"（?行政院函{_DAY}[^第（）。]{{0,12}}字第[0-9]{{6,14}}號）?")
_QUESTION = re.compile(
    rf"（?立法院函(?:編號:?[0-9]{{1,2}}(?:[-－–][0-9]{{1,5}}){{3}}"
    rf"|{_DAY}[^第（）。]{{0,12}}字第[0-9]{{6,14}}號(?:[^（）。:]{{0,20}}質詢[0-9]{{1,4}}號)?)）?"
)
_SUBJECT = re.compile(
    r"(?:（?[一二三四五六七八九十百零〇○]{1,7}[）、])?行政院函[送復覆](?:(?!行政院函送).){1,2000}?請查照案?。?"
)
_FROM_WHOM = re.compile(r"行\s*政\s*院")
_QUESTIONS_PART = re.compile(r"乙、本院委員質詢(?:部分|事項)")
_ITEM_NUMBER = re.compile(r"(?:（?[一二三四五六七八九十百零〇○]{1,7}[）、])$")
_BETWEEN: Final = 24  # characters that may stand between the parts of a head


@dataclass(frozen=True, slots=True)
class ReplyText:
    """One reply cut from a longer text: ``text[start:end] == body`` of the text it came from."""

    body: str
    start: int
    end: int
    number: str  # 行政院函…號 as written, in one line
    subject: str = ""  # 案由 as written, in one line
    question_number: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """Where one item's head stands in the squeezed text; ``body`` is where its body starts."""

    start: int
    body: int
    number: tuple[int, int]
    subject: tuple[int, int] | None
    question: tuple[int, int] | None


def split_replies(text: str) -> tuple[ReplyText, ...]:
    """Every reply in a gazette section, in order; () where the text holds no letter's head.

    A list of titles without number lines (the minutes) holds none, and neither does a sentence
    that mentions a letter: «…業以行政院函送立法院審議».
    """
    if "函" not in text or not _FROM_WHOM.search(text):
        return ()
    flat, origin = _squeezed(text)
    heads = _heads(flat)
    stops = sorted([head.start for head in heads] + [found.start() for found in _QUESTIONS_PART.finditer(flat)])
    replies = []
    for head in heads:
        after = bisect_left(stops, head.body)
        stop = stops[after] if after < len(stops) else len(flat)
        if stop > head.body:
            replies.append(_reply(text, origin, head, stop))
    return tuple(replies)


def _squeezed(text: str) -> tuple[str, "array[int]"]:
    """The text without white space and page heads, widths folded one to one, and where each character stood."""
    masked: list[tuple[int, int]] = sorted(
        found.span() for pattern in (_PAGE_HEAD, _PAGE_NUMBER) for found in pattern.finditer(text)
    )
    origin = array("I")
    parts: list[str] = []
    position = 0
    for start, end in [*masked, (len(text), len(text))]:
        for word in re.finditer(r"\S+", text[position:start]):
            parts.append(word[0])
            origin.extend(range(position + word.start(), position + word.end()))
        position = max(position, end)
    return "".join(parts).translate(_WIDTH), origin


def _heads(flat: str) -> list[_Head]:
    heads: list[_Head] = []
    for number in _NUMBER.finditer(flat):
        floor = heads[-1].body if heads else 0
        subject = _subject_before(flat, number.start(), floor)
        start = subject[0] if subject else number.start()
        question = _QUESTION.search(flat, number.end(), number.end() + 120)
        if question and question.start() - number.end() > _BETWEEN:
            question = None
        body = question.end() if question else number.end()
        if subject or question or _opens(flat, body):
            heads.append(_Head(start, body, number.span(), subject, question.span() if question else None))
    return heads


def _opens(flat: str, body: int) -> bool:
    """True where a reply's first words follow: «余委員就…所提質詢», «委員王大明…»."""
    return "委員" in flat[body : body + 16]


def _subject_before(flat: str, end: int, floor: int) -> tuple[int, int] | None:
    """The 案由 that ends right before a number line."""
    window = max(floor, end - 2100)
    start = flat.rfind("行政院函送", window, end)
    if start < 0:
        start = flat.rfind("行政院函復", window, end)
    if start < 0:
        return None
    found = _SUBJECT.match(flat, start)
    if found is None or end - found.end() > _BETWEEN or found.end() > end:
        return None
    item = _ITEM_NUMBER.search(flat, max(floor, start - 9), start)
    return (item.start() if item else start), found.end()


def _reply(text: str, origin: "array[int]", head: _Head, stop: int) -> ReplyText:
    start, end = origin[head.body], origin[stop - 1] + 1

    def words(span: tuple[int, int] | None) -> str:
        return _one_line(text[origin[span[0]] : origin[span[1] - 1] + 1]) if span else ""

    return ReplyText(text[start:end], start, end, words(head.number), words(head.subject), words(head.question) or None)


def _one_line(words: str) -> str:
    """Words of a head without the page heads and line ends that fell into them."""
    kept = _PAGE_NUMBER.sub("", _PAGE_HEAD.sub("", words))
    return "".join(line.strip(" \t") for line in kept.split("\n"))
