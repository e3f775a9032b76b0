"""``yinuo evidence``: the later passages linked to commitments."""

from datetime import date

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]


@click.command("evidence", short_help="後續證據 · Later evidence")
@click.argument("identity", metavar="[ID]", required=False)
@options.store
@options.as_of
@options.as_json
def command(identity: str | None, store: str, as_of: date, *, as_json: bool) -> int:
    """列出證據：全部，或一則承諾的。

    List the evidence of one commitment, or of all; only what had been said by --as-of.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import evidence_rows
    from yinuo.serve.cli.words import RELATIONS

    with Ledger.open(store, readonly=True) as ledger:
        rows = evidence_rows(ledger, identity, as_of=as_of)
        if as_json:
            screen.print_json(rows)
            return 0
        for row in rows:
            head = f"{row['effective_date']}　{RELATIONS[row['relation']]}　{row['confidence']:.0%}"
            click.echo(
                f"{head}　承諾 {row['commitment_id'][:8]}　{row['number'] or row['subject'] or row['document_id']}"
            )
            click.echo(f"  「{screen.one_line(row['text'])}」")
    if not rows:
        screen.say("沒有證據 · no evidence")
    return 0
