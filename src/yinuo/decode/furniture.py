"""What stands on a page beside the text: field codes, gazette heads, page numbers, running heads.

A page number is told by how it is written («- 2 -», «第 2 頁，共 10 頁»). A bare «2» or «2 / 10» on a
line is one only where such lines count up page by page and break a sentence, touch a running head,
or close the document: a list item «2.», a table's cell and a year stay. A running head or foot is a
line that comes back, up to its digits, right beside page numbers or form feeds.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yinuo.decode.patterns import compiled

__all__ = ["Edit", "edges_of_pages", "field_codes", "gazette_heads"]

Edit = tuple[int, int, str]
"""Start and end of a run that goes, and the one character that stands for it, or ``""``."""

_FIELD = r'INCLUDEPICTURE {1,4}"[^"\n]{0,500}"(?: {0,4}\\[*d](?: {0,4}MERGEFORMAT(?:INET)?)?){0,3}'
_HEAD_WORDS = r"立法院公報 {0,4}第 {0,4}\d{1,4} {0,4}卷 {0,4}第 {0,4}\d{1,4} {0,4}期"
_HEAD_LINE = (
    rf"^ {{0,20}}(?:\d{{1,5}} {{0,20}}(?:\n {{0,20}}){{0,4}})?{_HEAD_WORDS}[^\n。，；]{{0,20}}(?:\n|\Z)"
    r"(?:(?: {0,20}\n){0,3} {0,20}\d{1,5} {0,20}(?:\n|\Z))?"
)
_HEAD_INLINE = r"立法院公報 {1,4}第\d{1,4}卷 {1,4}第\d{1,4}期 {1,4}(?:院會|委員會)紀錄(?: {1,4}\d{1,5}(?= ))?"

_COUNT = r"(?:(?!(?:19|20)\d\d(?!\d))\d{1,4}|[一二三四五六七八九十百]{1,5})"
_OF = rf"(?:共|總計|計) {{0,4}}{_COUNT} {{0,4}}頁"
_DASHES = "[-–—─~·]{1,3}"
_SURE = "|".join(
    (
        rf"{_DASHES} {{0,4}}(?:{_COUNT}|[ivxlc]{{1,6}}) {{0,4}}{_DASHES}",
        rf"第 {{0,4}}{_COUNT} {{0,4}}頁 {{0,4}}(?:[，,、/(]? {{0,4}}{_OF} {{0,4}}\)?)?",
        rf"{_OF} {{0,4}}[，,、/]? {{0,4}}第 {{0,4}}{_COUNT} {{0,4}}頁",
        r"(?:頁次?|[Pp]age|PAGE|[Pp]\.) {0,4}[:：]? {0,4}\d{1,4}(?: {0,4}(?:/|of) {0,4}\d{1,4})?",
    )
)
_LINE = rf"\n *+(?:(?P<sure>{_SURE})|(?P<value>\d{{1,3}})(?: ?/ ?(?P<total>\d{{1,3}}))?) *+(?=\n|\Z)"
_SHOWN = r"[^\n ](?:[^\n]*[^\n ])?"
_ITEM = r"[一二三四五六七八九十壹貳參肆伍]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[●■◆※•]"
_APART = 200  # characters at least from one page number to the next, but to the last page's
_SHORTEST, _LONGEST = 4, 60  # characters of a running head, digits and blanks not counted
_GOING_ON = frozenset("，、(「『《")
_STOPS = frozenset("。；！？：!?，、")
_ENDING = frozenset("。；！？：!?」』)")
_FULL = 0.8  # of the usual width: a line this long that ends with no stop was broken by the margin


class _Number(NamedTuple):
    """A number alone on a line, and how many pages it says there are (0: it does not)."""

    line: int
    at: int
    value: int
    total: int


class _Page(NamedTuple):
    """A text with numbers alone on lines: its lines, and which of them come back."""

    text: str
    lines: list[tuple[int, int]]
    keys: list[str]
    often: Counter[str]
    width: int
    feeds: frozenset[int]  # lines after which a page ends

    def comes_back(self, line: int) -> bool:
        return 0 <= line < len(self.lines) and self.often[self.keys[line]] > 1 and self.keys[line] != ""

    def opens(self, line: int) -> bool:
        """Whether the words of a line are also the text's first: its title, or the head of its first page."""
        return self.comes_back(line) and self.keys[line] in self.keys[:2]

    def breaks_a_sentence(self, line: int) -> bool:
        """Whether the line above goes on below: it ends with ，, or is full and ends with no stop."""
        if not 0 < line < len(self.lines) - 1:
            return False
        start, end = self.lines[line - 1]
        last = self.text[end - 1]
        full = end - start >= _FULL * self.width and last not in _ENDING
        return last in _GOING_ON or (full and not compiled(_ITEM).match(self.text, self.lines[line + 1][0]))


def field_codes(text: str) -> list[Edit]:
    """Word's picture fields: «如圖INCLUDEPICTURE "a.jpg" \\* MERGEFORMAT所示» is «如圖所示»."""
    return [(*match.span(), "") for match in compiled(_FIELD).finditer(text)]


def gazette_heads(text: str) -> list[Edit]:
    """Page heads of the gazette with their page number; refuses the citation «引自立法院公報第111卷第71期»."""
    lines = [(*match.span(), "") for match in compiled(_HEAD_LINE, re.MULTILINE).finditer(text)]
    return lines or [(*match.span(), "") for match in compiled(_HEAD_INLINE).finditer(text)]


def edges_of_pages(text: str, feeds: Sequence[int] = ()) -> list[Edit]:
    """Page numbers alone on a line, and running heads beside them; a line's end stands for the page's.

    ``feeds`` are the rising positions of form feeds (which read as line ends). Linear in the text.
    Reads «…完工。\\n- 1 -\\n（二）…»; refuses «2.», «112» and the cells of «項次\\n1\\n2». The first
    line of a text stays, since a running head there is also its title, and so does a text of
    page numbers alone.
    """
    if "\n" not in text:
        return []
    matches = list(compiled(_LINE).finditer("\n" + text))
    if not matches and not feeds:
        return []
    lines = [match.span() for match in compiled(_SHOWN).finditer(text)]
    starts = [start for start, _ in lines]
    page = _laid_out(text, lines, frozenset(bisect_left(starts, feed) - 1 for feed in feeds))
    going: set[int] = set()
    loose: list[_Number] = []
    for match in matches:
        line = bisect_left(starts, match.start())
        if match["sure"]:
            going.add(line)
        else:
            loose.append(_Number(line, lines[line][0], int(match["value"]), int(match["total"] or 0)))
    going.update(_counting_up(page, loose))
    going.update(_running_heads(page, going))
    return list(_runs(page, going)) if len(going) < len(lines) else []


def _laid_out(text: str, lines: list[tuple[int, int]], feeds: frozenset[int]) -> _Page:
    keys = [_key(text[start:end]) for start, end in lines]
    widths = sorted(end - start for start, end in lines)
    return _Page(text, lines, keys, Counter(keys), widths[len(widths) * 4 // 5] if widths else 0, feeds)


def _key(line: str) -> str:
    """A line without digits and blanks; ``""`` for what is no running head: a sentence, an item, a cell."""
    if len(line) > 2 * _LONGEST or line[-1] in _STOPS or compiled(_ITEM).match(line):
        return ""
    key = "".join(character for character in line if not character.isdecimal() and character != " ")
    return key if _SHORTEST <= len(key) <= _LONGEST else ""


def _counting_up(page: _Page, loose: Sequence[_Number]) -> list[int]:
    """The lines of the longest run of bare numbers that are pages: 1, 2, 3 …, a page's text apart."""
    last = len(page.lines) - 1
    latest: dict[tuple[int, int], int] = {}
    before, length = [-1] * len(loose), [1] * len(loose)
    for at, number in enumerate(loose):
        above = latest.get((number.value - 1, number.total), -1)
        apart = above >= 0 and number.at - loose[above].at >= _APART
        if apart or (above >= 0 and _closes(page, loose[above], number, length[above])):
            before[at], length[at] = above, length[above] + 1
        rival = latest.get((number.value, number.total), -1)
        if rival < 0 or length[at] >= length[rival]:
            latest[number.value, number.total] = at
    at = max(range(len(loose)), key=lambda item: length[item], default=-1)
    run: list[_Number] = []
    while at >= 0:
        run.append(loose[at])
        at = before[at]
    if len(run) == 1:
        only = run[0]
        return [only.line] if only.line == last and only.value == only.total else []
    shown = any(page.breaks_a_sentence(one.line) or _beside_edge(page, one.line) for one in run)
    return [one.line for one in run] if shown or (run and run[0].line == last) else []


def _closes(page: _Page, above: _Number, number: _Number, pages: int) -> bool:
    """Whether ``number`` ends the document on a short last page, under a running head or after ``pages``."""
    headed = page.opens(above.line - 1) or page.opens(above.line + 1) or (pages > 1 and _beside_edge(page, above.line))
    return number.line == len(page.lines) - 1 and headed


def _beside_edge(page: _Page, line: int) -> bool:
    touches = page.comes_back(line - 1) or page.comes_back(line + 1)
    return touches or line in page.feeds or line - 1 in page.feeds


def _running_heads(page: _Page, numbers: set[int]) -> set[int]:
    """Lines on one side of page numbers, form feeds or the text's ends whose words stand there again.

    Words that stand elsewhere too, but for one title, are no running head.
    """
    last = len(page.lines) - 1
    above = {line - 1 for line in numbers} | page.feeds | {last}
    below = {line + 1 for line in numbers} | {line + 1 for line in page.feeds} | {0}
    found: set[int] = set()
    for side in (above, below):
        edges = {line for line in side - numbers if 0 <= line <= last and page.keys[line]}
        counted = Counter(page.keys[line] for line in edges)
        found.update(line for line in edges if 1 < counted[page.keys[line]] >= page.often[page.keys[line]] - 1)
    return found - {next((line for line in range(last) if line not in numbers), 0)}


def _runs(page: _Page, going: set[int]) -> Iterator[Edit]:
    """One edit for each run of lines that go, with the blanks and line ends around it."""
    line, last = 0, len(page.lines) - 1
    for line in sorted(going):
        if line - 1 in going:
            continue
        end = line
        while end + 1 in going:
            end += 1
        start = page.lines[line - 1][1] if line else 0
        stop = page.lines[end + 1][0] if end < last else len(page.text)
        yield start, stop, "\n" if line and end < last else ""
