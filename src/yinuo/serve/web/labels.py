"""Words of the closed lists that only these pages say, to be translated where they are said."""

from yinuo.judge.drift import How
from yinuo.judge.signs import Change
from yinuo.serve.web.language import N_, Speech
from yinuo.words import DecidedBy

__all__ = ["ASPECTS", "DECIDERS", "MOVED", "MOVED_WORDS", "cue_words"]

MOVED: dict[str, str] = {
    How.LATER: N_("延後"),
    How.EARLIER: N_("提前"),
    How.PROLONGED: N_("延長"),
    How.SHORTENED: N_("縮短"),
    How.LARGER: N_("提高"),
    How.SMALLER: N_("降低"),
    How.OTHER: N_("換了機關"),
    How.SOFTER: N_("用語轉弱"),
    How.FIRMER: N_("用語轉強"),
}
MOVED_WORDS = tuple(MOVED.values())
ASPECTS: dict[str, str] = {
    "deadline": N_("期限"),
    "target": N_("目標"),
    "agency": N_("機關"),
    "wording": N_("用語"),
}
DECIDERS: dict[str, str] = {
    DecidedBy.RULE: N_("由規則判定"),
    DecidedBy.MODEL: N_("由模型判定"),
    DecidedBy.HUMAN: N_("由人判定"),
}
_CUES: dict[str, str] = {
    "done": N_("已完成之詞"),
    "under_way": N_("進行中之詞"),
    "started": N_("已開始之詞"),
    "partial": N_("部分完成之詞"),
    "postponed": N_("延後之詞"),
    "dropped": N_("撤回之詞"),
    "declined": N_("婉拒之詞"),
    "blocked": N_("受阻之詞"),
    "again": N_("再次承諾之詞"),
    "change": N_("變更種類"),
    "new_due": N_("新期限"),
    "agrees": N_("指名同一事物或數字，所述即所諾"),
}
_CHANGES: dict[str, str] = {
    Change.POSTPONED: N_("延後"),
    Change.DROPPED: N_("撤回"),
    Change.STALLED: N_("受阻"),
    Change.ALTERED: N_("改變內容"),
}


def cue_words(speech: Speech, mark: str) -> str:
    """A mark of a link as people read it: «done:業於» → «已完成之詞「業於」»; marks of no kind stay as they are."""
    kind, found, words = mark.partition(":")
    if not found or kind not in _CUES:
        return mark
    told = speech.phrase(_CHANGES[words]) if kind == "change" and words in _CHANGES else words
    quoted = f"「{told}」" if speech.chinese else f" “{told}”"
    return speech.phrase(_CUES[kind]) + quoted
