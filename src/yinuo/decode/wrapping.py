"""Which line ends are only the edge of a page, and which end a paragraph.

Text from a PDF, or typed at a fixed width, breaks its lines anywhere: «預計於明年3\\n月完工».
``line_ends`` finds those breaks; a real end (after 。；：！？, before 一、（一）1.(1), after a short
heading line, or at a blank line where lines otherwise follow each other) stays.
"""

import re
from collections import Counter
from collections.abc import Iterator

__all__ = ["LineEnd", "line_ends"]

LineEnd = tuple[int, int, str]
"""Start and end of a run of line ends and blanks, and what it means: ``"\\n"``, ``" "`` or ``""``."""

_RUN = re.compile(r" *\n[ \n]*")
_OUTLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[壹貳參肆伍陸柒捌玖拾甲乙丙丁戊己庚辛]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[●■◆◎※•○□]|#{1,6} |[-*+] |第[一二三四五六七八九十百\d]{1,4}[章節條]"
)
_TERMINAL = frozenset("。；：！？;:!?")
_CLOSING = frozenset('」』》)"”')
_RUNS_ON = frozenset("，、(「『《,")  # a line that ends so goes on
_GOES_WITH = frozenset("，、。；：！？」』》)%")  # a line that begins so belongs to the one above
_NARROWEST = 16  # columns; shorter lines are lists and verses, not wrapped prose
_FULL = 0.7  # a line this full, in parts of the usual width, was broken by the margin


def line_ends(text: str) -> Iterator[LineEnd]:
    """Read every run of line ends of ``text`` (blanks already folded to U+0020, line ends to LF).

    Reads «…公布對\\n\\n台首批…» (every line followed by an empty one) as one sentence; refuses to
    join «結語\\n展望明年…», where the first line is short, and «…完成。\\n二、…».
    """
    runs = [match.span() for match in _RUN.finditer(text)]
    if not runs:
        return
    starts = [0, *(end for _, end in runs)]
    widths = [_columns(text[begin:stop]) for begin, (stop, _) in zip(starts, runs, strict=False)]
    usual = _usual_width([*widths, _columns(text[starts[-1] :])])
    spacing = _usual_spacing(text, runs)
    for (start, end), width in zip(runs, widths, strict=True):
        if start == 0 or end == len(text):
            yield start, end, ""
        elif _ends_paragraph(text, start, end, width / usual if usual >= _NARROWEST else 0.0, spacing):
            yield start, end, "\n"
        else:
            yield start, end, " " if text[start - 1].isascii() and text[end].isascii() else ""


def _columns(line: str) -> int:
    """Display width: two columns for a Chinese character, one for a letter or digit."""
    return (len(line.encode("utf-8", "surrogatepass")) + len(line)) // 2


def _usual_width(widths: list[int]) -> int:
    return sorted(widths)[len(widths) * 4 // 5]


def _usual_spacing(text: str, runs: list[tuple[int, int]]) -> int:
    """How many line ends stand between two lines of one sentence: 1, or 2 where a PDF doubled them."""
    inside = Counter(
        text.count("\n", start, end)
        for start, end in runs
        if start and text[start - 1] not in _TERMINAL and not _OUTLINE.match(text, end)
    )
    return min(inside, key=lambda count: (-inside[count], count), default=1)


def _ends_paragraph(text: str, start: int, end: int, fullness: float, spacing: int) -> bool:
    before, after = text[start - 1], text[end]
    if before in _TERMINAL or (before in _CLOSING and text[start - 2 : start - 1] in _TERMINAL and start > 1):
        return True
    if _OUTLINE.match(text, end):
        return True
    if before in _RUNS_ON or after in _GOES_WITH:
        return False
    return text.count("\n", start, end) > spacing or fullness < _FULL
