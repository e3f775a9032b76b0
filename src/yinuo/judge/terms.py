"""What the day of a promise means: something is due on it, begins on it, holds until it, recurs, or is only expected.

Only a day on which something is due can be missed by silence, or moved by telling a later one for
the same act. A forecast, an earliest day, a day that hangs on a condition and a day the letter
itself calls unsettled can pass without anybody being late.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from yinuo.decode.folding import fold
from yinuo.judge.delivery import act_of, acts_in
from yinuo.judge.figures import figures
from yinuo.model import Deadline, Precision

__all__ = ["Term", "act_clause", "goes_on", "later_day", "postpones", "term"]

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
_ROUTINE = frozenset({"宣導", "落實", "擴大", "補助", "投入", "檢測", "加發", "運用"})
_ESTIMATED = re.compile(r"預估|預測|推估|預料|研判|估計|展望")
_CLIMATE = re.compile(r"景氣|物價|通膨|成長率|儲蓄率|失業率|物料價格|出口值|經濟成長")
_FORETOLD = re.compile(r"可望|增至|升至|回升|回穩|趨緩|減緩|復甦|走高|下滑|溫和|上揚")
_UNSETTLED = re.compile(
    r"(?:時程|期程|日期|時間)(?:尚|仍|均)?(?:未定|未確定|未明|不確定)|(?:待|俟)(?:時程|期程|日期)(?:明確|確定)"
    r"|(?:時程|期程|日期|時間)(?:仍|均)?[以依][^，。；]{2,24}為準"
)
_SUPPOSED = re.compile(
    r"(?:^|[。；\n，])(?:若(?!干)|倘若?|假如|如能?(?=[^，。；\n]{1,30}(?:順利|同意|通過|獲|達成|無虞)))[^。；\n]{2,80}，[^。；\n]{0,80}$"
)
_EARLIEST = re.compile(r"最快|最早")
_BY_ACT = re.compile(r"完成|完工|提出|公告|發布|辦理|推動")
_YEARS = re.compile(r"\([^()]{1,16}\)")  # «以4年(107-110年)分期辦理»
_BUDGET = re.compile(r"編列|匡列|預算|分[期年](?:辦理|編列|撥付|執行)")


class Term(StrEnum):
    """What a day is to a promise."""

    DUE = "due"  # «預計111年6月底前完工»
    BEGINS = "begins"  # «自111年1月1日起實施»
    HOLDS = "holds"  # «6月底前維持原價», «受理至9月30日止»
    RECURS = "recurs"  # «年中與年底均會檢討», «本年將持續辦理稽查», «111年編列2億元»
    EXPECTED = "expected"  # «預估111年將增至23%», «最快於11月公告», «時程未定»
    CONDITIONAL = "conditional"  # «若各界均同意，預定於11月公告»


def term(text: str, deadline: Deadline) -> Term:
    """What a deadline in a promise's text is: the clause it stands in says so.

    Reads «本年9月底前票價不調整» as ``HOLDS``; refuses «本年9月底前完成減免作業», where something is due.
    """
    shadow, words = fold(text, flowing=True).text, fold(deadline.words, flowing=True).text
    at = shadow.find(words)
    if at < 0:
        return Term.BEGINS if deadline.starts else Term.DUE
    unsure = _unsure(shadow, at, at + len(words), deadline)
    if unsure is not None:
        return unsure
    if deadline.starts:
        return Term.BEGINS
    before, after = _clause(shadow, at, at + len(words))
    act = act_of(deadline.event)
    if act not in _FIRM and (words.endswith("止") or _UNTIL.search(before) or _HOLD.search(before + words + after)):
        return Term.HOLDS
    if act not in _FIRM and _RECURS.search(before + words + after):
        return Term.RECURS
    return Term.RECURS if _fills_a_year(words, after, deadline) else Term.DUE


def _fills_a_year(words: str, after: str, deadline: Deadline) -> bool:
    """True of a year in which something goes on: «本年持續辦理», «112年運用廣播宣導», «112年預計編列2億元».

    «112年辦理可行性評估», «112年補助30校» and «112年底前» name the year's end: what can be counted is due.
    """
    if deadline.interval.precision not in _WIDE or words[-1] in "前底內":
        return False
    if _BUDGET.search(_YEARS.sub("", after, count=1)[:8]):
        return True
    soft = deadline.event is None or deadline.event in _SOFT
    return (soft and bool(_AGAIN.search(after))) or (deadline.event in _ROUTINE and not figures(after))


def goes_on(deadline: Deadline) -> bool:
    """True of an activity for a year or longer, which is kept by doing it: «112年辦理調查», «推動», «補助30校».

    Not «112年底前辦理調查», which ends with a day, nor «112年完成調查».
    """
    return (
        not deadline.starts
        and deadline.event in _SOFT
        and deadline.interval.precision in _WIDE
        and fold(deadline.words, flowing=True).text[-1] not in "前底內止"
    )


def _unsure(text: str, start: int, end: int, deadline: Deadline) -> Term | None:
    """What is only expected, or hangs on a condition, is not due.

    Reads «預估112年儲蓄率將增至20%», «最快於11月公告», «本年預計舉辦，惟時程未定» and «若各界同意，預定於11月公告»;
    refuses «預估112年6月完工», an act of one's own.
    """
    before, after = _clause(text, start, end)
    if _EARLIEST.search(before[-6:]) or _UNSETTLED.search(text, start, min(len(text), end + _NEAR)):
        return Term.EXPECTED
    forecast = _ESTIMATED.search(before) or _CLIMATE.search(before + after)
    if forecast and act_of(deadline.event) is None and _FORETOLD.search(after) and not _BY_ACT.search(after):
        return Term.EXPECTED
    led = text[max(0, start - _NEAR) : start]
    return Term.CONDITIONAL if _SUPPOSED.search(led) else None


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
    return later_day(text, promised, telling, told) is not None


def later_day(text: str, promised: Iterable[Deadline], telling: str, told: Iterable[Deadline]) -> date | None:
    """The later day that a telling gives for the very act that was due; None where it gives none."""
    last = max(promised, key=lambda item: item.due, default=None)
    if last is None or term(text, last) not in (Term.DUE, Term.BEGINS):
        return None
    acts = _once(text, last)
    later = (item for item in told if item.due > last.due and item.starts == last.starts)
    return max((item.due for item in later if acts & _once(telling, item)), default=None)


def _once(text: str, deadline: Deadline) -> frozenset[str]:
    """The acts done once that a deadline's clause tells; «完成» counts with what is completed, not alone."""
    clause = act_clause(text, deadline)
    acts = (acts_in(clause) & _ONCE) - {"完成"}
    return acts or frozenset(_FINISH.findall(clause))


def act_clause(text: str, deadline: Deadline) -> str:
    """What a promise's text says after a deadline's words, to the end of the clause; folded.

    Of «112年3月開工，114年底完工» it gives «完工» for «114年底». Where the words are not found, the act alone.
    """
    shadow, words = fold(text, flowing=True).text, fold(deadline.words, flowing=True).text
    at = shadow.find(words)
    return _clause(shadow, at, at + len(words))[1] if at >= 0 else deadline.event or ""
