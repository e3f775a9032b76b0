"""Whether the law that a passage tells of is the one a promise speaks of.

A report that «某某條例業於…修正公布第4條條文» is proof of one thing: that this law was changed that day, in these
articles. It bears on a promise that speaks of changing law, of no other law by name, and of no other article of it. Nor
does a draft of the «乙辦法» bear on the promise of a «甲條例», however alike the words of procedure.
"""

import re
from functools import lru_cache

__all__ = ["QUOTED_LAW", "another_law", "other_articles"]

_LAW = "(?:法|條例|通則|辦法|規則|細則|準則|標準|規程|綱要|要點|基準|規範)"
_CHANGED = re.compile(
    rf"^(?P<law>[\u4e00-\u9fff]{{2,40}}?{_LAW})業於[0-9]{{2,3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日(?:經總統令)?"
    "(?:會銜)?(?:修正|制定|訂定|增訂|刪除|廢止|公布|發布)"
)
_LEGISLATES = re.compile("修正|修法|修訂|研修|增修|立法|制定|訂定|增訂|研訂|刪除|廢止|法制化|入法|專法|草案")
QUOTED_LAW = re.compile(rf"「([^「」]{{2,40}}?{_LAW})(?:部分條文)?(?:修正)?(?:草案)?」")
_ARTICLES = re.compile("第((?:[0-9]{1,4}(?:-[0-9]{1,3})?[、,及與至~]?){1,200})條(?:之([0-9]{1,3}))?")
_NUMBER = re.compile("([0-9]{1,4})(-[0-9]{1,3})?(?:[至~]([0-9]{1,4}))?")
_BLANK = re.compile(r"\s+")
_MAKES = "(?:修正|修訂|研修|增修|制定|訂定|增訂|研訂|研擬|擬訂|擬具|檢討|廢止)"
_MADE = (  # a law as the object of making or changing it
    re.compile(rf"{_MAKES}(?:完成|發布|公布|現行|相關)?「([^「」]{{2,40}}?{_LAW})(?:部分條文)?(?:修正)?(?:草案)?」"),
    re.compile(
        rf"「([^「」]{{2,40}}?{_LAW})(?:部分條文)?(?:修正)?(?:草案」|」(?:部分條文|相關規定)?(?:之)?(?:修正|修法|修訂|草案))"
    ),
    re.compile(
        rf"「([^「」]{{2,40}}?{_LAW})」[^，。；「」]{{0,4}}業[於經][^，。；「」]{{0,20}}(?:修正|制定|訂定|公布|發布|施行)"
    ),
)
_LEAST = 3  # characters of a law's name; «本法», «專法» name none
_NO_NAME = re.compile("^(?:該|本|此|上開|前開|前揭|相關)")


def another_law(promise: str, passage: str) -> bool:
    """True where the (folded) passage tells that a law was changed, and the (folded) promise is of something else.

    «步道管理條例業於112年6月28日經總統令修正公布第4、5條條文» is another thing than «將持續興建步道»,
    «將修正「橋梁管理條例」» and «將修正步道管理條例第9條»; not than «將修正步道管理條例» or «將研議修法».
    """
    passage, promise = _BLANK.sub("", passage), _BLANK.sub("", promise)
    if _other_draft(promise, passage):
        return True
    changed = _CHANGED.match(passage)
    if changed is None:
        return False
    if not _LEGISLATES.search(promise):
        return True
    law = changed["law"]
    named = set(QUOTED_LAW.findall(promise))
    if named and not any(law.endswith(one) or one.endswith(law) for one in named):
        return True
    if re.search(f"{law}施行細則", promise) and not law.endswith("施行細則"):
        return True
    return other_articles(promise, passage[changed.end() :].partition("。")[0])


def other_articles(promise: str, passage: str) -> bool:
    """True where both (folded) texts name articles of a law and none in common: «第9條» and «第4、5條»."""
    wanted, done = _articles(promise), _articles(passage)
    return bool(wanted and done and not wanted & done)


def _other_draft(promise: str, passage: str) -> bool:
    """True where the promise is to make or change a law by name, and the passage is on laws of other names alone.

    «刻正擬具「岸邊船舶管理辦法」草案» and «透過「漁港法」吸引船隊» for «將修正「岸邊船舶條例」»; not
    «「船舶條例」修正草案已送審», a shorter name of it, nor «已擬具修正草案，依「行政程序法」預告»: of what is not said.
    """
    wanted = _made(promise)
    made = _made(passage) if wanted else frozenset()
    told = made | {name for name in QUOTED_LAW.findall(passage) if f"依「{name}" not in passage}
    if not wanted or not told or (not made and _LEGISLATES.search(passage)):
        return False
    return not any(_one_law(mine, other) for mine in wanted for other in told)


@lru_cache(maxsize=8192)
def _made(text: str) -> frozenset[str]:
    """The laws that a text makes or changes, by their quoted names."""
    names = {name for pattern in _MADE for name in pattern.findall(text)}
    return frozenset(name for name in names if len(name) >= _LEAST and not _NO_NAME.match(name))


def _one_law(one: str, other: str) -> bool:
    """True of one law, though a text may shorten its name: 財劃法 for 財政收支劃分法; not of 辦法 and 條例."""
    short, long = sorted((one, other), key=len)
    if long.endswith(short):
        return True
    kind = re.search(f"{_LAW}$", short)
    if kind is None or not long.endswith(kind.group()) or ("細則" in short) != ("細則" in long):
        return False
    letters = iter(long)
    return len(short) <= len(long) // 2 + 1 and all(letter in letters for letter in short)


def _articles(text: str) -> set[str]:
    """«第4、5-1條» → 4, 5-1; «第10至12條» → 10, 11, 12; «第6條之2» → 6-2."""
    found: set[str] = set()
    for listed, after in _ARTICLES.findall(text):
        for first, sub, last in _NUMBER.findall(listed):
            if last:
                found.update(map(str, range(int(first), min(int(last), int(first) + 300) + 1)))
            else:
                found.add(f"{first}{sub}" if not after else f"{first}-{after}")
    return found
