"""Which line ends are only the edge of a page, and which end a paragraph.

Text from a PDF, or typed at a fixed width, breaks its lines anywhere: «預計於明年3\\n月完工».
``line_ends`` finds those breaks; a real end (after 。；：！？, before 一、（一）1.(1), after a short
heading line, or at a blank line where lines otherwise follow each other) stays.
"""

from collections import Counter
from collections.abc import Iterator

from yinuo.decode.patterns import compiled

__all__ = ["LineEnd", "line_ends"]

LineEnd = tuple[int, int, str]
"""Start and end of a run of line ends and blanks, and what it means: ``"\\n"``, ``" "`` or ``""``."""

_RUN = r" *\n[ \n]*"
_OUTLINE = (
    r"[一二三四五六七八九十]{1,3}、|[壹貳參肆伍陸柒捌玖拾甲乙丙丁戊己庚辛]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[●■◆◎※•○□]|#{1,6} |[-*+] "
    r"|第[一二三四五六七八九十百\d]{1,4}[章節條](?=[ ：\n]|\Z)"
)
_UNIT = r"年(?![度資齡金級輕])|月(?![刊台薪])|日(?![本方期商圓])"  # goes on from a digit
_MONTH_OR_DAY = r"\d{1,2}[ \n]*+[月日]"  # goes on from 年 or 月
_TERMINAL = frozenset("。；：！？;:!?")
_CLOSING = frozenset('」』》)"”')
_RUNS_ON = frozenset("，、(「『《,")  # a line that ends so goes on
_GOES_WITH = frozenset("，、。；：！？」』》)%")  # a line that begins so belongs to the one above
_NARROWEST = 16  # columns; shorter lines are lists and verses, not wrapped prose
_FULL = 0.7  # a line this full, in parts of the usual width, was broken by the margin


def line_ends(text: str, *, flowing: bool = False) -> Iterator[LineEnd]:
    """Read every run of line ends of ``text`` (blanks already folded to U+0020, line ends to LF).

    Reads «…公布對\\n\\n台首批…» (every line followed by an empty one) as one sentence; refuses to
    join «結語\\n展望明年…», where the first line is short, and «…完成。\\n二、…».

    Args:
        text: the text.
        flowing: it is cut out of a sentence, and the width of its lines tells nothing.
    """
    runs = [match.span() for match in compiled(_RUN).finditer(text)]
    if not runs:
        return
    starts = [0, *(end for _, end in runs)]
    widths = [_columns(text[begin:stop]) for begin, (stop, _) in zip(starts, runs, strict=False)]
    usual = _usual_width([*widths, _columns(text[starts[-1] :])])
    spacing = _usual_spacing(text, runs)
    for (start, end), width in zip(runs, widths, strict=True):
        if start == 0 or end == len(text):
            yield start, end, ""
        elif _marks_an_end(text, start, end):
            yield start, end, "\n"
        elif flowing or _goes_on(text, start, end):
            yield start, end, _between(text[start - 1], text[end])
        elif text.count("\n", start, end) > spacing or usual < _NARROWEST or width < _FULL * usual:
            yield start, end, "\n"
        else:
            yield start, end, _between(text[start - 1], text[end])


def _between(before: str, after: str) -> str:
    """A blank between two words of Latin letters or digits; nothing before «%» or after «(»."""
    apart = before.isascii() and after.isascii() and before not in _RUNS_ON and after not in _GOES_WITH
    return " " if apart else ""


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
        if start and text[start - 1] not in _TERMINAL and not compiled(_OUTLINE).match(text, end)
    )
    return min(inside, key=lambda count: (-inside[count], count), default=1)


def _marks_an_end(text: str, start: int, end: int) -> bool:
    """What stands before the line end, or after it, ends a paragraph: «…完成。⏎», «⏎二、»."""
    before = text[start - 1]
    closed = before in _CLOSING and start > 1 and text[start - 2] in _TERMINAL
    return before in _TERMINAL or closed or compiled(_OUTLINE).match(text, end) is not None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the words themselves go on, however short the line: «於 113⏎年底前», «112年⏎11月», «…，⏎»."""
    before, after = text[start - 1], text[end]
    if before in _RUNS_ON or after in _GOES_WITH:
        return True
    if before in "年月":
        return compiled(_MONTH_OR_DAY).match(text, end) is not None
    return before.isdecimal() and compiled(_UNIT).match(text, end) is not None
