"""``yinuo serve`` as a person starts and stops it."""

import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from yinuo.serve.cli import run_command_line


def _started(store: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "yinuo", "serve", "--store", str(store), "--port", "0", *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_it_says_where_it_is_reads_only_and_stops_at_ctrl_c(reading_store: Path) -> None:
    reading_store.chmod(stat.S_IREAD)
    before = reading_store.read_bytes()
    server = _started(reading_store, "--as-of", "2024-12-31")
    try:
        assert server.stderr is not None
        said = server.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        assert httpx.get(f"{address[0]}healthz", trust_env=False, timeout=60).status_code == 200
        assert "2024-12-31" in httpx.get(f"{address[0]}documents", trust_env=False, timeout=60).text
        server.send_signal(signal.SIGINT)
        out, rest = server.communicate(timeout=60)
    finally:
        server.kill()
        reading_store.chmod(stat.S_IREAD | stat.S_IWRITE)

    assert server.returncode == 0
    assert out + rest == ""
    assert reading_store.read_bytes() == before


def test_a_missing_ledger_is_told_in_one_line_and_nothing_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["serve", "--store", str(tmp_path / "none.db")]) == 1
    assert re.fullmatch(r"yinuo：.*找不到帳本（no ledger here）.*\n", capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [["--base-url", "javascript:x"], ["--root-path", "/a/../b"], ["--root-path", '/a"><b'], ["--as-of", "soon"]],
)
def test_wrong_options_are_refused_in_one_line(
    reading_store: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["serve", "--store", str(reading_store), *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_port_that_is_taken_is_told(reading_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run_command_line(["serve", "--store", str(reading_store), "--port", port]) == 2

    assert f"127.0.0.1:{port}" in capsys.readouterr().err
