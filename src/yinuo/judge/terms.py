"""What the day of a promise means: something is due on it, begins on it, holds until it, or recurs.

Only a day on which something is due can be missed by silence, or moved by telling a later one for
the same act.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from yinuo.decode.folding import fold
from yinuo.judge.delivery import act_of, acts_in
from yinuo.model import Deadline, Precision

__all__ = ["Term", "postpones", "term"]

_STOPS = "，。；：\n"
_NEAR = 160  # characters on either side of the day that can say what it is for
_HOLD = re.compile(
    r"(?:不|未|免)(?:再|予|會)?(?:調漲|調高|調升|調整|漲價|加徵|裁員)|凍漲|凍結|維持|(?<!豁)免(?:徵|收|繳|除)|減徵|減免|緩繳|緩徵|暫停|停徵"
)
_UNTIL = re.compile(
    r"(?:執行|持續|延長|延續|延至|辦理|實施|受理|適用|優惠|補助|試辦|開放|徵用|需求|供應)[^，。；：()\n]{0,10}(?<!截)至$"
)
_RECURS = re.compile(r"每(?:半?年|個?月|一?季|[週周日])(?![^，。；]{0,6}\d)|(?<!不)定期|按[年月季]|年中[與及和、]年底")
_AGAIN = re.compile(r"^度?[^，。；：()\n\d]{0,6}(?:持續|賡續|繼續)")
_WIDE = frozenset({Precision.YEAR, Precision.HALF, Precision.SPAN})
_SOFT = frozenset({"辦理", "推動", "宣導", "落實", "擴大", "補助", "投入", "檢測", "加發", "汰換"})
_FIRM = frozenset({"完工", "成立", "核定", "開工", "拆除", "提出", "採購", "上線", "完成", "召開"})
_ONCE = frozenset(
    {"完工", "公告", "成立", "核定", "開工", "拆除", "上線", "完成"}
)  # what is done once, by its first word

_FINISH = re.compile("完成[^，。；、]{0,2}")


class Term(StrEnum):
    """What a day is to a promise."""

    DUE = "due"  # «預計111年6月底前完工»
    BEGINS = "begins"  # «自111年1月1日起實施»
    HOLDS = "holds"  # «6月底前維持原價», «受理至9月30日止»
    RECURS = "recurs"  # «年中與年底均會檢討», «本年將持續辦理稽查»


def term(text: str, deadline: Deadline) -> Term:
    """What a deadline in a promise's text is: the clause it stands in says so.

    Reads «本年9月底前票價不調整» as ``HOLDS``; refuses «本年9月底前完成減免作業», where something is due.
    """
    if deadline.starts:
        return Term.BEGINS
    shadow, words = fold(text, flowing=True).text, fold(deadline.words, flowing=True).text
    at = shadow.find(words)
    if at < 0:
        return Term.DUE
    before, after = _clause(shadow, at, at + len(words))
    act = act_of(deadline.event)
    if act not in _FIRM and (words.endswith("止") or _UNTIL.search(before) or _HOLD.search(before + words + after)):
        return Term.HOLDS
    if act not in _FIRM and _RECURS.search(before + words + after):
        return Term.RECURS
    wide = deadline.interval.precision in _WIDE and words[-1] not in "前底內"
    if wide and (deadline.event is None or deadline.event in _SOFT) and _AGAIN.search(after):
        return Term.RECURS
    return Term.DUE


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the clause; where it ends with the day, the next clause goes with it."""
    low = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    high = _stop(text, end)
    if high - end <= 1:
        high = _stop(text, high + 1)
    return text[max(low, start - _NEAR) : start], text[end : min(high, end + _NEAR)]


def _stop(text: str, start: int) -> int:
    return min((at for stop in _STOPS if (at := text.find(stop, start)) >= 0), default=len(text))


def postpones(text: str, promised: Iterable[Deadline], telling: str, told: Iterable[Deadline]) -> bool:
    """True where a later telling gives a later day for the very act that was due.

    «預計112年9月底前完工» after «預計111年6月底前完工» moves the day. «113年達成30%» after «111年達成20%» is another
    goal, and «維持至6月底» after «維持至4月底» keeps the promise longer.
    """
    last = max(promised, key=lambda item: item.due, default=None)
    if last is None or term(text, last) not in (Term.DUE, Term.BEGINS):
        return False
    acts = _once(text, last)
    return any(item.due > last.due and item.starts == last.starts and acts & _once(telling, item) for item in told)


def _once(text: str, deadline: Deadline) -> frozenset[str]:
    """The acts done once that a deadline's clause tells; «完成» counts with its object, or where it stands alone."""
    shadow, words = fold(text, flowing=True).text, fold(deadline.words, flowing=True).text
    at = shadow.find(words)
    clause = _clause(shadow, at, at + len(words))[1] if at >= 0 else deadline.event or ""
    acts = acts_in(clause) & _ONCE
    return acts or frozenset(_FINISH.findall(clause))
