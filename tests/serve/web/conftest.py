"""A ledger of letters that try to do harm, read by the real pipeline."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

HARM = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
LETTER = 'l"><script>alert(3)</script>/../../etc/passwd'
ANSWER = "m-2"


def _reply(name: str, day: str, number: int, subject: str, content: str, url: str) -> dict[str, str]:
    return {
        "id": name,
        "term": "10",
        "sessionPeriod": "05",
        "sessionTimes": "01",
        "meetingTimes": "null",
        "eyNumber": f"（行政院函　中華民國{day}院臺施字第11000{number}號）",
        "lyNumber": f"（立法院函　中華民國110年12月3日台立院議字第11007{number}號　施政報告質詢33號）",
        "subject": subject,
        "content": content,
        "docUrl": url,
    }


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose titles, quotes, documents, ids and addresses are made of HTML and scripts."""
    from yinuo.serve.cli import run_command_line

    folder = tmp_path_factory.mktemp("hostile")
    subject = f"（一）行政院函送白委員{HARM}就青禾橋改建問題所提質詢之書面答復，請查照案。"
    promise = f"交通部公路局辦理之青禾橋{HARM}改建工程，預計112年6月底前完工通車。"
    told = f"交通部公路局辦理之青禾橋{HARM}改建工程，業於112年5月30日完工通車。"
    letters = [
        _reply(LETTER, "110年12月20日", 98706, subject, f"查復如下：一、{promise}", "javascript:alert(4)"),
        _reply(ANSWER, "112年9月20日", 98707, subject, f"查復如下：一、{told}", 'https://example.org/a"b<c'),
    ]
    (folder / "letters.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in letters), "utf-8")
    store = folder / "hostile.db"
    code = run_command_line(
        ["run", str(folder / "letters.jsonl"), "--store", str(store), "--as-of", "2024-12-31", "--tier", "fast"]
    )
    assert code == 0
    return store


@pytest.fixture
def harmed(serve: Callable[..., httpx.Client], hostile_store: Path) -> httpx.Client:
    """A server over that ledger."""
    return serve(store=hostile_store)
