"""An edition, looked up the ways that pages need it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yinuo.publish.edition import Edition, Row
from yinuo.publish.site.places import name_of
from yinuo.words import State

__all__ = ["Group", "Shelf", "Tally"]

UNSEARCHED = (State.UNKNOWN.value, State.UNVERIFIABLE.value)


@dataclass(frozen=True)
class Tally:
    """How a set of commitments stands: always said with what it is a share of."""

    total: int
    states: tuple[tuple[str, int], ...]  # in the order of the closed list, none left out that occurs
    due: int  # whose day is past
    kept: int  # of these, fulfilled
    late: int  # of these, overdue or officially postponed
    unsearched: int  # of these, nothing was or can be known

    @classmethod
    def of(cls, rows: Iterable[Row], as_of: date) -> "Tally":
        """Count ``rows``; a day is past when ``as_of`` is later."""
        rows = tuple(rows)
        states = Counter(row["state"] for row in rows)
        past = Counter(row["state"] for row in rows if row["due"] and row["due"] < as_of.isoformat())
        return cls(
            total=len(rows),
            states=tuple((state.value, states[state.value]) for state in State if states[state.value]),
            due=past.total(),
            kept=past[State.FULFILLED.value],
            late=past[State.OVERDUE.value] + past[State.POSTPONED.value],
            unsearched=sum(past[state] for state in UNSEARCHED),
        )

    @property
    def others(self) -> int:
        """Those past their day that are none of the counted."""
        return self.due - self.kept - self.late - self.unsearched


@dataclass(frozen=True)
class Group:
    """The commitments of one category, agency or asker."""

    folder: str
    key: str
    name: str
    rows: tuple[Row, ...]
    letters: int  # documents in the collection that this one wrote, was asked in, or that gave the rows
    names: tuple[str, ...] = ()  # other names in these documents

    @property
    def page(self) -> str:
        """Where its page is."""
        return f"{self.folder}/{name_of(self.key)}.html"


class Shelf:
    """Commitments by number and id, and what belongs to each."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.as_of = edition.as_of
        self.rows = edition.commitments
        self.by_id = {row["id"]: row for row in self.rows}
        self.number = {row["id"]: number for number, row in enumerate(self.rows)}
        self.evidence = _grouped(
            (row for row in edition.evidence if row["commitment_id"] in self.by_id), "commitment_id"
        )
        self.changes = _grouped(edition.changes, "commitment_id")
        self.documents = {row["id"]: row for row in edition.documents}
        self.restatements: dict[str, list[Row]] = defaultdict(list)
        for row in edition.restatements:
            self.restatements[row["earlier_id"]].append(row)
            self.restatements[row["later_id"]].append(row)
        self.promises = _grouped(self.rows, "document_id")
        self.quoted = _grouped((row for row in edition.evidence if row["commitment_id"] in self.by_id), "document_id")

    def readable(self) -> list[Row]:
        """Documents that have a page: each text once, newest first."""
        kept = [row for row in self.edition.documents if not row.get("copy_of")]
        return sorted(kept, key=lambda row: (row["date"] or "", row["id"]), reverse=True)

    def text_id(self, document_id: str) -> str | None:
        """The id under which a document's text has its page; None where the edition lacks it."""
        row = self.documents.get(document_id)
        return None if row is None else row.get("copy_of") or document_id

    def tally(self, rows: Iterable[Row]) -> Tally:
        """How these stand."""
        return Tally.of(rows, self.as_of)

    def categories(self) -> list[Group]:
        """Each category that occurs, in the order of the closed list as first met by name."""
        found = _grouped((row for row in self.rows if row["category"]), "category")
        return [
            Group("categories", name, name, tuple(rows), len({row["document_id"] for row in rows}))
            for name, rows in sorted(found.items())
        ]

    def agencies(self) -> list[Group]:
        """Each body, by name: those the register knows by id, the others by their words."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if key := agency_key(row):
                found[key].append(row)
        groups = []
        for key, rows in found.items():
            names = list(dict.fromkeys(row["agency"] or row["agency_words"] for row in rows))
            letters = len({row["document_id"] for row in rows})
            groups.append(Group("agencies", key, names[0], tuple(rows), letters, tuple(names[1:])))
        return sorted(groups, key=lambda group: (group.name, group.key))

    def askers(self) -> list[Group]:
        """Each legislator who asked in the collection, by name, also where no promise was given."""
        letters: Counter[str] = Counter()
        for row in self.readable():
            letters.update(set(row["askers"]))
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for name in dict.fromkeys(row["askers"]):
                found[name].append(row)
        return [
            Group("askers", name, name, tuple(found.get(name, ())), max(letters[name], 1 if name in found else 0))
            for name in sorted(letters.keys() | found.keys())
        ]


def agency_key(row: Row) -> str | None:
    """What a commitment's body is known by: its id, else the words as written, else nothing."""
    return row["agency_id"] or row["agency_words"] or None


def _grouped(rows: Iterable[Row], key: str) -> dict[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return dict(found)
