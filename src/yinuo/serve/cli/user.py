"""``yinuo user``: who may log in, and what they may do. A password is asked for, never written on the command line."""

import sys
from typing import Final

import click

from yinuo.errors import UsageError
from yinuo.serve.cli import options, screen

__all__ = ["command"]

_BY: Final = "cli"
_ROLES: Final = ("reader", "reviewer", "admin")


@click.group("user", short_help="帳號 · Accounts of the review desk")
def command() -> None:
    """審閱台的帳號：讀者、審閱者、管理者；存於帳本旁的另一個檔（預設 STORE-desk）。

    Accounts: reader (may read a private room), reviewer (may decide), admin (sees accounts and the audit trail).
    They live in a file of their own beside the ledger, never in it. Passwords are asked for, or read from standard
    input where PASSWORD is «-».

    \b
    yinuo user add 林小安 --role admin
    yinuo user list
    """


def _desk(function: options.Decorated) -> options.Decorated:
    """``--store`` and ``--desk``."""
    function = click.option(
        "--desk", metavar="PATH", envvar="YINUO_DESK", help="帳號檔，預設 STORE-desk · The accounts' file."
    )(function)
    return options.store(function)


def _path(store: str, desk: str | None) -> str:
    from yinuo.persist.desk import desk_path

    return desk or str(desk_path(store))


def _password(given: str | None) -> str:
    """The password: asked on the terminal, twice, or one line of standard input where «-» is given.

    Raises:
        UsageError: it was written on the command line, where others can read it.
    """
    if given == "-":
        return sys.stdin.readline(1000).rstrip("\r\n")
    if given is not None:
        raise UsageError(
            "密碼不寫在命令列上，旁人看得到（no passwords on the command line: others can read them）",
            remedy="請留空，會另外詢問；或用 - 從標準輸入讀（leave it out, or use - to read standard input）",
        )
    return str(click.prompt("密碼 Password", hide_input=True, confirmation_prompt="再一次 Again", err=True))


@command.command("add", short_help="新增帳號 · Make an account")
@click.argument("name")
@click.argument("password", required=False, metavar="[-]")
@click.option("--role", type=click.Choice(_ROLES), default="reviewer", show_default=True, help="角色 · What it may do.")
@click.option("--email", help="單一登入認得的電子郵件 · The verified address an OpenID provider may know it by.")
@click.option("--no-password", is_flag=True, help="只能用單一登入 · Only through OpenID Connect.")
@_desk
def add(
    name: str, password: str | None, role: str, email: str | None, store: str, desk: str | None, *, no_password: bool
) -> int:
    """新增帳號。名字會署在決定上，公開可見。

    Make an account. Its name signs decisions, in public.
    """
    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    if no_password and not email:
        raise click.UsageError("--no-password 要有 --email（needs --email）")
    word = None if no_password else _password(password)
    with Desk.open(_path(store, desk)) as opened:
        made = desk_accounts.add(opened, name, desk_accounts.Role(role), word, by=_BY, email=email)
    screen.say(f"已新增（made）：{made.name}　{made.role.value}")
    return 0


@command.command("list", short_help="所有帳號 · Every account")
@_desk
@options.as_json
def list_(store: str, desk: str | None, *, as_json: bool) -> int:
    """列出帳號。

    Every account with its role; nothing of its password.
    """
    from dataclasses import asdict

    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    with Desk.open(_path(store, desk), create=False) as opened:
        held = desk_accounts.accounts(opened)
    if as_json:
        screen.print_json([asdict(one) for one in held])
        return 0
    for one in held:
        more = "　".join(filter(None, (one.email, None if one.enabled else "已停用 disabled")))
        click.echo(f"{one.name}　{one.role.value}　{one.created_at[:10]}{'　' + more if more else ''}")
    return 0


@command.command("passwd", short_help="換密碼 · Change a password")
@click.argument("name")
@click.argument("password", required=False, metavar="[-]")
@_desk
def passwd(name: str, password: str | None, store: str, desk: str | None) -> int:
    """換密碼；這個帳號在各處都會登出，鎖住的也解開。

    Give an account another password: its sessions end, and a lock is lifted.
    """
    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    with Desk.open(_path(store, desk), create=False) as opened:
        held = desk_accounts.account(opened, name)
        desk_accounts.set_password(opened, held.name, _password(password), by=_BY)
    screen.say(f"已換密碼（changed）：{held.name}")
    return 0


@command.command("role", short_help="換角色 · Change a role")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@_desk
def role(name: str, role: str, store: str, desk: str | None) -> int:
    """換角色；這個帳號在各處都會登出。

    Give an account another role: its sessions end.
    """
    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    with Desk.open(_path(store, desk), create=False) as opened:
        desk_accounts.set_role(opened, name, desk_accounts.Role(role), by=_BY)
    screen.say(f"{name}　{role}")
    return 0


@command.command("email", short_help="電子郵件 · An account's e-mail address")
@click.argument("name")
@click.argument("address", required=False)
@_desk
def email(name: str, address: str | None, store: str, desk: str | None) -> int:
    """設定或（不給位址）拿掉帳號的電子郵件：單一登入認得它，追蹤的消息也寄到那裡。

    Give an account an e-mail address, or without one take it away. An OpenID provider may know the account by it, and
    what the account follows is sent there.
    """
    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    with Desk.open(_path(store, desk), create=False) as opened:
        desk_accounts.set_email(opened, name, address or None, by=_BY)
    screen.say(f"{name}　{address or '沒有電子郵件 no address'}")
    return 0


@command.command("disable", short_help="停用帳號 · Shut an account")
@click.argument("name")
@click.option("--undo", is_flag=True, help="恢復 · Open it again.")
@_desk
def disable(name: str, store: str, desk: str | None, *, undo: bool) -> int:
    """停用帳號：不能再登入；所作的決定仍在。

    Shut an account: nobody can log in as it; what it decided stays.
    """
    from yinuo.persist import desk_accounts
    from yinuo.persist.desk import Desk

    with Desk.open(_path(store, desk), create=False) as opened:
        (desk_accounts.enable if undo else desk_accounts.disable)(opened, name, by=_BY)
    screen.say(f"{name}　{'已恢復 open again' if undo else '已停用 disabled'}")
    return 0


@command.command("audit", short_help="稽核紀錄 · The audit trail")
@click.option("--limit", type=click.IntRange(1, 10000), default=50, show_default=True, help="最多幾列 · Rows.")
@_desk
@options.as_json
def audit(limit: int, store: str, desk: str | None, *, as_json: bool) -> int:
    """登入、失敗、帳號變動，新的在前。

    Log-ins, failures, changes of accounts, newest first. Rows are never changed or deleted.
    """
    from dataclasses import asdict

    from yinuo.persist.desk import Desk
    from yinuo.persist.desk_audit import audit_rows

    with Desk.open(_path(store, desk), create=False) as opened:
        rows = audit_rows(opened, limit=limit)
    if as_json:
        screen.print_json([asdict(one) for one in rows])
        return 0
    for one in rows:
        click.echo(f"{one.at}　{one.actor}　{one.action}　{one.subject}　{one.detail}　{one.address}".rstrip())
    return 0
