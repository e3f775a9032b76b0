"""Whether the change of a law that a passage tells is the one a promise speaks of.

A report that «某某條例業於…修正公布第4條條文» is proof of one thing: that this law was changed that day, in these
articles. It bears on a promise that speaks of changing law, of no other law by name, and of no other article of it.
"""

import re

__all__ = ["another_law"]

_LAW = "(?:法|條例|通則|辦法|規則|細則|準則|標準|規程|綱要|要點|基準|規範)"
_CHANGED = re.compile(
    rf"^(?P<law>[\u4e00-\u9fff]{{2,40}}?{_LAW})業於[0-9]{{2,3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日(?:經總統令)?"
    "(?:會銜)?(?:修正|制定|訂定|增訂|刪除|廢止|公布|發布)"
)
_LEGISLATES = re.compile("修正|修法|修訂|研修|增修|立法|制定|訂定|增訂|研訂|刪除|廢止|法制化|入法|專法|草案")
_QUOTED = re.compile(rf"「([^「」]{{2,40}}?{_LAW})(?:部分條文)?(?:修正)?(?:草案)?」")
_ARTICLES = re.compile("第((?:[0-9]{1,4}(?:-[0-9]{1,3})?[、,及與至~]?){1,200})條(?:之([0-9]{1,3}))?")
_NUMBER = re.compile("([0-9]{1,4})(-[0-9]{1,3})?(?:[至~]([0-9]{1,4}))?")
_BLANK = re.compile(r"\s+")


def another_law(promise: str, passage: str) -> bool:
    """True where the (folded) passage tells that a law was changed, and the (folded) promise is of something else.

    «步道管理條例業於112年6月28日經總統令修正公布第4、5條條文» is another thing than «將持續興建步道»,
    «將修正「橋梁管理條例」» and «將修正步道管理條例第9條»; not than «將修正步道管理條例» or «將研議修法».
    """
    passage, promise = _BLANK.sub("", passage), _BLANK.sub("", promise)
    changed = _CHANGED.match(passage)
    if changed is None:
        return False
    if not _LEGISLATES.search(promise):
        return True
    law = changed["law"]
    named = set(_QUOTED.findall(promise))
    if named and not any(law.endswith(one) or one.endswith(law) for one in named):
        return True
    if re.search(f"{law}施行細則", promise) and not law.endswith("施行細則"):
        return True
    wanted, done = _articles(promise), _articles(passage[changed.end() :].partition("。")[0])
    return bool(wanted and done and not wanted & done)


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
