"""Which clause of a promise says what is promised, and its parts: thing, time, act."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yinuo.decode.already import ALREADY
from yinuo.extract.title_words import ACTS, DATE, ENDS, alternatives, content

__all__ = [
    "POINTS",
    "Clause",
    "bare",
    "choose",
    "clauses",
    "following",
    "hollow",
    "read",
    "stripped",
    "subject_of",
    "told",
    "topic_of",
]

_MOST = 24  # clauses of a quote that are weighed
_ACT = alternatives(ACTS)
_STOP = re.compile(r"[，；。：！？「」『』]")
_BODY = (
    r"(?:部會|委員會|農委會|部(?![分落門會])|會(?![議員計同場商])|署|局|處(?![理置分罰])|院(?!區)"
    r"|公司|府|中心|銀行|央行|機關|單位|小組|團隊|總隊|軍種)"
)
_CUE = (
    r"將(?!軍|近|來|領)|預計|預定|預估|預期|(?<![研撰草])擬(?![定訂具])|仍|亦|均|並|刻正|業|已|持續|賡續|繼續|即|可|再|會|陸續|積極|應|除|於|依|自|在|後續|未來"
    r"|由|就|與|針對|透過|配合|俟|儘|全力|努力|致力|定期|適時|隨時|密切|審慎|從|為|朝|戮力|要求|規劃|請"
)
_SUBJECT = re.compile(
    rf"(?:由|請|經)?(?!(?:{_ACT})(?!部)|持續|賡續|[與在於對向朝以從針將])(?:(?:本|該|各|貴)(?:[部會院署局處府所縣市校]|公司|總處|中心|院區)(?:[^，、將續預擬亦]{{0,8}}?{_BODY})?"
    rf"|[^，、「將預擬]{{1,14}}?{_BODY}|(?:我國|地方)?政府|國軍|中央|央行|地方|台電|台水)(?=$|[、及與和]|{_CUE}|{_ACT})"
)
_MODAL = re.compile(
    r"(?:後續|未來|今後|爾後|往後|屆時|目前|現正|刻正|爰|並|亦|均|皆|仍|即|另(?!案|行|開)|再(?!生|利)|也|業(?!者|務)|已|惟|又|且|而|至|除|"
    r"予以?(?=核定|裁處|處分|補助|協助|認定|支持)|將(?!軍|近|來|領)|會(?=持續|再|同)|預計|預定|預估|預期|規劃(?=於|自|在|將|由|以|[0-9])|(?<![研撰草])擬(?![定訂具])|可望|可(?=於|提)|期能|期以|已?致力(?:於|推動)?|"
    r"全力(?=落)|本於權責|視需要|朝(?=.{2,30}方向)|秉持.{2,16}原則，?|期間)"
)
_MID_MODAL = re.compile(
    r"(?<=.)(?:(?:仍|亦|均|並|已|也)?將(?!軍|近|來|領)(?:可|於|持續)?"
    r"|預計|預定|預估|預期|(?<![研撰草])擬(?![定訂具])|可望)(?:可|將|於|在)?"
)
_ADVERBIAL = re.compile(
    r"(?:(?:援)?依(?:據|照|循)?|按|參照|本於|秉持|基於|配合|因應|透過|藉由|經由|根據|視|援|比照|循)(?!法|序)[^，]{2,40}?(?:規定|原則|精神|結論|程序|情形|需求|意見|結果|作業|指示|需要|政策|現況|模式|期程|計畫|辦法|方式|成果|機制|要點|建議|架構下|考量因素)，?(?=.{2})"
)
_BEFORE_ACT = re.compile(rf"(?:於|在|自|從|由|以|與|就|對|為|朝|向|請)[^，將]{{2,18}}?(?={_ACT})")
_OPENING = re.compile(
    r"(?:為(?!期)|因應|依據?|依照|配合|鑒於|有鑑於|基於|考量|隨著?|面對|針對|對於?|有關|關於|透過|藉由|倘|若|如(?!期|何)|俟|待(?!遇)|在|除|經(?!濟|費)|至於?|自從|由於|因(?!地)|雖|惟)"
)
_PURPOSE = re.compile(
    r"(?:以(?!及)|俾|期(?!程|中|末|間)|藉|使|進而|達到|促使|讓|希|冀"
    r"|並?(?:可|能)(?!於)|有助|有效(?=降|提|減)|避免|確保|提供|落實.{0,8}目標)"
)
_CLOSING = re.compile(r"(?:後|時|外|下|部分|方面|一節|乙節|一事|等情|之際|期間|前提|問題|模式)$")
_TOLD = re.compile(rf"{ALREADY}|經(?:總統|立法院)|刻正|目前|現行|截至|曾|(?:工程|計畫).{{0,4}}中$")
_WILL = re.compile(
    r"(?<!嘗試)將(?!軍|近|來|領)|預計|預定|預估|(?<![研撰草])擬(?![定訂具])|規劃|賡續|持續|研議|儘速|儘早|訂於|定於"
)
_STARTS_ACT = re.compile(rf"(?:持續|賡續|積極|加速|儘速|全力|短期|中期|長期|陸續|適時)*(?:{_ACT})")
_TOPICAL = re.compile(
    r"(?:關於|有關|針對|至於?|對於?|就|如|若|倘|俟|待|在)(?=.{2})(.+?)(?:之?(?:問題|情形|部分|方面|一節|乙節|一事|建議|時|者))*$"
)
POINTS = re.compile(
    r"(?:本|該|此|前開|上開|前揭|上述|前述|是項|相關)(?:案件|計畫|工程|路段|條例|辦法|草案|方案|系統|項目|橋梁|園區|[案橋路法項館站廠區段])"
)
_DONE_BY = re.compile(r"(?:前|底)[^，]{0,6}(?:完|通車|啟用|營運)|(?:提升|提高|增|降|達)[^，]{0,6}[0-9]")
_ANY_ACT = re.compile(_ACT)
_OUTCOME = re.compile("受惠|受益|帶動|創造|^(?:預期|將?可望|將?有助)|援引|總經費")
_HANDLED = re.compile(rf"^[^「，]{{0,3}}?(?:{_ACT})+(?=..)")
_MANAGED = re.compile(r"(?:係|擬|將)?由[^，]{2,20}(?:辦理|負責|主辦|主政|執行|施作)$")
_WAITS = re.compile("[俟待倘若如於在由從就以依朝向對與請自按經為]")
_LATER_ACT = re.compile(
    r"(?<=..)(?:(?:由|自)[^，由]{1,14}?)?(?:逐[年步])?(?:提高|提升|增加至|增至|降至|降低至|減少至|納入|移撥|變更|調整|擴大|延長|調高|調降|補實|完工|通車|啟用|實施|施行|據以|通盤|公告|併入|改由|交由|轉請|收錄)"
)
_HOLLOW = re.compile(
    r"(?:持續|賡續|繼續|積極|推動|規劃)*(?:"
    r"(?:藉由?|透過|運用|利用|經由|在|循|依據?|依照|本於|秉持)[^，]*(?:機制|前提之?下|架構下|基礎上|資源|計畫|規定|原則|精神|模式|[」』])"
    r"|以[^，]+為(?:中心|主軸?|原則|基礎|導向|對象)"
    r"|(?:協助|配合|會同|邀集|結合|偕同|協同|由)[^，、]{1,14}(?:部|委員會|會|署|局|處|政府|機關|單位)"
    r"|[與和][^，]+(?:合作|共同)"
    r")"
)
_WAITING = re.compile(r"(?P<name>[^，]{2,16}?)(?:將|仍|亦|並|須|需)?(?:俟|待(?!遇)|於)[^，]{2,60}(?:後|推動)$")
_TOWARDS = re.compile(r"^朝(?P<act>[^，]{4,})(?:之|的)?方向(?:努力|辦理|推動|規劃|進行|研議|發展)?$")
_LEADING_MARKS = "，、；：。」』 "


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause cut into what it is about, when, and what is to be done; each may be empty."""

    words: str
    thing: str  # before the word of promising: «南浦抽水站更新工程» or nothing, never the acting body
    date: str
    act: str
    score: float = 0.0

    @property
    def says(self) -> str:
        """The words of act that name something."""
        return content(self.act)


def clauses(text: str) -> list[str]:
    """``text`` at ，；。： outside of quotation marks; at most so many."""
    found, depth, start = [], 0, 0
    for stop in _STOP.finditer(text):
        if stop.group() in "「『":
            depth += 1
        elif stop.group() in "」』":
            depth = max(0, depth - 1)
        elif depth == 0:
            found.append(text[start : stop.end()])
            start = stop.end()
        if len(found) == _MOST:
            break
    else:
        found.append(text[start:])
    return [one for one in found if one.strip(_LEADING_MARKS)]


def choose(parts: Sequence[str]) -> int:
    """The place of the clause that promises: the word of promising, a time and a thing weigh."""
    if len(parts) < 2:
        return 0
    scores = [_weigh(part, at) for at, part in enumerate(parts)]
    return max(range(len(parts)), key=lambda at: (scores[at], -at), default=0)


def _weigh(part: str, at: int) -> float:
    words = part.rstrip(_LEADING_MARKS)
    wills, opens, names = _WILL.search(words), _OPENING.match(words), len(content(words)) >= 3
    acts = _STARTS_ACT.match(words)
    score = -0.15 * at
    score += 2.0 if wills else 0.0
    score += 0.8 if not opens and DATE.search(words) else 0.0
    score += 0.8 if names else 0.0
    score += 1.0 if acts else 0.0
    score += 1.2 if acts and part.endswith("：") and len(words) >= 7 else 0.0
    score -= 0.0 if acts or _ANY_ACT.search(words) else 1.5
    score -= 1.5 if _OUTCOME.search(words) else 0.0
    score -= 2.0 if opens and not wills else 0.0
    score += (0.6 if at == 0 else 2.6) if _DONE_BY.search(words) else 0.0
    score -= (1.5 if wills and not words.endswith("後") else 2.5) if _CLOSING.search(words) else 0.0
    score -= 1.5 if _TOLD.search(words) else 0.0
    score -= 1.5 if not wills and _PURPOSE.match(words) else 0.0
    return score - (1.5 if len(words) < 5 else 0.0)


def hollow(part: str) -> bool:
    """True where a clause says by what means, with whom or under what rule, and the act comes after it.

    «將藉獎勵機制，», «將協助教育部，», «在安全之前提下，»; not «將透過獎勵機制鼓勵業者，».
    """
    words = stripped(part.strip(_LEADING_MARKS))
    cue = _MID_MODAL.search(words)
    return _HOLLOW.fullmatch(words[cue.end() :] if cue and _is_body(words[: cue.start()]) else words) is not None


def read(part: str) -> Clause:
    """A clause in its parts: «本局預計114年3月完成長安橋改建» is the time, and 「完成長安橋改建」."""
    rest = stripped(part.strip(_LEADING_MARKS))
    if towards := _TOWARDS.match(rest) or _TOWARDS.match("朝" + rest):
        rest = towards["act"]
    thing = ""
    cue = _MID_MODAL.search(rest)
    if cue and "「" not in rest[: cue.start()].replace("」", "「", 0)[-1:]:
        before, after = rest[: cue.start()], rest[cue.end() :]
        if not _STARTS_ACT.match(before) or len(content(before)) >= 2:
            thing, rest = ("" if _is_body(before) else before), stripped(after)
    if not thing:
        thing, rest = _fronted(rest)
    if _WAITS.match(thing):
        thing = ""
    date, rest = _dated(rest)
    if not date and thing:
        date, thing = _dated(thing)
    return Clause(part, _topical(thing), date, rest)


def _fronted(words: str) -> tuple[str, str]:
    """The thing before its act: «每月基本工資|調整為2萬5250元»; nothing where the act comes first."""
    found = _LATER_ACT.search(words) if not _STARTS_ACT.match(words) and not _WAITS.match(words) else None
    if not found or len(content(words[: found.start()])) < 2 or "「" in words[found.start() :]:
        return "", words
    return words[: found.start()], words[found.start() :]


def _is_body(words: str) -> bool:
    """True where ``words`` are only who acts: 本部水利署, 各相關權責部會."""
    match = _SUBJECT.match(words)
    while match and match.end() < len(words):
        words = words[match.end() :].lstrip("、及與和")
        match = _SUBJECT.match(words)
    return bool(match) or not words


def stripped(part: str) -> str:
    """Without the bodies, words of modality and grounds at the front."""
    for _ in range(12):
        before = part
        modal = _MODAL.match(part)
        part = part[modal.end() :] if modal and modal.end() < len(part) - 2 else part
        subject = _SUBJECT.match(part)
        if subject and len(part) - subject.end() >= 4 and not DATE.match(part):
            part = part[subject.end() :].lstrip("、及與和")
        grounds = _ADVERBIAL.match(part)
        part = part[grounds.end() :] if grounds else part
        if part == before:
            break
    return part.lstrip(_LEADING_MARKS)


def _dated(words: str) -> tuple[str, str]:
    """The first time in ``words``, and the rest without it."""
    found = DATE.search(words)
    if not found or len(found.group()) < 3 or words[: found.start()].endswith(("第", "(")):
        return "", words
    if words[found.end() : found.end() + 1] in ("之", "的", "至"):
        return "", words
    before = re.sub(r"(?:自|於|在|將|預計|至|到|可於|從|並於)+$", "", words[: found.start()])
    after = re.sub(r"^(?:之?間)?[，、]?(?:將|預計|可|開始(?=實施))?", "", words[found.end() :])
    date = re.sub(r"^民國|(?<=年)度(?=[^0-9]*$)", "", found.group())
    return date, (before + after).strip(_LEADING_MARKS)


def _topical(words: str) -> str:
    found = _TOPICAL.match(words)
    return (found[1] if found else words).strip(_LEADING_MARKS)


def bare(part: str) -> bool:
    """True where a clause is only a name: «影片光碟併同紀念品，», no act, ground or report."""
    words = part.rstrip(_LEADING_MARKS)
    signs = (_WILL, _TOLD, _CLOSING)
    return not (
        _OPENING.match(words) or _PURPOSE.match(words) or _STARTS_ACT.match(words) or _SUBJECT.match(words)
    ) and (part.endswith("，") and 3 <= len(words) <= 18 and not any(sign.search(words) for sign in signs))


def following(part: str, room: int) -> str:
    """The act that a clause adds to the one before it, if it fits: «並|推薦檢驗機構名冊»; else nothing."""
    words = re.sub(r"^[並及]", "", part.strip(_LEADING_MARKS))
    fits = len(words) <= room and len(content(words)) >= 2 and not _PURPOSE.match(words) and not _TOLD.search(words)
    return words if fits and _STARTS_ACT.match(words) and "「" not in words else ""


def told(part: str) -> bool:
    """True where a clause reports: what it names is rather what was done before."""
    return _TOLD.search(part) is not None


def subject_of(part: str) -> str:
    """What waits for something in a clause: «青禾車站|俟驗收後，»; empty where nothing does, or only a body."""
    words = part.strip(_LEADING_MARKS)
    waiting = _WAITING.match(words)
    if waiting is None or _OPENING.match(words) or _is_body(waiting["name"]) or len(content(waiting["name"])) < 2:
        return ""
    return "" if _TOLD.search(waiting["name"]) or POINTS.search(waiting["name"]) else stripped(waiting["name"])


def topic_of(part: str) -> str:
    """What a clause beside the promising one is about; empty where it names nothing."""
    words = part.strip(_LEADING_MARKS)
    if name := subject_of(part):
        return name
    if re.match("將?(?:俟|待(?!遇))", words):
        return ""
    words = stripped(_MANAGED.sub("", words))
    found = _TOPICAL.match(words)
    if found:
        return found[1].strip(_LEADING_MARKS)
    if _PURPOSE.match(words) or _OPENING.match(words):
        return ""
    clause = read(re.sub("(?:部分|方面)$", "", words))
    name = clause.thing or clause.act
    handled = _HANDLED.sub("", name)
    name = handled if len(content(handled)) >= 3 else name
    return name if ENDS.fullmatch(name) is None else ""
