"""What a reviewer writes to correct a commitment, on the command line or at the desk, read against its letter.

Words that a field quotes must stand in the letter, as everything that is quoted must.
"""

from typing import Any, Final

from yinuo.decode.dates import find_dates
from yinuo.errors import NotVerbatim, UsageError
from yinuo.extract.agencies import resolve
from yinuo.extract.targets import target
from yinuo.judge.anchors import Anchor
from yinuo.judge.decisions import Correction
from yinuo.model import Category, Commitment, DateInterval, Deadline, Document, Level, Quote, Target

__all__ = ["NONE", "correction"]

NONE: Final = "none"
"""What is written for «there is none»: ``--deadline none``."""


def correction(commitment: Commitment, document: Document, told: dict[str, Any]) -> Correction:
    """Read the options of ``yinuo review correct``.

    Args:
        commitment: as the machine read it.
        document: its letter.
        told: ``text``, ``level``, ``title``, ``deadline`` (a tuple of ``(interval, words)``), ``no_deadline``,
            ``target``, ``agency``, ``category``; None or empty where nothing is to be set.

    Raises:
        NotVerbatim: quoted words that do not stand in the letter.
        UsageError: words that cannot be read.
    """
    quote = _quote(document, told["text"], commitment) if told["text"] else commitment.quote
    cleared = {name for name in ("target", "agency", "category") if told[name] == NONE}
    given = {name: told[name] for name in ("target", "agency", "category") if told[name] and name not in cleared}
    deadlines: tuple[Deadline, ...] | None = () if told["no_deadline"] else None
    if told["deadline"]:
        deadlines = tuple(_deadline(document, quote, commitment, *one) for one in told["deadline"])
    return Correction(
        span=Anchor.of(document, quote) if told["text"] else None,
        level=Level(told["level"]) if told["level"] else None,
        title=told["title"],
        deadlines=deadlines,
        target=_target(document, given["target"]) if "target" in given else None,
        agency=resolve(given["agency"], document.date.last) if "agency" in given else None,
        category=Category(given["category"]) if "category" in given else None,
        cleared=frozenset(cleared),
    )


def _quote(document: Document, words: str, commitment: Commitment) -> Quote:
    """The words where they stand nearest to the machine's quote."""
    found, at = [], document.text.find(words)
    while at >= 0:
        found.append(at)
        at = document.text.find(words, at + 1)
    if not found:
        raise _absent(words, document)
    start = min(found, key=lambda place: abs(place - commitment.quote.start))
    return document.quote(start, start + len(words))


def _deadline(
    document: Document, quote: Quote, commitment: Commitment, interval: DateInterval, words: str | None
) -> Deadline:
    """A day with the letter's words for it: as given, as read before, in the quote, or of the only deadline."""
    same = next((item for item in commitment.deadlines if item.due == interval.last), None)
    told = (
        words
        or (same.words if same else None)
        or next(
            (
                quote.exact[item.start : item.end]
                for item in find_dates(quote.exact, document.date.last)
                if item.interval.first <= interval.last and interval.first <= item.interval.last
            ),
            commitment.deadlines[0].words if len(commitment.deadlines) == 1 else None,
        )
    )
    if told is None:
        raise UsageError(
            f"看不出哪些字說的是 {interval}（which words tell it?）", remedy=f"--deadline '{interval}=原文 WORDS'"
        )
    if told not in document.text:
        raise _absent(told, document)
    event = next((item.event for item in commitment.deadlines if item.words == told), None)
    return Deadline(told, interval, event)


def _target(document: Document, words: str) -> Target:
    if words not in document.text:
        raise _absent(words, document)
    found = target(words) or target(f"目標達{words}")
    if found is None:
        raise UsageError(f"讀不出數量（no quantity in these words）：{words}", remedy="例如（such as）：--target 20GW")
    return found


def _absent(words: str, document: Document) -> NotVerbatim:
    return NotVerbatim(
        f"公文裡沒有這些字（these words do not stand in the letter）：{words[:40]!r}",
        where=document.number or document.id,
        remedy="請照原文抄（copy them as they stand）",
    )
