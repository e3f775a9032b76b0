"""What a column and a table of the data sets are; ``tables`` declares them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from yinuo.publish.edition import Edition

__all__ = ["Column", "Flat", "Kind", "Table", "Value", "identity", "may", "must"]

Kind = Literal["string", "integer", "number", "boolean", "date"]
Value = str | int | float | bool | None
Flat = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind, what it means (zh-TW, English), and the only words it may hold, if it is a closed list."""

    name: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its key, and where its other ids lead (column → table)."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str], ...]
    rows: Callable[[Edition], Iterable[Flat]]


def may(name: str, kind: Kind, zh: str, en: str, words: Iterable[str] = ()) -> Column:
    """A column that may be empty; ``words`` is its closed list."""
    return Column(name, kind, zh, en, words=tuple(str(word) for word in words))


def must(name: str, kind: Kind, zh: str, en: str, words: Iterable[str] = ()) -> Column:
    """A column that is never empty."""
    return Column(name, kind, zh, en, required=True, words=tuple(str(word) for word in words))


def identity(name: str, zh: str, en: str) -> Column:
    """A column of ids, never empty."""
    return must(name, "string", zh, en)
