"""Agreement: a passage names the very thing promised, in its own quotation marks, and tells of it what was promised.

«「岸邊規範」業於112年8月28日公告修正» for «將公告修正「岸邊規範」» needs no model: the same name, the promised act,
done. Nor does «「岸邊接駁船計畫」不再推動». Only such agreement, a person or a very sure link closes a case.
"""

import re
from datetime import date

from yinuo.judge.delivery import act_promised, does_the_same, done_acts, reported
from yinuo.judge.figures import comparable, figures
from yinuo.judge.reading import Read
from yinuo.judge.signs import kinds_in
from yinuo.model import Target

__all__ = ["delivered_by_name", "done_of_it", "reached_by_figure", "turned_by_name"]

_LEAST = 6  # characters of a name: shorter ones («本計畫», «前瞻») name many things
_ACRONYM = 4  # letters: shorter ones («AI», «5G», «APP») are in every letter
_DIGITS = 4  # a figure with fewer telling ones («3000萬劑», «20%», «12處») is that of many things
_NEAR = 14  # characters after a name in which its change is told
_SENTENCE = re.compile("[。；\n]")
_ANY = "完成"  # is done of everything: no act to agree in


def _names(one: Read, other: Read) -> tuple[str, ...]:
    """The quoted names of both texts, in order."""
    shared = one.keys.get("quoted", frozenset()) & other.keys.get("quoted", frozenset())
    return tuple(sorted(name for name in shared if len(name) >= _LEAST))


def delivered_by_name(promise: Read, passage: Read) -> str | None:
    """The name of the promised thing of which the passage tells the promised act as done, in one sentence.

    Reads «環境部業於9月18日公告「循環箱準則」» for «將公告「循環箱準則」»; refuses «已研提「循環箱準則」», another
    act, and «依「循環箱準則」已公告名單；» for «將依「循環箱準則」完成審查», whose act everything can tell.
    """
    wanted = act_promised(promise.text)
    if wanted is None or wanted == _ANY:
        return None
    for name in _names(promise, passage):
        for sentence in _SENTENCE.split(passage.text.lower()):
            if name in sentence and wanted in done_acts(sentence):
                return name
    return None


def done_of_it(promise: Read, passage: Read) -> bool:
    """True where one sentence gives a name in Latin letters that the promise gives too, and tells its very act done.

    «我國業於110年6月2日向ABCDE秘書處遞交書面申請函» for «取得共識後，將遞交ABCDE申請書». It bears on the promise,
    whatever other words they share; it closes no case.
    """
    shared = promise.keys.get("term", frozenset()) & passage.keys.get("term", frozenset())
    names = [name for name in shared if len(name) >= _ACRONYM and name.isalpha()]
    sentences = _SENTENCE.split(passage.text)
    return any(does_the_same(promise.text, one) for one in sentences if any(name in one.lower() for name in names))


def reached_by_figure(target: Target | None, passage: Read, told: date) -> str | None:
    """The promised figure, to the last digit, where the passage reports it as reached; None for one that is common.

    Reads «本年1月1日起，津貼由1萬8000元調至1萬9350元» for «調整為1萬9350元»; refuses «預計調至1萬9350元», and every
    report of «20%» for a target of 20 %.
    """
    if target is None or len(f"{target.value:f}".replace(".", "").strip("0")) < _DIGITS:
        return None
    for item in figures(passage.text):
        if comparable(item, target.unit) == target.value and reported(passage.text, item, told):
            return item.words
    return None


def turned_by_name(promise: Read, passage: Read, *kinds: str) -> str | None:
    """The name of the promised thing after which one of these signs stands.

    Reads «爰「岸邊接駁船計畫」不再推動» as «dropped»; refuses «「岸邊接駁船計畫」已通過，另案不再推動».
    """
    text = passage.text.lower()
    for name in _names(promise, passage):
        ends = (at.end() for at in re.finditer(re.escape(name), text))
        if any(kinds_in(text[end : end + _NEAR]) & set(kinds) for end in ends):
            return name
    return None
