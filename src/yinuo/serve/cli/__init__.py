"""The command line: one file a command, loaded only when it is called.

``yinuo --help`` imports click and nothing else of weight, so that it answers at once.
"""

import importlib
import io
import sys
from typing import Any, NoReturn

import click

from yinuo import __version__
from yinuo.errors import YinuoError

__all__ = ["cli", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "run": (
        "yinuo.serve.cli.run",
        "讀文件、取承諾、找後續、判進度 · The main job: documents in, tracked commitments out",
    ),
    "sync": ("yinuo.serve.cli.sync", "從來源收集新文件 · Collect what is new from the sources"),
    "sources": ("yinuo.serve.cli.sources", "來源的狀況 · How the sources do"),
    "extract": ("yinuo.serve.cli.extract", "只取承諾，不寫帳本 · Commitments of files, no ledger"),
    "judge": ("yinuo.serve.cli.judge", "承諾與後文的關係 · What later passages say about commitments"),
    "list": ("yinuo.serve.cli.list", "承諾清單 · List commitments"),
    "show": ("yinuo.serve.cli.show", "一則承諾的始末 · One commitment as a timeline"),
    "evidence": ("yinuo.serve.cli.evidence", "後續證據 · Later evidence"),
    "search": ("yinuo.serve.cli.search", "全文檢索 · Search commitments, evidence, documents"),
    "status": ("yinuo.serve.cli.status", "某日的狀態 · Where commitments stand on a day"),
    "review": ("yinuo.serve.cli.review", "人工審閱 · Decide what is right"),
    "touches": ("yinuo.serve.cli.touches", "這份文件關係到哪些承諾 · Which promises a document bears on"),
    "archive": ("yinuo.serve.cli.archive", "典藏：收集來的原文 · The archive of everything fetched"),
    "import": ("yinuo.serve.cli.import_", "匯入紀錄 · Take in records written by hand or by another tracker"),
    "export": ("yinuo.serve.cli.export", "匯出紀錄 · Write one Markdown record a commitment"),
    "publish": ("yinuo.serve.cli.publish", "公布 · Records, data sets, feeds, calendars, a site"),
    "alerts": ("yinuo.serve.cli.alerts", "提醒 · Send what is new to those who follow it"),
    "serve": ("yinuo.serve.cli.serve", "開閱覽室 · The reading room and the API"),
    "audit": ("yinuo.serve.cli.audit", "稽核紀錄 · Check another tracker's records"),
    "verify": ("yinuo.serve.cli.verify", "驗證帳本 · Prove the ledger"),
    "user": ("yinuo.serve.cli.user", "帳號 · Accounts of the review desk"),
    "completion": ("yinuo.serve.cli.completion", "命令列補全 · Shell completion"),
}


class LazyGroup(click.Group):
    """A group that knows its commands' one-line helps and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]}.command is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("指令 Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", message="yinuo %(version)s")
@click.option("--debug", is_flag=True, help="錯誤時印出完整追蹤 · Show the traceback of an error.")
def cli(*, debug: bool) -> None:
    """一諾：政府寫下的承諾，逐字取出，逐日追蹤。

    What governments promise in writing, word for word, followed to this day.

    \b
    yinuo run 文件夾/            讀文件、取承諾、找後續、判進度
    yinuo list --state overdue   逾期未見達成的承諾
    yinuo show ID                一則承諾的始末
    """
    del debug  # read from the arguments by main(), which prints errors


def main() -> NoReturn:
    """Run the command line; errors become one line and an exit code (0 done, 1 a check failed, 2 wrong usage)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character shows its number
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run_command_line(sys.argv[1:]))


def run_command_line(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    debug = "--debug" in arguments
    try:
        code: Any = cli.main(args=arguments, prog_name="yinuo", standalone_mode=False)
    except click.ClickException as error:
        return _complain(f"{error.format_message()}。請看（see）：{_path(error)} --help", code=2, debug=debug)
    except YinuoError as error:
        return _complain(str(error), code=error.exit_code, debug=debug)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; say nothing more
        return 0
    except (click.Abort, KeyboardInterrupt):
        return _complain("已中止（stopped）；再執行一次即可接續（run it again to go on）", code=130, debug=False)
    return code if isinstance(code, int) else 0


def _path(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command_path if context else "yinuo"


def _complain(line: str, *, code: int, debug: bool) -> int:
    if debug:
        raise  # noqa: PLE0704  # called only while an exception is being handled
    click.echo(f"yinuo：{line}", err=True)
    return code
