"""``yinuo list``: the commitments of the ledger, as they stand on a day."""

from datetime import date
from typing import Any

import click

from yinuo.model import Category, Headline, Level, State
from yinuo.serve.cli import options, screen

__all__ = ["command"]

COLUMNS = {"ID": 0, "狀態": 46, "期限": 58, "承諾": 0, "機關": 90, "程度": 100, "日期": 110, "證據": 75}
"""The columns, each with the width of a terminal from which it is shown: the promise goes before all else."""

SHOWN = 40  # rows a person reads at once; a program gets all


@click.command("list", short_help="承諾清單 · List commitments")
@options.store
@options.as_of
@options.decided_until
@click.option("--state", type=click.Choice([state.value for state in State]), help="狀態 · State.")
@click.option("--headline", type=click.Choice([word.value for word in Headline]), help="標題狀態 · Headline word.")
@click.option("--category", type=click.Choice([name.value for name in Category]), help="類別 · Category.")
@click.option("--agency", help="機關（含改制後）· Agency, with its successors.")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="具體程度 · Level.")
@click.option("--asker", help="質詢委員 · Legislator who asked.")
@click.option("--term", type=int, help="屆 · Term.")
@click.option("--due-before", type=options.Day(), metavar="DAY", help="期限在此日以前 · Due before this day.")
@options.candidates
@click.option("--query", "-q", help="含此詞 · Containing these words.")
@click.option(
    "--limit", type=click.IntRange(min=0), help=f"最多幾項，0 為全部 · At most so many (people: {SHOWN}; --json: all)."
)
@options.as_json
def command(
    store: str,
    as_of: date,
    state: str | None,
    headline: str | None,
    limit: int | None,
    *,
    candidates: bool,
    as_json: bool,
    **filters: Any,
) -> int:
    """列出承諾及其在某日的狀態。

    List commitments with their state on a day, those of the newest document first. What is not sure enough
    to be published is counted, and listed with --candidates.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import count_candidates, count_rows, list_rows
    from yinuo.serve.cli.words import waiting
    from yinuo.words import Publication

    most = (limit or None) if as_json or limit is not None else SHOWN
    if candidates:
        filters["publications"] = (Publication.PUBLISHED, Publication.CANDIDATE)
    with Ledger.open(store, readonly=True) as ledger:
        rows = list_rows(ledger, as_of, state=state, headline=headline, limit=most, **filters)
        if as_json:
            screen.print_json(rows)
            return 0
        _print(rows)
        if most is not None and len(rows) == most:
            among = count_rows(ledger, as_of, **filters)  # states are judged one by one: how many have it is not known
            of = "" if state or headline else f"／{among:,}"
            screen.say(f"列出前 {most:,}{of} 項（--limit 0 全列）· the first ones; --limit 0 shows all")
        if not candidates and (more := count_candidates(ledger, as_of, **filters)):
            screen.say(waiting(more))
    if not rows:
        screen.say("沒有符合的承諾 · no commitment fits")
    return 0


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from yinuo.serve.cli.words import LEVELS, SIGNS, STATES

    console = screen.console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    shown = [name for name, least in COLUMNS.items() if console.width >= least]
    for name in shown:
        wraps = name in ("承諾", "機關")
        table.add_column(name, no_wrap=not wraps, overflow="fold", min_width=20 if name == "承諾" else None)
    for row in rows:
        cells = {
            "ID": row["id"][:8],
            "狀態": STATES[row["state"]],
            "期限": row["due"] or "—",
            "承諾": SIGNS[row["publication"]] + row["title"],
            "機關": row["agency"] or row.get("agency_words") or "—",
            "程度": LEVELS[row["level"]],
            "日期": row["date"],
            "證據": str(row["evidence_count"]),
        }
        table.add_row(*(Text(cells[name]) for name in shown))
    console.print(table)
