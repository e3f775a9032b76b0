"""Whole extraction: spans, attributes, rows."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold
from yinuo.extract.commitments import extract
from yinuo.extract.cues import hits
from yinuo.extract.rows import commitment_row
from yinuo.extract.spans import clauses, cuts
from yinuo.model import DateInterval, Document, DocumentKind, Level

KEYS = [
    "document_id",
    "start",
    "end",
    "text",
    "level",
    "title",
    "deadlines",
    "target",
    "agency",
    "category",
    "confidence",
    "candidate",
]
LETTER = (
    "陳委員就長安橋改建問題所提質詢，經交據交通部查復如下：一、關於改建期程問題：長安橋改建工程已於109年完成設計，"
    "交通部公路總局預計112年6月完工。二、關於未來維護問題：交通部未來將持續加強橋梁檢測。三、本部尚無收費之規劃。"
)


def letter(text: str, name: str = "letter") -> Document:
    return Document(
        name, DocumentKind.REPLY, text, DateInterval.day(2021, 12, 9), title="陳委員就長安橋改建問題所提質詢"
    )


def spans(text: str) -> list[str]:
    shadow = fold(text).text
    return [shadow[start:end] for start, end in cuts(shadow, hits([shadow])[0])]


def test_a_letter_gives_its_promises_with_what_is_promised() -> None:
    first, second = extract(letter(LETTER)).commitments
    assert first.quote.exact == "交通部公路總局預計112年6月完工。"
    assert first.level is Level.CONCRETE
    assert [due.due for due in first.deadlines] == [date(2023, 6, 30)]
    assert first.headings == ("關於改建期程問題",)
    assert second.quote.exact == "交通部未來將持續加強橋梁檢測。"
    assert second.level is Level.ONGOING
    assert second.category is not None
    assert second.category.value == "交通建設"


def test_the_row_has_exactly_the_keys_of_the_contract() -> None:
    for commitment in extract(letter(LETTER)).commitments:
        row = commitment_row(commitment)
        assert list(row) == KEYS
        assert LETTER[row["start"] : row["end"]] == row["text"]
        assert json.loads(json.dumps(row)) == row


def test_a_whole_target_is_an_integer_and_a_broken_one_a_float() -> None:
    text = "查復如下：一、本部將於114年底前增設車位3000個。二、經濟部將於114年達成發電占比15.1%之目標。"
    values = {row["target"]["value"] for row in map(commitment_row, extract(letter(text)).commitments) if row["target"]}
    assert {(type(value), value) for value in values} == {(int, 3000), (float, 15.1)}


@pytest.mark.parametrize(
    ("unit", "promises"),
    [
        ("本案已完成設計，本局將於明年辦理招標。", ["本局將於明年辦理招標。"]),
        ("俟環評通過後，將辦理招標作業。", ["俟環評通過後，將辦理招標作業。"]),
        ("刻正辦理橋梁拓寬工程，預定年底完工。", ["刻正辦理橋梁拓寬工程，預定年底完工。"]),
        ("另本部將持續督導各縣市政府落實。", ["本部將持續督導各縣市政府落實。"]),
        ("關於收費問題：本部將持續檢討費率結構。", ["本部將持續檢討費率結構。"]),
        (
            "本部將儘速修正停車場設置辦法並送請審議；另將於偏鄉地區增設公車專線以利民行。",
            ["本部將儘速修正停車場設置辦法並送請審議；", "將於偏鄉地區增設公車專線以利民行。"],
        ),
        ("預計111年完成設計，112年動工，114年完工。", ["預計111年完成設計，112年動工，114年完工。"]),
    ],
)
def test_a_promise_is_cut_to_what_says_who_and_what(unit: str, promises: list[str]) -> None:
    assert spans(unit) == promises


def test_clauses_cover_their_words_and_leave_brackets_whole() -> None:
    words = "依「甲，乙」辦理（含丙，丁），將於明年公告；後續檢討。"
    parts = [words[start:end] for start, end in clauses(words)]
    assert parts == ["依「甲，乙」辦理（含丙，丁），", "將於明年公告；", "後續檢討。"]


def test_a_unit_said_twice_counts_once() -> None:
    text = "查復如下：一、本部未來將持續加強橋梁檢測。二、本部未來將持續加強橋梁檢測。"
    assert len(extract(letter(text)).commitments) == 1


def test_the_same_text_gives_the_same_answer() -> None:
    assert extract(letter(LETTER)) == extract(letter(LETTER))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "本部將",
                "預計",
                "113年底前",
                "完成",
                "3000個",
                "一、",
                "(一)",
                "，",
                "。",
                "；",
                "：",
                "「",
                "」",
                "\n",
                "臺",
                "9" * 40,
                "持續",
                "已",
            ]
        )
        | st.text(max_size=4),
        min_size=1,
        max_size=30,
    ).map("".join)
)
def test_nothing_makes_it_raise_and_every_quote_is_verbatim(text: str) -> None:
    if not text.strip():
        return
    document = letter(text)
    for commitment in extract(document).commitments:
        assert text[commitment.quote.start : commitment.quote.end] == commitment.quote.exact
        assert 1 <= len(commitment.title) <= 20


def test_the_founding_record_is_found_word_for_word(shared: Path) -> None:
    record = (shared / "seed_record.md").read_text(encoding="utf-8")
    promised = record.split("## 承諾原文")[1].split("##")[0].strip()
    name = record.split('document_id: "')[1].split('"')[0]
    for line in (shared / "replies.jsonl").read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        if reply["id"] == name:
            found = extract(Document(name, DocumentKind.REPLY, reply["content"], DateInterval.day(2021, 12, 9)))
            assert promised in [commitment.quote.exact for commitment in found.commitments]
            return
    pytest.fail("the founding letter is not among the replies")
