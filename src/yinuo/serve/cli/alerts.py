"""``yinuo alerts``: send what is new to those who follow it, by mail, webhook or chat."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yinuo.errors import UsageError
from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.publish.events import Event
    from yinuo.serve.alerts.delivery import Outcome
    from yinuo.serve.alerts.rules import Rule
    from yinuo.serve.alerts.sending import AppriseSender

__all__ = ["command"]


@click.group("alerts", short_help="提醒 · Send what is new to those who follow it")
def command() -> None:
    """把新消息寄給追蹤的人：新承諾、新證據、狀態改變；同一件事不寄兩次。

    Send what is new, by the rules of a TOML file (docs/alerts.md) and by those that users made on their own pages,
    through Apprise: mail, webhook, chat. Nothing is sent twice to one destination; what was there before a rule was
    is no news.
    """


def _outbox(function: options.Decorated) -> options.Decorated:
    return click.option(
        "--outbox",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="記下寄過什麼，預設「帳本-alerts」· What was sent; default: STORE-alerts.",
    )(function)


@command.command("send", short_help="寄出新消息 · Send what is new")
@click.argument("rules", type=click.Path(path_type=Path, dir_okay=False), metavar="[RULES.toml]", required=False)
@options.store
@_outbox
@click.option(
    "--desk",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="帳號檔，使用者自訂的規則在裡面，預設「帳本-desk」· Accounts, with what users follow; default: STORE-desk.",
)
@click.option(
    "--mail",
    metavar="ADDRESS",
    help="寄信給使用者的 Apprise 位址 · What mail to users leaves by; or $NAME, from the environment.",
)
@options.as_of
@click.option("--base-url", metavar="URL", help="網站的網址，供連結用 · Where the reading room is, for links.")
@click.option("--dry-run", is_flag=True, help="只說會寄什麼 · Say what would be sent; send and remember nothing.")
@click.option("--resend-doubtful", is_flag=True, help="不確定寄到的再寄 · Send again what may not have arrived.")
@options.as_json
def send(
    rules: Path | None,
    store: str,
    outbox: Path | None,
    desk: Path | None,
    mail: str | None,
    as_of: date,
    base_url: str | None,
    *,
    dry_run: bool,
    resend_doubtful: bool,
    as_json: bool,
) -> int:
    """依規則寄出新消息：規則檔裡的，和使用者在網頁上自訂的；可排程，跑幾次都不會重寄。

    Send what is new, by the rules of a file and by those that users made on their pages; safe to run as often as you
    like. A new rule first learns what is there and sends nothing.
    """
    from yinuo.persist.catalogue import Catalogue
    from yinuo.persist.connection import store_path
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.outbox import Outbox
    from yinuo.publish.addresses import base_address
    from yinuo.serve.alerts.delivery import Round, deliver
    from yinuo.serve.alerts.personal import PostRoom
    from yinuo.serve.alerts.rules import Rule
    from yinuo.serve.alerts.sending import AppriseSender
    from yinuo.serve.news import lately, link_to

    place, apprise, base = store_path(store), AppriseSender(), base_address(base_url)
    sender = PostRoom(apprise, _mail(apprise, mail))
    known = _rules(apprise, rules, desk or place.with_name(f"{place.name}-desk"))
    catalogue = Catalogue.open(place)
    outcomes: list[Outcome] = []
    with (
        Ledger.open(place, readonly=True) as ledger,
        Outbox(outbox or place.with_name(f"{place.name}-alerts")) as box,
    ):
        if resend_doubtful and not dry_run:
            box.forget_doubtful()
        going = Round(box, None if dry_run else sender, link_to(base), datetime.now(UTC))

        def events_of(rule: Rule) -> "list[Event]":
            _, news = lately(ledger, catalogue, rule.follow, as_of, base)
            return [event for event in reversed(news) if rule.wants(event)]

        outcomes.extend(deliver(known, events_of, going))
        doubtful = len(box.doubtful())
    catalogue.close()
    _tell(outcomes, doubtful, dry_run=dry_run, as_json=as_json)
    return 1 if any(one.fault for one in outcomes) else 0


def _mail(apprise: "AppriseSender", words: str | None) -> str | None:
    """What mail to users leaves by.

    Raises:
        UsageError: it is no address of Apprise, says to whom, or is a variable that is not set.
    """
    from yinuo.serve.alerts.rules import from_environment

    if words is None:
        return None
    found = from_environment(words.strip(), "--mail", os.environ)
    if re.search(r"[?&]to=", found):
        raise UsageError("收件人不寫在這裡（leave out to=）", where="--mail", remedy="mailtos://…?from=…")
    apprise.refuse_unknown(found, "--mail")
    return found


def _rules(apprise: "AppriseSender", file: Path | None, desk: Path) -> "list[Rule]":
    """The rules of a file, where one is given, and those of users, where there are any accounts.

    Raises:
        UsageError: neither, or an address in the file that Apprise does not know.
    """
    from yinuo.persist.desk import Desk
    from yinuo.persist.desk_follows import every_follow
    from yinuo.serve.alerts.personal import own_rules
    from yinuo.serve.alerts.rules import read_rules

    if file is None and not desk.exists():
        raise UsageError("沒有規則（no rules）", where=str(desk), remedy="yinuo alerts send RULES.toml")
    known = list(read_rules(file)) if file else []
    for rule in known:
        for destination in rule.to:
            apprise.refuse_unknown(destination, f"{file} [rules.{rule.name}]")
    if desk.exists():
        with Desk.open(desk, create=False) as opened:
            known += own_rules(every_follow(opened))
    return known


def _tell(outcomes: "list[Outcome]", doubtful: int, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        names = ("rule", "place", "begun", "messages", "events", "waiting", "fault")
        screen.print_json([{name: getattr(one, name) for name in names} for one in outcomes])
    else:
        for one in outcomes:
            click.echo(f"{one.rule} → {one.place}：{_words(one, dry_run=dry_run)}")
    if doubtful:
        screen.say(
            f"⚠ {doubtful:,} 則不確定寄到沒有（may not have arrived）；再寄請加（to send again）--resend-doubtful"
        )


def _words(one: "Outcome", *, dry_run: bool) -> str:
    if one.begun:
        return "新規則，之後的消息才寄（a new rule: news from now on）"
    if one.fault:
        return f"✗ {one.fault}；下次再試（tried again later）"
    if one.waiting:
        return f"{one.waiting:,} 則待下次彙整（wait for the next digest or try）"
    if not one.messages:
        return "沒有新消息（nothing new）"
    sent = "會寄 would send" if dry_run else "已寄 sent"
    return f"{sent} {one.messages:,} 封，{len(one.events):,} 則（messages, happenings）"


@command.command("check", short_help="檢查規則 · Check a file of rules")
@click.argument("rules", type=click.Path(path_type=Path, dir_okay=False), metavar="RULES.toml")
def check(rules: Path) -> int:
    """檢查規則檔與收件位址，什麼都不寄。

    Check rules and destinations; nothing is sent, no destination is contacted.
    """
    from yinuo.serve.alerts.rules import read_rules
    from yinuo.serve.alerts.sending import AppriseSender

    sender = AppriseSender()
    for rule in read_rules(rules):
        for destination in rule.to:
            sender.refuse_unknown(destination, f"{rules} [rules.{rule.name}]")
        follow = "、".join(f"{name}={value}" for name, value in rule.follow.words()) or "全部 all"
        click.echo(f"✓ {rule.name}：{follow} → {len(rule.to)} 處（destinations），{rule.when.value}")
    return 0


@command.command("log", short_help="寄過什麼 · What was sent")
@options.store
@_outbox
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, metavar="N")
@options.as_json
def log(store: str, outbox: Path | None, limit: int, *, as_json: bool) -> int:
    """最近寄出的，新的在前；也列出不確定寄到沒有的。

    The last happenings sent, newest first, and those that may not have arrived.
    """
    from yinuo.persist.connection import store_path
    from yinuo.persist.outbox import Outbox

    place = store_path(store)
    box = outbox or place.with_name(f"{place.name}-alerts")
    if not box.exists():
        raise UsageError("還沒寄過（nothing was ever sent）", where=str(box), remedy="yinuo alerts send RULES.toml")
    with Outbox(box) as held:
        rows = [*held.doubtful(), *held.sent(limit)]
    if as_json:
        screen.print_json(
            [{"rule": one.rule, "event": one.event, "delivery": one.delivery.value, "at": one.at} for one in rows]
        )
    else:
        for one in rows:
            click.echo(f"{one.at[:19]}  {one.delivery.value:<8} {one.rule}  {one.event}")
    return 0
