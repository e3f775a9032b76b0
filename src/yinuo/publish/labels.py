"""The closed lists as people read them, zh-TW and English, in every publication."""

from yinuo.judge.milestones import Reached
from yinuo.words import DocumentKind, EvidenceLevel, Headline, Level, Relation, Schedule, State

__all__ = [
    "DOCUMENT_KINDS",
    "EVIDENCE_LEVELS",
    "HEADLINES",
    "LEVELS",
    "MILESTONES",
    "RELATIONS",
    "SCHEDULES",
    "STATES",
    "Words",
]

Words = tuple[str, str]
"""zh-TW, English."""

STATES: dict[str, Words] = {
    State.OPEN: ("尚無進展", "no progress yet"),
    State.PROGRESSING: ("進行中", "under way"),
    State.PARTIAL: ("部分達成", "partly fulfilled"),
    State.FULFILLED: ("已達成", "fulfilled"),
    State.OVERDUE: ("逾期未見達成", "overdue, not seen fulfilled"),
    State.POSTPONED: ("官方展延", "officially postponed"),
    State.STALLED: ("停滯", "stalled"),
    State.DROPPED: ("不再推動", "dropped"),
    State.NO_NEWS: ("無更新", "no news"),
    State.UNKNOWN: ("資料未涵蓋", "not covered by documents"),
    State.UNVERIFIABLE: ("無法驗證", "cannot be verified"),
}

HEADLINES: dict[str, Words] = {
    Headline.TRACKING: ("追蹤中", "tracking"),
    Headline.FULFILLED: ("已達成", "fulfilled"),
    Headline.DELAYED: ("已延宕", "delayed"),
    Headline.NO_UPDATE: ("無更新", "no update"),
}

RELATIONS: dict[str, Words] = {
    Relation.FULFILLED: ("達成", "fulfilled"),
    Relation.PROGRESS: ("進度", "progress"),
    Relation.CHANGED: ("變更", "changed"),
    Relation.RESTATED: ("重申", "restated"),
    Relation.RELATED: ("相關", "related"),
    Relation.UNRELATED: ("無關", "unrelated"),
}

LEVELS: dict[str, Words] = {
    Level.CONCRETE: ("具體", "concrete"),
    Level.DELIVERABLE: ("措施", "deliverable"),
    Level.ONGOING: ("宣示", "ongoing"),
}

DOCUMENT_KINDS: dict[str, Words] = {
    DocumentKind.REPLY: ("立法院質詢答復", "written reply"),
    DocumentKind.REPORT: ("報告", "report"),
    DocumentKind.NEWS: ("新聞稿", "news release"),
    DocumentKind.GAZETTE: ("公報", "gazette"),
    DocumentKind.OTHER: ("其他文件", "other document"),
}

SCHEDULES: dict[str, Words] = {
    Schedule.NO_DEADLINE: ("無期限", "no deadline"),
    Schedule.UPCOMING: ("未到期", "upcoming"),
    Schedule.DUE_SOON: ("將到期", "due soon"),
    Schedule.OVERDUE: ("已逾期", "past its day"),
    Schedule.MET_ON_TIME: ("如期", "met on time"),
    Schedule.MET_LATE: ("逾期達成", "met late"),
}

EVIDENCE_LEVELS: dict[str, Words] = {
    EvidenceLevel.NONE: ("無", "none"),
    EvidenceLevel.ANNOUNCED: ("僅重申或變更", "announced"),
    EvidenceLevel.UNDER_WAY: ("進行中", "under way"),
    EvidenceLevel.PARTIAL: ("部分", "partial"),
    EvidenceLevel.DELIVERED: ("已達成", "delivered"),
    EvidenceLevel.CONFIRMED: ("兩份以上文件證實", "confirmed"),
}

MILESTONES: dict[str, Words] = {
    Reached.MET: ("已見完成", "seen done"),
    Reached.MET_LATE: ("逾期完成", "done late"),
    Reached.LATE: ("逾期未見完成", "late, not seen done"),
    Reached.OPEN: ("未到期", "not due yet"),
    Reached.MOVED: ("官方改期", "moved by an official text"),
    Reached.UNKNOWN: ("資料未涵蓋", "not covered by documents"),
    Reached.PASSED: ("已過，不據以認定逾期", "past; nothing was due on it"),
}
