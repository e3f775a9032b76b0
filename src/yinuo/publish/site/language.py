"""What a page says in zh-TW and in English; what the ledger holds stays Chinese on both."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from yinuo.publish import labels
from yinuo.words import Precision

__all__ = ["CHINESE", "ENGLISH", "LANGUAGES", "Language", "english"]

_TABLES: Mapping[str, Mapping[str, labels.Words]] = {
    "state": labels.STATES,
    "headline": labels.HEADLINES,
    "relation": labels.RELATIONS,
    "level": labels.LEVELS,
    "kind": labels.DOCUMENT_KINDS,
    "schedule": labels.SCHEDULES,
    "evidence_level": labels.EVIDENCE_LEVELS,
    "milestone": labels.MILESTONES,
}
_ROC = 1911  # 民國 years count from 1912
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@cache
def english() -> dict[str, str]:
    """The English of every phrase that a template says in Chinese."""
    text = (files("yinuo.publish.site") / "english.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Language:
    """One of the two trees of pages."""

    code: str  # as in the attribute lang
    prefix: str  # folder under the root, with its slash

    @property
    def chinese(self) -> bool:
        """True for zh-TW."""
        return not self.prefix

    def phrase(self, chinese: str, **values: object) -> str:
        """A phrase of the templates, which are written in Chinese, with its ``{name}``\\ s filled in."""
        text = chinese if self.chinese else english()[chinese]
        return text.format(**values) if values else text

    def word(self, table: str, value: str) -> str:
        """A word of a closed list, such as ``word("state", "overdue")``."""
        words = _TABLES[table][value]
        return words[0] if self.chinese else words[1][:1].upper() + words[1][1:]

    def day(self, written: str | None, precision: str = Precision.DAY.value) -> str:
        """A day in both calendars: «民國114年3月31日（2025-03-31）», «31 March 2025 (ROC 114)».

        Only as exact as it was told: a month, a quarter, a year. Unreadable words stay as they are.
        """
        if not written:
            return "—"
        try:
            on = date.fromisoformat(written[:10])
        except ValueError:
            return written
        return self._chinese_day(on, precision) if self.chinese else _english_day(on, precision)

    def _chinese_day(self, on: date, precision: str) -> str:
        year = f"民國{on.year - _ROC}年" if on.year > _ROC else f"西元{on.year}年"
        if precision == Precision.YEAR:
            return f"{year}（{on.year}）"
        if precision == Precision.QUARTER:
            return f"{year}第{_quarter(on)}季（{on.year} Q{_quarter(on)}）"
        if precision == Precision.MONTH:
            return f"{year}{on.month}月（{on.isoformat()[:7]}）"
        return f"{year}{on.month}月{on.day}日（{on.isoformat()}）"

    def percent(self, share: float) -> str:
        """A share as a whole number of hundredths."""
        return f"{share:.0%}"


def _english_day(on: date, precision: str) -> str:
    roc = f" (ROC {on.year - _ROC})" if on.year > _ROC else ""
    if precision == Precision.YEAR:
        return f"{on.year}{roc}"
    if precision == Precision.QUARTER:
        return f"Q{_quarter(on)} {on.year}{roc}"
    month = _MONTHS[on.month - 1]
    if precision == Precision.MONTH:
        return f"{month} {on.year}{roc}"
    return f"{on.day} {month} {on.year}{roc}"


def _quarter(on: date) -> int:
    return (on.month + 2) // 3


CHINESE = Language("zh-Hant-TW", "")
ENGLISH = Language("en", "en/")
LANGUAGES = (CHINESE, ENGLISH)
