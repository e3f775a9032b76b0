"""Method, coverage, corrections, data, about: what the room says of itself."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from yinuo.persist.ledger import Ledger
from yinuo.serve.web.pages.corrections import ACTIONS, STANDS
from yinuo.serve.web.pages.method import MEANINGS, method_html
from yinuo.words import State


def test_the_method_page_explains_every_state_and_holds_the_whole_method(web: httpx.Client) -> None:
    text = web.get("/method").text

    assert set(MEANINGS) == set(State)
    for state in State:
        assert f"s-{state}" in text
    assert "<table>" in method_html()
    assert "style=" not in method_html()
    assert not re.findall(r'href="(?!https://)', method_html())


def test_the_coverage_page_tells_each_kind_of_source_and_its_days(web: httpx.Client) -> None:
    text = web.get("/coverage").text
    told = web.get("/api/v1/coverage").json()

    assert told
    for row in told:
        assert f'datetime="{row["first"]}"' in text
    assert "不限一個機關" in text
    assert "2023" not in re.findall(r'datetime="(\d{4})', web.get("/coverage?as_of=2022-01-01").text)


def test_every_decision_is_public_and_its_words_stay_words(
    serve: Callable[..., httpx.Client], reading_store: Path, tmp_path: Path
) -> None:
    from yinuo.serve.cli import run_command_line

    store = tmp_path / "decided.db"
    with Ledger.open(reading_store) as source:
        source.connection.execute("VACUUM INTO ?", (str(store),))
        one = next(iter(source.commitments())).id
    why = "不是承諾<script>alert(1)</script>"
    review = ["review", "reject", one, "--store", str(store), "--by", "林<b>審", "--why", why]
    assert run_command_line(review) == 0
    text = serve(store=store).get("/corrections").text

    assert "駁回" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "林&lt;b&gt;審" in text
    assert "<script>alert" not in text
    assert f'href="/commitments/{one}"' in text


def test_the_words_of_the_log_are_all_known() -> None:
    assert len(ACTIONS) == 5
    assert set(STANDS) == {"in_force", "overtaken", "undone", "orphaned"}


def test_a_page_of_the_log_that_is_none_is_refused(web: httpx.Client) -> None:
    assert "還沒有人作過決定" in web.get("/corrections").text
    for number in ("0", "-1", "x", "9999999999"):
        assert web.get(f"/corrections?page={number}").status_code == 400


def test_the_data_page_leads_to_what_can_be_taken_away(web: httpx.Client, reading_store: Path) -> None:
    text = web.get("/data").text
    with Ledger.open(reading_store, readonly=True) as ledger:
        assert ledger.head()[1] in text
    for path in re.findall(r'href="(/(?:api|feeds)/[^"]+)"', text):
        assert web.get(path).status_code == 200, path


def test_pages_follow_the_ledger_while_others_write(
    serve: Callable[..., httpx.Client], reading_store: Path, examples: Path, tmp_path: Path
) -> None:
    from yinuo.serve.cli import run_command_line

    store = tmp_path / "growing.db"
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(examples / "corpus" / "letter-111-05-16.html", first)
    assert run_command_line(["run", str(first), "--store", str(store), "--tier", "fast", "--as-of", "2024-12-31"]) == 0
    client = serve(store=store)
    before = client.get("/documents")
    more = examples / "corpus" / "letter-112-10-23.txt"
    assert run_command_line(["run", str(more), "--store", str(store), "--tier", "fast", "--as-of", "2024-12-31"]) == 0
    after = client.get("/documents", headers={"if-none-match": before.headers["etag"]})

    assert before.text.count('class="entry"') == 1
    assert after.status_code == 200
    assert after.text.count('class="entry"') == 2


def test_a_corrected_title_stands_on_every_page_that_names_the_promise(
    serve: Callable[..., httpx.Client], reading_store: Path, tmp_path: Path
) -> None:
    from yinuo.serve.cli import run_command_line

    store = tmp_path / "corrected.db"
    shutil.copy(reading_store, store)
    client = serve(store=store)
    row = next(one for one in client.get("/api/v1/commitments?limit=100").json()["items"] if one["evidence_count"])
    correct = ["review", "correct", row["id"], "--title", "改過的標題", "--why", "原文", "--by", "林小安"]
    assert run_command_line([*correct, "--store", str(store)]) == 0
    words = client.get(f"/api/v1/commitments/{row['id']}").json()["timeline"][0]["text"][:6]
    for path in (
        f"/commitments/{row['id']}",
        f"/commitments?id={row['id']}",
        "/corrections",
        f"/propose/{row['id']}",
        f"/search?kind=evidence&q={words}",
    ):
        assert "改過的標題" in client.get(path).text, path
