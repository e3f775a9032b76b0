"""``yinuo import``: records written by hand or by another tracker, into the ledger."""

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]

LOSSES = {
    "no_text": "沒有附來源公文 · no letter in the record",
    "undated": "來源公文沒有日期 · its letter has no date",
    "quote_absent": "引文不在公文裡 · the quote does not stand in its letter",
    "quote_folded": "引文與公文寫法不同，已取公文原文 · the letter's own words were taken",
    "deadline_before_letter": "期限早於公文，未採 · a deadline before its letter",
    "deadline_not_a_date": "期限不是日期，未採 · a deadline that is no date",
    "category_unknown": "類別不在表列，未採 · a category outside the list",
    "status_not_taken": "原狀態未採，已重新判定 · its status was not taken over; judged anew",
}


@click.command("import", short_help="匯入紀錄 · Take in records")
@click.argument("paths", nargs=-1, required=True)
@options.store
@options.as_json
def command(paths: tuple[str, ...], store: str, *, as_json: bool) -> int:
    """匯入 Markdown 紀錄：保留其歷程，狀態重新判定。

    Take in Markdown records. Their history is kept; where each promise stands is judged anew: a 已達成
    without later evidence is not fulfilled.
    """
    from yinuo.engines import engine
    from yinuo.exchange import import_records
    from yinuo.persist.ledger import Ledger

    with Ledger.open(store) as ledger, engine() as cores, screen.progress_bar() as progress:
        told = import_records(paths, ledger, cores, progress)
    losses = {loss.value: count for loss, count in sorted(told.losses.items())}
    if as_json:
        row = {"records": told.records, "new": told.new, "commitments": told.commitments, "losses": losses}
        screen.print_json([row | {"evidence": dict(told.evidence), "failures": len(told.failures)}])
    else:
        click.echo(f"匯入 {told.records:,} 份紀錄，新增 {told.new:,} 份 · {told.records:,} records, {told.new:,} new")
        click.echo(f"其中 {told.commitments:,} 項承諾是引擎未取出的 · promises our engine had not found")
        for loss, count in losses.items():
            click.echo(f"  {count:>6,}  {LOSSES[loss]}")
    return 1 if screen.failures(told.failures) else 0
