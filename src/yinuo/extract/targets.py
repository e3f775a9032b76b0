"""How much is promised: the one quantity a later reader would check.

Quantities are numbers with a unit of ``vocabulary/units.toml``. Those that tell the present
(目前, 已), a baseline (由70%提升至…), a name (「2030雙語」, 10萬噸海淡廠), a ratio's base (每33萬人口) or a
rule's parameter (年滿65歲, 第7條, 罰鍰15萬元) are passed over, and so are a duration (3個月內), what the works
cost (總經費4.2億元) and whom they serve afterwards (完工後可供60艘停泊); of the rest the plainest promise wins.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from yinuo.decode.already import ALREADY
from yinuo.decode.folding import fold
from yinuo.decode.numerals import Number, find_numbers, read_number
from yinuo.model import Direction, Target
from yinuo.vocabulary import load_toml

__all__ = ["in_base", "target"]

_STOPS = "，。；：\n"
_NAMED = re.compile(r"「[^「」]{1,40}」|《[^《》]{1,40}》")
_RATE = re.compile(r"每(?P<per>日|天|月|年|季|週|周|小時|學期)[^，。；：、()\d每]{0,8}$")
_REACH = re.compile(
    r"(?:至少|最少|達成?|逾|超過|突破|不低於|不少於|不超過|低於|控制在|縮短至|(?:[升增提加降減調擴補大成長少高低短][到至為]))[^，。；：\d]{0,6}$"
    r"|(?:目標|至)[^，。；：\d]{0,2}$"
)
_GOAL = re.compile(r"目標|致力|力拼|力求")
_INTENT = re.compile(r"預計|預定|將|規劃|擬|可望|再")
_MET = re.compile(r"達成[^，。；]{0,10}目標")
_PER_AFTER = re.compile(r"/([日月年時])")
_SUM = re.compile(r"(?:合計|總計|共計|總共|合共)[^，。；：]{0,8}$")
_BOUNDED = re.compile(
    r"(?:至少|最少|至多|最多|不低於|不少於|不超過|不逾|控制在|維持在|壓低至|(?:[升增提加降減調擴大短高低]|縮短|延長)[到至為])[約達]?$"
)
_DELIVERS = re.compile(
    r"興辦|施打|接種|核發|媒合|訓練|聘|減[量排廢]|增[產班]|完成|新增|增[加設聘置建編購供]|設[置立]|[建布]置|[布興籌擴新]建|採購|購[置買]|檢測|抽[驗查檢]|補[助貼實]|投[入資]|編列|挹注|培[訓育]|[聘進]用"
    r"|開[設辦放]|辦理|召開|舉辦|提供|發給|加發|帶動|創造|吸引|供應|供水|產水|釋出|推動|協助|輔導|提[升高供]|降低|減[少碳]|節[省電水能約]|縮短"
    r"|達|至少|共|調[整升降高增]|汰[換購]|改善|安置|收容|招募|納入|擴[大增充]|維持|總?經費|處理量|產能|容量|種植|造林|引進|成立|鑿|移|執行|預計|預定|規劃|目標|將"
)
_PRESENT = re.compile(
    rf"(?:目前|現行|現有|現況|現為|迄今|截至|累計至|累計已|歷年|去年|前年|過去|近年|{ALREADY}|曾)(?P<since>[^。；：]*)$"
)
_STILL_AHEAD = re.compile(
    r"^(?:核定|規劃|編列|匡列|納入|爭取|完成規劃)|將|預計|預定|預期|規劃|目標|至少|再|擬|可|後續|未來|外，|\d[^，。；]*[至為到][^，。；\d]{0,4}$"
)
_FROM = re.compile(r"[由自]\d{2,4}年[之的]$")
_FROM_TO = re.compile(r"(?:由|自|從|原)[^，。；：]{0,12}$")
_TO = re.compile(r"[^，。；：]{0,24}(?:至|為|到|成|達)[^，。；：\d]{0,8}\d")
_PARAMETER = re.compile(
    r"(?:罰鍰|裁罰|處罰|處以|科處|滿|未達|所得|營業額|資本額|每|每公?[斤里噸頃尺人戶件度車案名位坪]|各[級類]?|[前等該]|上開|上述|進度[達為]?|第[\d之、及-]*)$"
)
_PENALTY = re.compile(r"罰[鍰金款]?[^，。；：]{0,12}$")
_BOUND_AFTER = re.compile(r"以[上下][之的者及]|[之的]?罰[鍰金款]")
_DATED_AFTER = re.compile(r"\(\d{3,4}年\)")
_LIST = re.compile(
    r"(?:重要|主要|核心|具體|重點|關鍵)?(?:面向|主軸|措施|策略|原則|重點|階段|構面|方向|議題|要點|層面|問題|工作|任務|系統|功能|方案)"
)
_NAME_AFTER = re.compile(r"級|型|機組|以上之|人口|年期|委員|[高寬長深厚]|通報專線|專線")
_PLANT = re.compile(r"[海淡水再汙污]{0,2}[淡生]?水?廠")
_DURATION = re.compile(r"(?:[多餘]?個?)?(?:月|星期|禮拜|學期|年度?)")
_COST = re.compile(r"(?:總經費|工程經費|建設經費|工程費|造價)[約計為共需:]{0,2}$")
_COSTS_MORE = re.compile(r"投入|編列|匡列|挹注|爭取|補助|增[加至為]|提[高升]|擴[大增]|核定|[由從自]|達|動支|支應|至少")
_AFTERWARDS = re.compile(r"(?:完[工成]|竣工|通車|啟用|營運|落成)後[^，。；：]*[可能將][^，。；：]*$")
_USERS = re.compile(r"[^，。；：]{0,8}(?:停泊|靠泊|受惠|受益|就業)")
_SIDE_EFFECT = re.compile(r"(?:預估|估計|推估|受惠|相當於|約當|約占)[^，。；：]*$")
_AT_MOST = re.compile(
    r"(?:不超過|不逾|低於|(?:降低?|減少?|縮[短減]|壓低|調降)[至到為]|控制在|最多|至多|最高|上限)[^，。；：\d]{0,6}$"
)
_EXACTLY = re.compile(r"(?:調整|改|訂|定|增加|提高)為[^，。；：\d]{0,4}$|各(?:設置|補助|發給)?$|發給$|加發$")
_OFTEN = re.compile(
    r"(?:至少)?(?:每|一(?=年))(?P<every>\d{1,2}|[一二兩三四五六]|半)?個?(?P<per>年|月|季|週|周|學期|日)(?:至少|應|各|定期)?[^，。；：、()\d每]{0,4}?(?P<times>\d{1,3}|[一二兩三四五六])次"
)
_EVERY = re.compile(r"(?:將|責成|並於|至少)[^，。；：「」()]{0,8}(?P<words>每(?P<per>月|季|週|周|半年))(?!度)")
_RANGE = re.compile(r"(?<![由從自原\d.,])(?P<low>\d[\d.,]*[萬億]?)(?:%|個?百分點)?(?:至|到|~|-|—)$")
_CURRENCY = re.compile(r"(?P<name>美金|美元|歐元|日圓|日元|英鎊|人民幣)[約達計]?$")
_TIMES = re.compile(r"現[行有況]的?$|目前的?$|既有的?$")
_LONE = frozenset("二三四五六七八九十兩")  # of counts, one Han numeral alone is often part of a word
_NEAR = 160  # characters before a figure that can say what it is
_LONGEST = 5000  # characters; what is longer is no sentence


class _Quantity(NamedTuple):
    start: int
    end: int
    value: Decimal
    unit: str
    kind: str
    score: int


def target(words: str) -> Target | None:
    """The main promised quantity in a commitment's ``words``, or ``None``.

    ``Target.words`` is a slice of ``words``; ``value`` has 萬, 億 and 兆 expanded. Reads
    «投入7.5億元» (750000000 元), «由70%提升至80%» (80 %), «每日產水1.3萬噸» (13000 噸/日),
    «至少每4年1次» (1 次/4年). Refuses «年滿65歲», «依第7條», «目前已設20處», «以2大主軸推動».
    """
    shadow = fold(words, flowing=True)
    text = shadow.text[:_LONGEST]
    best = max(_quantities(text), key=lambda found: (found.score, -found.start), default=None)
    often = _OFTEN.search(text)
    if often and (best is None or best.kind == "weak" or often.start() <= best.start < often.end()):
        return _frequency(words, shadow.original(*often.span()), often)
    if best is None:
        every = _EVERY.search(text)
        span = shadow.original(*every.span("words")) if every else (0, 0)
        return Target(words[slice(*span)], Decimal(1), f"次/{_per(every['per'])}") if every else None
    rate = _RATE.search(text, max(0, best.start - 16), best.start) if best.kind not in ("money", "share") else None
    slash = _PER_AFTER.match(text, best.end)
    low, begin = _lower(text, best)
    if begin < best.start and not rate:
        best = best._replace(start=begin)
    best = best._replace(value=low if _direction(text, best) is Direction.AT_LEAST else best.value)
    start, end = shadow.original(rate.start() if rate else best.start, slash.end() if slash else best.end)
    per = slash[1] if slash else _per(rate["per"]) if rate else ""
    unit = f"{best.unit}/{per}" if per else best.unit
    return Target(words[start:end], best.value, unit, _direction(text, best))


def _frequency(words: str, span: tuple[int, int], often: re.Match[str]) -> Target:
    every = str(int(read_number(often["every"] or "1") or 1)) if often["every"] != "半" else "半"
    times = read_number(often["times"]) or Decimal(1)
    return Target(words[slice(*span)], times, f"次/{every.removeprefix('1') or ''}{_per(often['per'])}")


def _lower(text: str, best: _Quantity) -> tuple[Decimal, int]:
    """The lower end of «30至50處», which is what is promised at least, and where the words begin."""
    found = _RANGE.search(text, max(0, best.start - 16), best.start)
    low = read_number(found["low"]) if found else None
    if found is None or not low:
        return best.value, best.start
    written = text[best.start : best.end]
    if not found["low"].endswith(("萬", "億")):
        low *= next((size for sign, size in (("億", 10**8), ("萬", 10**4)) if sign in written), 1)
    return (low, found.start()) if low < best.value else (best.value, best.start)


def _per(word: str) -> str:
    return {"天": "日", "周": "週"}.get(word, word)


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value in the unit that figures of its kind are compared in: (20, "GW") is (20000000, "kW").

    A unit without a base stays as it is; a rate keeps its «/日».
    """
    name, slash, per = unit.partition("/")
    base = load_toml("units.toml")["base"].get(name)
    return (value * Decimal(base["factor"]), base["unit"] + slash + per) if base else (value, unit)


@cache
def _units() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """A pattern of every unit as written, and each one's name and kind."""
    names: dict[str, tuple[str, str]] = {}
    for kind, entry in load_toml("units.toml").items():
        for forms in entry.get("units", ()):
            names.update(dict.fromkeys(forms, (forms[0], kind)))
    longest_first = sorted(names, key=lambda form: (-len(form), form))
    return re.compile(r" ?[餘多]?(" + "|".join(map(re.escape, longest_first)) + r")"), names


def _quantities(text: str) -> Iterator[_Quantity]:
    named = [match.span() for match in _NAMED.finditer(text)]
    pattern, names = _units()
    for number in find_numbers(text):
        if any(low < number.start < high for low, high in named):
            continue
        unit = pattern.match(text, number.end)
        if number.unit:
            name, kind, end = "%", "share", number.end
        elif unit:
            (name, kind), end = names[unit[1]], unit.end()
        else:
            continue
        if (
            kind == "money"
            and name == "元"
            and (currency := _CURRENCY.search(text, max(0, number.start - 6), number.start))
        ):
            name = names[currency["name"]][0]
        score = _score(text, number, end, kind)
        if score > 0 and number.value:
            yield _Quantity(number.start, end, number.value, name, kind, score)


def _score(text: str, number: Number, end: int, kind: str) -> int:
    """How plainly this quantity is what is promised; 0 for one that is not."""
    begin, told = (max(text.rfind(stop, 0, number.start) for stop in stops) + 1 for stops in (_STOPS, "。；：\n"))
    begin, told = max(begin, number.start - _NEAR), max(told, number.start - 2 * _NEAR)
    before, after, figure = text[begin : number.start], text[end : end + 40], text[number.start : number.end]
    if (figure == "一" and not text.startswith("一倍", number.start)) or (kind == "weak" and figure in _LONE):
        return 0  # 「一個」, 「一次性」, 「三種」 tell a kind, not a quantity
    if _is_given(before, after, kind) or _is_present(_TIMES.sub("", text[told : number.start])):
        return 0
    opened = before.rfind("(")
    aside = opened > before.rfind(")")
    inside = before[opened + 1 :] if aside else before
    reach, goal = bool(_REACH.search(inside)), bool(_GOAL.search(inside))
    bounded = bool(_BOUNDED.search(inside))
    if kind == "time" and not bounded:
        return 0  # a time is a target only where it is shortened or lengthened to it
    delivers = bounded or bool(_DELIVERS.search(inside)) or after.startswith(("新增", "為目標", "之目標", "的目標"))
    if not delivers and (kind == "weak" or not aside or not _GOAL.search(before)):
        return 0
    if (kind == "weak" or figure in _LONE) and not (reach or _DELIVERS.search(inside[-8:])):
        return 0
    score = 2 + 3 * (reach + goal + bool(_SUM.search(inside))) + 2 * bool(_INTENT.search(text, told, number.start))
    score += 2 * bool(_DATED_AFTER.match(after)) - bool(_SIDE_EFFECT.search(inside)) - (kind == "weak") - aside
    return max(score, 1)


def _is_given(before: str, after: str, kind: str) -> bool:
    """True for a quantity that is there already, or is part of a rule or a name."""
    if _PARAMETER.search(before) or _PENALTY.search(before) or _BOUND_AFTER.match(after):
        return True
    named = _NAME_AFTER.match(after) or (kind == "measure" and _PLANT.match(after))
    if named or (kind == "weak" and (_LIST.match(after) or _DURATION.match(after))):
        return True
    if _USERS.match(after) and _AFTERWARDS.search(before):
        return True
    if kind == "money" and _COST.search(before) and not _COSTS_MORE.search(before):
        return True
    if _FROM.search(before) or (_FROM_TO.search(before) and _TO.match(after)):
        return True
    return "建議" in before


def _is_present(told: str) -> bool:
    """True where the sentence so far tells the state reached, with nothing ahead since."""
    present = _PRESENT.search(told)
    return present is not None and not _STILL_AHEAD.search(_MET.sub("", present["since"]))


def _direction(text: str, found: _Quantity) -> Direction:
    before, after = text[max(0, found.start - 16) : found.start], text[found.end : found.end + 3]
    if _AT_MOST.search(before) or after.startswith(("以下", "以內", "為限")):
        return Direction.AT_MOST
    if after.startswith("以上") or not _EXACTLY.search(before):
        return Direction.AT_LEAST
    return Direction.EXACTLY
