"""``yinuo show``: one commitment as a timeline, with quotes and where they stand."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["command"]


@click.command("show", short_help="一則承諾的始末 · One commitment as a timeline")
@click.argument("identity", metavar="ID")
@options.store
@options.as_of
@options.decided_until
@click.option("--why", is_flag=True, help="也印出判斷的理由 · Also print the reasons that decided.")
@options.as_json
def command(identity: str, store: str, as_of: date, decided_until: date | None, *, why: bool, as_json: bool) -> int:
    """印出一則承諾：原文與出處、期限與目標、之後每一則證據、某日的判定與理由。

    ID may be any beginning of the id that is unique.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.views import show

    with Ledger.open(store, readonly=True) as ledger:
        told = show(ledger, identity, as_of, decided_until=decided_until)
        if why:
            from yinuo.persist.reasons import reasons

            told["why"] = reasons(ledger, told["commitment"]["id"])
    if as_json:
        screen.print_json([told])
    else:
        _print(screen.console(), told, as_of, why=why)
    return 0


def _print(console: "Console", told: dict[str, Any], as_of: date, *, why: bool) -> None:
    from yinuo.serve.cli.words import LEVELS, SIGNS, STATES

    commitment, judgement = told["commitment"], told["judgement"]
    agency = commitment["agency"] or commitment["agency_words"] or "機關不明"
    console.print(
        f"\n{SIGNS[commitment['publication']]}{commitment['title']}　【{STATES[judgement['state']]}】",
        style="bold",
        markup=False,
    )
    kind = f"{LEVELS[commitment['level']]}（{commitment['level']}）"
    console.print(
        f"{commitment['id']}　{kind}　{agency}　{commitment['category'] or '類別不明'}", style="dim", markup=False
    )
    _print_promise(console, commitment)
    _print_judgement(console, judgement, as_of)
    _print_following(console, told)
    _print_timeline(console, told["timeline"])
    if why:
        from yinuo.serve.cli.why import print_reasons

        _section(console, "判讀理由", "why it was read so")
        print_reasons(console, told["why"])
    console.print()


def _print_promise(console: "Console", commitment: dict[str, Any]) -> None:
    from yinuo.serve.cli.words import both_calendars

    _section(console, "原文", "the promise")
    console.print(f"「{screen.one_line(commitment['text'])}」", markup=False)
    place = f"[{commitment['start']}:{commitment['end']}]"
    source = commitment["number"] or commitment["subject"] or commitment["document_id"]
    console.print(f"— {source}　{both_calendars(commitment['date'])}　{place}", style="dim", markup=False)
    if commitment["askers"]:
        console.print(f"  質詢 asked by：{'、'.join(commitment['askers'])}", style="dim", markup=False)
    if commitment["url"]:
        console.print(f"  {commitment['url']}", style="dim", markup=False)
    for deadline in commitment["deadlines"]:
        event = f"　{deadline['event']}" if deadline["event"] else ""
        what = "起始（至遲） begins by" if deadline["starts"] else "期限 due"
        console.print(f"{what}：{both_calendars(deadline['date'])}{event}　「{deadline['text']}」", markup=False)
    if target := commitment["target"]:
        console.print(f"目標 target：{target['value']:,} {target['unit']}　「{target['text']}」", markup=False)
    if commitment["successor"]:
        console.print(f"業務現由 now with：{commitment['successor']}", markup=False)


def _print_judgement(console: "Console", judgement: dict[str, Any], as_of: date) -> None:
    from yinuo.serve.cli.words import SCHEDULES, STATES, both_calendars

    _section(console, f"判定（{as_of}）", "the standing")
    axes = f"{judgement['headline']}　{SCHEDULES[judgement['schedule']]}"
    console.print(f"{STATES[judgement['state']]}　{axes}", markup=False)
    for reason in judgement["reasons"]:
        console.print(f"  因 because：{reason['words']}（{reason['rule']}）", markup=False)
    searched, told = both_calendars(judgement["last_searched"]), both_calendars(judgement["last_evidence"])
    line = f"  已查到 searched until：{searched}　最後證據 last evidence：{told}"
    console.print(line, style="dim", markup=False)


def _print_following(console: "Console", told: dict[str, Any]) -> None:
    """Figures, days and tellings, each only where there is something to tell."""
    from yinuo.serve.cli.following import print_measures, print_milestones, print_thread

    if told["measures"]:
        _section(console, "數字", "the figures")
        print_measures(console, told["measures"])
    if told["milestones"]:
        _section(console, "各期限", "its days one by one")
        print_milestones(console, told["milestones"])
    if told["thread"]:
        _section(console, "歷次說法", "its tellings side by side")
        print_thread(console, told["thread"], told["commitment"]["id"])


def _print_timeline(console: "Console", timeline: list[dict[str, Any]]) -> None:
    from yinuo.serve.cli.words import RELATIONS, both_calendars

    _section(console, "時間軸", "the timeline")
    if not timeline:
        console.print("之後的文件裡沒有證據 · no evidence in later documents", markup=False)
    for item in timeline:
        sure = f"{item['confidence']:.0%} {item['decided_by']}"
        head = f"{both_calendars(item['date'])}　{RELATIONS[item['relation']]} {item['relation']}　{sure}"
        if item["effective_date"] != item["date"]:
            head += f"　所述之事 event：{item['effective_date']}"
        if not item["accepted"]:
            head += "　〔信心不足，不計入判定 · not counted〕"
        console.print(head, style="bold" if item["accepted"] else "dim", markup=False)
        console.print(f"  「{screen.one_line(item['text'])}」", markup=False)
        source = item["number"] or item["subject"] or item["document_id"]
        console.print(f"  — {source}　[{item['start']}:{item['end']}]", style="dim", markup=False)
        _print_linked(console, item)


def _print_linked(console: "Console", item: dict[str, Any]) -> None:
    """Why it is linked: the names that both texts give, and the words that tell what happened."""
    from yinuo.serve.cli.words import cue_words

    names = [f"同有「{name}」" for name in item["shared"]]
    told = [screen.one_line(words) for one in item["why"] if (words := cue_words(one))]
    words = "、".join([*names, *told]) or "用字相近 like words"
    console.print(f"  為何連結 why linked：{words}", style="dim", markup=False)


def _section(console: "Console", chinese: str, english: str) -> None:
    console.print(f"\n── {chinese} · {english} ──", style="dim", markup=False)
