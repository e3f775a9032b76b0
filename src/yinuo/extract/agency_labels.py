"""A heading that is nothing but a body's name: what stands below it is that body's answer.

Reads «2.中油公司：», «(一)經濟部部分：», «有關交通部公路總局方面：»; refuses «關於台電公司碳費問題：», which
only speaks of a body, and «台電公司及中油公司：», which leaves open which of them.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.extract.agency_companies import company
from yinuo.extract.agency_register import Agency, register

__all__ = ["label", "labelled", "under"]

_LONGEST = 40  # characters of a heading that can still be only a name
_MARK = r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])"
_OWN = re.compile(rf"\A{_MARK}{{0,2}}([^：，。；「」\n]{{2,{_LONGEST}}})：")
_ABOUT = re.compile(
    r"\A(?:有關|關於|至於|在|就)?(.{2,}?)(?:主管|權管)?(?:部分|方面|之?(?:回應|回復|查復|說明|辦理情形|意見))*\Z"
)
_REMARK = re.compile(r"\([^()]{0,20}\)\Z")


@lru_cache(maxsize=4096)
def label(words: str, day: date) -> tuple[Agency, str] | None:
    """The one body whose name a heading consists of, and that name; None where it says more, or names nobody."""
    shadow = fold(words).text.strip()
    match = _ABOUT.match(_REMARK.sub("", shadow)) if len(shadow) <= _LONGEST else None
    if match is None:
        return None
    found = register().body(match[1], day) or company(match[1])
    return (found, match[1]) if found and (found.answers or found.kind == "local") else None


def labelled(headings: Sequence[str], sentence: str, day: date) -> tuple[Agency, str, str] | None:
    """The nearest body that heads ``sentence`` (folded), by the sentence's own lead or a heading.

    Returns:
        The body, its name as written, and the heading as a whole.
    """
    own = _OWN.match(sentence)
    for words in [*([own[1]] if own else []), *reversed(headings)]:
        if head := label(words, day):
            return *head, fold(words).text.strip()
    return None


def under(context: str, heading: str) -> int:
    """Where in the folded ``context`` the ``heading`` ends; 0 where it stands before all of it."""
    at = context.rfind(heading + "：")
    return at + len(heading) if at >= 0 else 0
