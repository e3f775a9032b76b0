"""What must hold before anything goes out (DESIGN §5): every row is tried again, whoever made it.

The ledger's constructors have refused all this before; these checks trust none of them. They read the rows that are
about to be written, beside the texts, the closed lists and the ledger's own counts.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date

from yinuo.publish.edition import Edition, Row
from yinuo.words import Category, Headline, Level, Publication, Relation, State

__all__ = ["problems"]

_CLOSED: Mapping[str, frozenset[str | None]] = {
    "state": frozenset(State),
    "headline": frozenset(Headline),
    "level": frozenset(Level),
    "category": frozenset((*Category, None)),
}


def problems(edition: Edition, agencies: Container[str], counts: Mapping[str, int]) -> list[str]:
    """What is wrong, one line each; nothing where all holds.

    Args:
        edition: what is about to go out.
        agencies: ids of the register.
        counts: what the ledger counts by itself: ``commitments`` that go out and were made by the day,
            ``documents`` (copies too) dated by then.
    """
    rows = {row["id"]: row for row in edition.commitments}
    papers = {row["id"]: row for row in edition.documents}
    checks: Iterable[Iterator[str]] = (
        _counts(edition, counts),
        _ids(edition),
        _commitments(edition, papers, agencies),
        _evidence(edition, rows, papers),
        _links(edition, rows),
        _figures(edition, papers),
        _states(edition),
    )
    return [line for check in checks for line in check]


def _counts(edition: Edition, counts: Mapping[str, int]) -> Iterator[str]:
    for name, found in (("commitments", len(edition.commitments)), ("documents", len(edition.documents))):
        if found != counts[name]:
            yield f"{name}：與帳本數目不符（the ledger counts otherwise）：{found:,} ≠ {counts[name]:,}"


def _ids(edition: Edition) -> Iterator[str]:
    named = {"commitments": edition.commitments, "evidence": edition.evidence, "documents": edition.documents}
    for name, rows in (*named.items(), ("state_changes", edition.changes)):
        for one, count in Counter(row["id"] for row in rows).items():
            if count > 1:
                yield f"{name} {one}：識別碼重複（twice）"
    said = Counter((row["commitment_id"], row["document_id"], row["start"], row["end"]) for row in edition.evidence)
    for place, count in said.items():
        if count > 1:
            yield f"evidence {place}：同一文句兩次作為證據（the same passage twice）"


def _commitments(edition: Edition, papers: Mapping[str, Row], agencies: Container[str]) -> Iterator[str]:
    for row in edition.commitments:
        where = f"commitments {row['id']}"
        yield from _quote(row, where, papers, edition.text_of)
        for name, words in _CLOSED.items():
            if row[name] not in words:
                yield f"{where}：不在清單的值（outside the closed list）：{name}={row[name]}"
        if row["agency_id"] is not None and row["agency_id"] not in agencies:
            yield f"{where}：名冊外的機關（agency outside the register）：{row['agency_id']}"
        if row["publication"] != Publication.PUBLISHED:
            yield f"{where}：不應公布（must not go out）：{row['publication']}"
        if not 0 < len(row["title"]) <= 20:
            yield f"{where}：標題須為 1 至 20 字（title of 1 to 20 characters）"
        if row["date"] > edition.as_of.isoformat():
            yield f"{where}：晚於基準日（later than the day）：{row['date']}"
        for due in row["deadlines"]:
            if not _is_day(due["date"]) or due["date"] < _first(papers.get(row["document_id"], row)):
                yield f"{where}：期限早於文件或不是日期（deadline before its document, or no day）：{due['date']}"


def _first(paper: Row) -> str:
    """The first day of a document's date."""
    return str(paper.get("first") or paper["date"])


def _quote(row: Row, where: str, papers: Mapping[str, Row], text_of: Callable[[str], str]) -> Iterator[str]:
    if row["document_id"] not in papers:
        yield f"{where}：文件不在公布之列（its document does not go out）：{row['document_id']}"
    elif text_of(row["document_id"])[row["start"] : row["end"]] != row["text"] or not row["text"]:
        yield f"{where}：引文與原文不符（not the exact slice）：[{row['start']}:{row['end']}]"


def _evidence(edition: Edition, rows: Mapping[str, Row], papers: Mapping[str, Row]) -> Iterator[str]:
    for item in edition.evidence:
        where, about = f"evidence {item['id']}", rows.get(item["commitment_id"])
        if about is None:
            yield f"{where}：承諾不在公布之列（its commitment does not go out）"
            continue
        yield from _quote(item, where, papers, edition.text_of)
        own, other = papers.get(about["document_id"], about), papers.get(item["document_id"], item)
        if own["id"] == other["id"] or own.get("fingerprint") == other.get("fingerprint"):
            yield f"{where}：證據出自承諾本身的文件（from the promise's own text）"
        if item["date"] <= about["date"] or item["date"] > edition.as_of.isoformat():
            yield f"{where}：時序不可能（forbidden by chronology）：{about['date']} → {item['date']}"
        if item["relation"] not in frozenset(Relation):
            yield f"{where}：不在清單的值（outside the closed list）：{item['relation']}"


def _links(edition: Edition, rows: Mapping[str, Row]) -> Iterator[str]:
    for pair in edition.restatements:
        if pair["earlier_id"] not in rows or pair["later_id"] not in rows:
            yield f"restatements {pair['earlier_id']}：一端不在公布之列（one end does not go out）"


def _figures(edition: Edition, papers: Mapping[str, Row]) -> Iterator[str]:
    """Each figure against a target stands word for word in evidence that goes out; each deadline has its milestone."""
    told = {item["id"] for item in edition.evidence}
    for row in edition.commitments:
        where = f"measures {row['id']}"
        for point in row["measures"]["points"] if row["measures"] else ():
            yield from _quote(point, where, papers, edition.text_of)
            if point["evidence_id"] not in told:
                yield f"{where}：出處不在公布之列（its evidence does not go out）：{point['evidence_id']}"
        if len(row["milestones"]) != len(row["deadlines"]):
            yield f"milestones {row['id']}：期限數不符（deadlines counted otherwise）"


def _states(edition: Edition) -> Iterator[str]:
    """Counts and histories agree with the rows they are about."""
    counted = Counter(
        item["commitment_id"] for item in edition.evidence if item["accepted"] and Relation(item["relation"]).bears
    )
    last = {change["commitment_id"]: change["after"] for change in edition.changes}
    for row in edition.commitments:
        if counted[row["id"]] != row["evidence_count"]:
            told = f"{counted[row['id']]} ≠ {row['evidence_count']}"
            yield f"commitments {row['id']}：證據數不符（evidence counted otherwise）：{told}"
        if last.get(row["id"]) != row["state"]:
            yield f"commitments {row['id']}：狀態與其歷程不符（its history ends otherwise）：{last.get(row['id'])}"
        if not row["reasons"]:
            yield f"commitments {row['id']}：狀態沒有理由（a state without a reason）"


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
