"""What the units around a unit say of it."""

from yinuo.extract.company import company
from yinuo.extract.cues import hits
from yinuo.extract.reading import Reading
from yinuo.model import DateInterval, Document, DocumentKind

OPENING = "林委員就公園問題所提質詢，經交據內政部查復如下："


def names(text: str, words: str) -> set[str]:
    """Names of the unit that starts with ``words``."""
    document = Document("letter", DocumentKind.REPLY, text, DateInterval.day(2021, 12, 9))
    units = Reading(document).units
    cues = hits([unit.words for unit in units])
    (at,) = (at for at, unit in enumerate(units) if unit.words.startswith(words))
    return set(company(units, cues, range(at, at + 1))[0])


def test_a_bare_item_is_told_by_the_tense_of_what_governs_it() -> None:
    item = "(一)盤點需求。(二)增設座椅。"
    ahead = names(OPENING + "一、本部將持續改善公園。具體作法如下：" + item, "盤點需求。")
    past = names(OPENING + "一、本部業已改善公園。具體作法如下：" + item, "盤點需求。")
    assert "over ahead own none bare" in ahead
    assert "over past own none bare" in past
    assert "governs will-continue" in ahead - past


def test_what_most_list_mates_say_is_told_and_the_unit_itself_is_not_its_mate() -> None:
    text = OPENING + "一、步道業已完工。二、座椅業已增設。三、加強巡查。"
    assert "most mates past" in names(text, "加強巡查。")
    assert "mates already" in names(text, "步道業已完工。")
    assert "mates already" not in names(OPENING + "一、步道業已完工。二、加強巡查。", "步道業已完工。")


def test_names_do_not_hang_on_the_block() -> None:
    text = OPENING + "".join(f"{mark}、第{mark}項將持續辦理。並已公告。" for mark in "一二三四五六七八九") * 12
    document = Document("letter", DocumentKind.REPLY, text, DateInterval.day(2021, 12, 9))
    units = Reading(document).units
    assert len(units) > 150
    cues = hits([unit.words for unit in units])
    whole = company(units, cues, range(len(units)))
    for start in range(0, len(units), 50):
        block = range(start, min(start + 50, len(units)))
        assert [set(own) for own in company(units, cues, block)] == [set(own) for own in whole[start : block.stop]]
