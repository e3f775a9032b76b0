"""``yinuo publish``: everything a ledger says, in forms that others can build on."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.publication import Publication

__all__ = ["command"]

PARTS: dict[str, str] = {
    "records": "紀錄 records",
    "data": "資料集 data sets",
    "linked": "鏈結資料 linked data",
    "feeds": "訂閱 feeds",
    "calendar": "期限行事曆 calendars",
    "bundle": "本月合輯 bundle",
    "site": "網站 site",
}
_NAMED = 20  # problems: the first of them tell what to do
_UNITS = ("位元組 B", "KB", "MB", "GB")


@click.command("publish", short_help="公布 · Records, data sets, feeds, calendars, a site")
@click.argument("folder", metavar="DIR")
@options.store
@options.as_of
@click.option("--base-url", metavar="URL", help="將放在哪個網址 · Where the folder will be on the web.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(PARTS)),
    help="只要這些部分，可重複 · Only these parts; may be repeated (the folder then holds nothing else).",
)
@options.as_json
def command(folder: str, store: str, as_of: date, base_url: str | None, only: tuple[str, ...], *, as_json: bool) -> int:
    """把帳本公布成一個資料夾：紀錄、資料集、訂閱、行事曆、合輯、網站。

    Publish a ledger as a folder. Everything is checked first; if a check fails, nothing is published. The folder
    appears whole or not at all, and publishing again for the same day gives the same bytes.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.publication import Refused, publish

    with Ledger.open(store, readonly=True) as ledger, screen.progress_bar() as progress:
        try:
            done = publish(ledger, Path(folder), as_of, base_url=base_url, only=only, progress=progress)
        except Refused as refused:
            for problem in refused.problems[:_NAMED]:
                screen.say(f"✗ {problem}")
            raise
    if as_json:
        screen.print_json([_row(done, as_of)])
    else:
        _print(done, folder, as_of)
    return 0


def _row(done: "Publication", as_of: date) -> dict[str, object]:
    parts = {part.name: {"files": part.files, "bytes": part.bytes} for part in done.parts}
    return {
        "as_of": as_of.isoformat(),
        **done.counts,
        "parts": parts,
        "notes": list(done.notes),
        "bytes": done.bytes,
        "digest": done.digest,
    }


def _print(done: "Publication", folder: str, as_of: date) -> None:
    counts = done.counts
    click.echo(f"已公布 published：{folder}（以 {as_of} 為準 as of）")
    told = f"承諾 {counts['commitments']:,}、證據 {counts['evidence']:,}、文件 {counts['documents']:,}"
    click.echo(f"  {told}、狀態變化 {counts['state_changes']:,} · commitments, evidence, documents, changes of state")
    for part in done.parts:
        click.echo(f"  {part.name + '/':<10}{part.files:>7,} 檔 files{_size(part.bytes):>14}  {PARTS[part.name]}")
    for note in done.notes:
        screen.say(f"· {note}")
    click.echo(f"  內容摘要 digest：{done.digest}（SHA256SUMS）")


def _size(count: int) -> str:
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:,.1f} {_UNITS[unit]}" if unit else f"{count:,} {_UNITS[0]}"
