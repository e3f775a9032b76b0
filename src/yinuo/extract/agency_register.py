"""The register of agencies: which body bore a name on a day, and who holds its task now.

A body has names in time; ministries were renamed and reorganised (農委會 → 農業部 on 2023-08-01),
and a short name can pass from an old body to a new one (國科會: until 2014-03-03 and again since
2022-07-27). The day of the letter decides. The data is ``vocabulary/agencies.json``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from yinuo.decode.folding import fold, fold_key
from yinuo.model import AgencyRef
from yinuo.vocabulary import load_json

__all__ = ["Agency", "Name", "Register", "register"]

_PREFIX = "行政院"
_TELLING = 5  # characters from which a name without its parent tells whose it is
_LAG = timedelta(days=5 * 366)  # an abbreviation of a body gone for longer is somebody else (a city's 新聞局)


@dataclass(frozen=True, slots=True)
class Name:
    """An official name and the days on which it is borne; ``until`` is the first day it is not."""

    words: str
    since: date | None = None
    until: date | None = None

    def borne_on(self, day: date) -> bool:
        """True where the name is in force on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Agency:
    """One body: its names in order of time, short forms, parent and successors (ids)."""

    id: str
    names: tuple[Name, ...]
    abbreviations: tuple[str, ...]
    parent: str | None
    successors: tuple[str, ...]
    kind: str  # central, local, enterprise, foundation, task_force, collective
    answers: bool  # True where it answers questions for the Executive Yuan
    verified: bool
    source: str

    def __hash__(self) -> int:
        return hash(self.names[-1].words)  # tells nearly all apart; agencies are keys of many a memory

    @property
    def since(self) -> date | None:
        """Its first day, where known."""
        return self.names[0].since

    @property
    def until(self) -> date | None:
        """The first day after its life; None while it lives."""
        return self.names[-1].until

    def name_on(self, day: date) -> str:
        """The official name on that day; outside its life the nearest one."""
        borne = [name.words for name in self.names if name.borne_on(day)]
        if borne:
            return borne[0]
        first = self.names[0]
        return first.words if first.since is not None and day < first.since else self.names[-1].words


@dataclass(frozen=True, slots=True)
class _Claim:
    """A body's right to be called by a form, from ``since`` to before ``until``."""

    agency: str
    since: date | None
    until: date | None
    official: bool

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def lags_on(self, day: date) -> bool:
        """True where the body is gone, and a writer may still call it so: an official name always."""
        return self.until is not None and self.until <= day and (self.official or day - self.until <= _LAG)


class Register:
    """All known bodies, asked by a name as written and a day."""

    def __init__(
        self,
        agencies: Iterable[Agency],
        *,
        weak: Iterable[str] = (),
        bounded: Iterable[str] = (),
        foreign: Iterable[str] = (),
        companies: Iterable[str] = (),
    ) -> None:
        self.agencies: Mapping[str, Agency] = {agency.id: agency for agency in agencies}
        self.weak = frozenset(fold_key(word) for word in weak)
        self.bounded = {fold(word).text for word in bounded}
        self.foreign = tuple(fold(word).text for word in foreign)
        self.companies = frozenset(fold(word).text for word in companies)  # known, but no bodies of ours
        self._claims: dict[str, list[_Claim]] = {}
        self._forms: dict[str, str] = {}  # a form as text is searched for it, and its key
        for agency in self.agencies.values():
            for words, claim in self._claims_of(agency):
                self._add(words, claim)

    def on(self, words: str, day: date) -> AgencyRef | None:
        """The body that bore the name ``words`` on ``day``; None where none is known.

        «農委會» in a letter of 2021 is 行政院農業委員會 (whose task 農業部 holds now), and still is
        in one of 2024, since writers lag. «數位發展部» in a letter of 2021 is nobody yet.
        """
        agency = self.body(words, day)
        return self.ref(agency, words, day) if agency else None

    def body(self, words: str, day: date) -> Agency | None:
        """Like ``on``, as the register's own entry."""
        return self._decide(self._claims.get(fold_key(words), ()), day)

    def ref(self, agency: Agency, words: str, day: date) -> AgencyRef:
        """A reference to a body as written, with its official name that day and its successor."""
        heirs = self.heirs(agency)
        successor = "、".join(heir.names[-1].words for heir in heirs) or None
        return AgencyRef(words=words, id=agency.id, name=agency.name_on(day), successor=successor)

    def heirs(self, agency: Agency) -> tuple[Agency, ...]:
        """Who holds its task at the end of the chain of successors; none while it lives itself."""
        found: dict[str, Agency] = {}
        seen = {agency.id}
        waiting = list(reversed(agency.successors))
        while waiting:
            heir = self.agencies[waiting.pop()]
            if heir.id in seen:
                continue
            seen.add(heir.id)
            if heir.successors:
                waiting.extend(reversed(heir.successors))
            else:
                found[heir.id] = heir
        return tuple(found.values())

    def above(self, agency: Agency) -> Iterator[Agency]:
        """Its parent, the parent's parent, and so on."""
        parent = agency.parent
        while parent is not None:
            yield self.agencies[parent]
            parent = self.agencies[parent].parent

    def forms(self) -> tuple[str, ...]:
        """Every form of every name that running text is searched for, folded, in no special order."""
        return tuple(form for form, key in self._forms.items() if key not in self.weak)

    # ── building ───────────────────────────────────────────────────────────────────────────

    def _add(self, words: str, claim: _Claim) -> None:
        key = fold_key(words)
        self._claims.setdefault(key, []).append(claim)
        if not words.isascii():
            self._forms[fold(words).text] = key

    def _claims_of(self, agency: Agency) -> Iterator[tuple[str, _Claim]]:
        plain = {name.words.removeprefix(_PREFIX) for name in agency.names}
        for name in agency.names:
            early = name.words in plain and any(
                older.words == _PREFIX + name.words for older in agency.names
            )  # «大陸委員會» was said long before the prefix went
            since = agency.since if early else name.since
            yield name.words, _Claim(agency.id, since, agency.until, official=True)
        own = _Claim(agency.id, agency.since, agency.until, official=False)
        borne = {name.words for name in agency.names}
        for words in self._short_forms(agency):
            if words not in borne:
                yield words, own

    def _short_forms(self, agency: Agency) -> Iterator[str]:
        """Abbreviations, and parent + short name: 經濟部水利署, 農委會林務局, 行政院農委會林務局."""
        yield from agency.abbreviations
        if agency.parent is None:
            return
        parent = self.agencies[agency.parent]
        titles = [name.words for name in parent.names]
        heads = [*titles, *(word for word in parent.abbreviations if not word.isascii())]
        tails = [word for word in agency.abbreviations if not word.isascii()]
        tails += [
            name.words.removeprefix(title) for name in agency.names for title in titles if name.words.startswith(title)
        ]
        for tail in dict.fromkeys(tails):
            if tail.startswith(tuple(heads)):
                continue
            yield from (head + tail for head in heads)
            borne = {name.words for name in agency.names}
            if len(tail) >= _TELLING and tail not in borne.union(agency.abbreviations):  # 中央健康保險署
                self.bounded.add(fold(tail).text)
                yield tail

    def _decide(self, claims: Iterable[_Claim], day: date) -> Agency | None:
        claims = tuple(claims)
        now = [claim for claim in claims if claim.holds_on(day)]
        official = [claim for claim in now if claim.official]
        chosen = {claim.agency for claim in official or now}
        if not now:  # writers lag: the body that bore it last
            past = [claim for claim in claims if claim.lags_on(day)]
            latest = max((claim.until for claim in past if claim.until), default=None)
            chosen = {claim.agency for claim in past if claim.until == latest}
        return self.agencies[chosen.pop()] if len(chosen) == 1 else None


@cache
def register() -> Register:
    """The register that yinuo ships, read once."""
    data = load_json("agencies.json")
    agencies = [_agency(entry) for entry in data["agencies"]]
    strength = data["strength"]
    words = {key: strength[key] for key in ("weak", "bounded", "foreign", "companies")}
    return Register(agencies, **words)


def _agency(entry: Mapping[str, Any]) -> Agency:
    return Agency(
        id=entry["id"],
        names=tuple(Name(name["name"], _day(name["from"]), _day(name["to"])) for name in entry["names"]),
        abbreviations=tuple(entry["abbreviations"]),
        parent=entry["parent"],
        successors=tuple(entry["successors"]),
        kind=entry["kind"],
        answers=entry["answers"],
        verified=entry["verified"],
        source=entry["source"],
    )


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
