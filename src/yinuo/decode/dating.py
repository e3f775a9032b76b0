"""The day of a text that is not a letter: a report, a news release, a plan.

Looked for in this order: the metadata beside it; a labelled date («發布日期：2023-12-29»); a
date that ends a short line of the head or stands alone at the foot («中華民國112年12月29日»); a
date or one single year in the title («2023年外交工作回顧», «112年度施政報告»); a full date in the
file's name. Anything else is no date: a guess would let old news prove new promises.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from yinuo.decode.dates import letter_date
from yinuo.model import DateInterval, Precision

__all__ = ["document_date", "head_lines", "letter_day", "read_day"]

_WIDTH = str.maketrans("０１２３４５６７８９（）：／．－", "0123456789():/.-")
_B: Final = r"[ \u3000]{0,3}"
_YEAR: Final = rf"(?P<era>中華民國|民國|西元)?{_B}(?P<year>[0-9]{{2,4}})"
_FORMS = (
    re.compile(rf"(?<![0-9]){_YEAR}{_B}年{_B}(?P<month>[0-9]{{1,2}}){_B}月{_B}(?P<day>[0-9]{{1,2}}){_B}日"),
    re.compile(
        r"(?<![0-9])(?P<year>[0-9]{3,4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])"
    ),
    re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<year>1[0-9]{2}|0[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}{_B}年{_B}(?P<month>[0-9]{{1,2}}){_B}月(?!{_B}[0-9])"),
    re.compile(r"(?<![0-9])(?P<year>[0-9]{3,4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?![0-9/.-])"),
)
_TITLE_YEAR = re.compile(
    r"(?<![0-9至到~—–-])(?:中華民國|民國|西元)?((?:19|20)[0-9]{2}|1[0-9]{2}|[5-9][0-9])年(?!代|[0-9]|期|[至到~—–-])"
)
_RANGE = re.compile(r"[0-9]{2,4}年?度?[ ]{0,2}[至到~—–-][ ]{0,2}[0-9]{2,4}年")
_LABEL = re.compile(
    r"(?:發[布佈文稿]|公[布佈告]|刊登|張貼|上版|出版|新聞|報告|撰寫|資料)(?:日期|時間|日)"
    r"[ \u3000]{0,4}[:：]?[ \u3000]{0,4}"
)
_WRITTEN_OUT = re.compile(
    r"民國[一二三四五六七八九十百〇○零 \u3000]{1,12}年[一二三四五六七八九十 \u3000]{1,6}月[^，。；]{0,12}$"
)
_AFTER_DAY = re.compile(
    r"[ \u3000(]{0,3}(?:(?:星期|週|周|禮拜)[一二三四五六日天])?[ \u3000)]{0,3}(?:發[布稿]|公布|編印|印行|製)?"
)
_HEAD: Final = 12  # lines
_FOOT: Final = 6
_SHORT: Final = 40  # characters of a line that can be a heading or a signature


def read_day(words: str, *, months: bool = True) -> DateInterval | None:
    """The first date in a few words; years from 1911 on are of the Common Era, others of the Republic.

    Reads «中華民國110年12月9日», «2023-12-29», «112/12/29», «1121229», «20231229»; «2023年12月» and
    «2023-12» are months. «112年第3季» and «第1121229號» are no date.

    >>> str(read_day("中華民國110年12月9日"))
    '2021-12-09'
    """
    flat = words.translate(_WIDTH)
    for form in _FORMS if months else _FORMS[:4]:
        for found in form.finditer(flat):
            if interval := _interval(found.groupdict()):
                return interval
    return None


def _interval(parts: Mapping[str, str | None]) -> DateInterval | None:
    year = int(parts["year"] or 0)
    if parts.get("era") in ("中華民國", "民國") or year < 1000:
        year += 1911
    if not 1912 <= year <= 2200:
        return None
    month, day = int(parts["month"] or 0), parts.get("day")
    try:
        return DateInterval.day(year, month, int(day)) if day else DateInterval.month(year, month)
    except (ValueError, IndexError):
        return None


def letter_day(number: str) -> DateInterval | None:
    """The day of a letter, from its 行政院函 line; blanks and wraps inside it do not matter.

    >>> str(letter_day("（行政院函　中華民國105年4月8日院臺專字第1050016514號）"))
    '2016-04-08'
    """
    flat = "".join(number.split())
    told = read_day(flat, months=False) or letter_date(flat)  # the first is ten times faster and nearly always enough
    return told if told is not None and told.precision is Precision.DAY else None


def head_lines(text: str) -> list[str]:
    """The first lines of a text that say something, at most twelve, without blanks around."""
    return list(_nonblank(text[:3000]))[:_HEAD]


def _nonblank(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if stripped := line.strip():
            yield stripped


def document_date(text: str, title: str, metadata: Mapping[str, str], name: str) -> DateInterval | None:
    """The date of a text that is no letter, or ``None`` where nothing tells it.

    Args:
        text: the canonical text.
        title: its title as found.
        metadata: what stood beside it (``date``).
        name: the file's name; only its last part is read.
    """
    if told := metadata.get("date"):
        return read_day(told) or _title_year(told if "年" in told else f"{told}年")
    return _labelled(text) or _standing(text) or read_day(title) or _title_year(title) or _named(name)


def _labelled(text: str) -> DateInterval | None:
    for part in (text[:3000], text[-600:]):
        for label in _LABEL.finditer(part):
            found = read_day(part[label.end() : label.end() + 24].split("\n")[0])
            if found is not None:
                return found
    return None


def _standing(text: str) -> DateInterval | None:
    """A date alone on its line, or at the end of a short line of the head («外交部新聞稿　112年12月29日»)."""
    for line in head_lines(text):
        if len(line) <= _SHORT and (found := _ends_with_day(line)):
            return found
    for line in reversed(list(_nonblank(text[-600:]))[-_FOOT:]):
        if len(line) <= _SHORT and (found := _ends_with_day(line)):
            return found
    return None


def _ends_with_day(line: str) -> DateInterval | None:
    flat = line.translate(_WIDTH).strip(" \u3000()。")
    if _WRITTEN_OUT.search(flat):
        return letter_date(flat)
    if re.search("[，。；]", flat):
        return None  # a sentence's date is that of an event
    for form in (*_FORMS[:3], _FORMS[4]):
        for found in form.finditer(flat):
            if _AFTER_DAY.fullmatch(flat, found.end()) and ("day" in found.groupdict() or found["era"]):
                return _interval(found.groupdict())
    return None


def _title_year(title: str) -> DateInterval | None:
    """The one year that a title names («112年度施政報告»); of two («111至114年中程計畫») neither is its date."""
    flat = title.translate(_WIDTH).replace(" ", "").replace("\u3000", "")
    if _RANGE.search(flat):
        return None
    years = {int(year) for year in _TITLE_YEAR.findall(flat)}
    if len(years) != 1:
        return None
    year = years.pop()
    return DateInterval.year(year if year >= 1911 else year + 1911)


def _named(name: str) -> DateInterval | None:
    return read_day(re.split(r"[/\\:#]", name)[-1], months=False)
