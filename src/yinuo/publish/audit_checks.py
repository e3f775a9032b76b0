"""Single checks of a record: its quote against a text, its agency against the register."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from yinuo.extract.agencies import resolve

__all__ = ["AgencyCheck", "QuoteCheck", "agency_check", "quote_check"]

_BETWEEN = re.compile(r"[、,，;；/]|及|與|和")


class QuoteCheck(StrEnum):
    """Whether a quote stands in a text; best first."""

    EXACT = "exact"  # character for character
    FOLDED = "folded"  # but for widths, 臺/台, blanks and line wraps
    ABSENT = "absent"
    NO_TEXT = "no_text"


class AgencyCheck(StrEnum):
    """What the register knows of a record's responsible body."""

    KNOWN = "known"
    SEVERAL = "several"  # a list of bodies, each known
    UNKNOWN = "unknown"
    NONE = "none"


def quote_check(quote: str, text: str | None, folded: Callable[[str], str]) -> QuoteCheck:
    """Whether ``quote`` stands in ``text``; nothing is folded for «exact».

    Args:
        quote: As the record has it.
        text: The source text, or ``None`` where it is not known.
        folded: ``fold_key``, or a memory of it.

    """
    if text is None:
        return QuoteCheck.NO_TEXT
    if not quote.strip():
        return QuoteCheck.ABSENT
    if quote in text:
        return QuoteCheck.EXACT
    return QuoteCheck.FOLDED if folded(quote) in folded(text) else QuoteCheck.ABSENT


def agency_check(words: str | None, letter: date | None) -> AgencyCheck:
    """Whether the register knows a body by these words on the letter's day (today's names without one).

    «交通部公路總局» of a letter of 2021 is known; «衛福部、教育部» is several; «主管機關» is unknown.
    """
    if not words:
        return AgencyCheck.NONE
    on = letter or date.max
    if resolve(words, on).id is not None:
        return AgencyCheck.KNOWN
    parts = [part.strip() for part in _BETWEEN.split(words)]
    if len(parts) > 1 and all(part and resolve(part, on).id is not None for part in parts):
        return AgencyCheck.SEVERAL
    return AgencyCheck.UNKNOWN
