"""Our words as people read them: zh-TW for states, relations and levels."""

from datetime import date

from yinuo.publish import labels
from yinuo.words import Publication

__all__ = ["LEVELS", "RELATIONS", "SCHEDULES", "STATES", "WHY_ASKED", "both_calendars", "cue_words"]

STATES = {state: told for state, (told, _) in labels.STATES.items()}

RELATIONS = {relation: told for relation, (told, _) in labels.RELATIONS.items()}

LEVELS = {level: told for level, (told, _) in labels.LEVELS.items()}

CANDIDATE = "〔待複核〕"

SIGNS: dict[str, str] = {
    Publication.PUBLISHED: "",
    Publication.CANDIDATE: CANDIDATE,
    Publication.REJECTED: "〔已駁回〕",
}
"""What is set before a commitment that does not go out."""

SCHEDULES = {schedule: told for schedule, (told, _) in labels.SCHEDULES.items()}

EVIDENCE_LEVELS = {level: f"{told} {english}" for level, (told, english) in labels.EVIDENCE_LEVELS.items()}

DECIDERS: dict[str, str] = {"rule": "規則 rule", "model": "模型 model", "human": "人工 a person"}

CUES: dict[str, str] = {
    "done": "已完成之詞",
    "under_way": "進行中之詞",
    "started": "已開始之詞",
    "partial": "部分完成之詞",
    "postponed": "延後之詞",
    "dropped": "撤回之詞",
    "declined": "婉拒之詞",
    "blocked": "受阻之詞",
    "again": "再次承諾之詞",
    "change": "變更種類",
    "new_due": "新期限",
    "agrees": "指名同一事物或數字，所述即所諾 the same name or figure, what was promised",
}


def cue_words(mark: str) -> str:
    """A mark of a link as people read it: «done:業於» → «已完成之詞「業於」»; marks of no kind stay as they are."""
    kind, found, words = mark.partition(":")
    return f"{CUES[kind]}「{words}」" if found and kind in CUES else mark


WHY_ASKED: dict[str, str] = {
    "orphaned": "決定所依的原句已不在 the sentence of a decision is gone",
    "contested": "審閱者看法不同 reviewers disagree",
    "fulfilled": "機器讀作達成 read as fulfilled",
    "dropped": "機器讀作不再推動 read as dropped",
    "overdue": "新近逾期 newly overdue",
    "decisive": "左右狀態 the state hangs on it",
    "uncertain": "拿不準 uncertain",
    "below_threshold": "信心不足、未計入 too uncertain to count",
    "candidate": "可能不是承諾、未公布 perhaps no promise, not published",
}


def waiting(count: int) -> str:
    """How many candidates there are beside what is shown; a program's default, a person's hint."""
    return f"另有 {count:,} 則待複核（--candidates 連同列出）· {count:,} more wait for a reviewer"


def both_calendars(written: str | None) -> str:
    """A date as people in Taiwan read it, both ways: «2021-12-09» → «2021-12-09（民國110年）»."""
    if not written:
        return "—"
    try:
        year = date.fromisoformat(written[:10]).year if len(written) >= 10 else int(written[:4])
    except ValueError:
        return written
    return f"{written}（民國{year - 1911}年）" if year > 1911 else written
