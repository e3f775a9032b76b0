"""The contract ``yinuo judge --pairs FILE.jsonl``: one pair in, one row out (DESIGN §7)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from yinuo.errors import InputError
from yinuo.extract.deadlines import deadlines
from yinuo.extract.targets import target
from yinuo.judge.evidence import Passage, Promise, assess
from yinuo.model import DateInterval, Deadline, Target
from yinuo.words import Tier

__all__ = ["judge_row", "passage_in", "promise_in"]


def judge_row(row: object, tier: Tier = Tier.CAREFUL) -> dict[str, Any]:
    """Judge a pair as other programs give it.

    Args:
        row: ``{"commitment": {"text", "date", …}, "evidence": {"text", "date", "context"?, "subject"?}}``.
        tier: whether an encoder reads again what the measures leave unsettled.

    Returns:
        Exactly ``relation``, ``score``, ``confidence`` and ``quote``; the quote is a slice of the
        evidence's text, empty where the passage does not bear on the promise.

    Raises:
        InputError: a part, a text or a date is missing or of the wrong kind.
    """
    if not isinstance(row, dict):
        raise InputError("不是 JSON 物件（not a JSON object）", remedy="每行一個物件（one object a line）")
    found = assess(promise_in(_part(row, "commitment")), passage_in(_part(row, "evidence")), tier)
    return {
        "relation": found.relation.value,
        "score": found.score,
        "confidence": found.confidence,
        "quote": found.quote,
    }


def promise_in(part: dict[str, Any]) -> Promise:
    """The promise of a row; what is optional and not well-formed is left out.

    Days and target that a row does not speak of are read from the promise's own words, as a run would; ``[]`` and
    ``null`` say that there are none.
    """
    text, made = _text(part, "commitment"), _date(part, "commitment")
    given = "deadlines" in part
    return Promise(
        text=text,
        date=made,
        title=_words(part, "title"),
        deadlines=tuple(_deadlines(part["deadlines"])) if given else deadlines(text, DateInterval(made, made)),
        target=_target(part["target"]) if "target" in part else target(text),
        agency=_words(part, "agency") or None,
        subject=_words(part, "subject"),
    )


def passage_in(part: dict[str, Any]) -> Passage:
    """The later passage of a row."""
    return Passage(
        text=_text(part, "evidence"),
        date=_date(part, "evidence"),
        context=_words(part, "context"),
        subject=_words(part, "subject"),
    )


def _deadlines(given: object) -> Iterator[Deadline]:
    for item in given if isinstance(given, list) else []:
        day = _day(item["date"]) if isinstance(item, dict) and isinstance(item.get("date"), str) else None
        if day is not None:
            yield Deadline(_words(item, "text"), DateInterval(day, day), _words(item, "event") or None)


def _target(given: object) -> Target | None:
    if not isinstance(given, dict) or not isinstance(given.get("value"), int | float):
        return None
    value = Decimal(str(given["value"]))
    return Target(_words(given, "text"), value, _words(given, "unit")) if value.is_finite() else None


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
