"""``yinuo import``: records and letters of another tracker, or records written by hand, into the ledger."""

from typing import TYPE_CHECKING, Any

import click

from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.exchange import Imports

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


_SHOWN = 12  # lines of the audit that a person is shown


@click.command("import", short_help="匯入紀錄與答復 · Take in records and letters")
@click.argument("paths", nargs=-1, required=True)
@options.store
@options.tier
@options.as_json
def command(paths: tuple[str, ...], store: str, tier: str, *, as_json: bool) -> int:
    """匯入 Markdown 紀錄、每日 JSON Lines 與每月的包（.zip、.jsonl.gz）：保留其歷程，狀態重新判定，並稽核。

    Take in records (Markdown), letters in JSON Lines, and packs of both (.zip, .gz), from files and folders. The
    records' history is kept; where each promise stands is judged anew: a 已達成 without later evidence is not
    fulfilled. At the end the audit of the records as they came.
    """
    from yinuo.engines import engine
    from yinuo.exchange import import_records
    from yinuo.persist.ledger import Ledger
    from yinuo.words import Tier

    with Ledger.open(store) as ledger, engine() as cores, screen.progress_bar() as progress:
        told = import_records(paths, ledger, cores, progress, tier=Tier(tier))
    if as_json:
        screen.print_json([_row(told)])
    else:
        _print(told)
    return 1 if screen.failures(told.failures) else 0


def _row(told: "Imports") -> dict[str, Any]:
    letters = {"new": told.letters.documents, "copies": told.letters.copies, "known": told.letters.known}
    return {
        "records": told.records,
        "new": told.new,
        "commitments": told.commitments,
        "losses": {loss.value: count for loss, count in sorted(told.losses.items())},
        "evidence": dict(told.evidence),
        "failures": len(told.failures),
        "letters": letters,
        "audit": told.audit.totals() if told.records else {},
    }


def _print(told: "Imports") -> None:
    letters = told.letters
    if letters.documents or letters.copies or letters.known:
        new = f"新增 {letters.documents:,} 件，同文異號 {letters.copies:,} 件，已在帳本 {letters.known:,} 件"
        click.echo(f"答復：{new} · letters: new, copies of one text, known")
        click.echo(f"取出 {letters.commitments:,} 項承諾 · commitments taken out")
    if not told.records:
        return
    click.echo(f"匯入 {told.records:,} 份紀錄，新增 {told.new:,} 份 · {told.records:,} records, {told.new:,} new")
    click.echo(f"其中 {told.commitments:,} 項承諾是引擎未取出的 · promises our engine had not found")
    for loss, count in sorted(told.losses.items()):
        click.echo(f"  {count:>6,}  {LOSSES[loss.value]}")
    sums = told.audit.totals()
    faults = int(sums.pop("records_with_a_fault")["count"])
    click.echo(
        f"稽核：{told.records:,} 份紀錄，{faults:,} 份有誤 · audit: records with faults (yinuo audit lists each)"
    )
    found = [(name, one) for name, one in sums.items() if name.startswith("records_") and one["count"]]
    for name, one in sorted(found, key=lambda item: -item[1]["count"])[:_SHOWN]:
        click.echo(f"  {int(one['count']):>6,}  {one['share']:>6.1%}  {name.removeprefix('records_')}")
