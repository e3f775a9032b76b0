"""What ``yinuo show`` prints of following a promise: figures and their pace, its days one by one, its tellings."""

from typing import TYPE_CHECKING, Any

from yinuo.judge.drift import How
from yinuo.judge.milestones import Reached
from yinuo.serve.cli import screen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_measures", "print_milestones", "print_thread"]

REACHED: dict[str, str] = {
    Reached.MET: "已見完成 met",
    Reached.MET_LATE: "逾期完成 met late",
    Reached.LATE: "逾期未見完成 late",
    Reached.OPEN: "未到期 open",
    Reached.MOVED: "官方改期 moved",
    Reached.UNKNOWN: "資料未涵蓋 unknown",
    Reached.PASSED: "已過，不據以認定逾期 passed",
}

MOVED: dict[str, str] = {
    How.LATER: "延後 later",
    How.EARLIER: "提前 earlier",
    How.PROLONGED: "延長 prolonged",
    How.SHORTENED: "縮短 shortened",
    How.LARGER: "提高 larger",
    How.SMALLER: "降低 smaller",
    How.OTHER: "換了機關 another body",
    How.SOFTER: "用語轉弱 softer",
    How.FIRMER: "用語轉強 firmer",
}

ASPECTS: dict[str, str] = {"deadline": "期限", "target": "目標", "agency": "機關", "wording": "用語"}


def print_measures(console: "Console", told: dict[str, Any]) -> None:
    """The series against the target, oldest first, then the pace needed, the pace kept and the landing."""
    unit = told["unit"]
    if begun := told["started"]:
        console.print(f"起點 started：{begun['date']}　{begun['value']:,} {unit}　「{begun['text']}」", markup=False)
    for point in told["points"]:
        share = "" if point["share"] is None else f"　{point['share']:.0%}"
        met = "　已達目標 met" if point["met"] else ""
        console.print(f"{point['date']}　{point['value']:,} {unit}{share}{met}　「{point['text']}」", markup=False)
    if not told["points"]:
        console.print("證據裡沒有同一事物、同一種單位的數字 · no figure of this thing and unit yet", markup=False)
    if pace := told["pace"]:
        _print_pace(console, pace, unit)


def _print_pace(console: "Console", pace: dict[str, Any], unit: str) -> None:
    if pace["needed"] is not None:
        console.print(f"  所需速度 needed：每年 {pace['needed']:,} {unit}", markup=False)
    if pace["kept"] is not None:
        console.print(f"  目前速度 kept：每年 {pace['kept']:,} {unit}（{pace['points']} 點 points）", markup=False)
    if pace["landing_likely"]:
        until = pace["landing_last"] or "不定 open-ended"
        words = f"  照此速度 lands：約 {pace['landing_likely']}（{pace['landing_first']}…{until}）"
        console.print(words, markup=False)


def print_milestones(console: "Console", told: list[dict[str, Any]]) -> None:
    """Every deadline with how it stands."""
    for item in told:
        event = f"　{item['event']}" if item["event"] else ""
        moved = f" → {item['due']}" if item["due"] != item["date"] else ""
        shown = f"　證據 evidence：{'、'.join(one[:8] for one in item['evidence_ids'])}" if item["evidence_ids"] else ""
        line = f"{item['date']}{moved}{event}　{REACHED[item['state']]}　「{screen.one_line(item['text'])}」{shown}"
        console.print(line, markup=False)


def print_thread(console: "Console", told: dict[str, Any], own: str) -> None:
    """The tellings side by side: the first, then each later one in other words with what moved."""
    for item in (told["baseline"], *told["versions"]):
        here = "　← 本則 this one" if item["id"] == own else ""
        first = "最初 first" if item is told["baseline"] else "後來 later"
        console.print(f"{item['date']}　{first}　{item['id'][:8]}{here}", style="bold", markup=False)
        console.print(f"  「{screen.one_line(item['text'])}」", markup=False)
        for moved in item.get("moved", ()):
            _print_moved(console, moved, "異動 moved")
    for moved in told["since_first"] if len(told["versions"]) > 1 else ():
        _print_moved(console, moved, "與最初相比 since the first")
    if told["copies"]:
        days = "、".join(item["date"] for item in told["copies"])
        console.print(f"照錄原文 pasted again：{days}", style="dim", markup=False)


def _print_moved(console: "Console", moved: dict[str, Any], head: str) -> None:

    what, how = ASPECTS.get(moved["what"], moved["what"]), MOVED[moved["how"]]
    console.print(
        f"  {head}：{what}「{screen.one_line(moved['before'])}」→「{screen.one_line(moved['after'])}」（{how}）",
        markup=False,
    )
