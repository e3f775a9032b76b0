"""By when a promise is to be kept, from the promise's own words.

A date is a time limit when the sentence hangs the promised act on it: it lies wholly after the
letter, or the letter's own year is told with 前, 內, 止, or with a word of intent (預計, 將, 規劃).
The name of a law, plan or budget, a past event and the year of a background figure are none; nor is
a day after which something happens (2026年後), a standing service time or a yearly round.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from yinuo.decode.already import ALREADY
from yinuo.decode.dates import DateMention, find_dates
from yinuo.decode.folding import fold
from yinuo.extract.durations import lengths
from yinuo.model import DateInterval, Deadline, Precision

__all__ = ["deadlines"]

_LONGEST = 5000  # characters; what is longer is no sentence
_NEAR = 160  # characters of its clause on either side of a date that can say what it is for
_STOPS = "，。；：\n"
_INTENT = re.compile(
    r"預計|預定|預期|預估|將|規劃|擬|目標|可望|力拼|力求|訂於|定於|訂定於|致力|期[於能可使]|儘速|儘快|得以|可於|完成|持續至|延長至|期程"
)
_LEAD = re.compile(r"(?:自|從)(?:民國)?$")
_TAIL = re.compile(r"(?:之|以)?[前內]|年?[起止]|期?間|為止|開始|底前")
_PURPOSE = re.compile(
    r"[，。；：\n]?(?:為(?!期)|因應|配合|依據?|鑒於|有鑑於|考量|面對|隨著?|根據|按|參照|有關|針對)[^，。；：\n]*$"
)
_PAREN_FIGURE = re.compile(r"(?:至|達|為|到|成)[^，。；：\n()]{0,6}[\d.,萬億]+[^，。；：\n()]{0,4}\($")
_EVENT_BEFORE = re.compile(r"(?:[後起]|之?日|次日|翌日|公[告布]|核定|通過|生效|屆滿|期滿)(?:起|後|之)?(?:的|於|算)?$")
_CONDITION = re.compile(r"^(?:如|若|倘|未能?|未依)")
_OLD_PLAN = re.compile(
    r"(?<![依照按如])原先?(?:設定|訂|定|預計|預定|規劃|計畫|核定)[^，。；：\n]*$|已(?:編列|匡列|納入)[^，。；：\n]{0,6}$"
)
_RULE = re.compile(r"(?:應|須|得|需)(?:於|在)?$")
_ATTRIBUTE = re.compile(r"^[^，。；：\n]{0,8}(?:舉辦|召開|辦理|公布|公告|通過|施行|核定|生效|提出)[之的]")
_WITHIN = re.compile(r"(?:^|[於在將可])$")
_AT_ONCE = re.compile(
    r"^前?[^，。；：\n]{0,3}$|^前?[^，。；：\n]{0,6}(?:營運|完工|完成|通車|啟用|上線|上路|實施|施行|開工|動工|公告|公布)"
)
_DONE = re.compile(rf"{ALREADY}(?:於|經|在)?[^，。；：\n]*$")
_BASELINE = re.compile(r"[自由從](?:民國)?$")
_GROUNDS = re.compile(r"(?:依|按|依據|參照|比照)(?:民國)?$")
_FIGURE_OF = re.compile(r"^(?:之|的)?(?:減碳路徑|願景|藍圖|人口|推估|預測|資料|統計|基準|基期|比較)")
_AFTERWARDS = re.compile(r"^(?:以|之)?後(?!續|勤|備|製|端|段|送)")
_PERIOD_OF = re.compile(r"^[之的][^，。；：\n]{0,8}(?:需求|需要|需水|用水|用電|用量|水情|情勢|狀況)")
_LAPSES = re.compile(r"^[^，。；：\n]{0,4}(?:屆期|到期|期滿|屆滿|失效|落日)(?!前|之前|以前)")
_YEARLY = re.compile(r"年[中初][及與和、]$")
_YEARLY_PAIR = re.compile(r"^[及與和、]年底")
_FORECAST = re.compile(r"(?:預估|預測|推估|預期|預料|研判|估計|展望)(?:於|至|到)?$")
_TREND = re.compile(
    r"^[^，。；：\n]*?(?:減緩|趨緩|放緩|趨穩|回穩|回升|回溫|升溫|走升|走跌|走揚|下滑|衰退|成長率|通膨|物價|景氣|需求)(?![^，。；：\n]{0,8}完成)"
)
_STANDING = re.compile(
    r"每一?[案件筆]|凡|(?:接獲|接到|受理|收受|收到|查獲|發現|遇有|一經|經(?:民眾|業者)?(?=通報|檢舉|申請|查獲|查證屬實))[^，。；：\n]{0,16}(?:[後時者]|案件|申請|通報|檢舉|陳情)"
    r"|(?:民眾|業者|廠商|申請人|當事人|個案)[^，。；：\n]{0,6}(?:申請|陳情|檢舉|通報|申訴|報案)[^，。；：\n]{0,6}(?:[後時者]|案件)"
)
_AT_ANY_TIME = re.compile(r"^立即(?:處理|查處|處置|回[復覆]|派員|移除|下架|通報|受理)")
_HISTORY = re.compile(r"已[^。；：\n]{0,8}(?:達成|完成|達到|突破|超過)[^。；：\n]*，(?:並|且|另|再)?於?$")
_GOAL = re.compile(r"目標|致力")
_EVENTS = (
    "完工營運|完工通車|完工啟用|完成修法|公告實施|公布實施|發布施行|公告招標|完工|竣工|完成|通車|啟用|營運|上線|上路|施行|實施|開工|動工"
    "|開始|啟動|啟航|公告|公布|發布|核定|修正|修法|訂定|提出|提送|提交|送請|函報|陳報|報院|報核|召開|舉辦|辦理|達成|達到|提升至|提升"
    "|提高至|提高|調高|調降|調增|調減|提增|降至|減少|減至|增加|增聘|設置|設立|成立|建置|布建|播放|開放|招標|發包|決標|供水|供電|商轉|併網|驗收|交付|交屋"
    "|發放|核發|撥付|回復|函復|開辦|開課|開標|簽約|入住|招生|減碳|審定|定案"
    "|增設|增置|更新|供氣|除役|到貨|退場|研提|盤查|選出|試辦|試營運|交艦|(?<!不)調漲|研訂|研擬|汰換|撥補|投入|編列|聘用|檢測|推動|推出|宣導|納入|加發|補助|停止|廢止|調整|調升|落實|擴大|移"
)
_EVENT = re.compile(_EVENTS)
_EVENT_TO = re.compile(r"(達成|達到|實現|提升|提高|降低|延長|展延|延後|縮短)(?:至|到|為)?(?:民國)?$")
_GOES_ON = re.compile(r"(?:度|間)?(?:將|仍|亦|並|內)*(?:持續|賡續|繼續)(?![^，。；：\n]*完成)")
_WORKS = re.compile(r"(?:工期|期程|期限)[^，。；]{0,6}$")
_ASIDE = re.compile(r"\([^()]*(?:\)|$)")


@lru_cache(maxsize=256)  # a unit is asked for its limits, and then the promise that is all of it
def deadlines(words: str, said_on: DateInterval) -> tuple[Deadline, ...]:
    """The time limits and start dates in a commitment's ``words``, in the order of the text.

    ``said_on`` is the letter's date; nothing before it is returned. Each ``Deadline.words`` is a
    slice of ``words``. Reads «預計111年6月完成發包，112年底完工» (two milestones) and
    «自113年1月1日起實施» (``starts``). Refuses «110年度預算», «已於109年公告»,
    「無自來水地區供水改善計畫（106年至114年）」, «核定後3個月內» (no day can be told), «115年後啟動»
    (an earliest day is no limit), «受理案件將於7日內回復» (standing). A day told twice is given once,
    unless two different acts are due on it.
    """
    shadow = fold(words, flowing=True)
    text = shadow.text[:_LONGEST]
    found: list[Deadline] = []
    for mention in _limits(text, said_on):
        lead = _LEAD.search(text, max(0, mention.start - 4), mention.start)
        tail = _TAIL.match(text, mention.end)
        end = tail.end() if tail else mention.end
        start, stop = shadow.original(lead.start() if lead else mention.start, end)
        starts = mention.kind == "start"
        event = _event(text, mention.start, end, starts=starts)
        _add(found, Deadline(words[start:stop], mention.interval, event, starts))
    return tuple(found)


def _add(found: list[Deadline], deadline: Deadline) -> None:
    """Append it, unless its day is there for the same act; of the two, the one that names the act stays."""
    for at, other in enumerate(found):
        if other.due == deadline.due and (deadline.event in (None, other.event) or other.event is None):
            found[at] = deadline if deadline.event and not other.event else other
            return
    found.append(deadline)


def _limits(text: str, said_on: DateInterval) -> Iterator[DateMention]:
    previous: DateMention | None = None
    mentions = find_dates(text, said_on)
    if not mentions:  # a length alone has no day to be counted from
        return
    counted = sorted(lengths(text, mentions, said_on), reverse=True)
    for mention in mentions:
        while counted and counted[-1].start < mention.start:
            yield counted.pop()
        again = previous and (_glosses(text, previous, mention) or _counts_from(text, previous, mention))
        previous = mention
        if mention.kind not in ("label", "past") and mention.interval.last >= said_on.first and not again:
            before, after = _clause(text, mention)
            if _is_background(text, mention, before, after) or _stands(text, mention, before, after):
                continue
            if _binds(mention, before, after, said_on) and not _is_history(text, mention, before, after, said_on):
                yield mention
    yield from reversed(counted)


def _clause(text: str, mention: DateMention) -> tuple[str, str]:
    """What stands before and after the date in its clause."""
    begin = max(text.rfind(stop, 0, mention.start) for stop in _STOPS) + 1
    ends = [at for stop in _STOPS if (at := text.find(stop, mention.end)) >= 0]
    end = min(ends, default=len(text))
    return text[max(begin, mention.start - _NEAR) : mention.start], text[mention.end : min(end, mention.end + _NEAR)]


def _glosses(text: str, previous: DateMention, mention: DateMention) -> bool:
    """«111年（2022年）»: one date told twice."""
    return text[previous.end : mention.start] == "(" and previous.interval.last == mention.interval.last


def _counts_from(text: str, previous: DateMention, mention: DateMention) -> bool:
    """«109年12月21日會議決議於1個月內…»: counted from that day, and nobody says on which it ends."""
    told = previous.kind == "past" and previous.interval.precision is Precision.DAY
    return told and mention.words.endswith("內") and "。" not in text[previous.end : mention.start]


def _is_background(text: str, mention: DateMention, before: str, after: str) -> bool:
    """True for a date that measures something else than the promised act.

    «為達成2050年淨零目標，將…» is why; «終期（126年）用水量» dates a figure; «若於6月前未改善» is a
    condition. «普及率提高至95.5%（114年）» is the promise.
    """
    if after.startswith(")") and before.endswith("("):
        return not _PAREN_FIGURE.search(text, max(0, mention.start - 24), mention.start)
    if mention.words.endswith("內") and (_EVENT_BEFORE.search(before) or _RULE.search(before) or "為原則" in after):
        return True
    if any(pattern.search(before) for pattern in (_GROUNDS, _OLD_PLAN, _YEARLY)):
        return True
    if any(pattern.match(after) for pattern in (_ATTRIBUTE, _FIGURE_OF, _AFTERWARDS, _PERIOD_OF, _LAPSES)):
        return True
    if _is_conditional(before, after):
        return True
    closes = text[mention.end + len(after) : mention.end + len(after) + 1] == "，"
    return closes and mention.kind == "plain" and bool(_PURPOSE.match(before)) and not _INTENT.search(before[1:])


def _is_conditional(before: str, after: str) -> bool:
    """A condition, a figure's starting point, or what somebody expects of prices and markets."""
    if _CONDITION.match(before) and any(word in after for word in "未仍不"):
        return True
    if _BASELINE.search(before) and after.startswith(("之", "的")):
        return True
    return bool(_FORECAST.search(before) and _TREND.match(after))


def _stands(text: str, mention: DateMention, before: str, after: str) -> bool:
    """True for the time a service always takes, or a round of every year.

    «接獲檢舉後，將於3日內派員查處» and «年中與年底亦會分析» come again and again; «將於3個月內完成
    盤點» comes once.
    """
    if mention.words == "年中" and _YEARLY_PAIR.match(after):
        return True
    if not mention.words.endswith("內") or mention.interval.precision is not Precision.SPAN:
        return False
    clause = text.rfind("，", 0, max(0, mention.start - len(before) - 1))
    begin = max(clause, *(text.rfind(stop, 0, mention.start) for stop in "。；：\n")) + 1
    led = text[max(begin, mention.start - _NEAR) : mention.start]
    return bool(_AT_ANY_TIME.match(after) or (_STANDING.search(led) and not _PURPOSE.match(led.partition("，")[0])))


def _is_history(text: str, mention: DateMention, before: str, after: str, said_on: DateInterval) -> bool:
    """True for the letter's own year in a tale of what was done: «已提前達成…，於本年上修至8GW目標»."""
    if mention.kind != "plain" or mention.interval.first > said_on.last:
        return False
    told = _HISTORY.search(text, max(0, mention.start - _NEAR), mention.start)
    return told is not None and not _INTENT.search(_GOAL.sub("", before + after))


def _binds(mention: DateMention, before: str, after: str, said_on: DateInterval) -> bool:
    """True where the date limits what is promised rather than describing the present."""
    offset = mention.interval.precision is Precision.SPAN and mention.interval.first == said_on.last
    if mention.interval.first > said_on.last or (mention.kind == "due" and not offset):
        return True
    if offset and mention.words.endswith("內") and mention.words.rstrip("之以內")[-1] not in "日天":
        return bool(_WITHIN.search(before)) or bool(_INTENT.search(before + after))
    if mention.interval.precision is Precision.YEAR and _GOES_ON.match(after):
        return False  # «本年將持續督導» is no limit: the year is when it goes on
    if mention.words.startswith(("未來", "今後", "往後")) or _INTENT.search(before + after):
        return True
    if mention.interval.precision in (Precision.SPAN, Precision.HALF, Precision.YEAR):
        return mention.interval.precision is Precision.SPAN and "月" in mention.words and not offset
    return mention.interval.last > said_on.last and bool(_AT_ONCE.match(after)) and not _DONE.search(before)


def _event(text: str, start: int, end: int, *, starts: bool) -> str | None:
    """The act that is due: the first verb of events after the date in its clause, outside brackets.

    Where none follows, the verb that takes the date itself: «達成2025年…之目標»; a length of works ends in 完工.
    """
    stops = [at for stop in _STOPS if (at := text.find(stop, end)) >= 0]
    found = _EVENT.search(_ASIDE.sub("", text[end : min(stops, default=len(text))]))
    if found:
        return found[0]
    taken = _EVENT_TO.search(text, max(0, start - 8), start)
    if taken is None and _WORKS.search(text, max(0, start - 12), start):
        return "完工"
    return taken[1] if taken else "實施" if starts else None
