"""``yinuo completion``: the script that teaches a shell our commands and options."""

import click
from click.shell_completion import get_completion_class

__all__ = ["command"]


@click.command("completion", short_help="命令列補全 · Shell completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """印出補全指令稿 · Print the completion script.

    \b
    bash: eval "$(yinuo completion bash)"
    zsh:  eval "$(yinuo completion zsh)"
    fish: yinuo completion fish | source
    """
    from yinuo.serve.cli import cli

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"不支援的 shell（no such shell）：{shell}")
    click.echo(completion(cli, {}, "yinuo", "_YINUO_COMPLETE").source())
