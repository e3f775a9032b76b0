"""Words cut into pieces: the likeliest cut, nothing lost, unknown signs kept as such."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.pieces import Pieces

NAMES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "本", "部", "本部", "將", "於", "將於", "完成", "完", "成", "。")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -5.0, -5.0, -7.0, -4.0, -4.0, -6.0, -6.0, -6.0, -6.0, -3.0)
PIECES = Pieces(NAMES, SCORES)


def told(text: str) -> list[str]:
    return [NAMES[number] for number in PIECES.cut(text)]


def test_the_likeliest_cut_wins() -> None:
    assert told("本部將於完成。") == ["▁", "本部", "將於", "完成", "。"]


def test_two_pieces_win_where_they_are_likelier_together() -> None:
    rare = Pieces(NAMES, [-20.0 if name == "本部" else score for name, score in zip(NAMES, SCORES, strict=True)])
    assert [NAMES[number] for number in rare.cut("本部")] == ["▁", "本", "部"]


def test_a_sign_without_a_piece_is_unknown_and_its_neighbours_are_not() -> None:
    assert told("本部鱻將") == ["▁", "本部", "<unk>", "將"]


def test_full_width_forms_and_blanks_are_read_as_one() -> None:
    assert told("本部\u3000 將") == told("本部 將") == ["▁", "本部", "▁", "將"]


def test_the_names_of_special_pieces_are_not_read_as_such() -> None:
    assert not {0, 1, 2} & set(PIECES.cut("<s></s><pad>"))


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="本部將於完成。鱻 ", max_size=40))
def test_no_other_cut_is_likelier(text: str) -> None:
    words = "▁" + "▁".join(text.split())
    known = dict(zip(NAMES[4:], SCORES[4:], strict=True))
    best = [0.0] + [-math.inf] * len(words)
    for end in range(1, len(words) + 1):
        best[end] = best[end - 1] + PIECES.unknown
        for start in range(max(0, end - 4), end):
            if words[start:end] in known:
                best[end] = max(best[end], best[start] + known[words[start:end]])
    cut = PIECES.cut(text)
    assert math.isclose(sum(PIECES.unknown if one == 3 else SCORES[one] for one in cut), best[-1])
    assert sum(1 if one == 3 else len(NAMES[one]) for one in cut) == len(words)
