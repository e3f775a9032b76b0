"""Bodies as servers send them: lists in every wrapping, and tables whose columns are shifted."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.collect.envelopes import csv_rows, json_rows, value
from yinuo.errors import Damaged, EmptyInput, InputError, UnknownFormat


@pytest.mark.parametrize(
    "body",
    [
        b'{"dataList":[{"term":"11"}]}',
        b'\xef\xbb\xbf{"dataList":[{"term":"11"}]}',
        b'[{"term":"11"}]',
        b'{"total":1,"total_page":1,"dataList":[{"term":"11"}]}',
    ],
)
def test_rows_come_out_of_every_wrapping(body: bytes) -> None:
    assert json_rows(body, "a", "datalist").rows == ({"term": "11"},)


def test_two_objects_one_after_another_are_joined_and_counted() -> None:
    found = json_rows(b'{"jsonList":[{"a":"1"}]}\n{"jsonList":[{"a":"2"}]}', "a", "jsonlist")

    assert ([row["a"] for row in found.rows], found.joined) == (["1", "2"], 2)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"dataList":[]}', EmptyInput),
        (b"", EmptyInput),
        (b"\xef\xbb\xbf \r\n", EmptyInput),
        ("<html><body>系統維護中</body></html>".encode(), UnknownFormat),
        (b"Too Many Requests", UnknownFormat),
        (b'{"dataList":[{"term":"11"},', Damaged),
        (b'{"message":"ok"}', Damaged),
        (b'"dataList"', Damaged),
    ],
)
def test_what_is_no_list_is_refused_by_its_kind(body: bytes, fault: type[InputError]) -> None:
    with pytest.raises(fault):
        json_rows(body, "a", "datalist")


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_rows_or_a_named_fault(body: bytes) -> None:
    with suppress(InputError):
        assert json_rows(body, "a", "datalist").rows
    with suppress(InputError):
        assert csv_rows(body, "a").rows


@pytest.mark.parametrize(
    ("told", "expected"),
    [("null", ""), ("　", ""), (None, ""), ("     1", "1"), (11, "11"), (["交通", "財政"], "交通;財政"), ("NULL", "")],
)
def test_null_words_and_blanks_are_no_value(told: object, expected: str) -> None:
    assert value({"term": told}, "屆", "term") == expected


def test_a_table_with_a_byte_order_mark_and_an_empty_last_column() -> None:
    found = csv_rows("\ufeffterm,name,\n11,王大明,\n11,林小美,,,\n".encode(), "a.csv")

    assert [row["name"] for row in found.rows] == ["王大明", "林小美"]
    assert list(found.rows[0]) == ["term", "name"]


def test_addresses_are_found_by_their_shape_where_columns_are_shifted() -> None:
    body = b"term,docUrl,htmlUrl,selectTerm\n11,https://www.example.tw/a.doc,all,\n"
    (row,) = csv_rows(body, "a.csv").rows

    assert (row["docUrl"], row["htmlUrl"]) == ("https://www.example.tw/a.doc", "")


@pytest.mark.parametrize("body", [b"term,name\n", b"<html><body></body></html>", b"words"])
def test_a_table_without_rows_or_header_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        csv_rows(body, "a.csv")
