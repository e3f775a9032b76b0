"""What the encoder is shown: the unit whole or by its two ends, its surroundings after it, in a bounded length."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.encoder_view import END, HEAD, START, TAIL, views
from yinuo.extract.pieces import Pieces
from yinuo.extract.reading import Reading, Unit
from yinuo.model import DateInterval, Document, DocumentKind

SIGNS = string.ascii_lowercase + "本部將修正辦法持續推動節水措施已完成年月日，。：一二三四五六七八九十"
PIECES = Pieces(("<s>", "<pad>", "</s>", "<unk>", "▁", *SIGNS), [0.0] * 4 + [-3.0] * (len(SIGNS) + 1))


def units(text: str) -> tuple[Unit, ...]:
    document = Document("d", DocumentKind.REPLY, text, DateInterval.day(2024, 3, 1))
    return Reading(document).units


def words(numbers: tuple[int, ...]) -> str:
    return "".join(PIECES.pieces[number] for number in numbers)


def test_a_unit_comes_first_and_its_surroundings_follow() -> None:
    found = units("一、節水措施：\n本部將修正辦法。\n持續推動節水。\n已完成措施。")
    shown = {view.unit: view for view in views(found, [True] * len(found), PIECES)}
    at = next(number for number, unit in enumerate(found) if unit.words == "持續推動節水。")
    view = shown[at]
    assert words(view.pieces[: view.own]) == "<s>▁持續推動節水。</s>"
    around = words(view.pieces[view.own :])
    assert around.index("本部將修正辦法") < around.index("已完成措施")
    assert around.count("</s>") == 4
    assert "節水措施" in around


def test_only_wanted_units_are_shown() -> None:
    found = units("本部將修正辦法。持續推動節水。")
    assert [view.unit for view in views(found, [False, True], PIECES)] == [1]
    assert list(views(found, [False, False], PIECES)) == []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="本部將修正辦法，年", min_size=1, max_size=400), min_size=1, max_size=5))
def test_no_view_is_longer_than_the_encoder_takes(sentences: list[str]) -> None:
    found = units("。\n".join(sentences) + "。")
    for view in views(found, [True] * len(found), PIECES):
        assert view.pieces[0] == START
        assert view.pieces[view.own - 1] == END
        assert view.own <= HEAD + TAIL + 2
        assert len(view.pieces) <= HEAD + TAIL + 2 + 12 + 14 + 36 + 14 + 4
