"""``yinuo status``: where commitments stand on a day, and why."""

from collections import Counter
from datetime import date
from typing import Any

import click

from yinuo.serve.cli import options, screen

__all__ = ["command"]

KINDS = {
    "reply": "質詢答復 replies",
    "report": "報告 reports",
    "news": "新聞稿 news",
    "gazette": "公報 gazette",
    "other": "其他 other",
}


@click.command("status", short_help="某日的狀態 · Where commitments stand on a day")
@click.argument("identities", metavar="[ID]…", nargs=-1)
@options.store
@options.as_of
@options.decided_until
@options.as_json
def command(identities: tuple[str, ...], store: str, as_of: date, decided_until: date | None, *, as_json: bool) -> int:
    """某一天的判定：全部的統計，或指定承諾的理由。

    The standing on a day: counts of all, or of the given commitments with the rule and the quotes it rests on.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.searched import searched_rows
    from yinuo.persist.views import count_candidates, list_rows, show
    from yinuo.serve.cli.words import STATES

    with Ledger.open(store, readonly=True) as ledger:
        if identities:
            told = [show(ledger, identity, as_of, decided_until=decided_until) for identity in identities]
            if as_json:
                screen.print_json(item["judgement"] for item in told)
                return 0
            for item in told:
                click.echo(f"{item['commitment']['id'][:8]}　{item['commitment']['title']}")
                click.echo(f"  {as_of}　{STATES[item['judgement']['state']]}　{item['judgement']['headline']}")
                _show_axes(item["judgement"])
                for reason in item["judgement"]["reasons"]:
                    click.echo(f"  因 because：{reason['words']}（{reason['rule']}）")
            return 0
        rows = list_rows(ledger, as_of, decided_until=decided_until)
        waiting = count_candidates(ledger, as_of, decided_until=decided_until)
        searched = searched_rows(ledger, as_of)
    states, headlines = Counter(row["state"] for row in rows), Counter(row["headline"] for row in rows)
    if as_json:
        counts = {"states": dict(states), "headlines": dict(headlines), "candidates": waiting}
        axes = {f"{axis}s": dict(Counter(row[axis] for row in rows)) for axis in ("schedule", "evidence_level")}
        screen.print_json([{"as_of": as_of.isoformat(), **counts, **axes, "searched": searched}])
        return 0
    click.echo(f"{as_of}：{len(rows):,} 項承諾 commitments")
    click.echo("　".join(f"{word} {count:,}" for word, count in headlines.most_common()))
    for name, words in STATES.items():
        if states[name]:
            click.echo(f"  {words:　<8}{states[name]:>7,}  {name}")
    _show_axis_counts(rows)
    if waiting:
        click.echo(f"  另有 {waiting:,} 則待複核 · candidates for review: not sure enough to be published")
    _show_searched(searched)
    return 0


def _show_axis_counts(rows: list[dict[str, Any]]) -> None:
    """How many stand where on each axis."""
    from yinuo.serve.cli.words import EVIDENCE_LEVELS, SCHEDULES

    for axis, head, words in (
        ("schedule", "期程 schedule", SCHEDULES),
        ("evidence_level", "證據 evidence", EVIDENCE_LEVELS),
    ):
        counts = Counter(row[axis] for row in rows)
        told = "　".join(f"{name} {counts[key]:,}" for key, name in words.items() if counts[key])
        if told:
            click.echo(f"  {head}：{told}")


def _show_axes(judged: dict[str, Any]) -> None:
    """What stands beside a state."""
    from yinuo.serve.cli.words import DECIDERS, EVIDENCE_LEVELS, SCHEDULES

    due = f"（{judged['due']}）" if judged["due"] else ""
    level = EVIDENCE_LEVELS[judged["evidence_level"]]
    click.echo(f"  期程 schedule：{SCHEDULES[judged['schedule']]}{due}　證據 evidence：{level}")
    told, searched = judged["last_evidence"] or "—", judged["last_searched"] or "—"
    click.echo(
        f"  最後證據 last evidence：{told}　查到 searched until：{searched}　由 by：{DECIDERS[judged['decided_by']]}"
    )


def _show_searched(rows: list[dict[str, Any]]) -> None:
    """What was searched: silence counts inside it only."""
    click.echo("查閱範圍 searched（範圍內才說「逾期」「無更新」 silence counts only inside）")
    for row in rows:
        whose = row["agency"] or "各機關 any body"
        gave = f"承諾 promises {row['promises']:,}　證據 evidence {row['evidence']:,}"
        click.echo(
            f"  {KINDS[row['kind']]}　{whose}　{row['first']}…{row['last']}　{row['documents']:,} 份"
            f"　{gave}　{row['recorded_at'][:10]} 收錄 kept"
        )
    if not rows:
        click.echo("  沒有文件 none")
