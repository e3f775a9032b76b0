"""``yinuo sync``: everything since last time, from the sources to the standing of promises."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yinuo.errors import UsageError
from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.sync import Synced, Told

__all__ = ["archive_option", "archive_path", "command", "print_summary", "state_path"]


def archive_path(store: str, archive: str | None) -> Path:
    """The archive's folder: as given, else beside the ledger."""
    return Path(archive) if archive else Path(f"{store}.archive")


def state_path(store: str) -> Path:
    """The memory file beside the ledger: it tells what this ledger has read."""
    return Path(f"{store}.sync")


archive_option = click.option(
    "--archive",
    metavar="DIR",
    envvar="YINUO_ARCHIVE",
    help="典藏資料夾，預設在帳本旁 · The archive's folder (default: STORE.archive).",
)


@click.command("sync", short_help="從來源收集新文件 · Collect what is new from the sources")
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@options.store
@archive_option
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SOURCE.OPTION=VALUE",
    help="來源的選項（見 yinuo sources --options）· An option of a source.",
)
@click.option("--all", "everything", is_flag=True, help="連還不必再問的也問 · Ask also what is not due yet.")
@click.option("--offline", is_flag=True, help="不連線，只從典藏重讀 · Ask nothing: read again from the archive.")
@click.option(
    "--dry-run", is_flag=True, help="只說會問什麼，不連線也不寫入 · Say what would be asked; ask and write nothing."
)
@click.option("--allow-private", is_flag=True, help="允許內部網路的位址 · Allow addresses of the own network.")
@click.option(
    "--pace", type=click.FloatRange(min=0), help="同一主機兩次請求至少隔幾秒 · Seconds between requests to a host."
)
@click.option("--jobs", type=click.IntRange(min=1), help="使用幾個處理程序 · How many processes (default: one a core).")
@options.tier
@options.as_json
def command(
    sources: tuple[str, ...],
    store: str,
    archive: str | None,
    settings: tuple[str, ...],
    pace: float | None,
    jobs: int | None,
    tier: str,
    *,
    everything: bool,
    offline: bool,
    dry_run: bool,
    allow_private: bool,
    as_json: bool,
) -> int:
    """從各來源收集上次以來的新文件，存入典藏，取出承諾、比對後續，並說明哪些是新的、變了、沒回應、壞了。

    Collect from SOURCE… (all by default) what is new since last time, keep every byte in the archive, read it
    into the ledger, and link it. Safe to stop at any point and to run again.
    """
    from yinuo.collect.fetch import Rules
    from yinuo.engines import engine
    from yinuo.persist.ledger import Ledger
    from yinuo.sync import collection, plan, select, sync
    from yinuo.words import Tier

    wanted = select(sources, _settings(settings))
    rules = Rules() if pace is None else Rules(pace=pace)
    over = collection(
        archive_path(store, archive),
        state_path(store),
        datetime.now(UTC),
        rules=rules,
        allow_private=allow_private,
        offline=offline,
        everything=everything,
        dry=dry_run,
    )
    with over as collected:
        if dry_run:
            _print_plan(plan(wanted, collected), as_json=as_json)
            return 0
        with Ledger.open(store) as ledger, engine(jobs) as cores, screen.progress_bar() as progress:
            done = sync(wanted, collected, ledger, cores, progress, tier=Tier(tier))
    if as_json:
        screen.print_json([*map(_row, done.sources), {"source": None, "evidence": dict(done.evidence)}])
    else:
        print_summary(done, store)
    return 1 if done.broken else 0


def _settings(given: Iterable[str]) -> dict[str, dict[str, str]]:
    """«replies.terms=10-11» → {"replies": {"terms": "10-11"}}."""
    found: dict[str, dict[str, str]] = {}
    for one in given:
        name, mark, value = one.partition("=")
        source, dot, option = name.partition(".")
        if not mark or not dot:
            raise UsageError(f"要寫成 來源.選項=值（write SOURCE.OPTION=VALUE）：{one}")
        found.setdefault(source, {})[option] = value
    return found


def _print_plan(lines: Iterable[tuple[str, str]], *, as_json: bool) -> None:
    if as_json:
        screen.print_json({"source": source, "asks": words} for source, words in lines)
        return
    for source, words in lines:
        click.echo(f"{source}\t{words}")


def _row(told: "Told") -> dict[str, Any]:
    return {
        "source": told.source,
        "captures": told.captures,
        "documents": told.documents,
        "copies": told.copies,
        "known": told.known,
        "commitments": told.commitments,
        "changed": told.changed,
        "silent": told.silent,
        "broken": told.broken,
        "notes": told.notes,
    }


def print_summary(done: "Synced", store: str) -> None:
    """What a run did, source by source: new, changed (變), silent (無), broken (✗), told (·)."""
    from yinuo.serve.cli.words import RELATIONS

    for told in done.sources:
        new = f"新 {told.documents:,} 份文件，{told.commitments:,} 項承諾"
        click.echo(f"{told.source}：{new} · {told.documents:,} new documents, {told.commitments:,} commitments")
        _lines("變", "changed", told.changed)
        _lines("無", "silent: unknown, not none", told.silent)
        _lines("✗", "broken", told.broken)
        _lines("·", "told", told.notes)
    found = "，".join(f"{RELATIONS[name]} {count:,}" for name, count in sorted(done.evidence.items()))
    click.echo(f"新證據：{found or '無'} · new evidence")
    click.echo(f"帳本 ledger：{store}　接著可看：yinuo sources、yinuo list")


def _lines(sign: str, english: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"  {sign} {len(lines):,} · {english}")
    alike: dict[str, list[str]] = {}  # by what is said of the place: a broken network says one thing of each
    for line in lines:
        alike.setdefault(line.partition("：")[2] or line, []).append(line)
    for same in list(alike.values())[:20]:
        shown = same if len(same) <= 3 else same[:1]
        for line in shown:
            click.echo(f"    {sign} {line}")
        if len(same) > len(shown):
            click.echo(f"      同樣的還有 {len(same) - 1:,} 則（--json 看全部）· more of the same (--json)")
    if len(alike) > 20:
        click.echo(f"    … 還有 {len(alike) - 20:,} 種（--json 看全部）· and more (--json)")
