"""``yinuo judge``: pairs of commitment and later passage, or everything in the ledger not yet linked."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from yinuo.errors import InputError, UsageError
from yinuo.serve.cli import options, screen

__all__ = ["command"]


@click.command("judge", short_help="承諾與後文的關係 · What later passages say about commitments")
@click.option(
    "--pairs", metavar="FILE", help="每行一對的 JSON Lines，「-」讀標準輸入 · Pairs, one a line; «-» reads stdin."
)
@options.store
@options.as_json
def command(pairs: str | None, store: str, *, as_json: bool) -> int:
    """判斷後來的文句對承諾說了什麼。

    With --pairs FILE.jsonl: each line {"commitment": {text, date, title?, deadlines?, target?, agency?, subject?},
    "evidence": {text, date, context?, subject?}}; prints, row for row, {relation, score, confidence, quote}.

    Without it: link what the ledger holds and has not linked yet (after `import`, say).
    """
    if pairs is not None:
        return _judge_pairs(pairs)
    from yinuo.engines import engine
    from yinuo.persist.ledger import Ledger
    from yinuo.pipeline import link

    with Ledger.open(store, create=False) as ledger, engine() as cores, screen.progress_bar() as progress:
        found = link(ledger, cores, progress)
    if as_json:
        screen.print_json([dict(found)])
    else:
        told = (
            "、".join(f"{relation} {count}" for relation, count in sorted(found.items())) or "無新連結（nothing new）"
        )
        screen.say(f"證據 evidence：{told}")
    return 0


def _judge_pairs(name: str) -> int:
    from yinuo.judge.rows import judge_row

    errors: list[InputError] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number, line in enumerate(_lines(name), 1):
            if not line.strip():
                continue
            try:
                yield judge_row(json.loads(line))
            except (json.JSONDecodeError, RecursionError):
                raise InputError("不是 JSON（not JSON）", where=f"{name}:{number}") from None
            except InputError as error:
                raise error.at(f"{name}:{number}") from None

    screen.print_json(rows())
    return 1 if screen.failures(errors) else 0


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin.buffer.read().decode("utf-8-sig", errors="replace").splitlines()
        return
    try:
        with Path(name).open(encoding="utf-8-sig") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"無法開啟（cannot open）：{error.strerror}", where=name) from None
    except UnicodeDecodeError:
        raise InputError("不是 UTF-8（not UTF-8）", where=name) from None
