"""Whatever the bytes, reading ends soon, in documents or in errors that name the file."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.documents import read_documents
from yinuo.errors import InputError
from yinuo.model import Document

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NAMES = ["letter.doc", "letter.docx", "letter.odt", "letter.pdf", "report.doc", "encrypted.pdf", "gazette.txt"]
MAGICS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b'{"',
    b"[{",
    b"<html>",
    b"---\n",
    b"\xff\xfe",
]


def outcomes(data: bytes) -> list[Document | InputError]:
    started = time.process_time()
    items = list(read_documents(data, "a.bin"))
    assert time.process_time() - started < 10
    assert all(isinstance(item, Document | InputError) for item in items)
    assert all("a.bin" in str(item) for item in items if isinstance(item, InputError))
    return items


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(MAGICS), st.binary(max_size=2_000))
def test_random_bytes_give_documents_or_errors(magic: bytes, body: bytes) -> None:
    assert outcomes(magic + body)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(NAMES), st.data())
def test_flipped_and_cut_files_give_documents_or_errors(name: str, draw: st.DataObject) -> None:
    data = bytearray((FIXTURES / name).read_bytes())
    for position in draw.draw(st.lists(st.integers(0, len(data) - 1), max_size=20)):
        data[position] ^= draw.draw(st.integers(1, 255))

    assert outcomes(bytes(data[: draw.draw(st.integers(1, len(data)))]))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["content", "subject", "eyNumber", "id", "payload", "dataList", "term", "date", "內容"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=100)
@given(json_values)
def test_any_json_gives_documents_or_errors(value: object) -> None:
    assert outcomes(json.dumps(value).encode())  # never silence: a document or the reason why not


@pytest.mark.parametrize(
    "unit", ["（", "1", "\u3000", "中華民國", "行政院函送", "委員", "第", "經交據", "{", "<p>", "---\n", "#", "\n1"]
)
def test_long_runs_of_one_thing_are_read_in_linear_time(unit: str) -> None:
    assert outcomes((unit * (300_000 // len(unit))).encode())  # within the guard's CPU seconds


def test_lone_surrogates_from_json_escapes_are_damage() -> None:
    (item,) = outcomes(b'{"content": "\\ud800\\u627f\\u8afe", "date": "2029-01-01"}')

    assert isinstance(item, InputError)


def test_hostile_fields_do_no_harm() -> None:
    subject = "行政院函送「'; DROP TABLE x; --」: ../../etc\\n\n<script>😀委員就"
    record = {"id": "../../x\n", "subject": subject + "\ud800", "content": "預計年底前完工。", "date": "2029-01-01"}

    (item,) = outcomes(json.dumps(record).encode())

    assert isinstance(item, Document)
    assert "\n" not in item.id
    assert item.title.startswith(subject)
    item.title.encode()
