"""What a person sees: lines, tables, progress; data goes to stdout, everything else to stderr."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from yinuo.errors import PicturesOnly

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "failures", "one_line", "print_json", "progress_bar", "say"]

_WRAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n\s*(?=[^\x00-\x7f])")
PIPED_WIDTH = 160  # columns of a table that no terminal measures


def say(line: str) -> None:
    """A line to the person, beside the data."""
    click.echo(line, err=True)


def one_line(text: str) -> str:
    """A quote on one line, as a person reads it: a line break inside Chinese leaves no blank."""
    return " ".join(_WRAP.sub("", text).split())


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One object a line on stdout, UTF-8 whatever the terminal's locale."""
    out = sys.stdout.buffer
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    out.flush()


def console() -> "Console":
    """A rich console on stdout; it honours NO_COLOR, and writes plain text into a pipe."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def failures(errors: Iterable[Exception]) -> int:
    """Name every input that could not be read, a line each; returns how many of them are failures.

    A record that holds only pictures is told too («·»), but it is a fact about the record: a run over a
    set that holds one has not failed.
    """
    failed = 0
    for error in errors:
        only_told = isinstance(error, PicturesOnly)
        failed += not only_told
        say(f"{'·' if only_told else '✗'} {error}")
    return failed


def _draw_nothing(stage: str, done: int, total: int) -> None:
    pass


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, for people only: nothing is drawn into a file or a pipe."""
    if not sys.stderr.isatty():
        yield _draw_nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done)

        yield update
