"""Rules of alerts: what is followed, which happenings, to whom, how often; read from a TOML file.

    [rules."能源期限"]
    to = ["mailtos://me:secret@mail.example.tw?to=me@example.tw", "slack://…"]   # addresses of Apprise
    when = "daily"                       # at_once (default), daily, weekly
    what = ["made", "told", "changed"]   # default: all
    states = ["overdue", "fulfilled"]    # of changes, only to these
    language = "zh"                      # or "en"
    [rules."能源期限".follow]              # filters, as the list of the web names them
    category = ["能源政策"]
    agency = ["經濟部"]

A destination may be ``$NAME``: the address is then taken from that environment variable, so that the file holds no
password.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from yinuo.errors import UsageError
from yinuo.persist.question import Question
from yinuo.publish.events import Event, Happened
from yinuo.words import State

__all__ = ["Rule", "When", "from_environment", "read_rules"]

_LARGEST: Final = 1_000_000  # bytes of a file of rules
_MOST: Final = 500
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,60}")
_VARIABLE: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


class When(StrEnum):
    """How often a rule sends."""

    AT_ONCE = "at_once"  # a message for each happening
    DAILY = "daily"  # one message for all since the last, at most one a day
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Rule:
    """Somebody's wish to know.

    Attributes:
        name: what messages call it.
        to: addresses as Apprise reads them; they may hold passwords and are never shown.
        follow: which promises.
        what: which happenings of these promises.
        states: of changes, only those to one of these states; none means any.
        when: how often.
        language: ``zh`` or ``en``, of our own words; data stays Chinese.
        key: what tells it from every other rule, where its name does not: two people may use one name.
    """

    name: str
    to: tuple[str, ...]
    follow: Question
    what: frozenset[Happened] = frozenset(Happened)
    states: frozenset[State] = frozenset()
    when: When = When.AT_ONCE
    language: str = "zh"
    key: str = ""

    @property
    def id(self) -> str:
        """What it is remembered by, and told by to who sends."""
        return self.key or self.name

    def wants(self, event: Event) -> bool:
        """Whether a happening of a promise that is followed is to be sent."""
        if event.what not in self.what:
            return False
        return event.what is not Happened.CHANGED or not self.states or event.state in self.states


def read_rules(path: Path, environment: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """The rules of a file, in its order.

    Args:
        path: a TOML file.
        environment: where ``$NAME`` is looked up; the process's own where none is given.

    Raises:
        UsageError: what is wrong, in which rule, and what may stand there.
    """
    known = os.environ if environment is None else environment
    told = _toml(path)
    _only(told, {"rules"}, str(path))
    found = told.get("rules", {})
    if not isinstance(found, dict) or not found:
        raise UsageError("沒有規則（no rules）", where=str(path), remedy='[rules."名稱"]')
    if len(found) > _MOST:
        raise UsageError(f"規則太多（too many rules）：{len(found)}", where=str(path), remedy=f"≤ {_MOST}")
    return tuple(_rule(name, one, f"{path} [rules.{name[:60]}]", known) for name, one in found.items())


def _toml(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"無法開啟（cannot be opened）：{error.strerror}", where=str(path)) from error
    if len(data) > _LARGEST:
        raise UsageError("檔案太大（the file is too large）", where=str(path), remedy=f"≤ {_LARGEST:,}")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"不是 TOML（not TOML）：{error}", where=str(path)) from error


def _rule(name: str, told: Any, where: str, environment: Mapping[str, str]) -> Rule:
    if not _NAME.fullmatch(name) or not isinstance(told, dict):
        raise UsageError("規則的名稱或內容不對（not a rule）", where=where, remedy='[rules."名稱"]')
    _only(told, {one.name for one in fields(Rule)} - {"name", "key"}, where)
    follow = told.get("follow", {})
    if not isinstance(follow, dict):
        raise UsageError("follow 應為一組條件（follow is a table of filters）", where=where)
    asked = {key: [_word(one) for one in _list(value)] for key, value in follow.items()}
    try:
        question = Question.of(asked)
    except UsageError as error:
        raise UsageError(str(error), where=where, remedy=error.remedy) from error
    language = told.get("language", "zh")
    if language not in ("zh", "en"):
        raise UsageError(f"language={language!r}", where=where, remedy="zh、en")
    return Rule(
        name=name,
        to=_destinations(told.get("to"), where, environment),
        follow=question,
        what=frozenset(_words(Happened, told.get("what", list(Happened)), "what", where)),
        states=frozenset(_words(State, told.get("states", []), "states", where)),
        when=_words(When, told.get("when", When.AT_ONCE), "when", where)[0],
        language=language,
    )


def _destinations(told: Any, where: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Addresses, with variables filled in; a message never repeats one, for it may hold a password."""
    found: list[str] = []
    for one in _list(told if told is not None else []):
        if not isinstance(one, str) or not one.strip():
            raise UsageError("to 應為收件位址（to is a list of addresses）", where=where)
        found.append(from_environment(one.strip(), where, environment))
    if not found:
        raise UsageError("沒有收件位址（no destination）", where=where, remedy='to = ["mailtos://…"]')
    return tuple(dict.fromkeys(found))


def from_environment(words: str, where: str, environment: Mapping[str, str]) -> str:
    """An address; where it is ``$NAME``, that variable's.

    Raises:
        UsageError: the variable is not set.
    """
    match = _VARIABLE.fullmatch(words)
    if match is None:
        return words
    if not (found := environment.get(match[1], "").strip()):
        raise UsageError(f"沒有這個環境變數（no such variable）：{match[1]}", where=where)
    return found


def _only(told: Mapping[str, Any], names: set[str], where: str) -> None:
    for name in told:
        if name not in names:
            raise UsageError(
                f"不認得的設定（unknown setting）：{name[:40]}", where=where, remedy="、".join(sorted(names))
            )


def _words(kind: type[StrEnum], told: Any, name: str, where: str) -> list[Any]:
    found = _list(told)
    for one in found:
        if one not in set(kind):
            raise UsageError(
                f"不認得的值（unknown value）：{name}={str(one)[:40]}", where=where, remedy="、".join(kind)
            )
    return [kind(one) for one in found]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
