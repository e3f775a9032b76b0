"""Boiler-plate: sentences that name no object of their own, and words pasted from letter to letter.

«將俟報告提送後儘速審查» stands in letters on ten different lines; that two of them say it makes no one promise.
"""

import re
from collections.abc import Iterable

from yinuo.decode.folding import fold
from yinuo.judge.grams import find_grams, weight
from yinuo.model import Commitment

__all__ = ["another_case", "is_formula", "one_matter", "pasted", "without_procedure"]

_LEAST = 3  # pairs of characters that tell what it is about
_FEW = 10  # … where the sentence itself points at what stands before it
_HANGS = re.compile("[俟待].{2,14}(?:提報|提送|函送|修正|補正|陳報|核定|審查)|本案|該案|該公司|該業者")
_STUDY = re.compile("可行性研究|可行性|綜合規劃|細部設計|環境影響評估|關於|問題")
_TELLING = 4.5  # least weight of such a pair: those that stand in fewer than 1 of 90 passages
_RULE = re.compile(r"[「『《][^「」『』《》]{2,40}(?:要點|辦法|條例|準則|規則|規範|標準|原則|法)[」』》]")
_PROCEDURE = re.compile(
    r"後續|未來|持續|賡續|積極|儘速|加速|適時|適當|妥適|審慎|滾動|定期|依法|依規定|循|法制|作業|程序|流程|陳報|函報|函送|提報|提送|報院|送請"
    r"|審查|審議|核定|修正|報告|研議|研商|檢討|評估|辦理|推動|落實|執行|配合|協助|協調|處理|因應|督導|督促|強化|加強|要求|瞭解|了解"
    r"|相關|有關|單位|機關|部會|各界|意見|需求|情形|狀況|疫情|經費|預算|計畫|方案|措施|工程|案件|產品|申請|貴院|大院|行政院|市府|縣府|該府|地方政府"
    r"|市政府|縣政府|完工|增加|減少|預計|預估|提供|時程|期程|事宜|規定|並|將|俟|待|視|再|後|本[案部署局會院府]|該[案部署局會院府]|俾利?|以利"
    r"|[^，。；]{2}[市縣](?=政府)|\d+"
)
_TRIVIAL = re.compile(r"[^\w]|_")


def is_formula(words: str) -> bool:
    """True of a sentence that says how things are done, not what: it names too little to be told again.

    Reads «後續將循法制作業程序陳報» as a formula; refuses «將儘速修正漁港碼頭收費辦法», which names its matter.
    """
    text = without_procedure(_RULE.sub(" ", fold(words, flowing=True).text))
    return len({gram for _, gram in find_grams(text) if weight(gram) >= _TELLING}) < _LEAST


def without_procedure(text: str) -> str:
    """A folded text with a blank for every word that says how things are done, not what."""
    return _PROCEDURE.sub(" ", text)


def one_matter(one: Commitment, other: Commitment) -> bool:
    """True where headings and titles around two formulas share a telling pair, and no other body answers."""
    bodies = (one.agency and one.agency.id, other.agency and other.agency.id)
    if all(bodies) and bodies[0] != bodies[1]:
        return False
    return bool((_around(one) - _told(one.quote.exact)) & (_around(other) - _told(other.quote.exact)))


def another_case(words: str, headings: Iterable[str], passage: str) -> bool:
    """True where a formula's headings say what it is on, and a passage with what stands before it names none of that.

    «後續俟市府提送報告後儘速審查» under «關於青禾線動工問題» is not told again by «本案俟市府提送後儘速審查» behind
    «三、關於榮泉線延伸問題»; it is behind «青禾線報告經退回修正». Of words that name their matter nothing is said.
    """
    if not _hangs(words):
        return False
    wanted = _matter("，".join(headings)) - _told(words)
    return len(wanted) >= _LEAST and not wanted & _matter(passage)


def _hangs(words: str) -> bool:
    """True of a sentence that says of which case it speaks by its heading alone: under a rule, once it is handed in."""
    return is_formula(words) or (bool(_HANGS.search(fold(words, flowing=True).text)) and len(_matter(words)) < _FEW)


def _matter(words: str) -> set[str]:
    text = without_procedure(_STUDY.sub(" ", _RULE.sub(" ", fold(words, flowing=True).text)))
    return {gram for _, gram in find_grams(text) if weight(gram) >= _TELLING}


def _around(one: Commitment) -> set[str]:
    return _told("，".join([*one.headings, one.title]))


def _told(words: str) -> set[str]:
    return {gram for _, gram in find_grams(fold(words, flowing=True).text) if weight(gram) >= _TELLING}


def pasted(one: str, other: str) -> bool:
    """True where one text is the other, or stands in it, letter by letter; marks, blanks and widths aside."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return bool(short) and short in long


def _bare(words: str) -> str:
    return _TRIVIAL.sub("", fold(words, flowing=True).text)
