"""``yinuo touches``: which promises of the ledger a document bears on; nothing is written."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from yinuo.model import DateInterval, DocumentKind
from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.touches import Looked, Touch

__all__ = ["command"]


@click.command("touches", short_help="這份文件關係到哪些承諾 · Which promises a document bears on")
@click.argument("paths", metavar="FILE…", nargs=-1, required=True)
@options.store
@options.as_of
@options.document_options
@options.as_json
def command(
    paths: tuple[str, ...], store: str, as_of: date, dated: DateInterval | None, kind: str | None, *, as_json: bool
) -> int:
    """查一份文件關係到帳本裡哪些承諾、說了什麼、狀態會怎麼變；不寫入任何東西。

    Look a document up («-» reads standard input): the promises of the ledger it bears on, with both quotes, and
    what it would change. Nothing is written.
    """
    from yinuo.collect.sources import open_sources
    from yinuo.model import Document
    from yinuo.persist.ledger import Ledger
    from yinuo.pipeline import read
    from yinuo.touches import look

    outcomes = list(read(open_sources(paths), date=dated, kind=DocumentKind(kind) if kind else None))
    documents = [one for one in outcomes if isinstance(one, Document)]
    with Ledger.open(store, readonly=True) as ledger:
        for looked in look(documents, ledger, as_of):
            if as_json:
                screen.print_json(_row(looked.document.id, touch) for touch in looked.touches)
            else:
                _print(looked, as_of)
    return 1 if screen.failures([one for one in outcomes if not isinstance(one, Document)]) else 0


def _row(document_id: str, touch: "Touch") -> dict[str, Any]:
    promise, said = touch.commitment, touch.evidence
    return {
        "document_id": document_id,
        "start": said.quote.start,
        "end": said.quote.end,
        "text": said.quote.exact,
        "date": said.stated_on.last.isoformat(),
        "relation": said.relation.value,
        "confidence": said.confidence,
        "effective_date": said.effective.last.isoformat(),
        "why": list(said.why),
        "changes": [{"what": one.what, "before": one.before, "after": one.after} for one in touch.changes],
        "commitment_id": promise.id,
        "commitment_document_id": touch.letter.id,
        "commitment_date": promise.made_on.last.isoformat(),
        "commitment_number": touch.letter.number,
        "commitment_text": promise.quote.exact,
        "title": promise.title,
        "as_of": touch.before.as_of.isoformat(),
        "state_before": touch.before.state.value,
        "state_after": touch.after.state.value,
        "headline_before": touch.before.headline.value,
        "headline_after": touch.after.headline.value,
        "reason_after": touch.after.reasons[0].words,
    }


def _print(looked: "Looked", as_of: date) -> None:
    from yinuo.serve.cli.words import RELATIONS, STATES

    document = looked.document
    name = document.number or document.title or document.source or document.id
    counts = f"{len({touch.commitment.id for touch in looked.touches})} 項承諾 promises touched"
    click.echo(f"{name}　{document.date}　{counts}（比對 compared {looked.compared:,}）")
    if looked.known_as:
        click.echo(f"  帳本已有此文 already in the ledger：{looked.known_as}")
    if document.date.last > as_of:
        click.echo(f"  文件晚於 {as_of}，那天還不知道 · later than that day：--as-of {document.date.last}")
    for touch in looked.touches:
        said, before, after = touch.evidence, touch.before.state, touch.after.state
        head = f"{RELATIONS[said.relation]} {said.relation.value}　{said.confidence:.0%}"
        click.echo(f"\n{touch.commitment.id[:8]}　{touch.commitment.title}　{head}")
        click.echo(f"  承諾 {touch.commitment.made_on}「{screen.one_line(touch.commitment.quote.exact)}」")
        click.echo(f"  此文「{screen.one_line(said.quote.exact)}」[{said.quote.start}:{said.quote.end}]")
        for change in touch.changes:
            click.echo(f"  {change.what}：「{change.before}」→「{change.after}」")
        moved = STATES[before] if before is after else f"{STATES[before]} → {STATES[after]}"
        click.echo(f"  狀態 state：{moved}　{touch.after.reasons[0].words}")
