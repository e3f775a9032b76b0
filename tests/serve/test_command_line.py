"""The commands as a person and a program meet them: what is printed, where, and with which exit code."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yinuo.serve.cli import COMMANDS, run_command_line

LATE = ("--as-of", "2030-01-01")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def yinuo(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line in this process: exit code, standard output, standard error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run_command_line([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A ledger of the examples, made once by the real command."""
    path = tmp_path_factory.mktemp("store") / "examples.db"
    assert run_command_line(["run", str(examples / "corpus"), "--store", str(path), "--as-of", "2024-12-31"]) == 0
    return path


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_main_job_tells_what_it_read_and_where_promises_stand(yinuo: Run, examples: Path, tmp_path: Path) -> None:
    code, out, err = yinuo("run", examples / "corpus", "--store", tmp_path / "a.db", "--as-of", "2024-12-31", "--json")

    told = rows(out)[0]
    assert (code, err) == (0, "")
    assert told["documents"] >= 20
    assert told["commitments"] >= 20
    assert told["copies"] == 1
    assert 0 < sum(told["states"].values()) <= told["commitments"]  # some are promised after that day


def test_a_second_run_adds_nothing(yinuo: Run, examples: Path, store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(store, copy)
    before = rows(yinuo("verify", "--store", copy, "--json")[1])
    code, out, _ = yinuo("run", examples / "corpus", "--store", copy, "--json")
    after = rows(yinuo("verify", "--store", copy, "--json")[1])

    assert code == 0
    assert (rows(out)[0]["documents"], rows(out)[0]["evidence"]) == (0, {})
    assert before == after


def test_the_order_of_arrival_changes_nothing(yinuo: Run, examples: Path, store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    files = sorted((examples / "corpus").iterdir(), reverse=True)
    for file in files:
        assert yinuo("run", file, "--store", other)[0] == 0

    def links(path: Path) -> set[tuple[str, ...]]:
        """What is linked to what, in words: which of two copies keeps its id depends on which came first."""
        words = {row["id"]: row["text"] for row in rows(yinuo("list", "--store", path, "--json", *LATE)[1])}
        told = rows(yinuo("evidence", "--store", path, "--json", *LATE)[1])
        return {(words[row["commitment_id"]], row["text"], row["date"], row["relation"]) for row in told}

    assert links(other) == links(store)
    assert links(other)


def test_extract_prints_the_contract_and_reads_standard_input(yinuo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = "中華民國112年3月20日\n本部將於112年12月底前完成青禾橋改建工程。"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(letter.encode())))
    code, out, err = yinuo("extract", "--json", "-")

    assert (code, err) == (0, "")
    (row,) = rows(out)
    promised = "document_id start end text level title deadlines target agency category confidence"
    assert list(row)[:11] == promised.split()
    assert row["level"] == "C1"
    assert row["deadlines"][0]["date"] == "2023-12-31"


def test_a_noted_head_is_held_against_the_ledger(yinuo: Run, store: Path) -> None:
    head = rows(yinuo("verify", "--store", store, "--json")[1])[0]["head"]
    entries = rows(yinuo("verify", "--store", store, "--json")[1])[0]["counts"]["entries"]

    assert yinuo("verify", "--store", store, "--head", f"{entries} {head}")[0] == 0
    assert yinuo("verify", "--store", store, "--head", f"{entries} {'0' * 64}")[0] == 1
    assert yinuo("verify", "--store", store, "--head", "nonsense")[0] == 2


def test_a_postponed_promise_is_listed_with_the_day_that_counts_now(yinuo: Run, store: Path) -> None:
    listed = rows(yinuo("list", "--store", store, "--as-of", "2025-06-30", "--json")[1])
    moved = [row for row in listed if row["state"] == "postponed"]

    assert moved
    assert all(row["due"] > row["deadlines"][-1]["date"] for row in moved)


def test_list_rows_keep_the_contract(yinuo: Run, store: Path) -> None:
    code, out, _ = yinuo("list", "--store", store, "--as-of", "2024-12-31", "--json")

    promised = {"id", "document_id", "start", "end", "text", "level", "title", "category", "agency", "deadlines"}
    assert code == 0
    assert all(promised | {"target", "date", "state", "headline"} <= row.keys() for row in rows(out))


def test_evidence_rows_keep_the_contract_and_stop_at_the_day_asked_for(yinuo: Run, store: Path) -> None:
    _, early, _ = yinuo("evidence", "--store", store, "--as-of", "2022-06-30", "--json")
    _, late, _ = yinuo("evidence", "--store", store, "--as-of", "2024-12-31", "--json")

    promised = {"commitment_id", "document_id", "start", "end", "text", "relation", "effective_date", "confidence"}
    assert all(promised | {"decided_by"} <= row.keys() for row in rows(late))
    assert all(row["date"] <= "2022-06-30" for row in rows(early))
    assert len(rows(early)) < len(rows(late))


def test_show_takes_any_unique_beginning_of_an_id(yinuo: Run, store: Path) -> None:
    some = rows(yinuo("list", "--store", store, "--json")[1])[0]
    code, out, _ = yinuo("show", some["id"][:10], "--store", store, "--as-of", "2024-12-31")

    assert code == 0
    assert some["title"] in out
    assert some["text"] in "".join(out.split()) or some["text"][:20] in out


def test_search_finds_two_character_words_and_tai_either_way(yinuo: Run, store: Path) -> None:
    _, one, _ = yinuo("search", "臺灣", "--store", store, "--json")
    _, other, _ = yinuo("search", "台灣", "--store", store, "--json")
    _, bridge, _ = yinuo("search", "大橋", "--store", store, "--json")

    assert rows(one) == rows(other)
    assert {row["kind"] for row in rows(bridge)} >= {"commitment", "document"}


@pytest.mark.parametrize("words", ['"', "AND OR NOT", "大橋*", "(大橋", "😀", "' OR 1=1 --", "大橋 NEAR/2 改建"])
def test_search_takes_any_words(yinuo: Run, store: Path, words: str) -> None:
    code, _, err = yinuo("search", words, "--store", store)

    assert code == 0
    assert "Traceback" not in err


def test_status_of_a_past_day_differs_and_is_told_again_the_same(yinuo: Run, store: Path) -> None:
    first = yinuo("status", "--store", store, "--as-of", "2022-01-31", "--json")
    again = yinuo("status", "--store", store, "--as-of", "2022-01-31", "--json")
    later = yinuo("status", "--store", store, "--as-of", "2024-12-31", "--json")

    assert first == again
    assert rows(first[1])[0]["states"] != rows(later[1])[0]["states"]


def test_judge_prints_row_for_row(yinuo: Run, tmp_path: Path) -> None:
    promise = {"text": "本部將於112年12月底前完成青禾橋改建工程。", "date": "2023-03-20"}
    pairs = [
        {
            "commitment": promise,
            "evidence": {"text": "青禾橋改建工程業於112年11月30日完工通車。", "date": "2024-01-05"},
        },
        {"commitment": promise, "evidence": {"text": "本部持續推動長照服務。", "date": "2024-01-05"}},
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(json.dumps(pair, ensure_ascii=False) for pair in pairs), encoding="utf-8")
    code, out, _ = yinuo("judge", "--pairs", file)

    about, other = rows(out)
    assert code == 0
    assert about["relation"] in ("fulfilled", "progress")
    assert about["quote"] in pairs[0]["evidence"]["text"]
    assert about["score"] > other["score"]
    assert other["relation"] in ("related", "unrelated")


def test_a_malformed_pair_names_its_line(yinuo: Run, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"commitment": {}}\n', encoding="utf-8")
    code, _, err = yinuo("judge", "--pairs", file)

    assert code == 1
    assert "pairs.jsonl:1" in err


def test_records_are_exported_imported_and_exported_the_same(yinuo: Run, store: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    assert yinuo("export", "--vault", vault, "--store", store, "--as-of", "2024-12-31")[0] == 0
    first = {path: path.read_bytes() for path in sorted(vault.rglob("*.md"))}
    assert yinuo("export", "--vault", vault, "--store", store, "--as-of", "2024-12-31")[0] == 0

    assert first
    assert first == {path: path.read_bytes() for path in sorted(vault.rglob("*.md"))}
    index = json.loads((vault / "index.json").read_text(encoding="utf-8"))
    assert index["total_count"] == len(first)

    code, out, _ = yinuo("import", vault, "--store", tmp_path / "again.db", "--json")
    assert code == 0
    assert rows(out)[0]["records"] == len(first)


def test_our_own_records_pass_our_own_audit(yinuo: Run, store: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    yinuo("export", "--vault", vault, "--store", store, "--as-of", "2024-12-31")
    code, out, _ = yinuo("audit", vault, "--json")

    assert code == 0, out


# ── bad input ──


def test_one_bad_file_among_hundreds_is_named_and_the_rest_is_done(yinuo: Run, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(200):
        letter = f"中華民國112年3月20日\n本部將於112年12月底前完成第{number}號橋改建工程。"
        (folder / f"{number:03}.txt").write_text(letter, encoding="utf-8")
    (folder / "bad.docx").write_bytes(b"PK\x03\x04 not a document")
    code, out, err = yinuo("run", folder, "--store", tmp_path / "a.db", "--json")

    assert code == 1
    assert rows(out)[0]["documents"] == 200
    assert len(err.strip().splitlines()) == 1
    assert "bad.docx" in err


def test_the_broken_examples_each_get_one_line(yinuo: Run, examples: Path, tmp_path: Path) -> None:
    code, _, err = yinuo("run", examples / "broken", "--store", tmp_path / "a.db")
    files = sorted(path.name for path in (examples / "broken").iterdir())
    lines = err.strip().splitlines()

    assert code == 1
    assert len(lines) == len(files)
    assert all(any(name in line for line in lines) for name in files)
    assert any("no text layer" in line for line in lines)
    assert any("--date" in line for line in lines)


def test_a_document_without_a_date_is_read_when_one_is_given(yinuo: Run, examples: Path, tmp_path: Path) -> None:
    undated = examples / "broken" / "undated.txt"

    assert yinuo("extract", undated)[0] == 1
    assert yinuo("extract", undated, "--date", "2023-05-01")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("run",),
        ("run", "no/such/file.txt"),
        ("list", "--as-of", "someday"),
        ("list", "--state", "great"),
        ("extract", "--date", "2023-13", "x.txt"),
        ("judge", "--pairs", "no/such.jsonl"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_two(yinuo: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = yinuo(*words, *(["--store", str(tmp_path / "x.db")] if words[0] == "run" else []))

    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["list", "status", "verify", "evidence"])
def test_a_missing_store_is_named_with_what_to_do(yinuo: Run, tmp_path: Path, command: str) -> None:
    code, out, err = yinuo(command, "--store", tmp_path / "none.db")

    assert code in (1, 2)
    assert out == ""
    assert "none.db" in err
    assert "yinuo run" in err


def test_a_store_from_a_newer_version_is_left_alone(yinuo: Run, store: Path, examples: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    shutil.copy(store, newer)
    with sqlite3.connect(newer) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version + 1000}")
    connection.close()
    before = newer.read_bytes()
    code, _, err = yinuo("run", examples / "corpus", "--store", newer)

    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert newer.read_bytes() == before


def test_a_store_that_cannot_be_written_says_so_in_one_line(yinuo: Run, examples: Path) -> None:
    code, _, err = yinuo("run", examples / "corpus", "--store", "/proc/yinuo.db")

    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert "/proc/yinuo.db" in err


def test_a_file_that_is_no_store_is_refused_and_untouched(yinuo: Run, examples: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("買牛奶", encoding="utf-8")
    code, _, err = yinuo("run", examples / "corpus", "--store", file)

    assert code == 1
    assert "notes.txt" in err
    assert file.read_text(encoding="utf-8") == "買牛奶"


@pytest.mark.parametrize("encoding", ["cp1252", "cp950", "ascii"])
def test_a_terminal_that_cannot_show_chinese_is_no_reason_to_stop(store: Path, encoding: str) -> None:
    for words in (["--help"], ["list", "--store", str(store)], ["verify", "--store", str(store)]):
        environment = os.environ | {"PYTHONIOENCODING": encoding}
        done = subprocess.run(
            [sys.executable, "-m", "yinuo", *words], capture_output=True, check=False, env=environment
        )

        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
        assert done.stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_a_list_keeps_the_promise_in_any_width(
    yinuo: Run, store: Path, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yinuo.serve.cli.screen.PIPED_WIDTH", columns)
    _, out, _ = yinuo("list", "--store", store, "--as-of", "2025-06-30", "--limit", "1")
    row = rows(yinuo("list", "--store", store, "--as-of", "2025-06-30", "--json", "--limit", "1")[1])[0]

    told = "".join(out.split())
    assert row["id"][:8] in told
    assert row["title"][:8] in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(yinuo: Run, shell: str) -> None:
    code, out, _ = yinuo("completion", shell)

    assert code == 0
    assert "_YINUO_COMPLETE" in out


def test_the_installed_program_answers_help_and_version() -> None:
    words = [sys.executable, "-m", "yinuo"]
    helped = subprocess.run([*words, "--help"], capture_output=True, check=True, encoding="utf-8")
    version = subprocess.run([*words, "--version"], capture_output=True, check=True, encoding="utf-8")

    assert all(name in helped.stdout for name in COMMANDS)
    assert version.stdout.startswith("yinuo 0.")
