"""How to quote a commitment: one line that names the letter, the words and the day of the verdict."""

import re

from yinuo.publish.edition import Row
from yinuo.publish.site.language import Language

__all__ = ["citation"]

_OUTER = re.compile(r"^（(.*)）$", re.DOTALL)


def citation(row: Row, language: Language, address: str | None) -> str:
    """The letter, its day in both calendars, the words, their place, and where they stood on which day.

    Args:
        row: the commitment.
        language: of the words around the quote.
        address: of its page, where it is known.
    """
    source = _OUTER.sub(r"\1", row["number"] or "") or row["subject"] or row["document_id"]
    source = source.replace("\u3000", " ")
    say = language.phrase
    parts = [
        source,
        language.day(row["date"], row["date_precision"]),
        f"「{' '.join(row['text'].split())}」［{row['start']}–{row['end']}］",
        say("狀態：{state}（截至{day}）", state=language.word("state", row["state"]), day=language.day(row["as_of"])),
        f"{say('一諾 yinuo')} {address or row['id']}",
    ]
    return "；".join(parts) if language.chinese else "; ".join(parts)
