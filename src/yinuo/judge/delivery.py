"""Whether a passage tells the very act that was promised as done: the strong signs that «fulfilled» needs.

«預計113年6月底前完工通車» is delivered by «業於113年6月20日完工通車», not by «已於110年10月18日開工»,
«進度為71.3%», or «已完成可行性評估»; «累計補助1,000家» by «累計補助1,032家», not by «累計補助640家».
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from yinuo.decode.already import ALREADY, DULY
from yinuo.decode.dates import find_dates
from yinuo.judge.figures import Figure, comparable, figures
from yinuo.judge.grams import grams
from yinuo.model import Direction, Target

__all__ = [
    "act_of",
    "act_promised",
    "acts_in",
    "delivers",
    "does_the_same",
    "done_acts",
    "meets",
    "reported",
    "where_done",
]

_ACTS: tuple[tuple[str, ...], ...] = (
    ("完工", "竣工", "通車", "啟用", "落成", "營運", "開放", "開館", "完竣", "供水", "供氣", "商轉"),
    ("公告", "發布", "公布", "施行", "實施", "生效", "上路", "訂定", "訂頒", "函頒", "修正", "三讀", "修法", "適用"),
    ("成立", "設立", "設置", "增設", "建置", "布建", "建立", "裝設"),
    ("召開", "舉辦", "舉行"),
    ("核定", "審議通過", "審查通過"),
    ("開工", "動工"),
    ("拆除",),
    ("調升", "調高", "調增", "調整", "調至", "提高"),
    ("提出", "提報", "陳報", "函報", "遞交", "提送", "函送"),
    ("採購", "簽署", "簽訂", "簽約", "購置"),
    ("盤點", "清查", "普查"),
    ("上線", "啟動", "開辦"),
    ("發放", "撥付", "核撥"),
    ("擔任", "接辦", "接管", "移交", "移撥"),
    ("列入",),
    ("完成",),
)
_GROUP = {verb: number for number, verbs in enumerate(_ACTS) for verb in verbs}
_VERB = re.compile("|".join(sorted(_GROUP, key=lambda verb: (-len(verb), verb))))
_DONE = re.compile(
    rf"(?:已|{DULY}(?:已|於|經)?"
    r"|正式|(?<!前)自[^，。；]{2,18}起)(?:於?(?:民國)?[\d本同去()]{1,8}年?[\d年月日]{1,10})?[^，。；]{0,24}?"
    rf"(?P<act>{_VERB.pattern})(?!後|前|中|進度|評估)"
)
_NOT_YET = re.compile(
    r"(?:尚未|仍未|迄未|未能|未及)[^，。；]{0,12}$|(?:俟|待)[^，。；]{0,20}$|可行性|評估|規劃|研議|研擬|預計|將|期中|期末"
)
_SHARE = re.compile(
    r"進度[^，。；]{0,8}\d|完成率[^，。；]{0,4}\d|占[^，。；]{0,8}目標|第[一二三]段|部分|其餘|第1期|第一期|第一階段"
)
_OF_ANYTHING = frozenset({"完成", "召開", "舉辦", "舉行", "調整", "修正", "實施", "啟動", "設置", "建立", "開放"})
_OBJECT = 16  # characters after a verb that tell what it is done to
_SAME_OBJECT = 0.34  # least share of the words of what is told as completed that the promise has too
_NAMED_OBJECT = re.compile("[^，。；「]{0,4}「([^「」]{4,40})」")
_STOP = re.compile("[，。；]")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十]{1,3}(?:次|期|屆|階段|批|標)")
_REPORTED = re.compile(f"{ALREADY}|截至|累計|實際|調[升高增降]?至|增加至|提高至")
_PLANNED = re.compile("預計|預定|預估|將|目標|規劃|擬|可望|力求|不足|未達|尚差|後可|如")
_GOAL_AFTER = re.compile(r"[之的]?(?:[\u4e00-\u9fff]{2,4})?目標(?![^，。；]{0,12}(?:已|如期|提前|達成))")
_YEAR_AFTER = re.compile(r"\((?:至|民國|西元)?(\d{2,4})年")
_CLAUSE = re.compile("[^，。；]{1,400}")
_TO_COME = re.compile(r"將|預計|預定|預估|擬|規劃|目標|[前內](?:完成|完工|公告|達)|年底|力求|趕辦")
_ALREADY = re.compile(f"已|{DULY}(?:於|經)|刻正|倘|視需要|視情況|必要時|如有")


def act_of(event: str | None) -> str | None:
    """The first word of the group that the act of a deadline belongs to: 完工 of «竣工», «完工通車», «啟用»."""
    found = _VERB.match(event) if event else None
    return _ACTS[_GROUP[found.group()]][0] if found else None


@lru_cache(maxsize=8192)
def acts_in(text: str) -> frozenset[str]:
    """The groups of every act of a (folded) text, each by its first word."""
    return frozenset(_ACTS[_GROUP[found.group()]][0] for found in _VERB.finditer(text))


@lru_cache(maxsize=8192)
def _promised(promise: str) -> re.Match[str] | None:
    """The last act promised; «完工後可停泊60艘» promises 完工, what comes after it is its use.

    Where no clause that says 將 tells an act, one that begins with it does: «本會將與各國接觸，取得共識後，遞交申請書».
    """
    clauses = [at for at in _CLAUSE.finditer(promise) if not _ALREADY.search(at.group())]
    ahead = [clause for clause in clauses if _TO_COME.search(clause.group())]
    found = [
        match
        for clause in ahead
        for match in _VERB.finditer(promise, clause.start(), clause.end())
        if not promise.startswith("後", match.end())
    ]
    if ahead and not found:
        led = (_VERB.match(promise, clause.start(), clause.end()) for clause in clauses)
        found = [match for match in led if match and not promise.startswith("後", match.end())]
    return found[-1] if found else None


def act_promised(promise: str) -> str | None:
    """The act that a (folded) promise ends in, by the first word of its group: 完工 of «預計明年竣工»."""
    wanted = _promised(promise)
    return None if wanted is None else _ACTS[_GROUP[wanted.group()]][0]


def does_the_same(promise: str, passage: str) -> bool:
    """True where the (folded) passage tells the promise's own last act done, in its own verb, on a like object.

    «業於112年3月2日遞交書面申請函» for «將…遞交正式申請書»; not «遞交會議資料», nor «提出申請», in another verb.
    """
    wanted = _promised(promise)
    if wanted is None or wanted.group() in _OF_ANYTHING:
        return False
    mine = grams(_object(promise, wanted.end()))
    told = (at for at in _DONE.finditer(passage) if at["act"] == wanted.group() and not _unfinished(passage, at))
    return any(mine & grams(_object(passage, at.end("act"))) for at in told)


def where_done(promise: str, passage: str) -> list[tuple[int, int]]:
    """Where the (folded) passage tells the act that the (folded) promise ends in as done, whatever its verb."""
    wanted = act_promised(promise)
    told = (at for at in _DONE.finditer(passage) if wanted and act_of(at["act"]) == wanted)
    return [(at.start("act"), at.end("act")) for at in told if not _unfinished(passage, at)]


def _object(text: str, at: int) -> str:
    stop = _STOP.search(text, at)
    return text[at : stop.start() if stop else len(text)][:_OBJECT]


def _unfinished(passage: str, at: re.Match[str]) -> bool:
    return bool(_NOT_YET.search(passage[max(0, at.start() - 14) : at.start("act")]))


def delivers(promise: str, passage: str, target: Target | None, told: date | None = None) -> bool:
    """True where the (folded) passage tells the act of the (folded) promise as done, and its target as reached.

    ``told`` is the passage's day, where it is known: a figure of a later year is a plan.
    """
    if _SHARE.search(passage):
        return False
    if _ordinals(promise) and _ordinals(passage) and not _ordinals(promise) & _ordinals(passage):
        return False
    if target is not None:
        given = [(item, comparable(item, target.unit)) for item in figures(passage)]
        if any(value is not None for _, value in given):
            return any(
                value is not None and reported(passage, item, told) and meets(value, target) for item, value in given
            )
    wanted = _promised(promise)
    if wanted is None or _ACTS[_GROUP[wanted.group()]][0] not in done_acts(passage):
        return False
    named = _NAMED_OBJECT.match(promise, wanted.end())
    return (named is None or named[1] in passage) and (wanted.group() != "完成" or _completes(promise, passage))


def _completes(promise: str, passage: str) -> bool:
    """True where what is told as completed is what was promised: everything is completed at some time.

    «已完成濱海步道» for «濱海步道112年底完成»; not «已完成濱海停車場排水改善».
    """
    mine = grams(promise)
    told = (grams(_object(passage, at.end("act"))) for at in _DONE.finditer(passage) if at["act"] == "完成")
    return any(not what or len(what & mine) >= len(what) * _SAME_OBJECT for what in told)


@lru_cache(maxsize=8192)
def done_acts(passage: str) -> frozenset[str]:
    """The acts a (folded) passage tells as done, each by the first word of its group.

    Reads «業於113年6月20日竣工» as 完工; refuses «尚未完工», «俟完工後», «完工評估».
    """
    told: set[str] = set()
    for match in _DONE.finditer(passage):
        if not _unfinished(passage, match):
            stop = _STOP.search(passage, match.end())
            told |= acts_in(passage[match.start("act") : stop.start() if stop else len(passage)])
    return frozenset(told)


def _ordinals(text: str) -> set[str]:
    return set(_ORDINAL.findall(text))


def reported(passage: str, item: Figure, told: date | None = None) -> bool:
    """True where a figure is reported as reached: «截至12月底累計補助1,032家», not «預計採購3000萬劑».

    Nor is a goal that was passed («已超過累計100萬戶之年度目標»), nor, where ``told`` gives the passage's day, the
    figure of a year still to come: «累計至119年達30GW», «提高至95.5%(114年)» told in 111.
    """
    if _GOAL_AFTER.match(passage, item.end):
        return False
    clause = passage[max(passage.rfind(stop, 0, item.start) for stop in "，。；") + 1 : item.end]
    if not _REPORTED.search(clause) or _PLANNED.search(clause):
        return False
    if told is None:
        return True
    aside = _YEAR_AFTER.match(passage, item.end)
    if aside and int(aside[1]) + (1911 if int(aside[1]) < 1911 else 0) > told.year:
        return False
    named = [mention.interval.first for mention in find_dates(clause, told) if mention.kind != "label"]
    return not named or min(named) <= told


def meets(value: Decimal, target: Target) -> bool:
    """True where a value is on the kept side of a target."""
    if target.direction is Direction.AT_MOST:
        return value <= target.value
    return value == target.value if target.direction is Direction.EXACTLY else value >= target.value
