"""The contract ``yinuo judge --pairs FILE.jsonl``: one pair in, one row out (DESIGN §7)."""

from datetime import date
from typing import Any

from yinuo.errors import InputError
from yinuo.judge.evidence import Passage, Promise, assess

__all__ = ["judge_row"]


def judge_row(row: object) -> dict[str, Any]:
    """Judge a pair as other programs give it.

    Args:
        row: ``{"commitment": {"text", "date", …}, "evidence": {"text", "date", "context"?, "subject"?}}``.

    Returns:
        Exactly ``relation``, ``score``, ``confidence`` and ``quote``; the quote is a slice of the
        evidence's text, empty where the passage does not bear on the promise.

    Raises:
        InputError: a part, a text or a date is missing or of the wrong kind.
    """
    if not isinstance(row, dict):
        raise InputError("不是 JSON 物件（not a JSON object）", remedy="每行一個物件（one object a line）")
    told, later = _part(row, "commitment"), _part(row, "evidence")
    promise = Promise(
        text=_text(told, "commitment"),
        date=_date(told, "commitment"),
        title=_words(told, "title"),
        subject=_words(told, "subject"),
    )
    passage = Passage(
        text=_text(later, "evidence"),
        date=_date(later, "evidence"),
        context=_words(later, "context"),
        subject=_words(later, "subject"),
    )
    found = assess(promise, passage)
    return {
        "relation": found.relation.value,
        "score": found.score,
        "confidence": found.confidence,
        "quote": found.quote,
    }


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    part = row.get(name)
    if not isinstance(part, dict):
        raise InputError(f"缺少 {name}（{name} is missing or not an object）")
    return part


def _text(part: dict[str, Any], where: str) -> str:
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{where} 缺少 text（{where}.text is missing or empty）")
    return text


def _words(part: dict[str, Any], name: str) -> str:
    words = part.get(name)
    return words if isinstance(words, str) else ""


def _date(part: dict[str, Any], where: str) -> date:
    words = part.get("date")
    day = _day(words) if isinstance(words, str) and len(words) == len("2026-01-31") else None
    if day is None:
        raise InputError(
            f"{where} 的 date 不是日期（{where}.date is not a day）：{str(words)[:40]!r}",
            remedy="寫成 2026-01-31（write it as 2026-01-31）",
        )
    return day


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
