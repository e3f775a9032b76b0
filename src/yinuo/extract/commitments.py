"""Documents → commitments: every promise word for word, with what is promised, by whom, by when."""

from yinuo.extract.agencies import responsible
from yinuo.extract.categories import categorise
from yinuo.extract.deadlines import deadlines
from yinuo.extract.encoder import Encoder
from yinuo.extract.levels import above, decide
from yinuo.extract.reading import Reading
from yinuo.extract.spans import cuts
from yinuo.extract.statements import Verdict, read, statement, why
from yinuo.extract.targets import target
from yinuo.extract.titles import title
from yinuo.extract.weights import OUTPUTS, Weights
from yinuo.model import Commitment, Document, Extraction, Quote, Role
from yinuo.words import Tier

__all__ = ["BEFORE", "extract"]

_LEVELS = slice(OUTPUTS.index("C1"), OUTPUTS.index("C3") + 1)
BEFORE = 4000  # characters before a promise in which its body may have been named


def extract(
    document: Document,
    *,
    tier: Tier = Tier.CAREFUL,
    model: Weights | None = None,
    encoder: Encoder | None = None,
) -> Extraction:
    """Every statement and every commitment of ``document``; the same text gives the same answer.

    Reads «一、本部預計114年3月完成改建。» as one commitment without its outline mark; refuses
    «109年原規劃改建，業已完成。». A unit said again word for word in one document counts once.

    Args:
        document: any document.
        tier: how closely it is read.
        model: other weights than those of the package, as cross-validation needs them; ``levels`` in it, where
            there is one, stands for ``levels.json``.
        encoder: another encoder than that of the package, for the same reason.
    """
    reading = Reading(document)
    verdicts = read(reading, model, tier=tier, encoder=encoder)
    found: list[Commitment] = []
    said: set[str] = set()
    for verdict in verdicts:
        words = verdict.unit.words
        if Role.COMMITS in verdict.roles and words not in said:
            said.add(words)
            found.extend(_commitment(reading, verdict, quote, model) for quote in _quotes(reading, verdict))
    return Extraction(document, tuple(statement(reading, verdict) for verdict in verdicts), tuple(found))


def _commitment(reading: Reading, verdict: Verdict, quote: Quote, model: Weights | None) -> Commitment:
    document, unit = reading.document, verdict.unit
    due = deadlines(quote.exact, document.date)
    amount = target(quote.exact)
    before = document.text[max(0, quote.start - BEFORE) : quote.start]
    agency = responsible(document, unit.headings, quote.exact, before)
    around = "\n".join((*unit.headings, document.title))
    levels = model.get("levels") if model is not None else None
    return Commitment(
        document=document,
        quote=quote,
        level=decide(quote.exact, verdict.chances[_LEVELS], due, amount, under=above(unit), weights=levels),
        title=title(quote.exact, unit.headings, document.title),
        deadlines=due,
        target=amount,
        agency=agency,
        category=categorise(quote.exact, agency, around),
        confidence=verdict.sureness,
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
