"""Our words as people read them: zh-TW for states, relations and levels."""

from datetime import date

from yinuo.model import Level, Relation, Schedule, State
from yinuo.words import Publication

__all__ = ["LEVELS", "RELATIONS", "SCHEDULES", "STATES", "WHY_ASKED", "both_calendars"]

STATES: dict[str, str] = {
    State.OPEN: "尚無進展",
    State.PROGRESSING: "進行中",
    State.PARTIAL: "部分達成",
    State.FULFILLED: "已達成",
    State.OVERDUE: "逾期未見達成",
    State.POSTPONED: "官方展延",
    State.STALLED: "停滯",
    State.DROPPED: "不再推動",
    State.NO_NEWS: "無更新",
    State.UNKNOWN: "資料未涵蓋",
    State.UNVERIFIABLE: "無法驗證",
}

RELATIONS: dict[str, str] = {
    Relation.FULFILLED: "達成",
    Relation.PROGRESS: "進度",
    Relation.CHANGED: "變更",
    Relation.RESTATED: "重申",
    Relation.RELATED: "相關",
    Relation.UNRELATED: "無關",
}

LEVELS: dict[str, str] = {Level.CONCRETE: "具體", Level.DELIVERABLE: "措施", Level.ONGOING: "宣示"}

CANDIDATE = "〔待複核〕"

SIGNS: dict[str, str] = {
    Publication.PUBLISHED: "",
    Publication.CANDIDATE: CANDIDATE,
    Publication.REJECTED: "〔已駁回〕",
}
"""What is set before a commitment that does not go out."""

SCHEDULES: dict[str, str] = {
    Schedule.NO_DEADLINE: "無期限",
    Schedule.UPCOMING: "未到期",
    Schedule.DUE_SOON: "將到期",
    Schedule.OVERDUE: "已逾期",
    Schedule.MET_ON_TIME: "如期",
    Schedule.MET_LATE: "逾期達成",
}

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
