"""A commitment of the ledger and its evidence → its record.

Every date comes from a document, a deadline or the day that was asked for, never from the clock:
composing twice gives the same record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from yinuo.model import Document
from yinuo.publish.filenames import NO_CATEGORY
from yinuo.publish.records import OWN_FIELDS, Entry, Kind, Label, Record, RecordSource, is_foreign
from yinuo.words import DocumentKind, Headline, Relation, State

__all__ = ["WHOLE", "record_of"]

WHOLE = 200_000
"""A letter of at most so many characters stands whole in 來源回覆; of a longer one, a part around the quote."""

_AROUND = 20_000

_SOURCE_KINDS = {
    DocumentKind.REPLY: "立法院答復",
    DocumentKind.REPORT: "報告",
    DocumentKind.NEWS: "新聞稿",
    DocumentKind.GAZETTE: "公報",
    DocumentKind.OTHER: "其他文件",
}

_TOLD = {
    Relation.FULFILLED: (Kind.STATUS, "達成證據", "所述表示承諾已達成"),
    Relation.PROGRESS: (Kind.PROGRESS, "進度更新", "所述為承諾的進度"),
    Relation.CHANGED: (Kind.CHANGED, "承諾變更", "所述表示承諾有所變更"),
    Relation.RESTATED: (Kind.RESTATED, "重申承諾", "再次作出同一承諾"),
    Relation.RELATED: (Kind.RELATED, "相關資訊", "所述與承諾相關"),
}

Row = Mapping[str, Any]


def record_of(
    row: Row,
    evidence_rows: Iterable[Row],
    document: Document,
    evidence_documents: Mapping[str, Document],
    *,
    as_of: date | None = None,
    history: Sequence[Entry] = (),
) -> Record:
    """The record of one commitment.

    Args:
        row: A row of ``yinuo list --json`` (DESIGN §7): ``id, start, end, text, title`` and, where
            known, ``level, category, agency, agency_words, deadlines, target, state, headline,
            confidence``, and the judgement's ``reasons`` [{``words``}].
        evidence_rows: Rows of ``yinuo evidence --json`` for it: ``document_id, text, relation,
            effective_date``, ``confidence, decided_by``. Unrelated ones and those not ``accepted``
            are left out.
        document: The letter it stands in.
        evidence_documents: The documents of the evidence by id; one that is missing leaves its
            number and address empty.
        as_of: The day the state was asked for; part of the record only if given.
        history: Entries of an imported record; those that others wrote are kept after yinuo's own.

    """
    deadlines: Sequence[Row] = row.get("deadlines") or ()
    entries = [_created(document), *_told(evidence_rows, evidence_documents), *_overdue(row, deadlines)]
    entries[1:] = sorted(entries[1:], key=lambda entry: entry.on)
    text, excerpt = _letter(document, int(row["start"]), int(row["end"]))
    return Record(
        id=str(row["id"]),
        title=str(row["title"]),
        category=str(row.get("category") or NO_CATEGORY),
        status=str(row.get("headline") or Headline.TRACKING),
        quote=str(row["text"]),
        target_date=_last_day(deadlines),
        target_value=_amount(row.get("target")),
        responsible_agency=row.get("agency") or row.get("agency_words"),
        source=_source(document),
        created_at=document.date.last.isoformat(),
        last_updated=max(entry.on for entry in entries),
        subject=" ".join(document.title.split()) or None,
        reply=text,
        history=(*entries, *(entry for entry in history if is_foreign(entry))),
        extra=_own_fields(row, document, deadlines, excerpt, as_of),
    )


def _source(document: Document) -> RecordSource:
    return RecordSource(
        document_id=document.id,
        term=None if document.term is None else str(document.term),
        session_period=None if document.session is None else f"{document.session:02d}",
        ey_number=document.number,
        url=document.url,
    )


def _letter(document: Document, start: int, end: int) -> tuple[str, str | None]:
    """The text for 來源回覆, and which part of the document it is if not all of it."""
    if len(document.text) <= WHOLE:
        return document.text, None
    first, last = max(0, start - _AROUND), min(len(document.text), end + _AROUND)
    return document.text[first:last], f"{first}-{last}"


def _own_fields(
    row: Row, document: Document, deadlines: Sequence[Row], excerpt: str | None, as_of: date | None
) -> tuple[tuple[str, str | None], ...]:
    target: Row = row.get("target") or {}
    values: dict[str, object] = {
        "document_date": document.date,
        "document_kind": document.kind.value,
        "start": row["start"],
        "end": row["end"],
        "level": row.get("level"),
        "state": row.get("state"),
        "as_of": as_of,
        "reason": "；".join(str(reason["words"]) for reason in row.get("reasons") or ()),
        "deadlines": "；".join(f"{due['date']} {due.get('event') or ''}".rstrip() for due in deadlines),
        "deadline_words": "；".join(str(due.get("text") or "") for due in deadlines),
        "target_words": target.get("text"),
        "agency_words": row.get("agency_words"),
        "confidence": _share(row.get("confidence")),
        "excerpt": excerpt,
    }
    return tuple((name, str(values[name])) for name in OWN_FIELDS if values[name] not in (None, ""))


def _last_day(deadlines: Sequence[Row]) -> str | None:
    """When all of it is due; milestones on the way stand in ``deadlines``."""
    return max((str(due["date"]) for due in deadlines), default=None)


def _amount(target: Row | None) -> str | None:
    """«20GW», «750000000元»: the plain number and its unit."""
    if not target or target.get("value") is None:
        return None
    value = target["value"]
    number = f"{value:f}" if not isinstance(value, str) else value
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{plain}{target.get('unit') or ''}"


def _share(confidence: object) -> str | None:
    return f"{confidence:.2f}" if isinstance(confidence, float | int) else None


# ── 追蹤紀錄 ───────────────────────────────────────────────────────────────────────────────


def _created(document: Document) -> Entry:
    """«從第11屆第02會期答復文件中萃取此承諾。», dated by the letter."""
    if document.kind is DocumentKind.REPLY and document.term is not None and document.session is not None:
        told = f"從第{document.term}屆第{document.session:02d}會期答復文件中萃取此承諾。"
    else:
        told = f"從{_SOURCE_KINDS[document.kind]}「{_one_line(document.title or document.id)}」中萃取此承諾。"
    return Entry(document.date.last.isoformat(), Kind.CREATED, told)


def _told(rows: Iterable[Row], documents: Mapping[str, Document]) -> list[Entry]:
    """One entry for each piece of evidence, dated by its document."""
    kept = [row for row in rows if Relation(row["relation"]) in _TOLD and row.get("accepted", True)]
    order = sorted(kept, key=lambda row: (str(row["document_id"]), int(row.get("start") or 0), str(row["text"])))
    return [_evidence(row, documents.get(str(row["document_id"]))) for row in order]


def _evidence(row: Row, document: Document | None) -> Entry:
    kind, verdict, told = _TOLD[Relation(row["relation"])]
    source_kind = _SOURCE_KINDS[document.kind] if document else "其他文件"
    number = (document.number or document.title) if document else ""
    on = document.date.last.isoformat() if document else str(row.get("date") or row["effective_date"])
    fields = (
        (Label.SOURCE_KIND, source_kind),
        (Label.NUMBER, _one_line(number or str(row["document_id"]))),
        (Label.LINK, _one_line((document.url if document else None) or "")),
        (Label.SUMMARY, f"{on} 的{source_kind}{told}，見原文引述。"),
        (Label.VERDICT, verdict),
        (Label.QUOTE, str(row["text"])),
        (Label.RELATION, str(row["relation"])),
        (Label.EFFECTIVE, str(row["effective_date"])),
        (Label.CONFIDENCE, _share(row.get("confidence")) or ""),
        (Label.DECIDED_BY, str(row.get("decided_by") or "rule")),
    )
    return Entry(on, kind, fields=fields)


def _overdue(row: Row, deadlines: Sequence[Row]) -> list[Entry]:
    """The entry that says since when it is late: the day after the deadline."""
    last = _last_day(deadlines)
    if row.get("state") != State.OVERDUE or last is None:
        return []
    due = date.fromisoformat(last)
    fields = (
        (Label.STATUS, f"{Headline.TRACKING} → {Headline.DELAYED}"),
        (Label.REASON, f"目標日期 {due} 已過，其後的文件未見達成"),
        (Label.DECIDED_BY, "rule"),
    )
    return [Entry((due + timedelta(days=1)).isoformat(), Kind.STATUS, fields=fields)]


def _one_line(words: str) -> str:
    return " ".join(words.split())
