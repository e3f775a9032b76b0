"""Folders, files and standard input as captures."""

import io
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from yinuo.collect.sources import Capture, FileLines, FolderSource, Source, StdinSource, open_sources
from yinuo.decode.documents import read_documents
from yinuo.errors import EmptyInput, InputError, TooLarge, UsageError
from yinuo.model import Document

ROW = '{{"id": "{0}", "date": "2029-03-14", "content": "將於第{0}年完工。"}}\n'


def names(items: Iterator[Capture | InputError], folder: Path) -> list[str]:
    return [item.name.removeprefix(f"{folder}/") if isinstance(item, Capture) else "!" for item in items]


def test_a_folder_gives_its_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/config", "c/deep/x.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")

    assert names(open_sources([tmp_path]), tmp_path) == ["a.txt", "b/1.txt", "b/2.txt", "c/deep/x.md"]
    assert [item.data for item in open_sources([tmp_path / ".hidden"]) if isinstance(item, Capture)] == [b".hidden"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)

    assert names(open_sources([tmp_path]), tmp_path) == ["a/1.txt"]


def test_what_cannot_be_read_is_an_error_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "c.txt")
    (tmp_path / "d.txt").write_text("丁", encoding="utf-8")

    items = list(open_sources([tmp_path]))

    assert [type(item) for item in items] == [Capture, InputError, InputError, Capture]
    assert "b.txt" in str(items[1])
    assert "c.txt" in str(items[2])


def test_a_missing_path_is_wrong_usage_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such"):
        open_sources([tmp_path, tmp_path / "missing"])
    with pytest.raises(UsageError):
        open_sources([])


def test_a_large_file_is_refused_unread_and_large_json_lines_are_streamed(tmp_path: Path) -> None:
    big, lines = tmp_path / "big.txt", tmp_path / "lines.jsonl"
    big.write_bytes(b"a" * 5_000)
    lines.write_text("".join(ROW.format(number) for number in range(100)), encoding="utf-8")

    refused, streamed = open_sources([tmp_path], size_cap=4_000)

    assert isinstance(refused, TooLarge)
    assert isinstance(streamed, Capture)
    assert streamed.data == b""
    for _ in range(2):  # a file can be read again
        documents = list(read_documents(streamed.content, streamed.name))
        assert [item.id for item in documents if isinstance(item, Document)] == [str(number) for number in range(100)]


def test_one_long_line_is_cut_and_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"1" * 25 + b"\n22\n" + b"3" * 10)

    lines = FileLines(str(path), cap=9)

    assert list(lines) == [b"1" * 10, b"22\n", b"3" * 10]
    assert list(pickle.loads(pickle.dumps(lines))) == list(lines)


@pytest.mark.parametrize("cap", [1 << 20, 1_000, 150])
def test_standard_input_gives_the_same_documents_whole_or_streamed(cap: int) -> None:
    body = "".join(ROW.format(number) for number in range(50)).encode()
    (capture,) = StdinSource(io.BytesIO(body), size_cap=cap).captures()

    assert isinstance(capture, Capture)
    assert capture.name == "-"
    documents = list(read_documents(capture.content, capture.name))
    assert [item.id for item in documents if isinstance(item, Document)] == [str(number) for number in range(50)]


def test_long_standard_input_that_is_not_json_lines_is_refused() -> None:
    (item,) = StdinSource(io.BytesIO(b"a" * 101), size_cap=100).captures()

    assert isinstance(item, TooLarge)


def test_the_sources_are_what_the_protocol_asks_for(tmp_path: Path) -> None:
    class TableSource:
        def captures(self) -> Iterator[Capture | InputError]:
            yield Capture("https://example.tw/1", b"1")
            yield EmptyInput("空的回應（empty answer）", where="https://example.tw/2")

    assert all(isinstance(source, Source) for source in (TableSource(), FolderSource(tmp_path), StdinSource()))
    assert not isinstance(object(), Source)


def test_one_bad_file_among_hundreds_stops_nothing(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.json").write_text(ROW.format(number), encoding="utf-8")
    (tmp_path / "100.json").write_bytes(b"%PDF-1.4 cut")

    outcomes = [
        item
        for capture in open_sources([tmp_path])
        if isinstance(capture, Capture)
        for item in read_documents(capture.content, capture.name)
    ]

    assert sum(isinstance(item, Document) for item in outcomes) == 199
    assert [Path(item.where or "").name for item in outcomes if isinstance(item, InputError)] == ["100.json"]
