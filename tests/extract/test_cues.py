"""The cue vocabulary: every entry matches its own example, and no pattern runs away."""

from time import process_time

import pytest

from yinuo.decode.folding import fold
from yinuo.extract.cues import Cue, cues, hits


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_every_cue_matches_its_example(cue: Cue) -> None:
    assert cue in {hit.cue for hit in hits([fold(cue.example).text])[0]}


def test_every_cue_has_a_name_of_its_own_and_a_known_role() -> None:
    assert len({cue.id for cue in cues()}) == len(cues())
    assert {cue.role for cue in cues()} == {"commits", "reports", "declines", "background"}
    assert all(cue.strength > 0 for cue in cues())


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("原預定去年完工。", "expected"),
        ("國軍將領出席。", "will-act"),
        ("各國原訂於該年實施。", "planned"),
        ("施工進行中，惟未說明時程。", "no-plan"),
        ("本部已公告該方案，並說明如下列網站。", "plan-heading"),
        ("該部請假規定如附件。", "instructs"),
        ("本案成果將於會後公開。", "results-heading"),
        ("中部地區正式通車。", "at-it"),
        ("該路段已納入計畫。", "leaves-out"),
        ("以免民眾恐慌。", "drawback"),
        ("本部重視所提意見。", "case-by-case"),
        ("本部權責單位已完成審查。", "their-competence"),
        ("本部將研提建議。", "suggested"),
        ("本部將輔導業者。", "others-will"),
        ("該處業已改善。", "penalty"),
    ],
)
def test_what_only_looks_like_a_cue_is_refused(words: str, refused: str) -> None:
    assert refused not in {hit.cue.id for hit in hits([words])[0]}


def test_texts_searched_together_give_what_each_gives_alone() -> None:
    texts = [fold(cue.example).text for cue in cues()]
    assert hits(texts) == [hits([text])[0] for text in texts]


def test_hits_stand_where_they_say() -> None:
    text = "該案業經核定，本局將持續辦理，預計明年完工。"
    for hit in hits(["開頭。", text])[1]:
        assert hit.cue.pattern.search(text[hit.start : hit.end] + text[hit.end :])
        assert 0 <= hit.start < hit.end <= len(text)


def test_long_runs_stay_linear() -> None:
    for sign in ("將", "9", "年", "俟", "倘", "第", "關於", "，", "較", "依", "處", "屬", "建議", "企業", "違反"):
        began = process_time()
        hits([sign * (20_000 // len(sign))])
        assert process_time() - began < 10, sign
