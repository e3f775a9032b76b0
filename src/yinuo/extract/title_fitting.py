"""Thing, time and act in so many characters: what says least is left out first, and no word is cut."""

import re
from collections.abc import Iterator

from yinuo.extract.title_words import ACTS, ENDS, NOUNS, SPARE, alternatives

__all__ = ["fitted", "shortened"]

_ACT = alternatives(ACTS)
_JOINT = re.compile(
    r"以及|[、，；：]|[及與和或並](?!行)|之(?=.)|的(?=.)|等(?!級|候)|俾"
    r"|(?<=[^可得予加據難所])以(?!上|下|內|外|前|後|及|便|來|往)"
)
_OF = re.compile(r"(?<=.)[之的](?=.)")
_FRONT = re.compile(r"^.{1,24}?(?:(?:之|的|、|，|及|與|等|中)(?=.{3})|(?:部(?!分)|署|局|縣)(?=.{4}))")
_LAW = re.compile("(?:法|條例|辦法|準則|標準|規則|要點|計畫|方案)$")
_RELATIVE = re.compile(rf"^((?:{_ACT}|短期|中期|長期)+(?:[^，、具之的]{{2,5}}?(?:{_ACT}))?)(.+?)[之的](?=.{{2}})")
_COORDINATED = re.compile(rf"(?<=.)[及與並、](?:{_ACT})(?=(?!{_ACT}).)")
_PREPOSITION = re.compile("[於在由從就以依朝向對與請自按經]")
_PLACE = re.compile(rf"^(?:針對|透過|[於在由從就以依朝向對與請自按經])[^，]{{2,30}}?(?={_ACT}|$)")
_FROM = re.compile(r"由[^，由]{1,14}?(?=(?:逐[年步])?(?:提[高升]|[增減降擴調補延]))")
_LISTED = re.compile(rf"(?<=..)、[^，；]{{2,60}}?(?:等(?=.{{2}})|(?:及|與|以及)[^、，；]{{2,8}}?(?={_ACT}))")
_YEAR_END = re.compile("年12月底?")
_COMPLETED = re.compile("^完成([^之]+?)之?(訂定|修正|公告|盤點|檢討|發包|調查|檢測|設置)(?:作業)?$")
_TWICE = re.compile("(完工|竣工|完成|公告|發布|訂定)(?:並|及|後)?(?:通車|啟用|營運|實施|施行|開放|公布)$")
_GATHERED = re.compile(
    r"^(?:持續|賡續|積極)?(?:邀集|邀請|會同|結合|協調|整合|跨)[^，；]{2,40}?(?=召開|組成|研商|討論|會商|成立|辦理|檢討|推動|評估|規劃|合作)"
)
_DANGLING = (
    "，、；：。．.,;:!?！？(（[「『《〈」』》〉)）] 之的及與和或並以於在將由為對至從自等第約共其該本各且而使俾號縣"
)
_OPEN_DANGLING = "，、；：。．.,;:!?！？)）」』》〉(（「『《〈] 之的及與和或並等且而"
_QUOTES = str.maketrans(dict.fromkeys("「」『』《》〈〉\"'“”()（）[]"))
_TRANSITIVE = re.compile(f"(?:{_ACT})$")
_BARE_ACT = re.compile(f"(?:{_ACT})+")
_LETTER = re.compile(r"[A-Za-z0-9.,%‰]")
_WORD = re.compile(alternatives(ACTS + NOUNS))
_LIKED_END = re.compile(rf"(?:{_ACT}|[法案畫程例路橋站線館園區廠院校費率]|制度|機制|系統|設施|計畫)$")


def fitted(thing: str, date: str, act: str, longest: int) -> str:
    """``thing`` + ``date`` + ``act`` in at most ``longest`` characters, the least of it left out.

    Empty only where all three are. Each is tried in a few lengths; a lost time costs most.
    """
    whole = _clean(thing) + date + _clean(act)
    if len(whole) <= longest:
        return _clean(whole)
    best, least = "", float("inf")
    things, acts = _forms(thing, noun=True), _forms(act, noun=False)
    full = len(thing) + len(date) + len(act)
    for time in _times(date):
        for name in things:
            for verb in acts:
                words = name + time + verb
                if not 0 < len(words) <= longest:
                    continue
                lost = full - len(words) + 1.2 * (len(date) - len(time))
                if lost >= least:
                    continue
                lost += _missing(thing, name, act, verb)
                if lost < least:
                    best, least = words, lost
    return best or shortened(thing + date + act, longest)


def _missing(thing: str, name: str, act: str, verb: str) -> float:
    """What it costs that the thing or the act is gone, or has come to say nothing."""
    lost = 12.0 if thing and not name else 0.0
    lost += 9.0 if act and not verb else 0.0
    lost += 10.0 if verb != _clean(act) and _broken(act, verb) else 0.0
    lost += 6.0 if name and name != _clean(thing) and _broken(thing, name) else 0.0
    lost += 5.0 if _PREPOSITION.match(verb) else 0.0
    if act and not name and verb and _only_verb(verb, act):
        lost += 14.0
    return lost


def _broken(whole: str, form: str) -> bool:
    """True where ``form`` ends inside a phrase of ``whole``."""
    at = whole.find(form[-3:])
    after = whole[at + 3 : at + 5] if at >= 0 else ""
    if not after or _JOINT.match(after):
        return False
    return _TRANSITIVE.search(form) is not None or not (after[0] in "「」" or _WORD.match(after))


def _times(date: str) -> list[str]:
    monthly = re.sub(r"[0-9]+日", "", date) if "月" in date else date
    short = _YEAR_END.sub("年底", monthly)
    return list(dict.fromkeys((date, monthly, monthly.removesuffix("前"), short, short.removesuffix("前"), "")))


def _forms(words: str, *, noun: bool) -> list[str]:
    """``words`` whole and shorter, each a phrase that can stand."""
    raw = dict.fromkeys([words, *_shorter(words, noun=noun)])
    found = dict.fromkeys(map(_clean, raw))
    return [form for form in found if form][:24] + ([""] if noun else [])


def _only_verb(form: str, words: str) -> bool:
    """True for a transitive act that has lost its object."""
    return form != _clean(words) and ENDS.fullmatch(form) is None and _BARE_ACT.fullmatch(form) is not None


def _shorter(words: str, *, noun: bool) -> Iterator[str]:
    if not words:
        return
    lean = _FROM.sub("", words)
    yield lean
    yield _COMPLETED.sub(r"\2\1", lean)
    yield _TWICE.sub(r"\1", lean)
    lean = SPARE.sub("", lean)
    yield lean
    yield _OF.sub("", lean)
    yield _LISTED.sub("等", lean)
    yield _LISTED.sub("等", _OF.sub("", _GATHERED.sub("", lean)))
    for room in (18, 12) if not noun else (12,):
        if len(lean) > room:
            yield shortened(lean, room)
    single = _COORDINATED.sub("", lean)
    relative = _RELATIVE.sub(r"\1", single)
    for form in (lean, single, relative):
        yield form
        yield _PLACE.sub("", form)
        if noun and _LAW.search(form) and len(form) < 16:
            continue
        for joint in reversed(list(_JOINT.finditer(form))[:10]):
            yield form[: joint.start()]
            if joint.group() == "、" and noun:
                yield form[: joint.start()] + "等"
    if noun:
        rest = lean
        for _ in range(6):
            cut = _FRONT.match(rest)
            if not cut:
                break
            rest = rest[cut.end() :]
            yield rest


def _clean(words: str) -> str:
    """Without quotation marks, and without what dangles at either end."""
    words = words.translate(_QUOTES)
    return words.lstrip(_OPEN_DANGLING).rstrip(_DANGLING if not words.endswith("等") else "，、；：。 ")


def shortened(words: str, longest: int) -> str:
    """The first ``longest`` characters or fewer, ending where a word most likely ends.

    Not in a number, a Latin word or a known word, and not on a word that asks for more.
    """
    words = _clean(words)
    if len(words) <= longest:
        return words
    inside = {at for word in _WORD.finditer(words) for at in range(word.start() + 1, word.end())}
    for wish in (_LIKED_END, None):
        for cut in range(longest, longest // 2 - 1, -1):
            split = _LETTER.match(words[cut]) and _LETTER.match(words[cut - 1])
            kept = words[:cut]
            if cut in inside or split or kept[-1] in _DANGLING or (wish and not wish.search(kept)):
                continue
            return kept
    return _clean(words[:longest]) or words[:longest]
