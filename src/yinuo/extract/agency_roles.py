"""Who does what in a sentence: how surely a named body is the one that acts.

A body acts where it begins a clause and a verb of doing follows («觀光局將持續…»), or where 由 brings
it in («由臺高檢署規劃…»). It does not where it is a partner («與經濟部合作»), is asked («函請內政部»),
is an object («報本部核定») or only says whose («經濟部所提…», «經濟部「…計畫」»).
"""

import re
from collections.abc import Sequence

from yinuo.extract.agency_mentions import Mention

__all__ = ["ACTS", "NAMED", "weigh"]

ACTS = 2.0  # from here on a mention counts as the one that acts
_WINDOW = 200  # characters before a mention in which a quotation may have opened
NAMED = 0.5  # from here on it is at least spoken of, outside a quotation

_PARTNER = re.compile(r"(?:[與及和、暨或偕洽]|會同|偕同|協同|結合|會商|商請|併同|連同|共同|聯合)\Z")
_ASKED = re.compile(
    r"(?:[請使讓俾]|要求|督促|督導|責成|輔導|補助|協助|委託|委由|交由|轉由|移由|協調|鼓勵|支持|配合|指示|函知|通知)\Z"
)
_OBJECT = re.compile(
    r"(?:[依據按經報送向對至於在從自赴交俟待屬為是非就給予以]|依照|依據|提供|透過|運用|由於|有關|關於|針對|納入|併入|"
    r"參照|參考|參採|遵照|遵循|比照|刊登|回應|因應|彙整|檢視)\Z"
)
_BY = re.compile(r"(?<![交轉移委])由\Z")
_WHOSE = re.compile(
    r"[之的]|所(?!屬)|[一二三四五六七八九\d]|[「(]|公告|核定|函|網站|官網|前揭|發布|訂[定頒]|主管|資料|統計|政府"
)
_DOING = re.compile(
    r"(?:[本去]?(?:\(\d+\))?[\d年月日底起]{1,12}|近期|近年|現階段|目前|未來|後續|即|仍|亦|並|業|已|刻|正|現|均|也|則|爰|每[年月季]){0,3}"
    r"(?:將|持續|賡續|積極|除|預計|預定|擬|規劃|應|自|配合|推動|辦理|為|得|致力|努力|加強|強化|會|協助|督導|督促|透過|依|於|"
    r"針對|考量|因應|就|提出|責成|與|俟|經|以|請|研|修|訂|完成|建|辦|召|公布|公告|核定|補助|執行|檢討|運用|編列|函|成立|邀|宣布|啟動|設|接續|接手)"
    r"|(?:仍|亦|並|業|已|刻|正|均)"
)
_MARK = r"(?:\A|[。；：！？\n」])(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}\.){1,3}"
_LINK = (
    r"(?:(?:另|惟|經查|復查|至|爰|故|此外|並|且|而|又|復|其中|未來|後續|目前|嗣後|同時|綜上|因此|因應|本案|現由|再)，?)"
    r"{0,2}"
)
_BEGINS = re.compile(rf"(?:\A|[，。；：)\n」]|{_MARK}){_LINK}\Z")
_ALSO = re.compile(
    r"(?:\((?:以下|下|以)?(?:簡)?稱[^()]{1,16}\))|等(?:相關|有關)?(?:機關|部會|單位)|所屬(?:各級?|相關|檢察)?(?:機關|單位)"
)
_AND = frozenset("、及與和暨")
_BY_WHAT_STANDS_BEFORE = (
    (re.compile(r"(?:\A|[，。；：)\n」])請\Z"), ACTS),  # «請經濟部加速釋出…»: the sentence is an instruction to it
    (re.compile(r"宜由\Z"), 1.0),  # «宜由縣政府研提後，本署再予協助»: whose turn it is first
    (_ASKED, 1.0),
    (_PARTNER, NAMED),
    (_OBJECT, NAMED),
    (_BY, 2.5),
)


def weigh(text: str, found: Sequence[Mention], index: int, begin: int = 0) -> float:
    """How surely the body of ``found[index]`` acts in the folded ``text``: 3 surely, below ``ACTS`` not.

    Reads «觀光局將持續追蹤» (3), «由空軍司令部規劃» (2.5); refuses «與經濟部合作», «函請內政部辦理».

    Args:
        text: the sentence, folded, alone or among others.
        found: all mentions in ``text``, in order.
        index: which of them.
        begin: where the sentence begins, if a mark of punctuation does not show it.
    """
    mention = found[index]
    left = text[max(begin, mention.start - _WINDOW) : mention.start]
    if left.count("「") > left.count("」"):
        return 0.0
    begins = _BEGINS.search(left[-16:]) is not None
    if not begins:
        for pattern, weight in _BY_WHAT_STANDS_BEFORE:
            if pattern.search(left[-12:]):
                return weight
    end = _end_of_row(text, found, index)
    if _WHOSE.match(text, end):
        return 1.0
    doing = _DOING.match(text, end) is not None
    if begins:
        return 3.0 if doing else 1.5
    return ACTS if doing else 1.0


def _end_of_row(text: str, found: Sequence[Mention], index: int) -> int:
    """Where «經濟部、科技部(下稱…)及農委會等機關» ends, that begins with ``found[index]``."""
    end = found[index].end
    for following in [*found[index + 1 :], None]:
        if also := _ALSO.match(text, end):
            end = also.end()
        if following is None or following.start != end + 1 or text[end] not in _AND:
            break
        end = following.end
    return end
