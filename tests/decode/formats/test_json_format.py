"""JSON in every wrapping the Yuan's replies come in."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.formats import read_texts
from yinuo.decode.formats.api_json import LINE_CAP
from yinuo.decode.formats.text import Text
from yinuo.errors import Damaged, EmptyInput, InputError, TooLarge

RECORD = {
    "term": "12",
    "sessionPeriod": "02",
    "sessionTimes": "null",
    "meetingTimes": None,
    "eyNumber": "（行政院函　中華民國118年3月14日院臺施字第11800012345號）",
    "lyNumber": "",
    "subject": "（一）行政院函送林委員大同就第12屆第1會期施政質詢之書面答復，請查照案。",
    "content": "林委員就公園整建問題所提質詢，經交據內政部查復如下：一、\ue57c有步道將於118年底前改善。",
    "docUrl": "https://example.tw/a.doc",
}


def read(value: object, name: str = "a.json") -> list[Text | InputError]:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return list(read_texts(data, name))


def only(value: object) -> Text:
    (text,) = read(value)
    assert isinstance(text, Text)
    return text


def test_every_wrapping_gives_the_same_record() -> None:
    wrappings: list[Any] = [
        {"dataList": [RECORD]},
        {"jsonList": [RECORD]},
        [RECORD],
        RECORD,
        {"id": "x", "vector": [0.1, -2e-3], "payload": RECORD},
    ]
    texts = [only(value) for value in wrappings]

    assert {text.text for text in texts} == {RECORD["content"]}
    assert {text.title for text in texts} == {RECORD["subject"]}
    assert texts[-1].metadata["id"] == "x"


def test_null_in_all_its_forms_is_absent() -> None:
    assert set(only(RECORD).metadata) == {"term", "session", "number", "url"}


def test_snake_case_payload_keys_are_known() -> None:
    payload = {"ey_number": RECORD["eyNumber"], "session_period": "02", "content": RECORD["content"], "subject": "案由"}

    text = only({"id": "p1", "vector": [], "payload": payload})

    assert text.metadata["number"] == RECORD["eyNumber"]
    assert text.metadata["session"] == "02"


def test_a_point_of_a_letter_cut_into_several_bears_the_letters_own_id() -> None:
    point = {
        "id": "p2",
        "vector": [0.1],
        "payload": RECORD | {"baseId": "letter-1", "chunkIndex": 1, "chunkText": "後"},
    }

    text = only(point)

    assert (text.metadata["id"], text.text) == ("letter-1", RECORD["content"])


def test_numbers_stay_the_strings_they_were_written_as() -> None:
    text = only(b'{"id": 11000085469, "term": 12, "content": "\xe5\x85\xa7\xe6\x96\x87", "number": 11000085469}')

    assert text.metadata["id"] == "11000085469"
    assert text.metadata["number"] == "11000085469"


def test_concatenated_objects_and_a_byte_order_mark_are_read() -> None:
    one = json.dumps({"dataList": [RECORD]}, ensure_ascii=False)
    body = "\ufeff" + one + "\ufeff" + one + " \n" + one

    assert [text.text for text in read(body.encode()) if isinstance(text, Text)] == [RECORD["content"]] * 3


def test_a_bad_line_is_named_and_the_others_are_read() -> None:
    line = json.dumps(RECORD, ensure_ascii=False)
    body = "\n".join([line, line[:50], line, '"文字"', line]).encode()

    items = read(body, "many.jsonl")

    assert [isinstance(item, Text) for item in items] == [True, False, True, False, True]
    assert isinstance(items[1], Damaged)
    assert "many.jsonl:2" in str(items[1])


def test_a_first_bad_line_does_not_hide_the_rest() -> None:
    line = json.dumps(RECORD, ensure_ascii=False)

    items = read((line[:80] + "\n" + line + "\n" + line).encode())

    assert [isinstance(item, Text) for item in items] == [False, True, True]


def test_what_is_no_record_in_a_list_is_named_by_its_place() -> None:
    items = read([RECORD, 5, None, RECORD | {"content": ""}, RECORD], "list.json")

    assert [isinstance(item, Text) for item in items] == [True, False, False, False, True]
    assert [item.where for item in items[1:3]] == ["list.json#2", "list.json#3"]
    assert (items[3].where or "").startswith("list.json#4")


def test_a_list_on_a_line_names_line_and_place() -> None:
    line = json.dumps(RECORD, ensure_ascii=False)

    items = read("\n".join([line, json.dumps([RECORD, True], ensure_ascii=False), line]).encode(), "a.jsonl")

    assert [item.where for item in items] == ["a.jsonl:1", "a.jsonl:2#1", "a.jsonl:2#2", "a.jsonl:3"]


def test_a_break_after_whole_records_names_the_next_place() -> None:
    line = json.dumps(RECORD, ensure_ascii=False)

    items = read((line + line + line[:40]).encode(), "a.json")

    assert items[-1].where == "a.json#3"


def test_a_truncated_body_is_damaged() -> None:
    (item,) = read(json.dumps({"dataList": [RECORD]}, ensure_ascii=False)[:-20].encode())

    assert isinstance(item, Damaged)


def test_an_empty_list_is_not_nothing() -> None:
    (item,) = read({"dataList": []})

    assert isinstance(item, EmptyInput)


def test_a_record_without_content_is_named_by_its_number() -> None:
    (item,) = read(RECORD | {"content": "null"})

    assert isinstance(item, EmptyInput)
    assert "11800012345" in str(item)


def test_deep_nesting_is_damage_not_a_crash() -> None:
    (item,) = read(b"[" * 200_000)

    assert isinstance(item, Damaged)


def test_lines_are_streamed_one_at_a_time_under_a_cap() -> None:
    row = json.dumps(RECORD, ensure_ascii=False).encode() + b"\n"
    taken = 0

    def lines() -> Any:
        nonlocal taken
        for body in (row, b'{"content": "' + b"a" * LINE_CAP + b'"}\n', b"\n", row):
            taken += 1
            yield body

    items = read_texts(lines(), "long.jsonl")
    assert isinstance(next(items), Text)
    assert taken == 1
    rest = list(items)
    assert isinstance(rest[0], TooLarge)
    assert isinstance(rest[1], Text)
    assert len(rest) == 2


plain = st.text(min_size=1).filter(lambda text: text.strip() not in ("", "null"))


@settings(deadline=None, max_examples=60)
@given(st.lists(plain, min_size=1, max_size=5))
def test_content_is_never_edited(contents: list[str]) -> None:
    records = [{"content": content, "subject": "案由"} for content in contents]

    listed = [item.text for item in read({"dataList": records}) if isinstance(item, Text)]
    lines = "\n".join(json.dumps(record) for record in records).encode()
    streamed = [item.text for item in read_texts(iter(lines.splitlines(keepends=True)), "a") if isinstance(item, Text)]

    assert listed == [content for content in contents if content.strip()] == streamed
