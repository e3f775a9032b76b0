"""What could be chosen beside a list: every choice is an address of its own, so that no JavaScript is needed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from fastapi import Request

from yinuo.persist.catalogue import Facet, Group
from yinuo.persist.question import Question, Sort
from yinuo.publish.site.shelf import UNSEARCHED, Tally
from yinuo.serve.web.asking import Asked
from yinuo.serve.web.language import N_, Speech
from yinuo.serve.web.rendering import url
from yinuo.serve.web.room import room_of
from yinuo.serve.web.titles import titles_of
from yinuo.serve.web.visitors import speech_of
from yinuo.words import Publication, State

__all__ = ["PANELS", "SORTS", "Choice", "Panel", "address", "chips", "name_of_value", "panels", "settled", "tally_of"]

PANELS = {
    "headline": N_("四類"),
    "state": N_("狀態"),
    "agency": N_("機關"),
    "category": N_("領域"),
    "asker": N_("質詢委員"),
    "level": N_("具體的程度"),
    "schedule": N_("與期限相比"),
    "evidence_level": N_("證據顯示到"),
    "figures": N_("數量"),
    "term": N_("屆"),
    "session": N_("會期"),
    "publication": N_("複核"),
}
"""The facets in the order in which they are shown, and what they are called."""

SORTS = {
    Sort.NEWEST: N_("新的在前"),
    Sort.OLDEST: N_("舊的在前"),
    Sort.DUE: N_("期限近的在前"),
    Sort.CHANGED: N_("最近改變狀態的在前"),
    Sort.CONFIDENCE: N_("把握大的在前"),
}
_DAYS = {
    "made_from": N_("作出於（起）"),
    "made_until": N_("作出於（迄）"),
    "due_from": N_("期限（起）"),
    "due_until": N_("期限（迄）"),
}
_NUMBERED = {"term": N_("第{number}屆"), "session": N_("第{number}會期")}
_PUBLICATIONS: dict[str, str] = {
    Publication.PUBLISHED: N_("已公布"),
    Publication.CANDIDATE: N_("待複核"),
    Publication.REJECTED: N_("複核後退回"),
}
_TABLES = ("headline", "state", "schedule", "evidence_level", "level")
_LONG = ("agency", "asker")
_FIRST = 8  # values of a long facet that stand open
_MOST = 150  # and in all


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose or to let go, and where that leads."""

    value: str
    label: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One facet: the values that stand open, and the rest."""

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    written: bool  # True where the labels are words of the ledger, which stay Chinese

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(one.chosen for one in (*self.first, *self.rest))


def settled(request: Request, asked: Asked) -> Asked:
    """The same question with bodies by their ids and askers as folded: as facets spell them."""
    return replace(asked, question=room_of(request).catalogue.spelled(asked.question, asked.as_of))


def address(request: Request, path: str, asked: Asked, question: Question, **changed: str | None) -> str:
    """Where the same page asks another question."""
    return url(request, path) + replace(asked, question=question).query(**changed)


def panels(request: Request, asked: Asked, path: str = "/commitments") -> list[Panel]:
    """Every facet of a settled question with counts; facets that tell nothing apart are left out."""
    found = room_of(request).catalogue.facets(asked.question, asked.as_of, tuple(PANELS))
    speech = speech_of(request)
    made = [_panel(request, asked, path, name, found[name], speech) for name in PANELS]
    return [one for one in made if len(one.first) > 1 or one.chosen]


def _panel(request: Request, asked: Asked, path: str, name: str, values: Sequence[Facet], speech: Speech) -> Panel:
    plain = name not in ("figures", "publication")  # one more value is one more pair at the end of the address
    base = address(request, path, asked, asked.question) if plain else ""
    more = base + ("&" if "?" in base else "?") + name + "="
    choices = [
        Choice(
            one.value,
            name_of_value(speech, name, one.value, one.label),
            one.count,
            one.chosen,
            more + quote_plus(one.value)
            if plain and not one.chosen
            else address(request, path, asked, _toggled(asked.question, name, one.value)),
        )
        for one in (sorted(values, key=lambda one: not one.chosen)[:_MOST] if name in _LONG else values)
    ]
    kept = [one for one in choices if one.chosen or one.count]
    return Panel(name, PANELS[name], tuple(kept[:_FIRST]), tuple(kept[_FIRST:]), name in _LONG)


def _toggled(question: Question, name: str, value: str) -> Question:
    """With a value chosen that was not, or let go."""
    (given,) = Question.of({name: [value]}).words() or ((name, value),)
    if name == "figures":
        wanted = given[1] == "1"
        return question.having(figures=None if question.figures is wanted else wanted)
    one = getattr(Question.of({name: [value]}), name)[0]
    held = getattr(question, name)
    rest = tuple(item for item in held if item != one) if one in held else (*held, one)
    if name == "publication" and not rest:
        rest = (Publication.PUBLISHED,)
    return question.having(**{name: rest})


def name_of_value(speech: Speech, name: str, value: str, label: str) -> str:
    """What a value is called on a page."""
    if name in _TABLES:
        return speech.word(name, value)
    if name in _NUMBERED:
        return speech.phrase(_NUMBERED[name], number=value)
    words = {
        "category": value,
        "figures": N_("有數量") if value == "1" else N_("沒有數量"),
        "publication": _PUBLICATIONS.get(value, value),
    }
    return speech.phrase(words[name]) if name in words else label


def chips(request: Request, asked: Asked, path: str = "/commitments") -> list[Choice]:
    """What is chosen now, each with the address without it."""
    speech, question = speech_of(request), asked.question
    found = []
    labels = {
        (name, one.value): one.label
        for name, values in room_of(request).catalogue.facets(question, asked.as_of, ("agency", "asker")).items()
        for one in values
    }
    for name, value in question.words():
        if name == "sort":
            continue
        if name in PANELS:
            label = name_of_value(speech, name, value, labels.get((name, value), value))
            title, without = speech.phrase(PANELS[name]), _toggled(question, name, value)
        elif name == "id":
            others = tuple(one for one in question.id if one != value)
            label, title, without = _title(request, value), speech.phrase(N_("這一則承諾")), question.having(id=others)
        elif name in _DAYS:
            label, title, without = speech.day(value), speech.phrase(_DAYS[name]), question.having(**{name: None})
        else:
            label, title, without = f"「{value}」", speech.phrase(N_("含有")), question.having(q="")
        found.append(Choice(title, label, count=0, chosen=True, href=address(request, path, asked, without)))
    return found


def _title(request: Request, identity: str) -> str:
    """What a promise is called; an id that is none stays as it is."""
    return titles_of(room_of(request).ledger, [identity]).get(identity, identity)


def tally_of(group: Group) -> Tally:
    """The same counts as on the static site: never without what they are a share of."""
    past = group.past
    return Tally(
        total=group.total,
        states=tuple((state.value, group.states[state]) for state in State if group.states.get(state)),
        due=sum(past.values()),
        kept=past.get(State.FULFILLED, 0),
        late=past.get(State.OVERDUE, 0) + past.get(State.POSTPONED, 0),
        unsearched=sum(past.get(State(word), 0) for word in UNSEARCHED),
    )


def by_name(groups: Iterable[Group]) -> list[Group]:
    """In the order of names: no ranking."""
    return sorted(groups, key=lambda one: (one.label, one.value))
