"""Packs are read like the folders they were made of, and a broken or vast one is told."""

import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.collect import packs
from yinuo.collect.packs import PackedLines, unpacked
from yinuo.collect.sources import Capture
from yinuo.errors import Damaged, InputError, TooLarge


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, body in files.items():
            pack.writestr(name, body)
    return packed.getvalue()


def test_a_zip_is_its_files_sorted_without_hidden_ones() -> None:
    inner = gzip.compress(b'{"id":"1"}\n')
    body = zipped({"b/2.md": b"two", "a/1.md": b"one", ".git/x": b"", "__MACOSX/y": b"", "c.jsonl.gz": inner})
    found = list(unpacked([Capture("r.zip", body), Capture("n.md", b"as it is")]))

    assert found == [
        Capture("r.zip/a/1.md", b"one"),
        Capture("r.zip/b/2.md", b"two"),
        Capture("r.zip/c.jsonl", b'{"id":"1"}\n'),
        Capture("n.md", b"as it is"),
    ]


def test_names_that_would_leave_the_folder_are_passed_over() -> None:
    assert list(unpacked([Capture("r.zip", zipped({"../../etc/passwd": b"x"}))])) == []


@pytest.mark.parametrize("name", ["r.zip", "letters.jsonl.gz"])
@pytest.mark.parametrize("harm", [b"", b"PK", b"\x1f\x8b\x08rubbish", b"<html>"])
def test_what_is_no_pack_is_damaged(name: str, harm: bytes) -> None:
    (found,) = unpacked([Capture(name, harm or b"\x00")])
    assert isinstance(found, Damaged)


def test_a_pack_cut_short_is_damaged() -> None:
    body = gzip.compress(b"words " * 10_000)
    (found,) = unpacked([Capture("a.jsonl.gz", body[: len(body) // 2])])
    assert isinstance(found, Damaged)


def test_what_unpacks_to_more_than_is_allowed_is_refused_or_read_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "SIZE_CAP", 1_000)
    line = b'{"id":"' + b"x" * 300 + b'"}\n'
    body = gzip.compress(line * 10)
    (page,) = unpacked([Capture("a.html.gz", body)])
    (lines,) = unpacked([Capture("a.jsonl.gz", body)])
    (inside,) = unpacked([Capture("a.zip", zipped({"a.md": b"0" * 2_000}))])

    assert isinstance(page, TooLarge)
    assert isinstance(inside, TooLarge)
    assert isinstance(lines, Capture)
    assert isinstance(lines.stream, PackedLines)
    assert [list(lines.stream), list(lines.stream)] == [[line] * 10] * 2  # as often as asked


def test_lines_whose_pack_breaks_off_end_in_one_that_cannot_be_read() -> None:
    body = gzip.compress(b"".join(b'{"n":%d}\n' % number for number in range(90_000)))
    found = list(PackedLines(body[: len(body) // 2]))

    assert found[0] == b'{"n":0}\n'
    assert found[-1] == b'{"cut short'
    assert len(found) < 90_000


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(["a.zip", "a.gz", "a.jsonl.gz", "a"]))
def test_any_bytes_are_captures_or_errors(body: bytes, name: str) -> None:
    assert all(isinstance(one, (Capture, InputError)) for one in unpacked([Capture(name, body)]))
