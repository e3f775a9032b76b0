"""Promises of the tree itself: the pure core reads no clock, and the documents name what exists."""

import ast
import re
from pathlib import Path

import pytest

from yinuo.serve.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yinuo"
CORE = [path for folder in ("decode", "extract", "judge") for path in (SOURCE / folder).rglob("*.py")] + [
    SOURCE / "model.py",
    SOURCE / "words.py",
    SOURCE / "errors.py",
]
CLOCKS = {"today", "now", "utcnow", "time", "monotonic", "perf_counter"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_the_core_reads_no_clock_and_opens_no_file(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = {call.id for call in calls if isinstance(call, ast.Name)}
    attributes = {call.attr for call in calls if isinstance(call, ast.Attribute)}

    assert not attributes & CLOCKS
    assert "open" not in named


def test_no_drawer_is_named_for_nothing() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

    assert not [path for path in SOURCE.rglob("*.py") if path.stem in drawers]


def test_every_command_is_in_the_help_with_both_languages_and_loads() -> None:
    for name, (_, words) in COMMANDS.items():
        command = cli.get_command(None, name)  # type: ignore[arg-type]  # the group needs no context to find one

        assert re.match(r"[\u4e00-\u9fff].* · [A-Z]", words)
        assert command is not None
        assert command.name == name
        assert command.help


@pytest.mark.parametrize("readme", ["README.md", "README.zh-TW.md"])
def test_the_readme_shows_only_commands_that_exist_and_links_that_lead_somewhere(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")

    assert set(re.findall(r"^yinuo (\w+)", text, re.MULTILINE)) <= set(COMMANDS)
    for link in re.findall(r"\]\(([^)#]+)", text):
        if not link.startswith("http"):
            assert (ROOT / link).exists(), link


def test_both_readmes_give_the_same_two_commands() -> None:
    blocks = [
        re.findall(r"^python3 -m venv.*$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
        for readme in ("README.md", "README.zh-TW.md")
    ]

    assert len(blocks[0]) == 2
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")], ids=lambda page: page.name)
def test_no_page_has_a_figure_left_to_fill_in(page: Path) -> None:
    assert not re.findall(
        r"\b[A-Z]+_[A-Z_]+\b(?<!WAL_)|\bFIGURES\b",
        re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL),
    )
