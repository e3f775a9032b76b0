"""``yinuo status``: where commitments stand on a day, and why."""

from collections import Counter
from datetime import date

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]


@click.command("status", short_help="某日的狀態 · Where commitments stand on a day")
@click.argument("identities", metavar="[ID]…", nargs=-1)
@options.store
@options.as_of
@options.as_json
def command(identities: tuple[str, ...], store: str, as_of: date, *, as_json: bool) -> int:
    """某一天的判定：全部的統計，或指定承諾的理由。

    The standing on a day: counts of all, or of the given commitments with the rule and the quotes it rests on.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import list_rows, show
    from yinuo.serve.cli.words import STATES

    with Ledger.open(store, readonly=True) as ledger:
        if identities:
            told = [show(ledger, identity, as_of) for identity in identities]
            if as_json:
                screen.print_json(item["judgement"] for item in told)
                return 0
            for item in told:
                click.echo(f"{item['commitment']['id'][:8]}　{item['commitment']['title']}")
                click.echo(f"  {as_of}　{STATES[item['judgement']['state']]}　{item['judgement']['headline']}")
                for reason in item["judgement"]["reasons"]:
                    click.echo(f"  因 because：{reason['words']}（{reason['rule']}）")
            return 0
        rows = list_rows(ledger, as_of)
    states, headlines = Counter(row["state"] for row in rows), Counter(row["headline"] for row in rows)
    if as_json:
        screen.print_json([{"as_of": as_of.isoformat(), "states": dict(states), "headlines": dict(headlines)}])
        return 0
    click.echo(f"{as_of}：{len(rows):,} 項承諾 commitments")
    click.echo("　".join(f"{word} {count:,}" for word, count in headlines.most_common()))
    for name, words in STATES.items():
        if states[name]:
            click.echo(f"  {words:　<8}{states[name]:>7,}  {name}")
    return 0
