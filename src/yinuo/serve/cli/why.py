"""The reasons behind one commitment, as a person reads them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_reasons"]

ROLES = {"commits": "承諾", "reports": "報告", "declines": "婉拒", "background": "背景"}

LEVEL_RULES = {
    "time-limit": "原文有期限，故為具體 · a time limit stands in the quote",
    "quantity": "原文有量化目標，故為具體 · a quantity to be reached stands in the quote",
    "model": "由模型判為具體 · by the model",
    "checkable-act": "無期限與數量，所承諾的是可查的行為或產出 · a discrete act or product that can be checked",
    "ongoing": "無期限與數量，所承諾的是持續或宣示 · ongoing or aspirational, no product",
}

DEADLINE_RULES = {
    "until": "前、內、止等詞表示期限 · words of a limit",
    "from": "起、開始等詞表示起日 · words of a start",
    "ahead": "日期在文件之後 · the date lies ahead of the document",
    "own-year": "文件當年，並有預計、將等詞或緊接應完成之事 · the document's own time, as something intended",
    "length": "由期間與起算日推算 · a length, counted from a day told",
}

AGENCY_RULES = {
    "doer": "句中行為者 · acts in the sentence",
    "label": "段落標題即該機關 · the heading is its name",
    "continued": "承接前句的主詞 · acts in the clause before",
    "entrusted": "前文交由其辦理 · has the matter in hand",
    "unspecific": "泛稱的各機關 · bodies in general",
    "earlier": "前文最近的行為者 · acted last before",
    "heading": "標題提及 · named in a heading",
    "answering": "答復機關 · the one body that answers",
    "topic": "依業務職掌 · has the task",
    "named": "文中提及 · spoken of",
    "subject": "依案由 · told by the subject",
    "cabinet": "泛稱政府或部會，歸行政院 · the government",
    "below": "所屬機關中職掌相符者 · a body below it that has the task",
}

PRECISIONS = {
    "day": "日",
    "ten_days": "旬",
    "month": "月",
    "quarter": "季",
    "half": "半年",
    "year": "年",
    "span": "期間",
}

DIRECTIONS = {"at_least": "至少 at least", "at_most": "至多 at most", "exactly": "恰為 exactly"}
PUBLICATIONS = {
    "published": "列入 published",
    "candidate": "待複核，不公開 · a candidate for review, not published",
    "rejected": "複核後駁回 · rejected by a reviewer",
}


def print_reasons(console: "Console", told: dict[str, Any]) -> None:
    """Print what ``persist.reasons.reasons`` tells, a line each, zh-TW first."""
    for line in _lines(told):
        console.print(line, markup=False)


def _lines(told: dict[str, Any]) -> list[str]:
    """The lines, without a heading."""
    return [
        *_read_by(told),
        *_roles(told),
        *_level(told["level"]),
        *(_deadline(due) for due in told["deadlines"]),
        *_target(told["target"]),
        _agency(told["agency"]),
        _category(told["category"]),
        _confidence(told),
    ]


def _read_by(told: dict[str, Any]) -> list[str]:
    lines = [f"讀法 read by：{told['method']}（{told['tier']}）　{told['actor']}　{told['recorded_at']}"]
    if not told["same"]:
        what = "、".join(told["differs"])
        lines.append(f"※ 今日重讀與帳本不同，以下為今日的理由 · today's reading differs：{what}")
    return lines


def _roles(told: dict[str, Any]) -> list[str]:
    decided = "　".join(
        f"{'✓' if row['decided'] else '✗'} {ROLES[row['role']]} {row['chance']:.0%}（門檻 {row['threshold']:.0%}）"
        for row in told["roles"]
    )
    cues = "、".join(
        f"「{' '.join(cue['words'].split())}」{ROLES.get(cue['role'], cue['role'])} {cue['strength']:+.1f}"
        for cue in told["cues"]
    )
    return [
        f"角色 roles：{decided}",
        f"線索 cues：{cues or '無，由模型從前後文判斷 · none; the model went by the words around'}",
    ]


def _level(level: dict[str, Any]) -> list[str]:
    lines = [f"程度 level：{level['level']}　{LEVEL_RULES[level['rule']]}"]
    if level["signs"]:
        shown = "、".join(f"{row['sign']} {row['deliverable']:+.2f}" for row in level["signs"])
        lines.append(f"　跡象 signs（+ 措施 deliverable，− 宣示 ongoing）：{shown}")
    return lines


def _deadline(due: dict[str, Any]) -> str:
    days = due["last"] if due["first"] == due["last"] else f"{due['first']} 至 {due['last']}"
    event = f"　{due['event']}" if due["event"] else ""
    exact = f"精確到{PRECISIONS[due['precision']]} {due['precision']}；文件日 {due['said_on']}"
    return f"期限 deadline：「{due['text']}」→ {days}（{exact}）{event}　{DEADLINE_RULES[due['rule']]}"


def _target(target: dict[str, Any] | None) -> list[str]:
    if target is None:
        return []
    which = DIRECTIONS[target["direction"]]
    return [f"目標 target：「{target['text']}」→ {target['value']} {target['unit']}（{which}）"]


def _agency(agency: dict[str, Any] | None) -> str:
    if agency is None:
        return "機關 agency：無從得知 · nothing tells"
    name = agency["name"] or "名冊所無 · not in the register"
    rule = AGENCY_RULES.get(agency["rule"] or "", "規則不詳 · by no rule that today's reading has")
    headings = f"「{' › '.join(agency['headings'])}」" if agency.get("headings") else ""
    return f"機關 agency：「{agency['words']}」→ {name}　{rule}{headings}"


def _category(category: dict[str, Any]) -> str:
    words = f"　因 by：{'、'.join(category['words'])}" if category["words"] else ""
    return f"類別 category：{category['category'] or '不明 · nothing speaks for any'}{words}"


def _confidence(told: dict[str, Any]) -> str:
    sure = told["confidence"]
    reading = f"模型 {sure['chance']:.0%}、句長 {sure['length']} 字 → 校準後 calibrated {sure['calibrated']:.0%}"
    where = PUBLICATIONS[told["publication"]]
    named = "（他處紀錄已列 · named by a record）" if told["named"] else ""
    kept = f"，帳本記 {told['stored_confidence']:.0%}" if told["stored_confidence"] != sure["calibrated"] else ""
    return f"信心 confidence：{reading}{kept}（門檻 threshold {sure['threshold']:.0%}）→ {where}{named}"
