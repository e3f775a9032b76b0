"""Which commitments a list is about, in its order; also as they stood before people decided what they did since.

The tables hold what is decided now. Asked for what was decided by a day, the few promises that somebody
decided on later are read again, with the decisions of that day, and tried against the filters here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from yinuo.errors import UsageError
from yinuo.extract.confidence import publication
from yinuo.judge.review import Reviewed
from yinuo.persist.codec import parse
from yinuo.persist.connection import translated
from yinuo.persist.decisions import decision_from
from yinuo.persist.filters import Filters
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import attached, reviewed
from yinuo.words import Publication

__all__ = ["Past", "chosen_ids", "count"]


@dataclass(frozen=True, slots=True)
class Past:
    """The promises that people decided on after a day, as they had decided by then; without a day there are none."""

    until: date | None
    held: dict[str, Reviewed]

    @classmethod
    def of(cls, ledger: Ledger, until: date | None) -> Self:
        """Read them; decisions about a promise and about its links alike."""
        if until is None:
            return cls(None, {})
        since = (until + timedelta(days=1)).isoformat() if until < date.max else "9999-12-31T99"
        sql = (
            "SELECT payload FROM decisions JOIN entries USING (seq) WHERE decisions.fingerprint IN"
            " (SELECT fingerprint FROM decisions WHERE at >= ?)"
        )
        groups: dict[str, list[str]] = {}
        for (words,) in ledger.rows(sql, (since,)):
            groups.setdefault(parse(words)["promise"]["fingerprint"], []).append(words)
        held: dict[str, Reviewed] = {}
        with translated(ledger.path):
            for words_of in groups.values():
                every = [decision_from(parse(words)) for words in words_of]
                for name, on in attached(ledger, every).on.items():
                    if any(one.at.date() > until for one in on):
                        held[name] = reviewed(ledger, ledger.commitment(name), decided_until=until)
        return cls(until, held)

    def word(self, ledger: Ledger, one: str) -> str:
        """Whether a commitment goes out, by what was decided by then."""
        if (known := self.held.get(one)) is None:
            return str(ledger.rows("SELECT publication FROM commitments WHERE id = ?", (one,))[0][0])
        named = bool(ledger.rows("SELECT EXISTS (SELECT 1 FROM records WHERE commitment_id = ?)", (one,))[0][0])
        return publication(known.commitment.confidence, named=named, accepted=known.claims.stands).value

    def fits(self, ledger: Ledger, filters: Filters, one: str, as_of: date) -> bool:
        """True where a commitment passes what people can decide about, by what was decided by then."""
        known = self.held[one].commitment
        return filters.fits(known, Publication(self.word(ledger, one)), as_of)


def chosen_ids(ledger: Ledger, as_of: date, filters: Filters, past: Past, after: str | None = None) -> Iterator[str]:
    """Ids of the commitments made by ``as_of`` that fit; the newest letter first, then in its order.

    Args:
        ledger: where to look.
        as_of: the day.
        filters: what they must be.
        past: what was decided by a day, where that is asked (``Past.of``).
        after: the id of the last one of the page before.
    """
    condition, values = _condition(as_of, filters, past)
    if after is not None:
        place = ledger.rows("SELECT made, document_id, start, id FROM commitments WHERE id = ?", (after,))
        if not place:
            raise UsageError(f"沒有這一項（no such commitment）：{after}", remedy="after=")
        made, *rest = place[0]
        condition += " AND made <= ? AND (made < ? OR (document_id, start, id) > (?, ?, ?))"
        values += (made, made, *rest)
    sql = f"SELECT id FROM commitments WHERE {condition} ORDER BY made DESC, document_id, start, id"  # noqa: S608 Filters
    for (one,) in ledger.stream(sql, values):
        if one not in past.held or past.fits(ledger, filters, one, as_of):
            yield one


def count(ledger: Ledger, as_of: date, filters: Filters, past: Past) -> int:
    """How many ``chosen_ids`` gives; nothing is judged."""
    condition, values = filters.condition(as_of)
    if past.held:
        return sum(1 for _ in chosen_ids(ledger, as_of, filters, past))
    return int(ledger.rows(f"SELECT count(*) FROM commitments WHERE {condition}", values)[0][0])  # noqa: S608 Filters


def _condition(as_of: date, filters: Filters, past: Past) -> tuple[str, tuple[object, ...]]:
    """The filters, loosened for promises that people decided on later: those are tried one by one."""
    condition, values = filters.condition(as_of)
    if not past.held:
        return condition, values
    fixed, known = filters.undecidable().condition(as_of)
    marks = ",".join("?" * len(past.held))
    return f"(({condition}) OR (id IN ({marks}) AND {fixed}))", (*values, *sorted(past.held), *known)
