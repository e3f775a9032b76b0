"""Whether a passage is on another thing than the promise, however many words they share.

«清流大橋» is not «澄溪大橋»; «南浦抽水站» is not «南浦海堤», though both stand at 南浦; what an asker
proposed for the bridge («至建議於澄溪大橋增設自行車道一節») is not what was promised of it.
"""

import re
from functools import lru_cache

from yinuo.judge.keys import keys
from yinuo.judge.law_changes import another_law
from yinuo.vocabulary import load_toml

__all__ = ["another_thing"]

_SAYS_OTHER = re.compile("與[^，。；]{2,20}(?:無涉|無關|係屬二案|係屬不同|分屬不同|並非同一)")
_NAME = re.compile(
    "([\u4e00-\u9fff]{2})(大橋|橋|隧道|交流道|國小|國中|高中|機場|漁港|水庫|電廠|博物館|文化園區|步道|候車亭|車站|公園|焚化廠|抽水站|停車場)"
)
_NO_NAME = re.compile("[等及與和之的各增設既有新建老舊該本此座鄰近民營前後於在由將至全等現舊兩三]")
_KINDS = (  # of works that stand by themselves and are no part of one another; other words for one kind together
    "海堤 護岸 堤防, 抽水站, 滯洪池, 淨水場, 配水池 清水池, 水資源回收中心 污水處理廠, 用戶接管, 海水淡化廠, 伏流水"
    ", 漁港, 停車場, 轉運站, 社會住宅 社宅, 校舍, 醫院, 圖書館, 博物館, 美術館, 運動中心 體育館, 焚化廠 焚化爐"
    ", 電廠, 變電所"
)
_WORKS = {word: kind for kind, words in enumerate(_KINDS.split(", ")) for word in words.split()}
_WORK = re.compile("|".join(_WORKS))
_SUFFIX = re.compile("[鄉鎮市區]")
_BINDS = ("spot", "route", "quoted", "plan")  # names that tie two texts together wherever each says it stands
_COMMON = ("管線", "路線", "沿線", "幹線", "纜線", "地區")  # taken for names, though every county has them
_PROPOSED = re.compile("^[^，。；]{0,8}(?:建議|所提|要求)(?P<what>[^，。；]{4,40}?)(?:[一乙1]節|部分)")
_ALL = re.compile("各(?:縣|直轄)市|各地方|全國|全台|各地")
_ACT = re.compile("增設|設置|興建|新增|增列|納入|開放|調整|提高|降低|修正|放寬|補助|增加|擴大|延長")


def another_thing(promise: str, passage: str) -> bool:
    """True where the (folded) passage is on something else than the (folded) promise, by its own words.

    «清流大橋已完工» for «澄溪大橋將完工», «南浦抽水站完工» for «南浦海堤完工», «與前開計畫無涉», and «至建議增設自行車
    道一節，礙難辦理» for a promise without one; not «主橋已完工» for «澄溪大橋將完工». «新店區已增設3站» is another
    thing than «三峽區將增設5站».
    """
    return (
        bool(_SAYS_OTHER.search(passage))
        or _other_name(promise, passage)
        or _other_works(promise, passage)
        or _other_township(promise, passage)
        or _other_county(promise, passage)
        or _other_request(promise, passage)
        or another_law(promise, passage)
    )


def _other_name(promise: str, passage: str) -> bool:
    mine, theirs = _names(promise), _names(passage)
    return any(len(names) == 1 and theirs.get(kind) and not names & theirs[kind] for kind, names in mine.items())


def _names(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _NAME.finditer(text):
        if not _NO_NAME.search(match[1]) and not match.group().endswith("板橋"):  # 板橋 is a town
            found.setdefault(match[2], set()).add(match[1])
    return found


def _other_township(promise: str, passage: str) -> bool:
    """True where both name townships and none in common, and no name ties them together.

    «新店區停車場已啟用» for «三峽區將增設停車空間»; not «三鶯大橋鶯歌區段已完工» for «三鶯大橋三峽區段將完工»: both
    name the bridge; and not «三峽已增設2處», which leaves the suffix out.
    """
    mine, theirs = _townships(promise), _townships(passage)
    if not mine or not theirs or any(name in passage for name in mine) or any(name in promise for name in theirs):
        return False
    return not _tied(promise, passage, mine | theirs)


def _other_county(promise: str, passage: str) -> bool:
    """True where both name counties and none in common, no name ties them, and the promise is not for all.

    «高雄市已設置3處» for «將於台南市設置3處»; not for «將於各縣市設置，台南市先行», nor where both
    name one line or plan.
    """
    mine, theirs = (keys(text).get("county", frozenset()) for text in (promise, passage))
    if not mine or not theirs or mine & theirs or _ALL.search(promise) or _ALL.search(passage):
        return False
    return not _tied(promise, passage, mine | theirs)


def _tied(promise: str, passage: str, places: frozenset[str]) -> bool:
    """True where both give one name that is not merely that of a place with a suffix."""
    one, other = keys(promise), keys(passage)
    shared = (name for kind in _BINDS for name in one.get(kind, frozenset()) & other.get(kind, frozenset()))
    return any(name[:-1] not in places and not name.endswith(_COMMON) for name in shared)


@lru_cache(maxsize=8192)
def _townships(text: str) -> frozenset[str]:
    """The townships a folded text names with their suffix: 三峽 of «新北市三峽區», none of «新興地區»."""
    known = _known_townships()
    found: set[str] = set()
    for suffix in _SUFFIX.finditer(text):
        at = suffix.start()
        found.update(name for name in (text[max(0, at - 2) : at], text[max(0, at - 3) : at]) if name in known)
    return frozenset(found)


@lru_cache(maxsize=1)
def _known_townships() -> frozenset[str]:
    return frozenset(load_toml("townships.toml")["names"].split())


def _other_works(promise: str, passage: str) -> bool:
    """True where both name works and none of one kind: a sea wall and a pumping station, at whatever place."""
    mine, theirs = ({_WORKS[word] for word in _WORK.findall(text)} for text in (promise, passage))
    return bool(mine and theirs and not mine & theirs)


def _other_request(promise: str, passage: str) -> bool:
    """True where the passage answers a proposal whose object the promise does not name."""
    asked = _PROPOSED.search(passage)
    act = _ACT.search(asked["what"]) if asked else None
    wanted = asked["what"][act.end() :] if asked and act else ""
    return len(wanted) >= 2 and not any(wanted[at : at + 2] in promise for at in range(len(wanted) - 1))
