"""``yinuo export``: one Markdown record a commitment, and index.json."""

from datetime import date
from pathlib import Path

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]


@click.command("export", short_help="匯出紀錄 · Write one Markdown record a commitment")
@click.option("--vault", required=True, metavar="DIR", help="寫到這個資料夾 · Into this folder.")
@options.store
@options.as_of
def command(vault: str, store: str, as_of: date) -> int:
    """每則承諾寫成一份 Markdown 紀錄，依類別分資料夾，附 index.json；重做一次位元組不變。

    Write one record a commitment, in folders by category, and index.json; doing it again gives the same bytes.
    """
    from yinuo.exchange import export_records
    from yinuo.persist.ledger import Ledger

    with Ledger.open(store, readonly=True) as ledger:
        done = export_records(ledger, Path(vault), as_of)
    counts = f"寫入 {len(done.written):,}，未變 {len(done.unchanged):,}，移除 {len(done.removed):,}"
    screen.say(f"{vault}：{counts} · written, unchanged, removed")
    for path in done.kept:
        screen.say(f"保留他人改過的 kept, changed by others：{path}")
    return 0
