"""``yinuo extract``: the commitments of files, without a ledger."""

from collections import Counter
from collections.abc import Iterator

import click

from yinuo.model import DateInterval, DocumentKind, Extraction
from yinuo.serve.cli import options, screen
from yinuo.words import Tier

__all__ = ["command"]


@click.command("extract", short_help="只取承諾，不寫帳本 · Commitments of files, no ledger")
@click.argument("paths", nargs=-1, required=True)
@options.document_options
@options.tier
@options.as_json
def command(paths: tuple[str, ...], dated: DateInterval | None, kind: str | None, tier: str, *, as_json: bool) -> int:
    """印出檔案裡的承諾，不寫帳本；「-」讀標準輸入。

    Print the commitments of files; no ledger, no network. «-» reads standard input.

    With --json, one object a line: document_id, start, end, text, level (C1|C2|C3), title,
    deadlines [{text, date, event}], target {text, value, unit}|null, agency, category, confidence,
    candidate (true: not sure enough to be published without a reviewer).
    """
    from yinuo.collect.sources import open_sources
    from yinuo.extract.commitments import extract
    from yinuo.extract.rows import commitment_row
    from yinuo.model import Document
    from yinuo.pipeline import read

    errors: list[Exception] = []

    def extractions() -> Iterator[Extraction]:
        outcomes = read(open_sources(paths), date=dated, kind=DocumentKind(kind) if kind else None)
        for outcome in outcomes:
            if isinstance(outcome, Document):
                yield extract(outcome, tier=Tier(tier))
            else:
                errors.append(outcome)

    if as_json:
        screen.print_json(commitment_row(found) for extraction in extractions() for found in extraction.commitments)
    else:
        for extraction in extractions():
            _print(extraction)
    return 1 if screen.failures(errors) else 0


def _print(extraction: Extraction) -> None:
    from yinuo.extract.confidence import publication
    from yinuo.serve.cli.words import SIGNS

    document = extraction.document
    console = screen.console()
    roles = Counter(role for statement in extraction.statements for role in statement.roles)
    head = f"{document.number or document.title or document.id}　{document.date}"
    counts = f"{len(extraction.commitments)} 項承諾 commitments，{len(extraction.statements)} 句 statements"
    told = "、".join(f"{role.value} {count}" for role, count in sorted(roles.items()))
    console.print(head, style="bold", markup=False)
    console.print(f"{counts}（{told}）" if told else counts, style="dim", markup=False)
    for found in extraction.commitments:
        due = "、".join(str(deadline.due) for deadline in found.deadlines)
        title = SIGNS[publication(found.confidence)] + found.title
        facts = "　".join(part for part in (found.level.value, title, due and f"期限 {due}") if part)
        console.print(f"\n● {facts}", style="bold", markup=False)
        console.print(f"  「{found.quote.exact}」", markup=False)
        agency = (found.agency.name or found.agency.words) if found.agency else "機關不明"
        place = f"[{found.quote.start}:{found.quote.end}]　信心 {found.confidence:.0%}"
        console.print(f"  {agency}　{found.category or '類別不明'}　{place}", style="dim", markup=False)
    console.print()
