"""``yinuo review``: people decide; every decision is kept, with who and why."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from yinuo.model import Category, DateInterval, Level, Relation
from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from yinuo.judge.decisions import Decision
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.reviewing import Subject

__all__ = ["command"]

Decide = Callable[["Ledger", "Subject"], "Decision"]
SHOWN = 20  # questions a person reads at once


@click.group("review", short_help="人工審閱 · Decide what is right")
def command() -> None:
    """人工審閱：確認、退回、改判、更正，誰、為何、何時都留在帳本。

    Review what the machine read. A decision is one more ledger row: it is never edited, outlives new readings
    and new models, and can be undone.

    \b
    yinuo review queue                     最值得看的在前
    yinuo review accept ID… --by 名字
    yinuo review reject ID… --why 理由
    """


def _named(ctx: click.Context, _: click.Parameter, value: str | None) -> str:
    if not value:
        raise click.UsageError("請說明是誰決定的：--by 名字，或設 YINUO_REVIEWER（say who decides）", ctx)
    return value


def _reasoned(ctx: click.Context, _: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.UsageError("請說明理由：--why 理由（say why）", ctx)
    return value


def _who(*, why: bool) -> Callable[[options.Decorated], options.Decorated]:
    """Ids, store, ``--by``, ``--why`` and ``--json`` of a command that decides."""
    parts = [
        click.argument("identities", metavar="ID…", nargs=-1, required=True),
        options.store,
        click.option(
            "--by", envvar="YINUO_REVIEWER", callback=_named, help="審閱者，或設 YINUO_REVIEWER · Who decides."
        ),
        click.option("--why", "-m", callback=_reasoned if why else None, default="", help="理由 · Why."),
        options.as_json,
    ]
    return lambda function: reduce(lambda made, part: part(made), reversed(parts), function)


# ── deciding ───────────────────────────────────────────────────────────────────────────────


@command.command("accept", short_help="確認無誤 · It is so")
@_who(why=False)
def accept(identities: tuple[str, ...], store: str, by: str, why: str, *, as_json: bool) -> int:
    """確認承諾或證據，如機器所讀。

    Hold commitments or pieces of evidence to be so, as the machine reads them. ID: of either, or its beginning.
    """
    from yinuo.persist import reviewing

    return _each(identities, store, lambda ledger, about: reviewing.accept(ledger, about, by, why), as_json=as_json)


@command.command("reject", short_help="退回 · It is not so")
@_who(why=True)
def reject(identities: tuple[str, ...], store: str, by: str, why: str, *, as_json: bool) -> int:
    """退回：不是承諾，或這段話與承諾無關。

    Hold commitments to be none, or passages not to bear on theirs. They stay in the ledger and count no more.
    """
    from yinuo.persist import reviewing

    return _each(identities, store, lambda ledger, about: reviewing.reject(ledger, about, by, why), as_json=as_json)


@command.command("relabel", short_help="改判證據的關係 · It bears otherwise")
@_who(why=True)
@click.option(
    "--relation", required=True, type=click.Choice([one.value for one in Relation]), help="關係 · The relation."
)
@click.option(
    "--change",
    type=click.Choice(["postponed", "dropped", "stalled", "altered"]),
    help="變更的種類 · What kind of change.",
)
@click.option("--new-due", type=options.Day(), metavar="DAY", help="延後到哪一天 · The new day.")
@click.option("--effective", type=options.Interval(), metavar="DATE", help="所述之事的日期 · When it took place.")
def relabel(
    identities: tuple[str, ...],
    store: str,
    by: str,
    why: str,
    relation: str,
    change: str | None,
    new_due: date | None,
    effective: DateInterval | None,
    *,
    as_json: bool,
) -> int:
    """改判：這段話是達成、進度、變更、重申、相關或無關。

    Hold a passage to bear on its promise in another way.
    """
    from yinuo.persist import reviewing

    if (change or new_due) and relation != Relation.CHANGED:
        raise click.UsageError("--change、--new-due 只用於 --relation changed（only with --relation changed）")
    marks = {"change": change or ("postponed" if new_due else None), "new_due": new_due and new_due.isoformat()}
    told = {kind: words for kind, words in marks.items() if words}

    def decide(ledger: "Ledger", about: "Subject") -> "Decision":
        return reviewing.relabel(ledger, about, by, why, Relation(relation), marks=told, effective=effective)

    return _each(identities, store, decide, as_json=as_json)


class Dated(click.ParamType[tuple[DateInterval, str | None]]):
    """A deadline as ``DATE`` or ``DATE=WORDS``."""

    name = "deadline"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[DateInterval, str | None]:
        """Read the date, and the letter's words where they are given."""
        if isinstance(value, tuple):
            return value
        day, _, words = str(value).partition("=")
        return options.Interval().convert(day, param, ctx), words or None


@command.command("correct", short_help="更正承諾的欄位 · It is so, but for these fields")
@_who(why=True)
@click.option("--text", metavar="WORDS", help="承諾的原文，照抄 · Its words, as they stand in the letter.")
@click.option("--title", help="標題，至多 20 字 · Title.")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="具體程度 · Level.")
@click.option(
    "--deadline",
    multiple=True,
    type=Dated(),
    metavar="DATE[=WORDS]",
    help="期限，可多個；後接公文的原字 · Deadlines, with the letter's words.",
)
@click.option("--no-deadline", is_flag=True, help="沒有期限 · There is none.")
@click.option("--target", metavar="WORDS", help="目標的原字，或 none · The target's words, or none.")
@click.option("--agency", metavar="NAME", help="機關，或 none · The body, or none.")
@click.option(
    "--category",
    type=click.Choice([*(one.value for one in Category), "none"]),
    metavar="NAME",
    help="類別，或 none · Category, or none.",
)
def correct(identities: tuple[str, ...], store: str, by: str, why: str, *, as_json: bool, **told: Any) -> int:
    """更正：是承諾，但有些欄位不對。機器原來的讀法仍看得到。

    Hold a commitment to be one, but for these fields. The machine's own reading stays visible.
    """
    from yinuo.persist import reviewing
    from yinuo.serve.review.corrections import correction

    def decide(ledger: "Ledger", about: "Subject") -> "Decision":
        return reviewing.correct(ledger, about, by, why, correction(about.commitment, about.document, told))

    return _each(identities, store, decide, as_json=as_json)


def _each(identities: tuple[str, ...], store: str, decide: Decide, *, as_json: bool) -> int:
    """Decide about each; all ids are looked up before anything is written."""
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.reviewing import subject

    with Ledger.open(store, create=False) as ledger:
        return _tell([decide(ledger, about) for about in [subject(ledger, one) for one in identities]], as_json=as_json)


def _tell(made: list["Decision"], *, as_json: bool) -> int:
    """The decisions that were written, each with the id by which it can be undone."""
    from yinuo.judge.review import DID
    from yinuo.persist.decisions import decision_payload

    if as_json:
        screen.print_json([dict(decision_payload(one)) for one in made])
        return 0
    for one in made:
        about = one.passage or one.promise
        click.echo(f"{one.id[:8]}　{DID[one.action]} {one.action.value}　「{screen.one_line(about.exact)[:60]}」")
    return 0


@command.command("undo", short_help="撤回決定 · Make a decision void")
@_who(why=False)
def undo(identities: tuple[str, ...], store: str, by: str, why: str, *, as_json: bool) -> int:
    """撤回：給決定的識別碼，或承諾、證據的識別碼（撤回其最近一個決定）。

    Make decisions void. ID: of a decision, or of a commitment or piece of evidence (its latest decision).
    Undoing an undo brings the decision back.
    """
    from yinuo.persist import reviewing
    from yinuo.persist.ledger import Ledger

    with Ledger.open(store, create=False) as ledger:
        return _tell([reviewing.undo(ledger, one, by, why) for one in identities], as_json=as_json)


# ── looking ────────────────────────────────────────────────────────────────────────────────


@command.command("queue", short_help="待審清單 · What to look at first")
@options.store
@options.as_of
@click.option(
    "--limit", type=click.IntRange(min=0), help=f"最多幾項，0 為全部 · At most so many (people: {SHOWN}; --json: all)."
)
@options.as_json
def queue(store: str, as_of: date, limit: int | None, *, as_json: bool) -> int:
    """待審清單：最能改變結論、又最拿不準的在前，附上理由。

    What to look at, most useful first: where an answer would change the verdict and the machine is not sure.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.review_rows import queue_rows

    most = (limit or None) if as_json or limit is not None else SHOWN
    with Ledger.open(store, readonly=True) as ledger:
        rows = queue_rows(ledger, as_of, limit=most)
    if as_json:
        screen.print_json(rows)
        return 0
    for row in rows:
        _print_question(row)
    if not rows:
        screen.say("沒有待審的項目 · nothing to review")
    return 0


def _print_question(row: dict[str, Any]) -> None:
    from yinuo.serve.cli.words import RELATIONS, STATES, WHY_ASKED

    why = "、".join(WHY_ASKED[code] for code in row["reasons"])
    click.echo(f"{row['id'][:8]}　{row['usefulness']:.2f}　{why}")
    click.echo(f"  承諾 {row.get('date', '')}「{screen.one_line(row['text'])}」")
    if row.get("evidence_text"):
        said = f"{RELATIONS[row['relation']]} {row['confidence']:.0%}　" if row.get("relation") else ""
        click.echo(f"  後文 {row.get('evidence_date', '')}　{said}「{screen.one_line(row['evidence_text'])}」")
    if row.get("if_rejected") and row["if_rejected"] != row["if_accepted"]:
        click.echo(
            f"  確認則 if accepted：{STATES[row['if_accepted']]}　退回則 if rejected：{STATES[row['if_rejected']]}"
        )
    if row["kind"] == "decision":
        click.echo(f"  {row['by']}：{row['action']} {row['why']}")


@command.command("log", short_help="所有決定 · Every decision")
@click.argument("identity", metavar="[ID]", required=False)
@options.store
@click.option("--orphaned", is_flag=True, help="只列原句已不在的 · Only those whose sentence is gone.")
@options.as_json
def log(identity: str | None, store: str, *, orphaned: bool, as_json: bool) -> int:
    """列出決定與其下落：有效、被取代、已撤回、原句已不在。

    Every decision, oldest first, and what became of it: in_force, overtaken, undone, orphaned.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.review_rows import log_rows

    with Ledger.open(store, readonly=True) as ledger:
        rows = [row for row in log_rows(ledger, identity) if not orphaned or row["state"] == "orphaned"]
    if as_json:
        screen.print_json(rows)
        return 0
    for row in rows:
        flag = "　〔看法不同 contested〕" if row["contested"] else ""
        click.echo(f"{row['id'][:8]}　{row['at'][:10]}　{row['by']}　{row['action']}　{row['state']}{flag}")
        about = row["passage"] or row["promise"]
        click.echo(f"  「{screen.one_line(about['exact'])}」{'　' + row['why'] if row['why'] else ''}")
    if not rows:
        screen.say("沒有決定 · no decisions")
    return 0


@command.command("export", short_help="匯出為訓練資料 · Decisions as training data")
@click.argument("what", type=click.Choice(["pairs", "commitments", "rejected"]), default="pairs")
@options.store
def export(what: str, store: str) -> int:
    """把有效的決定印成 JSON Lines：承諾與後文的配對、確認的承諾，或退回的句子。

    Decisions in force as JSON Lines: pairs of commitment and later passage with their relation, commitments
    as people hold them, or the spans people hold to be none.
    """
    from yinuo.persist.ledger import Ledger
    from yinuo.persist.training import decided_rows

    with Ledger.open(store, readonly=True) as ledger:
        screen.print_json(decided_rows(ledger, what))
    return 0
