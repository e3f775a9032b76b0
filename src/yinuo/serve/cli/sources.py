"""``yinuo sources``: how the sources do, what they lack, and their options."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yinuo.errors import CheckFailed, InputError
from yinuo.serve.cli import options, screen
from yinuo.serve.cli.sync import state_path

if TYPE_CHECKING:
    from yinuo.collect.health import Condition
    from yinuo.gaps import Expected, SessionCount

__all__ = ["command"]

_SHAPE = '要像（it should be like）：[{"term": 11, "session": 1, "subject": "…"}]'
_WORDS = {"never": "未收集", "broken": "故障", "silent": "沉寂", "well": "正常"}


@click.command("sources", short_help="來源的狀況 · How the sources do")
@options.store
@click.option("--options", "show_options", is_flag=True, help="列出各來源的選項 · The options of each source.")
@click.option("--gaps", "show_gaps", is_flag=True, help="各會期的答復數 · Replies of each session, to see what lacks.")
@click.option(
    "--expect",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="應有的答復標題（JSON：term、session、subject），列出所缺 · Titles known to exist; names those lacking.",
)
@options.as_json
def command(store: str, expect: str | None, *, show_options: bool, show_gaps: bool, as_json: bool) -> int:
    """各來源最後一次成功、最後一份新文件、應有的節奏、有無缺漏。

    Each source's last success, its last new document, the rhythm to be expected of it. With --gaps the replies
    of each session; with --expect the titles that are known to exist and are not in the ledger (exit code 1).
    """
    if show_options:
        _print_options(as_json=as_json)
        return 0
    if expect or show_gaps:
        return _gaps(store, expect, show_gaps=show_gaps, as_json=as_json)
    from yinuo.collect.health import conditions
    from yinuo.collect.registry import registry
    from yinuo.collect.state import State

    with State(state_path(store), readonly=True) as state:
        found = list(conditions(registry().values(), state, datetime.now(UTC)))
    if as_json:
        screen.print_json(map(_row, found))
    else:
        _print(found)
    return 0


def _print_options(*, as_json: bool) -> None:
    from yinuo.collect.registry import registry

    rows = [
        {"source": one.name, "option": name, "default": default, "help": words}
        for one in registry().values()
        for name, (default, words) in one.options.items()
    ]
    if as_json:
        screen.print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['source']}.{row['option']}={row['default']}\n    {row['help']}")


def _row(one: "Condition") -> dict[str, Any]:
    health = one.health
    return {
        "source": one.source.name,
        "title": one.source.title,
        "condition": one.word,
        "last_run": _iso(health.ran if health else None),
        "last_success": _iso(health.succeeded if health else None),
        "last_new": _iso(health.found if health else None),
        "quiet_days": one.quiet,
        "rhythm_days": one.source.rhythm,
        "fault": health.fault if health else "",
        "cells": {cell.cell: cell.rows for cell in one.cells},
        "unknown": list(one.unknown),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _print(found: list["Condition"]) -> None:
    from rich.table import Table

    table = Table(
        "來源 source", "狀況", "最後成功 last success", "最後新文件 last new", "節奏 rhythm", "空的 unknown", box=None
    )
    for one in found:
        health = one.health
        rhythm = f"{one.source.rhythm} 日" if one.source.rhythm else "不定"
        unknown = "、".join(one.unknown[:4]) + (f" 等 {len(one.unknown)}" if len(one.unknown) > 4 else "")
        table.add_row(
            one.source.name,
            _WORDS[one.word],
            _day(health.succeeded if health else None),
            _day(health.found if health else None),
            rhythm,
            unknown,
        )
    screen.console().print(table)
    for one in found:
        if one.word == "broken" and one.health:
            click.echo(f"✗ {one.source.name}：{one.health.fault}")
        if one.word == "silent":
            since = f"{one.quiet} 天" if one.quiet is not None else "從未"
            click.echo(f"! {one.source.name}：{since}沒有新文件（nothing new for longer than its rhythm）")


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "—"


def _gaps(store: str, expect: str | None, *, show_gaps: bool, as_json: bool) -> int:
    from yinuo.gaps import expected_titles, missing, session_counts
    from yinuo.persist.ledger import Ledger

    expected = expected_titles(_rows(expect), expect) if expect else []
    with Ledger.open(store, readonly=True) as ledger:
        counts = session_counts(ledger, datetime.now(UTC).date()) if show_gaps else []
        lacking = missing(expected, (document.title for document in ledger.documents())) if expected else []
    if as_json:
        screen.print_json(_gap_rows(counts, lacking))
    else:
        _print_gaps(counts, expected, lacking)
    if lacking:
        raise CheckFailed(
            f"{len(expected):,} 則答復缺 {len(lacking):,} 則（{len(lacking):,} of {len(expected):,} replies lack）",
            where=expect,
            remedy="請收集其他來源，例如 yinuo sync gazette（collect another source too）",
        )
    return 0


def _rows(path: str) -> list[Any]:
    try:
        told = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as fault:
        raise InputError("不是 JSON（not JSON）", where=path, remedy=_SHAPE) from fault
    if not isinstance(told, list) or not told or not all(isinstance(row, dict) for row in told):
        raise InputError("不是標題的清單（not a list of titles）", where=path, remedy=_SHAPE)
    return told


def _gap_rows(counts: list["SessionCount"], lacking: list["Expected"]) -> list[dict[str, Any]]:
    sessions = [{"term": one.term, "session": one.session, "letters": one.letters} for one in counts]
    return [*sessions, *({"missing": one.title, "term": one.term, "session": one.session} for one in lacking)]


def _print_gaps(counts: list["SessionCount"], expected: list["Expected"], lacking: list["Expected"]) -> None:
    for one in counts:
        click.echo(
            f"第 {one.term:>2} 屆第 {one.session} 會期　{one.letters:>6,} 則{'' if one.letters else '　← 缺 gap'}"
        )
    for title in lacking:
        click.echo(f"缺 missing：第 {title.term} 屆第 {title.session} 會期　{title.title}")
    if expected:
        click.echo(
            f"應有 {len(expected):,} 則，已有 {len(expected) - len(lacking):,} 則 · replies known to exist, and held"
        )
