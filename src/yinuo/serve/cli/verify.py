"""``yinuo verify``: prove the ledger."""

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]


@click.command("verify", short_help="驗證帳本 · Prove the ledger")
@options.store
@click.option(
    "--head", metavar="'N HASH'", help="先前抄下的鏈首 · A head noted down before: nothing up to it may have changed."
)
@options.as_json
def command(store: str, head: str | None, *, as_json: bool) -> int:
    """逐列重算雜湊鏈，逐則核對引文與時序。

    Recompute the hash chain row by row; check every quote and every date against its document.
    """
    from yinuo.extract.agency_register import register
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.verify import verify

    with Ledger.open(store, readonly=True) as ledger:
        verification = verify(ledger, agencies=register().agencies, expected_head=_noted(head))
        counts = ledger.counts()
        digest = ledger.content_digest()
    if as_json:
        row = {"ok": verification.ok, "head": verification.head, "digest": digest, "counts": counts}
        screen.print_json([row | {"problems": list(verification.problems)}])
    else:
        for problem in verification.problems:
            click.echo(f"✗ {problem}")
        told = "、".join(f"{kind} {count:,}" for kind, count in counts.items())
        click.echo(f"{'✓ 帳本完好 the ledger holds' if verification.ok else '✗ 帳本有誤 the ledger is broken'}：{told}")
        click.echo(f"內容摘要 content digest：{digest}")
        click.echo(f"鏈首 head（請抄下 note it down）：{verification.entries} {verification.head}")
    return 0 if verification.ok else 1


def _noted(head: str | None) -> tuple[int, str] | None:
    """«5764 7c82…» as it was printed."""
    if head is None:
        return None
    number, _, digest = head.strip().partition(" ")
    if not number.isdigit() or len(digest) != 64:
        raise click.BadParameter(
            "請照先前印出的寫：列數、空白、雜湊（the number, a blank, the hash）", param_hint="--head"
        )
    return int(number), digest
