"""Documents → commitments: every promise word for word, with what is promised, by whom, by when."""

from collections.abc import Sequence

from yinuo.extract.agencies import responsible
from yinuo.extract.categories import categorise
from yinuo.extract.deadlines import deadlines
from yinuo.extract.reading import Reading
from yinuo.extract.spans import cuts
from yinuo.extract.statements import Verdict, read, statement, why
from yinuo.extract.targets import target
from yinuo.extract.titles import title
from yinuo.extract.weights import Weights
from yinuo.model import Commitment, Deadline, Document, Extraction, Level, Quote, Role, Target

__all__ = ["extract"]

_BEFORE = 4000  # characters before a promise in which its body may have been named


def extract(document: Document, *, model: Weights | None = None) -> Extraction:
    """Every statement and every commitment of ``document``; the same text gives the same answer.

    Reads «一、本部預計114年3月完成改建。» as one commitment without its outline mark; refuses
    «109年原規劃改建，業已完成。». A unit said again word for word in one document counts once.

    Args:
        document: any document.
        model: other weights than those of the package, as cross-validation needs them.
    """
    reading = Reading(document)
    verdicts = read(reading, model)
    found: list[Commitment] = []
    said: set[str] = set()
    for verdict in verdicts:
        words = verdict.unit.words
        if Role.COMMITS in verdict.roles and words not in said:
            said.add(words)
            found.extend(_commitment(reading, verdict, quote) for quote in _quotes(reading, verdict))
    return Extraction(document, tuple(statement(reading, verdict) for verdict in verdicts), tuple(found))


def _commitment(reading: Reading, verdict: Verdict, quote: Quote) -> Commitment:
    document, unit = reading.document, verdict.unit
    due = deadlines(quote.exact, document.date)
    amount = target(quote.exact)
    before = document.text[max(0, quote.start - _BEFORE) : quote.start]
    agency = responsible(document, unit.headings, quote.exact, before)
    around = " ".join((*unit.headings, document.title))
    return Commitment(
        document=document,
        quote=quote,
        level=_level(verdict, due, amount),
        title=title(quote.exact, unit.headings, document.title),
        deadlines=due,
        target=amount,
        agency=agency,
        category=categorise(quote.exact, agency, around),
        confidence=verdict.confidence,
        headings=unit.headings,
        why=why(reading, verdict),
    )


def _quotes(reading: Reading, verdict: Verdict) -> list[Quote]:
    """The promises of a unit as they stand in the original."""
    offset = verdict.unit.offset
    spans = [
        reading.shadow.original(offset + start, offset + end) for start, end in cuts(verdict.unit.words, verdict.hits)
    ]
    return [reading.document.quote(start, end) for start, end in spans]


def _level(verdict: Verdict, due: Sequence[Deadline], amount: Target | None) -> Level:
    """C1 needs a time limit or a quantity in the quote itself."""
    if due:
        return Level.CONCRETE
    if verdict.level is Level.CONCRETE and amount is None:
        deliverable, ongoing = verdict.chances[4], verdict.chances[5]
        return Level.DELIVERABLE if deliverable >= ongoing else Level.ONGOING
    return verdict.level or Level.ONGOING
