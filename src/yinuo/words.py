"""The closed lists: every word yinuo may say of a text, a promise or its standing.

Each value is what JSON, the ledger and the API carry; nothing outside a list is ever written.
"""

from enum import StrEnum

__all__ = [
    "Aspect",
    "Category",
    "DecidedBy",
    "Direction",
    "DocumentKind",
    "EvidenceLevel",
    "Headline",
    "Level",
    "Precision",
    "Publication",
    "Relation",
    "Role",
    "Schedule",
    "State",
    "Tier",
]


class Precision(StrEnum):
    """How exactly a date was told."""

    DAY = "day"
    TEN_DAYS = "ten_days"  # 上旬, 中旬, 下旬
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"  # 111-114年, 6個月內


class DocumentKind(StrEnum):
    """What kind of official text it is."""

    REPLY = "reply"  # 質詢答復
    REPORT = "report"  # 報告
    NEWS = "news"  # 新聞稿
    GAZETTE = "gazette"  # 公報 text that is not a reply
    OTHER = "other"


class Role(StrEnum):
    """What a statement does; one statement can have several."""

    COMMITS = "commits"
    REPORTS = "reports"
    DECLINES = "declines"


class Aspect(StrEnum):
    """Whether a report tells something finished or under way."""

    DONE = "done"  # R1
    UNDER_WAY = "under_way"  # R2


class Level(StrEnum):
    """How checkable a commitment is (COMMITMENTS: C1, C2, C3)."""

    CONCRETE = "C1"  # 具體: a time limit or a quantity
    DELIVERABLE = "C2"  # 措施: a discrete, checkable act or product
    ONGOING = "C3"  # 宣示: 持續, 積極, 研議 with no product


class Category(StrEnum):
    """The closed list of fields of policy."""

    ENERGY = "能源政策"
    ENVIRONMENT = "環境保護"
    ECONOMY = "經濟發展"
    FINANCE = "財政金融"
    WELFARE = "社會福利"
    LABOUR = "勞動就業"
    EDUCATION = "教育"
    CULTURE = "文化體育"
    TRANSPORT = "交通建設"
    HEALTH = "醫療衛生"
    DEFENCE = "國防外交"
    INTERIOR = "內政治安"
    JUSTICE = "司法法制"
    AGRICULTURE = "農業"
    TECHNOLOGY = "科技數位"
    OTHER = "其他"


class Direction(StrEnum):
    """Which side of a target's value counts as kept."""

    AT_LEAST = "at_least"  # 達, 至少, 以上
    AT_MOST = "at_most"  # 不超過, 降至, 以下
    EXACTLY = "exactly"


class Relation(StrEnum):
    """What a later passage says about a commitment."""

    FULFILLED = "fulfilled"
    PROGRESS = "progress"
    CHANGED = "changed"
    RESTATED = "restated"
    RELATED = "related"
    UNRELATED = "unrelated"

    @property
    def bears(self) -> bool:
        """True where the passage is about THIS promise, not merely its field."""
        return self not in (Relation.RELATED, Relation.UNRELATED)

    @property
    def moves(self) -> bool:
        """True where something happened to the promise since it was made."""
        return self in (Relation.FULFILLED, Relation.PROGRESS, Relation.CHANGED)


class DecidedBy(StrEnum):
    """Who holds a link or a verdict to be so."""

    RULE = "rule"
    MODEL = "model"
    HUMAN = "human"


class State(StrEnum):
    """Where a commitment stands (DESIGN §4); computed, never stored by hand."""

    OPEN = "open"
    PROGRESSING = "progressing"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
    OVERDUE = "overdue"
    POSTPONED = "postponed"
    STALLED = "stalled"
    DROPPED = "dropped"
    NO_NEWS = "no_news"
    UNKNOWN = "unknown"
    UNVERIFIABLE = "unverifiable"


class Publication(StrEnum):
    """Whether a commitment goes out to everybody; decided by ``extract.confidence.publication`` alone."""

    PUBLISHED = "published"
    CANDIDATE = "candidate"  # kept in the ledger for a reviewer; in no record, export or page
    REJECTED = "rejected"  # a reviewer holds it to be no commitment


class Headline(StrEnum):
    """The four words people know."""

    TRACKING = "追蹤中"
    FULFILLED = "已達成"
    DELAYED = "已延宕"
    NO_UPDATE = "無更新"


class Schedule(StrEnum):
    """Axis: the commitment against its deadline."""

    NO_DEADLINE = "no_deadline"
    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET_ON_TIME = "met_on_time"
    MET_LATE = "met_late"


class EvidenceLevel(StrEnum):
    """Axis: the strongest thing that any accepted evidence shows."""

    NONE = "none"
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    PARTIAL = "partial"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"


class Tier(StrEnum):
    """How closely statements are read: the same output, at two prices."""

    FAST = "fast"  # rules and the n-gram model
    CAREFUL = "careful"  # and a small encoder for what these are not sure of
