"""Counts beside a list: what could be chosen next, and groups with their denominators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np

from yinuo.decode.folding import fold_key
from yinuo.errors import UsageError
from yinuo.extract.agency_register import register
from yinuo.persist.catalogue_columns import Array
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.catalogue_view import FACETS, View
from yinuo.persist.question import Question, Sort
from yinuo.words import State

__all__ = ["Facet", "Group", "counts", "facets", "groups", "spelled", "whole"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to choose, and how many commitments it has beside all other choices.

    ``value`` is what a question says (an agency's id, an asker's folded name, ``1`` or ``0`` for figures); ``label`` is
    the name of the body or asker, and the value itself elsewhere.
    """

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The commitments of one body, asker, category … by state; ``total`` is the denominator."""

    value: str
    label: str
    total: int
    states: Mapping[State, int]
    past: Mapping[State, int]  # of those whose day that counts is over


def facets(view: View, question: Question, as_of: date, names: tuple[str, ...]) -> Mapping[str, tuple[Facet, ...]]:
    """By facet, its values with counts: beside all other choices, as if nothing of this facet were chosen.

    Closed lists come in their own order, terms and sessions latest first, bodies and askers most first; what is
    chosen is there even where it counts none.
    """

    def made() -> dict[str, tuple[Facet, ...]]:
        common, masks = view.common(question, as_of), view.masks(question, as_of)
        found = {}
        for name in map(_known, names):
            rows = common
            for other, mask in masks.items():
                if other != name:
                    rows = rows & mask
            found[name] = _values(view, name, rows, question, as_of)
        return found

    return view.remembered(("facets", question.having(sort=Sort.NEWEST), as_of, names), made)


def counts(view: View, question: Question, as_of: date, by: str) -> tuple[Facet, ...]:
    """How many of what a question means have each value of one facet, its own choices counting too."""
    return _values(view, _known(by), view.rows(question, as_of), question, as_of)


def _values(view: View, name: str, rows: Array, question: Question, as_of: date) -> tuple[Facet, ...]:
    chosen = _chosen(question, name, as_of)
    found = {_word(value): count for value, count in view.tally(name, rows, as_of).items()}
    for value in chosen:
        if value not in found:  # such as a body whose task another holds now
            alone = Question.of({name: [value]})
            found[value] = int(np.count_nonzero(rows & view.masks(alone, as_of)[name]))
    return tuple(
        Facet(value, _label(view, name, value), found[value], value in chosen) for value in _order(name, found)
    )


# ── groups ─────────────────────────────────────────────────────────────────────────────────


def groups(view: View, question: Question, as_of: date, by: str) -> tuple[Group, ...]:
    """What a question means by value of one facet and by state, in the order of ``facets``."""
    rows = view.rows(question, as_of)
    total = view.tally(_known(by), rows, as_of)
    split, past = (_by_state(view, by, some, as_of) for some in (rows, _over(view, rows, as_of)))
    by_word = {_word(value): (count, split.get(value, {}), past.get(value, {})) for value, count in total.items()}
    order = _order(by, {value: count for value, (count, *_) in by_word.items()})
    return tuple(Group(value, _label(view, by, value), *by_word[value]) for value in order)


def whole(view: View, question: Question, as_of: date) -> Group:
    """All that a question means, as one group."""
    rows = view.rows(question, as_of)
    split = (view.tally("state", some, as_of) for some in (rows, _over(view, rows, as_of)))
    states, past = (cast("Mapping[State, int]", one) for one in split)
    return Group("", "", int(np.count_nonzero(rows)), states, past)


def _over(view: View, rows: Array, as_of: date) -> Array:
    """Of these rows, those whose day that counts is over."""
    due = view.day(as_of).of("due")
    found: Array = rows & (due > 0) & (due < as_of.toordinal())
    return found


def _by_state(view: View, by: str, rows: Array, as_of: date) -> dict[Any, dict[State, int]]:
    state = view.day(as_of).of("state")
    found: dict[Any, dict[State, int]] = {}
    for code, word in enumerate(State):
        for value, count in view.tally(by, rows & (state == code), as_of).items():
            if count:
                found.setdefault(value, {})[word] = count
    return found


# ── words for values ───────────────────────────────────────────────────────────────────────


def _known(name: str) -> str:
    if name not in FACETS:
        raise UsageError(f"不認得的分類（unknown facet）：{name[:40]}", remedy="、".join(FACETS))
    return name


def spelled(question: Question, as_of: date) -> Question:
    """The same question with bodies by their ids and askers folded, as facets spell them."""
    told = {name: _chosen(question, name, as_of) for name in ("agency", "asker")}
    return question.having(**told)


def _chosen(question: Question, name: str, as_of: date) -> tuple[str, ...]:
    """What a question has chosen, as the values of the facet are spelled."""
    value = getattr(question, name)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    if name == "asker":
        return tuple(map(fold_key, values))
    if name == "agency":
        bodies = ((one, register().body(one, as_of)) for one in values)
        return tuple(body.id if body else one for one, body in bodies)
    return tuple(map(_word, values))


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _label(view: View, name: str, value: str) -> str:
    """What a value is called: a body by its name of today, an asker as written, everything else as it is."""
    if name == "asker":
        return view.written.get(value, value)
    body = register().agencies.get(value) if name == "agency" else None
    return body.names[-1].words if body else value


def _order(name: str, counts: Mapping[str, int]) -> list[str]:
    """Values as they are shown."""
    if name in CODES:
        return [str(word) for word in CODES[name] if str(word) in counts]
    if name in ("term", "session"):
        return sorted(counts, key=int, reverse=True)
    if name == "figures":
        return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value))
