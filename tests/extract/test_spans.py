"""Where in its unit a promise stands."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cues import hits
from yinuo.extract.spans import clauses, cuts


def promises(words: str) -> list[str]:
    return [words[start:end] for start, end in cuts(words, hits([words])[0])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("已完成設計，本局預計明年動工。", ["本局預計明年動工。"]),
        ("俟核定後，將辦理招標。", ["俟核定後，將辦理招標。"]),
        ("刻正辦理青禾橋拓寬，預定年底完工。", ["刻正辦理青禾橋拓寬，預定年底完工。"]),
        (
            "業者未依規定通報，或有居住環境不符規範等情，均將依法處罰。",
            ["業者未依規定通報，或有居住環境不符規範等情，均將依法處罰。"],
        ),
        # without its topic «將持續關注» has no object
        ("有關票價調整對通勤族之影響，本部將持續關注。", ["有關票價調整對通勤族之影響，本部將持續關注。"]),
        # «刻正…» has no subject of its own
        (
            "聯絡道可行性研究由該局召開審查會，刻正補正資料，預計三月陳報。",
            ["聯絡道可行性研究由該局召開審查會，刻正補正資料，預計三月陳報。"],
        ),
        # a 將 that no cue knows still begins a promise
        ("目前月票價格未滿千元，差額由政府負擔，該會將鼓勵學生申辦。", ["該會將鼓勵學生申辦。"]),
        # after what it will be done is part of it, unless that is past
        ("手冊待市府核定後，將要求各區公所據以調修。", ["手冊待市府核定後，將要求各區公所據以調修。"]),
        ("舊倉庫經鑑定完成後，將公告招標。", ["舊倉庫經鑑定完成後，將公告招標。"]),
        ("草案已完成審查後，將送請市府核定。", ["將送請市府核定。"]),
        # what goes on now, or beside it, is no promise of its own
        ("目前持續輔導攤商改善油煙排放，後續將修正夜市管理辦法。", ["後續將修正夜市管理辦法。"]),
        ("本局除持續輔導攤商改善油煙排放外，未來將修正夜市管理辦法。", ["未來將修正夜市管理辦法。"]),
        # what is told as done behind it is no part of it
        ("本局除將持續巡查沿線邊坡，並已訂定「巡查作業要點」。", ["本局除將持續巡查沿線邊坡"]),
    ],
)
def test_a_promise_is_the_shortest_stretch_that_says_who_and_what(words: str, expected: list[str]) -> None:
    assert promises(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "北段聯通管將於113年完成，後續大新溪聯通管也將全力趕辦，預計115年前完成。",
            ["北段聯通管將於113年完成", "後續大新溪聯通管也將全力趕辦，預計115年前完成。"],
        ),
        (
            "該中心將持續監測鄰國疫情並更新名單，未來將視疫情適時開放入境。",
            ["該中心將持續監測鄰國疫情並更新名單", "未來將視疫情適時開放入境。"],
        ),
        (
            "舊倉庫於鑑定完成後，將公告招標；另將比照辦理鄰近碼頭之檢測。",
            ["舊倉庫於鑑定完成後，將公告招標；", "將比照辦理鄰近碼頭之檢測。"],
        ),
        (
            "本局持續輔導攤商改善油煙排放，後續將修正夜市管理辦法。",
            ["本局持續輔導攤商改善油煙排放", "後續將修正夜市管理辦法。"],
        ),
        (
            "持續趕辦北段步道(預計112年底完成)，以及持續趕辦南段停車場(預計113年底完成)。",
            ["持續趕辦北段步道(預計112年底完成)", "持續趕辦南段停車場(預計113年底完成)。"],
        ),
        # milestones of one project stay together
        ("預計明年六月底前完成細部設計，後續將辦理工程招標。", ["預計明年六月底前完成細部設計，後續將辦理工程招標。"]),
    ],
)
def test_promises_on_different_objects_are_told_apart(words: str, expected: list[str]) -> None:
    assert promises(words) == expected


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="將已預計於年完成，；。「」（）均並另本局", max_size=80))
def test_cuts_lie_in_the_unit_in_order_and_never_touch(words: str) -> None:
    if not words.strip("，；。 "):
        return
    found = cuts(words, hits([words])[0])
    assert found
    assert all(0 <= start < end <= len(words) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join(words[start:end] for start, end in clauses(words)) == words
