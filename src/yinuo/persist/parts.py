"""The small parts of payloads, as JSON values and back: numbers, intervals, deadlines, targets, bodies."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from yinuo.errors import InvariantError
from yinuo.model import AgencyRef, DateInterval, Deadline, Direction, Precision, Target

__all__ = [
    "Payload",
    "agency_from",
    "agency_payload",
    "deadline_from",
    "deadline_payload",
    "interval_from",
    "interval_payload",
    "number_payload",
    "target_from",
    "target_payload",
]

Payload = Mapping[str, Any]


def number_payload(value: float | Decimal) -> str:
    """A number that is not whole, as text: no JSON library can respell it."""
    if not isfinite(value):
        raise InvariantError(f"不是有限的數（not a finite number）：{value}")
    return str(value) if isinstance(value, Decimal) else repr(float(value))


def interval_payload(interval: DateInterval) -> list[str]:
    """``[first, last, precision]``: two ISO days and a word."""
    return [interval.first.isoformat(), interval.last.isoformat(), interval.precision.value]


def interval_from(parts: Sequence[str]) -> DateInterval:
    """The interval that ``interval_payload`` wrote down."""
    first, last, precision = parts
    return DateInterval(date.fromisoformat(first), date.fromisoformat(last), Precision(precision))


def deadline_payload(deadline: Deadline) -> Payload:
    """``{text, interval, event, starts}``; what is not so is left out."""
    interval = interval_payload(deadline.interval)
    return _some({"text": deadline.words, "interval": interval, "event": deadline.event, "starts": deadline.starts})


def deadline_from(row: Payload) -> Deadline:
    """The deadline that ``deadline_payload`` wrote down."""
    return Deadline(row["text"], interval_from(row["interval"]), row.get("event"), row.get("starts", False))


def target_payload(target: Target) -> Payload:
    """``{text, value, unit, direction}``."""
    value = number_payload(target.value)
    return {"text": target.words, "value": value, "unit": target.unit, "direction": target.direction.value}


def target_from(row: Payload) -> Target:
    """The target that ``target_payload`` wrote down."""
    return Target(row["text"], Decimal(row["value"]), row["unit"], Direction(row["direction"]))


def agency_payload(agency: AgencyRef) -> Payload:
    """``{words, id, name, successor}``; what is unknown is left out."""
    return _some({"words": agency.words, "id": agency.id, "name": agency.name, "successor": agency.successor})


def agency_from(row: Payload) -> AgencyRef:
    """The body that ``agency_payload`` wrote down."""
    return AgencyRef(row["words"], row.get("id"), row.get("name"), row.get("successor"))


def _some(payload: Payload) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if value is not None and value is not False}
