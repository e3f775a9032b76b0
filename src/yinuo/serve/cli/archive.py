"""``yinuo archive``: what was fetched, when, and whether it is all still there."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yinuo.errors import InputError, UsageError
from yinuo.serve.cli import options, screen
from yinuo.serve.cli.sync import archive_option, archive_path

if TYPE_CHECKING:
    from yinuo.collect.archive import Archive, Snapshot

__all__ = ["command"]


@click.group("archive", short_help="典藏 · The archive of everything fetched")
@options.store
@archive_option
@click.pass_context
def command(context: click.Context, store: str, archive: str | None) -> None:
    """收集來的每個位元組只存一次，記下位址與時間。

    Every fetched byte, kept once, with its address and the times it was seen.

    \b
    yinuo archive list                 每個位址最近一次 · each address, as last seen
    yinuo archive show ADDRESS         這個位址的歷次內容 · its history
    yinuo archive show ADDRESS --body  最近一份原文 · its last good body, to stdout
    yinuo archive verify               逐一核對雜湊 · prove every body
    """
    context.obj = archive_path(store, archive)


def _opened(context: click.Context, *, create: bool = False) -> "Archive":
    from yinuo.collect.archive import Archive

    path = context.obj
    return Archive.open(path, create=create)


@command.command("list", short_help="位址清單 · Every address, as last seen")
@click.argument("prefix", default="")
@options.as_json
@click.pass_context
def list_(context: click.Context, prefix: str, *, as_json: bool) -> int:
    """每個位址最近一次的情形；PREFIX 只列以此開頭的。

    Every address as it was last seen; with PREFIX only those that begin with it.
    """
    with _opened(context) as archive:
        rows = (_standing(archive, address) for address in archive.addresses(prefix))
        if as_json:
            screen.print_json(rows)
            return 0
        count = 0
        for row in rows:
            count += 1
            click.echo(_line(row["fetched_at"], row["status"], row["size"], row["fault"], row["address"]))
        screen.say(f"{count:,} 個位址 addresses")
    return 0


def _standing(archive: "Archive", address: str) -> dict[str, Any]:
    history = archive.history(address)
    good = archive.latest(address)
    return _row(history[-1]) | {
        "looks": len(history),
        "versions": sum(look.new for look in history),
        "good": good.sha256 if good else None,
    }


def _row(look: "Snapshot") -> dict[str, Any]:
    return {
        "address": look.address,
        "fetched_at": look.fetched_at.isoformat(timespec="seconds"),
        "status": look.status,
        "sha256": look.sha256,
        "size": look.size,
        "new": look.new,
        "fault": look.fault,
    }


def _line(at: str, status: int, size: int, fault: str, words: str) -> str:
    return f"{at}  {status}  {size:>12,}  {f'✗ {fault}  ' if fault else ''}{screen.one_line(words)}"


@command.command("show", short_help="一個位址的歷史 · The history of an address")
@click.argument("address")
@click.option("--body", is_flag=True, help="印出最近一份好的原文 · Write the last good body to stdout.")
@options.as_json
@click.pass_context
def show(context: click.Context, address: str, *, body: bool, as_json: bool) -> int:
    """這個位址每次看到什麼：有沒有變、何時消失。

    What every look at an address found: whether it changed, when it vanished.
    """
    with _opened(context) as archive:
        history = archive.history(address)
        if not history:
            raise UsageError(
                "典藏裡沒有這個位址（not in the archive）", where=address, remedy="請看（see）：yinuo archive list"
            )
        if body:
            return _write_body(archive, address)
        if as_json:
            screen.print_json(_row(look) | {"headers": dict(look.headers)} for look in history)
            return 0
        for look in history:
            told = f"{look.sha256[:16]}{' 新內容 new' if look.new else ''}"
            click.echo(_line(look.fetched_at.isoformat(timespec="seconds"), look.status, look.size, look.fault, told))
    return 0


def _write_body(archive: "Archive", address: str) -> int:
    latest = archive.latest(address)
    if latest is None:
        raise InputError("從沒收到好的內容（no good body was ever seen）", where=address)
    sys.stdout.buffer.write(archive.body(latest.sha256))
    sys.stdout.buffer.flush()
    return 0


@command.command("export", short_help="匯出成檔案 · Write it as plain files")
@click.argument("folder", metavar="DIR")
@click.option("--prefix", default="", help="只匯出以此開頭的位址 · Only addresses that begin with this.")
@click.pass_context
def export(context: click.Context, folder: str, prefix: str) -> int:
    """寫成 index.jsonl 與 bodies/；重做一次位元組不變。

    Write index.jsonl and bodies/ into DIR; doing it again gives the same bytes.
    """
    with _opened(context) as archive:
        done = archive.export(Path(folder), prefix)
    screen.say(f"{folder}：{done.sightings:,} 次 looks，{done.bodies:,} 份內容 bodies")
    return 0


@command.command("import", short_help="收進匯出的典藏 · Take in an exported archive")
@click.argument("folder", metavar="DIR")
@click.pass_context
def import_(context: click.Context, folder: str) -> int:
    """收進 yinuo archive export 寫出的資料夾；已有的不重複。

    Take in a folder written by yinuo archive export; what is here already is left out.
    """
    taken: list[str] = []
    with _opened(context, create=True) as archive:
        failed = screen.failures(_faults_of(archive, Path(folder), taken))
    screen.say(f"{folder}：收進 {len(taken):,} 次 looks taken in")
    return 1 if failed else 0


def _faults_of(archive: "Archive", folder: Path, taken: list[str]) -> Iterator[InputError]:
    for item in archive.absorb(folder):
        if isinstance(item, InputError):
            yield item
        else:
            taken.append(item.address)


@command.command("prune", short_help="清掉舊的 · Take away what is old")
@click.option(
    "--keep",
    "versions",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="每個位址留最近幾種內容 · Different bodies to keep of each address.",
)
@click.option("--since", type=options.Day(), metavar="DAY", help="這天以後的都留 · Keep all seen since this day.")
@click.option("--dry-run", is_flag=True, help="只說會清掉什麼 · Only say what would go.")
@click.pass_context
def prune(context: click.Context, versions: int, since: date | None, *, dry_run: bool) -> int:
    """每個位址留最近 N 種內容與最後一次情形，其餘清掉；帳本不受影響。

    Keep the last N different bodies of each address; the ledger holds its own texts and stays as it is.
    """
    from yinuo.collect.archive import Keep

    start = datetime.combine(since, time.min, tzinfo=UTC) if since else None
    with _opened(context) as archive:
        done = archive.prune(Keep(versions, start), dry_run=dry_run)
    verb = "會清掉 would go" if dry_run else "已清掉 gone"
    screen.say(f"{verb}：{done.sightings:,} 次 looks，{done.bodies:,} 份內容 bodies，{done.size:,} 位元組 bytes")
    return 0


@command.command("verify", short_help="核對典藏 · Prove the archive")
@click.pass_context
def verify(context: click.Context) -> int:
    """重算每份內容的雜湊，檢查索引。

    Recompute the hash of every body and check the index.
    """
    with _opened(context) as archive:
        faults = archive.verify()
        count = sum(1 for _ in archive.addresses())
    for fault in faults:
        click.echo(f"✗ {fault}")
    verdict = "✗ 典藏有誤 the archive is broken" if faults else "✓ 典藏完好 the archive holds"
    click.echo(f"{verdict}：{count:,} 個位址 addresses")
    return 1 if faults else 0
