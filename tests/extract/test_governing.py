"""Which unit governs which, on letters of our own writing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.governing import CHAIN, Governing
from yinuo.extract.reading import Reading, Unit
from yinuo.model import DateInterval, Document, DocumentKind

OPENING = "林委員就公園問題所提質詢，經交據內政部查復如下："


def units(text: str) -> tuple[Unit, ...]:
    document = Document("letter", DocumentKind.REPLY, text, DateInterval.day(2021, 12, 9))
    return Reading(document).units


def chain(text: str, words: str) -> list[str]:
    """The words of the units that govern the one that starts with ``words``, nearest first."""
    found = units(text)
    (unit,) = (unit for unit in found if unit.words.startswith(words))
    return [found[number].words for number in unit.governed]


def test_the_sentence_before_a_bare_lead_governs_its_items() -> None:
    text = OPENING + "一、本部未來將改善公園。具體作法如下：(一)盤點需求。(二)增設座椅。二、所提意見敬悉。"
    for item in ("盤點需求。", "增設座椅。"):
        assert chain(text, item)[:2] == ["具體作法如下：", "本部未來將改善公園。"]


def test_an_item_is_not_governed_by_its_sister() -> None:
    text = OPENING + "一、步道業已完工。二、座椅將增設。"
    assert chain(text, "座椅將增設。") == [OPENING] == chain(text, "步道業已完工。")


def test_a_sentence_is_governed_by_the_item_it_stands_in() -> None:
    text = OPENING + "一、有關步道部分：(一)步道業已完工。後續加強巡查。"
    assert chain(text, "後續加強巡查。")[:2] == ["步道業已完工。", "有關步道部分："]


def test_sentences_after_a_lead_without_marks_share_it() -> None:
    text = OPENING + "一、本部將採取下列措施：\n盤點需求。\n增設座椅。"
    assert chain(text, "盤點需求。") == chain(text, "增設座椅。") == ["本部將採取下列措施：", OPENING]


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["辦理。", "如下："])), max_size=40))
@settings(deadline=None, max_examples=100)
def test_governors_stand_before_what_they_govern_each_once(seen: list[tuple[int, str]]) -> None:
    governing = Governing()
    for at, (level, words) in enumerate(seen):
        above = governing.above(level, words)
        assert len(above) <= CHAIN
        assert list(above) == sorted(set(above), reverse=True)
        assert all(0 <= number < at for number in above)
