"""``yinuo alerts`` over a real ledger, a real webhook and a letter that comes later."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from yinuo.serve.cli import run_command_line

pytest.importorskip("apprise", reason="the extra yinuo[alerts] is not installed")

FIRST = """\
行政院函　中華民國112年3月1日　院臺交字第1120000001號
受文者：立法院
案由：甲委員就海濱大橋工程所提質詢，敬請查照。
說明：
交通部公路總局將於113年6月底前完成海濱大橋新建工程並通車。
"""
LATER = """\
行政院函　中華民國113年7月10日　院臺交字第1130000002號
受文者：立法院
案由：甲委員就海濱大橋工程所提質詢，敬請查照。
說明：
海濱大橋新建工程業於113年6月20日完工通車。
"""


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    came: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/hook", came
    server.shutdown()
    server.server_close()


def run(store: Path, name: str, words: str) -> None:
    place = store.parent / name
    place.write_text(words, encoding="utf-8")
    assert run_command_line(["run", str(place), "--store", str(store), "--jobs", "1", "--tier", "fast"]) == 0


def test_a_later_letter_is_told_once_to_those_who_follow(
    tmp_path: Path, hook: tuple[str, list[dict[str, str]]], capfd: pytest.CaptureFixture[str]
) -> None:
    address, came = hook
    store, rules = tmp_path / "a.db", tmp_path / "rules.toml"
    rules.write_text(
        f'[rules."大橋"]\nto = ["{address}"]\n[rules."大橋".follow]\ncategory = ["交通建設"]\n', encoding="utf-8"
    )
    run(store, "one.txt", FIRST)
    send = ["alerts", "send", str(rules), "--store", str(store), "--base-url", "https://y.example.tw/"]
    assert run_command_line([*send, "--as-of", "2023-03-10"]) == 0
    assert "新規則" in capfd.readouterr().out
    run(store, "two.txt", LATER)
    for _ in range(2):
        assert run_command_line([*send, "--as-of", "2024-07-15"]) == 0
    titles = [one["title"] for one in came]
    assert titles
    assert len(titles) == len(set(titles))
    assert any("達成" in title or "進度" in title for title in titles)
    assert all("https://y.example.tw/commitments/" in one["message"] for one in came)
    assert run_command_line(["alerts", "log", "--store", str(store), "--json"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert sum('"delivery": "sent"' in line for line in lines) == len(came)


def test_rules_are_checked_without_sending(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules.a]\nto = ["nosuch://x"]\n', encoding="utf-8")
    assert run_command_line(["alerts", "check", str(rules)]) == 2
    assert "Apprise" in capfd.readouterr().err
    rules.write_text('[rules.a]\nto = ["json://hooks.example.tw"]\n', encoding="utf-8")
    assert run_command_line(["alerts", "check", str(rules)]) == 0


def test_a_log_of_nothing_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["alerts", "log", "--store", str(tmp_path / "none.db")]) == 2
    assert "還沒寄過" in capfd.readouterr().err
