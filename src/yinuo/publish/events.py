"""What happened, for those who follow: a promise was made, something was told of it, its state became another.

An event's id and day come from documents alone: asked again on a later day, the same event is the same entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from yinuo.decode.folding import fold_key
from yinuo.model import stable_id
from yinuo.publish.addresses import file_stem
from yinuo.publish.edition import Edition, Row
from yinuo.publish.labels import RELATIONS, STATES
from yinuo.words import State

__all__ = ["Event", "Group", "Happened", "events", "groups", "one_line"]


class Happened(StrEnum):
    """What an event is."""

    MADE = "made"
    TOLD = "told"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one commitment.

    Attributes:
        id: for ever.
        on: the day, of the document that told it or worked out from deadlines.
        what: its kind.
        title: one line.
        words: some lines for people, words of documents among them: untrusted.
        commitment: the row of its commitment.
        source: the row whose ``url`` leads to the document that told it, if any did.
        state: the state after, of a change.
    """

    id: str
    on: str
    what: Happened
    title: str
    words: str
    commitment: Row
    source: Row | None = None
    state: str | None = None


def one_line(words: str) -> str:
    """Words of a document on one line; a line break inside Chinese leaves no blank."""
    lines = [line.strip() for line in words.splitlines()]
    return " ".join(_joined(lines).split())


def _joined(lines: Iterable[str]) -> str:
    told = ""
    for line in lines:
        told += f" {line}" if told[-1:].isascii() and line[:1].isascii() else line
    return told


def events(edition: Edition) -> list[Event]:
    """Every event of an edition, newest first, then by id."""
    rows = {row["id"]: row for row in edition.commitments}
    found = [*_made(edition), *_told(edition, rows), *_changed(edition, rows)]
    found.sort(key=lambda event: event.id)
    found.sort(key=lambda event: event.on, reverse=True)
    return found


def _made(edition: Edition) -> Iterator[Event]:
    for row in edition.commitments:
        due = f"期限 due：{row['due']}\n" if row["due"] else ""
        words = f"「{one_line(row['text'])}」\n{_who(row)}{due}{_paper(row)}"
        name = stable_id("made", row["id"])
        yield Event(name, row["date"], Happened.MADE, f"新承諾：{row['title']}", words, row, row)


def _told(edition: Edition, rows: dict[str, Row]) -> Iterator[Event]:
    for item in edition.evidence:
        if not item["accepted"]:
            continue
        row = rows[item["commitment_id"]]
        relation = RELATIONS[item["relation"]]
        words = f"「{one_line(item['text'])}」\n{relation[0]} {relation[1]}\n{_who(row)}{_paper(item)}"
        title = f"{relation[0]}：{row['title']}"
        yield Event(stable_id("told", item["id"]), item["date"], Happened.TOLD, title, words, row, item)


def _changed(edition: Edition, rows: dict[str, Row]) -> Iterator[Event]:
    for change in edition.changes:
        if change["before"] is None:
            continue
        row, after = rows[change["commitment_id"]], STATES[change["after"]]
        before = STATES[change["before"]]
        words = f"{before[0]} → {after[0]}\n{before[1]} → {after[1]}\n「{one_line(row['text'])}」\n{_who(row)}"
        title = f"{after[0]}：{row['title']}"
        name = stable_id("changed", change["id"])
        yield Event(name, change["date"], Happened.CHANGED, title, words, row, None, str(change["after"]))


def _who(row: Row) -> str:
    agency = row["agency"] or row["agency_words"]
    return f"機關 agency：{one_line(agency)}\n" if agency else ""


def _paper(row: Row) -> str:
    return f"文件 document：{one_line(row['number'] or row['subject'] or row['document_id'])}（{row['date']}）"


# ── whom they concern ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Group:
    """Events or deadlines that somebody follows: a field, a body, a legislator, a state, or all.

    Attributes:
        path: under the folder of feeds or calendars, without its suffix.
        zh: its name, untrusted.
        en: what it is.
        keys: what others call it: ``all``, ``category:教育``, ``agency:<id>`` (of a body outside the register, its
            words), ``asker:<name>`` as written, ``state:open``.
        of: whether a commitment belongs to it.
        has: whether an event does.
    """

    path: str
    zh: str
    en: str
    keys: tuple[str, ...]
    of: Callable[[Row], bool]
    has: Callable[[Event], bool]


def groups(edition: Edition) -> list[Group]:
    """Everything, each category, agency and legislator that has a commitment, and changes to each state."""
    return [_group("all", "全部承諾", "all commitments", ("all",), lambda _: True), *_kinds(edition), *_states()]


def _group(path: str, zh: str, en: str, keys: Iterable[str], of: Callable[[Row], bool]) -> Group:
    return Group(path, zh, en, tuple(keys), of, lambda event: of(event.commitment))


def _kinds(edition: Edition) -> Iterator[Group]:
    agencies: dict[str, str] = {}
    outside: dict[str, None] = {}
    askers: dict[str, dict[str, None]] = defaultdict(dict)
    asked: dict[str, set[str]] = defaultdict(set)
    for row in reversed(edition.commitments):  # the newest letter's name of a body is the one it is known by
        if row["agency_id"]:
            agencies[row["agency_id"]] = row["agency"]
        elif row["agency_words"]:
            outside[row["agency_words"]] = None
        for asker in row["askers"]:
            askers[fold_key(asker)][asker] = None
            asked[fold_key(asker)].add(row["id"])
    for category in sorted({row["category"] for row in edition.commitments} - {None}):
        named = f"category {category}"
        yield _group(f"category/{category}", category, named, (f"category:{category}",), _has("category", category))
    for name, words in sorted(agencies.items()):
        path = f"agency/{file_stem(name)}"
        yield _group(path, words, f"agency {words}", (f"agency:{name}",), _has("agency_id", name))
    for written in sorted(outside):
        path, words = f"agency/{file_stem(written)}", one_line(written)
        yield _group(path, words, f"agency {words} (as written)", (f"agency:{written}",), _written(written))
    for key, names in sorted(askers.items()):
        words, keys = next(reversed(names)), (f"asker:{name}" for name in names)
        path = f"asker/{file_stem(key)}"
        yield _group(path, f"{words}委員質詢", f"legislator {words}", keys, _among(asked[key]))


def _has(name: str, value: str) -> Callable[[Row], bool]:
    return lambda row: bool(row[name] == value)


def _written(words: str) -> Callable[[Row], bool]:
    """Of a body outside the register: it is known by its words alone, and nobody guesses whose they are."""
    return lambda row: not row["agency_id"] and bool(row["agency_words"] == words)


def _among(ids: set[str]) -> Callable[[Row], bool]:
    return lambda row: row["id"] in ids


def _states() -> Iterator[Group]:
    def changed(event: Event) -> bool:
        return event.what is Happened.CHANGED

    yield Group("changes", "狀態變化", "changes of state", ("changes",), lambda _: True, changed)
    for state in State:
        zh, en = STATES[state]
        path, keys = f"state/{state.value}", (f"state:{state.value}",)
        yield Group(path, f"狀態：{zh}", f"state: {en}", keys, _has("state", state.value), _became(state))


def _became(state: State) -> Callable[[Event], bool]:
    return lambda event: event.state == state.value
