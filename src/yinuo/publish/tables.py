"""The data sets as flat tables: each column with its type and meaning, declared once for every format.

A table declared here is written as CSV, JSON Lines, Parquet and SQLite, and described in the data dictionary;
none of these knows a column by itself.
"""

from collections.abc import Iterable
from typing import Any

from yinuo.judge.milestones import Reached
from yinuo.publish.columns import Column, Flat, Table, Value, identity, may, must
from yinuo.publish.edition import Edition, Row
from yinuo.words import (
    Category,
    DecidedBy,
    Direction,
    DocumentKind,
    EvidenceLevel,
    Headline,
    Level,
    Precision,
    Relation,
    Schedule,
    State,
)

__all__ = ["TABLES", "Column", "Table", "Value", "flat"]

_PLACE = (
    must("start", "integer", "引文起點：原文第幾個字（從 0 起）", "offset of the quote's first character"),
    must("end", "integer", "引文終點（不含）", "offset after its last character"),
    must("text", "string", "原文逐字引述", "the words exactly as they stand"),
)
_DATED = (
    must("date", "date", "文件日期；精度較粗時為其最後一日", "the document's day; of an interval its last"),
    must("date_precision", "string", "日期精度", "precision of the day", Precision),
)
_SOURCE = (
    *_DATED,
    must("kind", "string", "文件種類", "kind of document", DocumentKind),
    may("subject", "string", "案由或標題", "subject or title of the document"),
    may("number", "string", "文號", "number of the letter"),
    may("question_number", "string", "質詢文號", "number of the question"),
    may("term", "integer", "屆", "term of the Legislative Yuan"),
    may("session", "integer", "會期", "session of the term"),
    may("url", "string", "文件網址", "address of the document"),
)
_ABOUT = identity("commitment_id", "承諾識別碼", "the commitment")
_IN = identity("document_id", "文件識別碼", "the document")
_CONFIDENCE = must("confidence", "number", "信心（0 至 1）", "confidence, 0 to 1")
_DECIDED = must("decided_by", "string", "由誰判定", "who decided", DecidedBy)

_COMMITMENTS = (
    identity("id", "承諾識別碼", "id of the commitment"),
    _IN,
    *_PLACE,
    must("title", "string", "標題（至多 20 字）", "title of at most 20 characters"),
    must("level", "string", "程度：C1 具體、C2 措施、C3 宣示", "C1 concrete, C2 deliverable, C3 ongoing", Level),
    may("category", "string", "類別", "field of policy", Category),
    may("agency", "string", "負責機關（文件當日的名稱）", "responsible body, as it was named that day"),
    may("agency_id", "string", "機關識別碼", "id of the body in the register"),
    may("agency_words", "string", "機關在文件中的寫法", "the body as the document writes it"),
    may("successor", "string", "承接機關", "the body that holds the task now"),
    may("due", "date", "現行期限", "the last day that counts now"),
    may("target_text", "string", "目標在文件中的寫法", "the target as written"),
    may("target_value", "number", "目標數值", "the target as a number"),
    may("target_unit", "string", "目標單位", "its unit"),
    may("target_direction", "string", "目標方向", "which side of it is kept", Direction),
    must("state", "string", "狀態", "where it stands", State),
    must("headline", "string", "標題狀態", "headline word", Headline),
    must("reason", "string", "狀態的理由", "why it stands so"),
    must("schedule", "string", "期程", "against its deadline", Schedule),
    must("evidence_level", "string", "最強的證據", "strongest thing shown", EvidenceLevel),
    must("evidence_count", "integer", "計入的證據數", "pieces of evidence that count"),
    may("last_evidence", "date", "最近一則證據的日期", "day of the last evidence"),
    may("last_searched", "date", "查閱到哪一日的文件", "documents were searched up to this day"),
    _DECIDED,
    _CONFIDENCE,
    *_SOURCE,
    must("as_of", "date", "以哪一日為準", "judged as on this day"),
)


def _commitments(edition: Edition) -> Iterable[Flat]:
    for row in edition.commitments:
        target: Row = row["target"] or {}
        own = {f"target_{name}": target.get(name) for name in ("text", "value", "unit", "direction")}
        reason = "；".join(str(reason["words"]) for reason in row["reasons"])
        yield {**row, **own, "reason": reason}


def _deadlines(edition: Edition) -> Iterable[Flat]:
    for row in edition.commitments:
        stands = {(one["date"], one["text"], one["event"]): one for one in row["milestones"]}
        for place, due in enumerate(row["deadlines"], 1):
            one = stands[due["date"], due["text"], due["event"]]
            yield {**due, "commitment_id": row["id"], "place": place, "due": one["due"], "state": one["state"]}


def _measures(edition: Edition) -> Iterable[Flat]:
    for row in edition.commitments:
        points = row["measures"]["points"] if row["measures"] else ()
        for place, point in enumerate(points, 1):
            told = {"commitment_id": row["id"], "place": place, "unit": row["measures"]["unit"]}
            yield {**point, **told, "share": None if point["share"] is None else float(point["share"])}


def _changed(edition: Edition) -> Iterable[Flat]:
    for row in edition.restatements:
        for place, change in enumerate(row["changes"], 1):
            yield {**change, "earlier_id": row["earlier_id"], "later_id": row["later_id"], "place": place}


def _askers(edition: Edition) -> Iterable[Flat]:
    for row in edition.documents:
        for place, asker in enumerate(dict.fromkeys(row["askers"]), 1):
            yield {"document_id": row["id"], "place": place, "asker": asker}


def _coverage(edition: Edition) -> Iterable[Flat]:
    for place, row in enumerate(edition.coverage, 1):
        yield {**row, "place": place}


_PLACE_IN_LIST = must("place", "integer", "次序，從 1 起", "place in the list, from 1")
_BEFORE = may("before", "string", "先前的狀態；起初為空", "state before; empty at first", State)
_AFTER = must("after", "string", "其後的狀態", "state after", State)

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "文件：讀過的每一份，含同文異號者；內文見紀錄",
        "every document read, copies too; their texts stand in the records",
        (
            identity("id", "文件識別碼", "id of the document"),
            *_DATED,
            must("kind", "string", "文件種類", "kind of document", DocumentKind),
            may("title", "string", "案由或標題", "subject or title"),
            may("number", "string", "文號", "number of the letter"),
            may("question_number", "string", "質詢文號", "number of the question"),
            may("term", "integer", "屆", "term of the Legislative Yuan"),
            may("session", "integer", "會期", "session of the term"),
            may("sitting", "integer", "會次", "sitting of the session"),
            may("agencies", "string", "答復機關，以頓號分隔", "answering bodies, separated by 、"),
            may("url", "string", "網址", "address"),
            must("fingerprint", "string", "內文（去空白）的 SHA-256", "SHA-256 of the text without white space"),
            must("characters", "integer", "內文字數", "characters of the text"),
            may("copy_of", "string", "與哪一份同文", "the document that has the same text"),
        ),
        ("id",),
        (("copy_of", "documents"),),
        lambda edition: ({**row, "agencies": "、".join(row["agencies"])} for row in edition.documents),
    ),
    Table(
        "askers",
        "質詢委員",
        "the legislators who asked",
        (_IN, _PLACE_IN_LIST, must("asker", "string", "委員姓名", "the legislator's name")),
        ("document_id", "place"),
        (("document_id", "documents"),),
        _askers,
    ),
    Table(
        "commitments",
        "承諾：逐字引述及其在 as_of 當日的狀態",
        "commitments, word for word, and where they stand on the day as_of",
        _COMMITMENTS,
        ("id",),
        (("document_id", "documents"),),
        _commitments,
    ),
    Table(
        "deadlines",
        "期限：一則承諾可有數個",
        "deadlines; a commitment can have several",
        (
            _ABOUT,
            _PLACE_IN_LIST,
            must("text", "string", "期限在文件中的寫法", "the deadline as written"),
            must("date", "date", "期限的最後一日", "its last day"),
            must("precision", "string", "精度", "its precision", Precision),
            may("event", "string", "何事", "what is due"),
            must("starts", "boolean", "是起始而非完成的日子", "something begins then, nothing is due"),
            must("due", "date", "現行的日子；官方改期者較晚", "the day that counts now, later where it was moved"),
            must("state", "string", "這一日如何", "how this day stands", Reached),
        ),
        ("commitment_id", "place"),
        (("commitment_id", "commitments"),),
        _deadlines,
    ),
    Table(
        "evidence",
        "證據：較晚的文件中，關於承諾的逐字引述",
        "evidence: quotes of later documents that bear on a commitment",
        (
            identity("id", "證據識別碼", "id of the evidence"),
            _ABOUT,
            _IN,
            *_PLACE,
            must("relation", "string", "與承諾的關係", "what it says of the promise", Relation),
            must("effective_date", "date", "所述之事的日期", "day of what it tells"),
            must("effective_precision", "string", "其精度", "its precision", Precision),
            must("accepted", "boolean", "計入狀態", "it counts for the state"),
            _DECIDED,
            _CONFIDENCE,
            *_SOURCE,
        ),
        ("id",),
        (("commitment_id", "commitments"), ("document_id", "documents")),
        lambda edition: (dict(row) for row in edition.evidence),
    ),
    Table(
        "measures",
        "數字：證據所述、與目標同一事物的數量",
        "figures of the promised quantity that evidence tells",
        (
            _ABOUT,
            _PLACE_IN_LIST,
            must("date", "date", "數字所屬之日", "the day by which it held"),
            must("value", "number", "數值（萬、億已展開）", "the figure, 萬 and 億 expanded"),
            must("unit", "string", "單位，同目標", "its unit, the target's"),
            must("text", "string", "原文逐字引述", "the words exactly as they stand"),
            must("start", "integer", "引文起點：原文第幾個字（從 0 起）", "offset of the words' first character"),
            must("end", "integer", "引文終點（不含）", "offset after its last character"),
            _IN,
            identity("evidence_id", "證據識別碼", "the evidence it stands in"),
            may("share", "number", "達成目標的比例", "share of the target reached"),
            must("met", "boolean", "是否達到目標", "the target is reached"),
        ),
        ("commitment_id", "place"),
        (("commitment_id", "commitments"), ("document_id", "documents"), ("evidence_id", "evidence")),
        _measures,
    ),
    Table(
        "restatements",
        "重申：同一承諾在較晚文件中再次出現",
        "the same promise told again in a later document",
        (
            identity("earlier_id", "較早的承諾", "the earlier telling"),
            identity("later_id", "較晚的承諾", "the later"),
            _CONFIDENCE,
        ),
        ("earlier_id", "later_id"),
        (("earlier_id", "commitments"), ("later_id", "commitments")),
        lambda edition: (dict(row) for row in edition.restatements),
    ),
    Table(
        "restatement_changes",
        "重申時改變之處",
        "what moved between two tellings",
        (
            identity("earlier_id", "較早的承諾", "the earlier telling"),
            identity("later_id", "較晚的承諾", "the later"),
            _PLACE_IN_LIST,
            must("what", "string", "何者改變", "what moved"),
            may("before", "string", "原先", "before"),
            may("after", "string", "後來", "after"),
        ),
        ("earlier_id", "later_id", "place"),
        (("earlier_id", "commitments"), ("later_id", "commitments")),
        _changed,
    ),
    Table(
        "state_changes",
        "狀態變化：逐日重新判定所得",
        "changes of state, worked out by judging past days anew",
        (
            identity("id", "變化識別碼", "id of the change"),
            _ABOUT,
            must("date", "date", "變化之日", "the day of the change"),
            _BEFORE,
            _AFTER,
            must("headline", "string", "其後的標題狀態", "headline word after", Headline),
        ),
        ("id",),
        (("commitment_id", "commitments"),),
        lambda edition: (dict(row) for row in edition.changes),
    ),
    Table(
        "coverage",
        "查閱範圍：哪些日子的文件讀過；沒有證據不等於沒有發生",
        "the days whose documents were searched; no evidence elsewhere means nothing",
        (
            _PLACE_IN_LIST,
            must("kind", "string", "文件種類", "kind of document", DocumentKind),
            may("agency", "string", "只代表此機關發言", "speaks for this body alone"),
            must("first", "date", "首日", "first day"),
            must("last", "date", "末日", "last day"),
            must("documents", "integer", "文件數", "documents"),
        ),
        ("place",),
        (),
        _coverage,
    ),
)


def flat(table: Table, edition: Edition) -> list[dict[str, Value]]:
    """The rows of a table, every column in its order, nothing else; an empty word is None."""
    names = [column.name for column in table.columns]
    return [{name: _value(row.get(name)) for name in names} for row in table.rows(edition)]


def _value(found: Any) -> Value:
    return None if found == "" else found
