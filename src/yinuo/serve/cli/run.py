"""``yinuo run``: the main job."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yinuo.model import DateInterval, DocumentKind
from yinuo.serve.cli import options, screen
from yinuo.words import Tier

if TYPE_CHECKING:
    from yinuo.persist.ledger import Ledger
    from yinuo.pipeline import Tally

__all__ = ["command"]

PLENTY = 300_000  # bytes of new documents from which workers are surely wanted: about a hundred letters


@click.command("run", short_help="讀文件、取承諾、找後續、判進度 · The main job")
@click.argument("paths", nargs=-1, required=True)
@options.store
@click.option(
    "--vault", metavar="DIR", help="另將每則承諾寫成 Markdown 紀錄 · Also write one Markdown record a commitment."
)
@options.as_of
@options.document_options
@options.tier
@click.option("--jobs", type=click.IntRange(min=1), help="使用幾個處理程序 · How many processes (default: one a core).")
@options.as_json
def command(
    paths: tuple[str, ...],
    store: str,
    vault: str | None,
    as_of: date,
    dated: DateInterval | None,
    kind: str | None,
    tier: str,
    jobs: int | None,
    *,
    as_json: bool,
) -> int:
    """讀檔案與資料夾裡的公文，逐字取出承諾，從後來的文件找證據，判斷某日的狀態。

    Read the documents in files and folders («-» reads standard input), take out every commitment word for
    word, find its later evidence, and say where each stands. Safe to stop and to run again: a second run over
    the same input adds nothing.
    """
    from yinuo.engines import engine

    cores = engine(jobs)
    if not Path(store).exists() and _bytes_of(paths) >= PLENTY:
        cores.expect()

    from yinuo.collect.sources import open_sources
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import count_candidates, count_rows
    from yinuo.pipeline import read, run

    captures = open_sources(paths)
    with Ledger.open(store) as ledger, cores, screen.progress_bar() as progress:
        outcomes = read(captures, date=dated, kind=DocumentKind(kind) if kind else None)
        tally = run(outcomes, ledger, cores, progress, tier=Tier(tier))
        states, waiting = _states(ledger, as_of), count_candidates(ledger, as_of)
        every = count_rows(ledger, date.max)
        if vault is not None:
            from yinuo.exchange import export_records

            written = export_records(ledger, Path(vault), as_of)
    if as_json:
        screen.print_json([_row(tally, states, waiting, as_of)])
    else:
        _print(tally, states, waiting, every, as_of, store)
        if vault is not None:
            screen.say(f"紀錄 records：{vault}（寫入 {len(written.written):,}，未變 {len(written.unchanged):,}）")
    return 1 if screen.failures(tally.failures) else 0


def _bytes_of(paths: tuple[str, ...]) -> int:
    """How long the files named are together; what is in folders or comes by a pipe is not looked at."""
    return sum(path.stat().st_size for path in map(Path, paths) if path.is_file())


def _states(ledger: "Ledger", as_of: date) -> Counter[str]:
    from yinuo.persist.views import list_rows

    return Counter(row["state"] for row in list_rows(ledger, as_of))


def _row(tally: "Tally", states: Counter[str], waiting: int, as_of: date) -> dict[str, object]:
    return {
        "documents": tally.documents,
        "copies": tally.copies,
        "known": tally.known,
        "characters": tally.characters,
        "statements": tally.statements,
        "commitments": tally.commitments,
        "evidence": dict(tally.evidence),
        "failures": len(tally.failures),
        "as_of": as_of.isoformat(),
        "states": dict(states),
        "candidates": waiting,
    }


def _print(tally: "Tally", states: Counter[str], waiting: int, commitments: int, as_of: date, store: str) -> None:
    from yinuo.serve.cli.words import RELATIONS, STATES

    new = f"新讀 {tally.documents:,} 份文件（{tally.characters:,} 字），{tally.commitments:,} 項承諾"
    click.echo(f"{new} · {tally.documents:,} documents read, {tally.commitments:,} commitments")
    if tally.known or tally.copies:
        click.echo(f"已在帳本 {tally.known:,} 份，同文異號 {tally.copies:,} 份 · already known, copies of one text")
    found = "，".join(f"{RELATIONS[name]} {count:,}" for name, count in sorted(tally.evidence.items()))
    click.echo(f"新證據：{found or '無'} · new evidence")
    click.echo(f"\n{as_of} 的狀態 · where they stand")
    for name, words in STATES.items():
        if states[name]:
            click.echo(f"  {words:　<8}{states[name]:>7,}  {name}")
    if waiting:
        click.echo(f"  另有 {waiting:,} 則待複核 · candidates for review: not sure enough to be published")
    if later := commitments - sum(states.values()):
        click.echo(f"  另有 {later:,} 項在那天之後才作出 · made after that day")
    click.echo(f"\n帳本 ledger：{store}　接著可看：yinuo list、yinuo show ID、yinuo search 詞")
