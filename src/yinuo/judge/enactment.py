"""A promised law that is law: every act that the promise was to change, by name, passed or in force.

«業於4月15日三讀通過「船舶法」、「漁港法」修正案» for «完成「船舶法」、「漁港法」等二法之部分條文修正». That a bill
was drafted, announced or sent is a step and no more.
"""

import re
from functools import lru_cache

from yinuo.decode.already import ALREADY
from yinuo.judge.law_changes import QUOTED_LAW, other_articles

__all__ = ["enacted"]

_CLAUSE = re.compile("[^，；。]{1,400}")
_MAKES = re.compile(
    "(?:修正|修法|修訂|制定|訂定|增訂|立法)(?:工作|作業|程序|案|公布|發布|施行|實施)?(?:$|(?=「))|三讀|完成(?:修正|修法|修訂|制定|訂定|立法)|(?:修正|制定|訂定)「"
)
_STEP = re.compile(
    "研議|研擬|研修|研訂|研商|擬具|擬訂|提出|提送|函送|陳報|報請|預告|檢討|評估|審查|審議|草案|規劃|協助|配合|參考|依"
)
_PASSED = re.compile("三讀通過|(?:修正|制定|訂定|增訂)(?:公布|發布)|公布施行|發布施行|總統(?:令)?公布")
_DONE = re.compile(rf"{ALREADY}|於(?:[^，。；]{{0,4}}\d{{1,4}}|[本去同])年")
_NOT = re.compile("(?:尚未|未|俟|待|將|預計|預定|儘速|早日|如|若|俾|期)[^，。；]{0,30}$")
_SENTENCE = re.compile("[^。；\n]{1,600}")


def enacted(promise: str, passage: str) -> str | None:
    """The laws, as the promise names them, that the (folded) passage tells passed or in force; None where one is not.

    Reads «業於111年4月15日三讀通過「船舶法」及「漁港法」修正案» for «完成「船舶法」、「漁港法」之修正»; refuses it
    for «將研議修正「船舶法」» and «將提出「船舶法」修正草案», which promise another act, and for «修正「漁會法」»; and
    refuses «俟「船舶法」三讀通過後».
    """
    wanted = _promised(promise)
    if not wanted:
        return None
    for sentence in _SENTENCE.findall(passage):
        if all(law in sentence for law in wanted) and _passed(sentence) and not other_articles(promise, sentence):
            return "、".join(wanted)
    return None


@lru_cache(maxsize=8192)
def _promised(promise: str) -> tuple[str, ...]:
    """The laws that a clause of the promise is to make or change, and not merely to study or to send."""
    found: list[str] = []
    for clause in _CLAUSE.findall(promise):
        names = QUOTED_LAW.findall(clause)
        if names and _MAKES.search(clause) and not _STEP.search(QUOTED_LAW.sub("", clause)):
            found += names
    return tuple(dict.fromkeys(found))


def _passed(sentence: str) -> bool:
    """True where it says passed, and not merely hopes or waits for it."""
    return any(
        not _NOT.search(sentence[: at.start()]) and _DONE.search(sentence[: at.start()])
        for at in _PASSED.finditer(sentence)
    )
