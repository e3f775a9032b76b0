"""``yinuo search``: words in commitments, evidence and documents."""

from typing import Any

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]

KINDS = {"commitment": "承諾", "evidence": "證據", "document": "文件"}


@click.command("search", short_help="全文檢索 · Search commitments, evidence, documents")
@click.argument("words", nargs=-1, required=True)
@options.store
@click.option("--in", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="只找這些 · Only in these.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="最多幾筆 · At most so many.")
@options.candidates
@options.as_json
def command(
    words: tuple[str, ...], store: str, kinds: tuple[str, ...], limit: int, *, candidates: bool, as_json: bool
) -> int:
    """全文檢索；兩字詞可查，臺／台、全形／半形不分。

    Full-text search; two-character words are found, 臺 and 台 are one.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import search_rows

    if not " ".join(words).strip():
        raise click.UsageError("要找什麼（nothing to look for）")
    with Ledger.open(store, readonly=True) as ledger:
        chosen = kinds or tuple(KINDS)
        rows = search_rows(ledger, " ".join(words), kinds=chosen, limit=limit, candidates=candidates)
    if as_json:
        screen.print_json(rows)
        return 0
    _print(rows)
    if not rows:
        screen.say("沒有找到 · nothing found")
    return 0


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.text import Text

    from yinuo.serve.cli.words import SIGNS

    console = screen.console()
    for row in rows:
        sign = SIGNS[row.get("publication", "published")]
        line = Text(f"{KINDS[row['kind']]}　{row['date']}　{row['id'][:8]}　{sign}", style="dim")
        snippet = Text(row["snippet"].replace("\n", " "))
        for start, end in row["highlights"]:
            snippet.stylize("bold reverse", start, end)
        console.print(line + snippet)
