"""``yinuo audit``: what is wrong with records, ours or another tracker's."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.errors import InputError
    from yinuo.model import Document
    from yinuo.publish.audit import AuditReport
    from yinuo.publish.records import Record

__all__ = ["command"]

SHOWN = 20  # faulty files a person is shown


@click.command("audit", short_help="稽核紀錄 · Check records")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--sources", multiple=True, metavar="PATH", help="來源公文，可多次 · The source letters, if you have them."
)
@click.option("--as-of", type=options.Day(), metavar="DAY", help="以哪一天為準 · The day for the derived states.")
@options.as_json
def command(paths: tuple[str, ...], sources: tuple[str, ...], as_of: date | None, *, as_json: bool) -> int:
    """稽核 Markdown 紀錄：引文、時序、重複、期限、機關、類別、沒有依據的「已達成」。

    Check Markdown records: quotes not verbatim, evidence older than the promise or from its own letter, letters
    counted twice, deadlines before the letter, unknown agencies and categories, 已達成 with nothing later.
    With --json: one object a file, then one with the totals. Exit code 1 where anything was found.
    """
    from yinuo.exchange import read_records
    from yinuo.publish.audit import Sources, audit

    errors: list[InputError] = []

    def records() -> Iterator[tuple[str, "Record"]]:
        for outcome in read_records(paths):
            if isinstance(outcome, tuple):
                yield outcome[0], outcome[2]
            else:
                errors.append(outcome)

    report = audit(records(), Sources(_documents(sources, errors)), as_of=as_of)
    if as_json:
        screen.print_json(row.json() for row in report.rows)
        screen.print_json([{"totals": report.totals()}])
    else:
        _print(report)
    return 1 if screen.failures(errors) or not report.sound else 0


def _documents(paths: Iterable[str], errors: "list[InputError]") -> "Iterator[Document]":
    from yinuo.collect.sources import open_sources
    from yinuo.model import Document
    from yinuo.pipeline import read

    for outcome in read(open_sources(paths)) if paths else ():
        if isinstance(outcome, Document):
            yield outcome
        else:
            errors.append(outcome)


def _print(report: "AuditReport") -> None:
    faulty = [row for row in report.rows if row.faults]
    for row in faulty[:SHOWN]:
        click.echo(f"✗ {row.path}：{'、'.join(fault.value for fault in row.faults)}")
    if len(faulty) > SHOWN:
        click.echo(f"…另有 {len(faulty) - SHOWN:,} 份有誤（--json 全列）· more; --json lists all")
    click.echo(f"\n{len(report.rows):,} 份紀錄，{len(faulty):,} 份有誤 · records, with faults")
    for name, sums in report.totals().items():
        if sums["of"]:
            click.echo(f"  {name:<48}{int(sums['count']):>7,} / {int(sums['of']):>6,}  {sums['share']:>6.1%}")
