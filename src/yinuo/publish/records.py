"""A record: one commitment as a Markdown file with YAML front matter, in the founding form.

The words of the form are the founding tracker's; ``docs/records.md`` explains each. Dates are
kept as they are written, because other trackers write ``109-12-31`` and ``YYYY-05-31``: a record
is what a file says, and ``audit`` judges it.
"""

import re
from dataclasses import dataclass, field

from yinuo.errors import InvariantError
from yinuo.publish.segments import Form

__all__ = [
    "FRONT_FIELDS",
    "HISTORY",
    "OWN_FIELDS",
    "QUOTE",
    "REPLY",
    "SOURCE_FIELDS",
    "SUBJECT",
    "Entry",
    "Kind",
    "Label",
    "Record",
    "RecordSource",
    "is_foreign",
]

QUOTE, REPLY, HISTORY = "承諾原文", "來源回覆", "追蹤紀錄"
"""The sections of a record, in order."""

SUBJECT = "**主旨**："
"""What opens the line of the letter's subject."""

FRONT_FIELDS = ("id", "title", "category", "status", "target_date", "target_value", "responsible_agency")
"""Front matter before ``source``, in order."""

SOURCE_FIELDS = ("document_id", "term", "session_period", "ey_number", "url")
"""The lines under ``source``, in order; ``created_at`` and ``last_updated`` follow it."""

OWN_FIELDS = (
    "document_date",
    "document_kind",
    "start",
    "end",
    "level",
    "state",
    "as_of",
    "reason",
    "deadlines",
    "deadline_words",
    "target_words",
    "agency_words",
    "confidence",
    "excerpt",
)
"""What yinuo adds to the front matter, after the known fields, in order; one that is empty is left out."""

_RESERVED = frozenset({*FRONT_FIELDS, "source", "created_at", "last_updated"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LABEL = re.compile(r"[^*\n]+")
_DAY = re.compile(r"\S+")


class Kind:
    """What an entry of the history is, as its heading says."""

    CREATED = "初始建立"
    PROGRESS = "進度更新"
    STATUS = "狀態變更"
    CHANGED = "承諾變更"
    RESTATED = "重申承諾"
    RELATED = "相關資訊"


class Label:
    """The fields of an entry: the founding form's, then yinuo's own."""

    SOURCE_KIND = "來源類型"
    NUMBER = "文件編號"
    LINK = "來源連結"
    SUMMARY = "內容摘要"
    VERDICT = "AI 判斷"
    STATUS = "狀態"
    REASON = "原因"
    QUOTE = "原文引述"
    RELATION = "與承諾關係"
    EFFECTIVE = "事件日期"
    CONFIDENCE = "信心"
    DECIDED_BY = "判定者"


@dataclass(frozen=True, slots=True)
class RecordSource:
    """The letter a record was taken from, as its front matter names it."""

    document_id: str | None = None
    term: str | None = None
    session_period: str | None = None
    ey_number: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of 追蹤紀錄.

    Attributes:
        on: The day in the heading, as written.
        kind: The words in its brackets (``Kind`` names the known ones).
        note: Free text before the fields; ``None`` where there is none.
        fields: Label and value in order; a value may run over several lines.

    """

    on: str
    kind: str
    note: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _DAY.fullmatch(self.on) or "\n" in self.kind:
            raise InvariantError(f"紀錄標題須為一行（an entry's heading is one line）：{self.on!r} [{self.kind!r}]")
        for label, _ in self.fields:
            if not _LABEL.fullmatch(label):
                raise InvariantError(f"欄位名稱不可含星號或換行（no asterisk or line break in a label）：{label!r}")

    def get(self, label: str) -> str | None:
        """The value of the first field with this label, without blanks around it."""
        return next((value.strip() for name, value in self.fields if name == label), None)


@dataclass(frozen=True, slots=True)
class Record:
    """What a record file says.

    ``quote`` is 承諾原文, ``subject`` and ``reply`` are 來源回覆 (both ``None``: the section is
    missing), ``history`` is 追蹤紀錄. ``extra`` holds front matter after the known fields, in
    order. ``form`` remembers how the file was written and takes no part in equality.
    """

    id: str
    title: str
    category: str
    status: str
    quote: str
    target_date: str | None = None
    target_value: str | None = None
    responsible_agency: str | None = None
    source: RecordSource = RecordSource()
    created_at: str = ""
    last_updated: str = ""
    subject: str | None = None
    reply: str | None = None
    history: tuple[Entry, ...] = ()
    extra: tuple[tuple[str, str | None], ...] = ()
    form: Form | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        names = [name for name, _ in self.extra]
        wrong = next((name for name in names if not _NAME.fullmatch(name) or name in _RESERVED), None)
        if wrong is not None or len(names) != len(set(names)):
            raise InvariantError(
                f"額外欄位名稱不合格式或重複（bad or repeated field name）：{wrong or names}", where=self.id
            )
        if self.subject is not None and "\n" in self.subject:
            raise InvariantError("主旨須為一行（the subject is one line）", where=self.id)


def is_foreign(entry: Entry) -> bool:
    """Whether somebody else wrote an entry of a record of ours: ours say who decided, or are the first one."""
    return entry.kind != Kind.CREATED and entry.get(Label.DECIDED_BY) is None
