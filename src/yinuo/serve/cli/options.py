"""Options that several commands share, so that they mean the same everywhere."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from yinuo.model import DateInterval, DocumentKind
from yinuo.words import Tier

__all__ = ["as_json", "as_of", "candidates", "decided_until", "document_options", "store", "tier"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ISO; say how to write it where it is not."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"日期請寫成 YYYY-MM-DD（write a day as YYYY-MM-DD）：{value}", param, ctx)


class Interval(click.ParamType[DateInterval]):
    """A day, month or year: YYYY-MM-DD, YYYY-MM or YYYY."""

    name = "date"

    def convert(
        self, value: str | DateInterval, param: click.Parameter | None, ctx: click.Context | None
    ) -> DateInterval:
        """Read ISO with the precision it is written in."""
        if isinstance(value, DateInterval):
            return value
        try:
            return _interval([int(part) for part in value.split("-")])
        except ValueError:
            self.fail(f"日期請寫成 YYYY-MM-DD、YYYY-MM 或 YYYY（a day, month or year）：{value}", param, ctx)


def _interval(numbers: list[int]) -> DateInterval:
    match numbers:
        case [year]:
            return DateInterval.year(year)
        case [year, month]:
            return DateInterval.month(year, month)
        case [year, month, day]:
            return DateInterval.day(year, month, day)
    raise ValueError(numbers)


def store(function: Decorated) -> Decorated:
    """``--store``: a SQLite file, or a database address."""
    return click.option(
        "--store",
        default="yinuo.db",
        envvar="YINUO_STORE",
        show_default=True,
        metavar="PATH",
        help="帳本檔 · The ledger, a SQLite file.",
    )(function)


def as_of(function: Decorated) -> Decorated:
    """``--as-of``: judge as on that day; today where it is not given (the one place that reads the clock)."""
    return click.option(
        "--as-of",
        type=Day(),
        default=date.today,
        metavar="DAY",
        help="以哪一天為準，預設今天 · Judge as on this day (default: today).",
    )(function)


def decided_until(function: Decorated) -> Decorated:
    """``--decided-until``: leave out what people decided after that day (UTC); without it every decision counts."""
    return click.option(
        "--decided-until",
        type=Day(),
        metavar="DAY",
        help="不計此日（UTC）之後的複核決定 · Leave out decisions that people made after this day (UTC).",
    )(function)


def candidates(function: Decorated) -> Decorated:
    """``--candidates``: also what is not sure enough to go out and waits for a reviewer."""
    return click.option(
        "--candidates",
        is_flag=True,
        help="連同待複核的（信心低於門檻）· Also candidates for review (not sure enough to be published).",
    )(function)


def as_json(function: Decorated) -> Decorated:
    """``--json``: one object a line, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="每行一個 JSON 物件 · One JSON object a line.")(
        function
    )


def document_options(function: Decorated) -> Decorated:
    """``--date`` and ``--kind``: what the files cannot say themselves."""
    function = click.option(
        "--kind",
        type=click.Choice([kind.value for kind in DocumentKind]),
        help="文件種類，檔案本身看不出時 · The kind of document, where the file does not tell.",
    )(function)
    return click.option(
        "--date",
        "dated",
        type=Interval(),
        metavar="DATE",
        help="文件日期，檔案本身沒有時 · The documents' date, where they have none (YYYY-MM-DD, YYYY-MM, YYYY).",
    )(function)


def tier(function: Decorated) -> Decorated:
    """``--tier``: how closely documents are read."""
    return click.option(
        "--tier",
        type=click.Choice([tier.value for tier in Tier]),
        default=Tier.CAREFUL.value,
        show_default=True,
        help="讀法：careful 細讀；fast 快讀，快十倍以上 · How closely to read: fast is over ten times as quick.",
    )(function)
