"""Statement units: contiguous, covering, whole sentences."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.sentences import units


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in units(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["查復如下：", "一、關於水價問題：", "(一)本部將檢討。", "(二)預計明年公告。"],
        ["本案已完工！", "是否調整？", "尚無規劃。"],
        ["依規定「申請人應繳費。逾期不候。」辦理。", "後續將修正。"],
        ["該條規定：「應繳納費用。」", "本部將檢討。"],
        ["經費計1.5億元（含設計。監造），預計109年完工。", "後續追蹤。"],
        ["短句一；短句二。"],
    ],
)
def test_units_end_where_sentences_do(parts: list[str]) -> None:
    assert cut("".join(parts)) == parts


def test_a_long_sentence_is_cut_at_its_semicolons_too() -> None:
    first = "為改善偏遠地區用水，本署將補助接水費用、延管工程與簡易自來水設備之汰換，並逐年檢討普及率；"
    second = "同時將協助地方政府盤點水源、改善淨水設施，以及辦理水質檢驗與人員訓練，俾確保供水安全無虞。"
    assert cut(first + second) == [first, second]


def test_hard_wrapped_lines_are_one_unit() -> None:
    text = "本部將持續推動與各國之\n\n合作，預計明年底前完成\n\n簽署。 \n\n後續工作亦將公布。 \n"
    assert [" ".join(part.split()) for part in cut(text)] == [
        "本部將持續推動與各國之 合作，預計明年底前完成 簽署。",
        "後續工作亦將公布。",
    ]


def test_a_quotation_that_never_closes_does_not_swallow_the_letter() -> None:
    text = "所稱「示範計畫。本部將檢討。" + "後續另案公告。" * 5
    assert len(cut(text)) > 4


def test_an_empty_text_has_no_units() -> None:
    assert units("") == ()


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="一、二(1)「」『。；！？：\n （）臺本部將x\ue000\u3000", max_size=120) | st.text(max_size=60))
def test_units_are_contiguous_and_cover_the_text(text: str) -> None:
    spans = units(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


def test_long_runs_stay_linear() -> None:
    for sign in ("「", "(", "。", "；", "」", "(一)", "\n", "　"):
        text = sign * (60_000 // len(sign))
        assert "".join(cut(text)) == text


def test_boundaries_agree_with_the_labelled_letters(shared: Path) -> None:
    held = set((shared / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    contents = {}
    for line in (shared / "replies.jsonl").read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        contents[reply["id"]] = reply["content"]
    gold: dict[str, set[int]] = defaultdict(set)
    for line in (shared / "gold" / "statements.jsonl").read_text(encoding="utf-8").splitlines():
        unit = json.loads(line)
        if unit["document_id"] not in held:
            gold[unit["document_id"]].add(unit["start"])
    both = ours = theirs = 0
    for name, starts in gold.items():
        mine = {start for start, _ in units(contents[name])}
        both, ours, theirs = both + len(mine & starts), ours + len(mine), theirs + len(starts)
    assert 2 * both / (ours + theirs) >= 0.98
