"""Whose task a sentence is about: acts, programmes and duties, by the day of the letter."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold, fold_key
from yinuo.extract.agencies import responsible
from yinuo.extract.agency_register import register
from yinuo.extract.agency_topics import ministry, topic
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.vocabulary import load_toml

MAY_2021 = date(2021, 5, 1)
MAY_2024 = date(2024, 5, 1)
TOPICS = load_toml("agency_topics.toml")["topic"]


def told(words: str, day: date = MAY_2021) -> str | None:
    """The official name of the body whose task ``words`` are about."""
    found = topic(fold(words).text, day)
    return found.agency.name_on(day) if found else None


def doer(text: str, sentence: str, *agencies: str, headings: tuple[str, ...] = (), title: str = "") -> str | None:
    """The official name of the body responsible for ``sentence``, which ends ``text``."""
    dated = DateInterval(MAY_2021, MAY_2021)
    letter = Document("letter", DocumentKind.REPLY, text, dated, agencies=agencies, title=title)
    found = responsible(letter, headings, sentence, text[: -len(sentence)])
    return found.name if found else None


@pytest.mark.parametrize(
    ("words", "day", "name"),
    [
        ("將於下半年檢討基本工資", MAY_2021, "勞動部"),
        ("賡續推動地方創生", MAY_2021, "國家發展委員會"),
        ("修正「勞動基準法」部分條文", MAY_2021, "勞動部"),
        ("加強輔導農民轉作雜糧", MAY_2021, "行政院農業委員會"),
        ("加強輔導農民轉作雜糧", MAY_2024, "農業部"),
        ("依「資通安全管理法」辦理稽核", MAY_2021, "行政院資通安全處"),
        ("依「資通安全管理法」辦理稽核", MAY_2024, "數位發展部資通安全署"),
        ("汰換太魯閣號以外之老舊列車", MAY_2021, "交通部臺灣鐵路管理局"),
        ("汰換太魯閣號以外之老舊列車", MAY_2024, "國營臺灣鐵路公司"),
        ("將加強人才培育與補助", MAY_2021, None),
        ("將依法辦理", MAY_2021, None),
        ("", MAY_2021, None),
    ],
)
def test_a_task_belongs_to_the_body_that_held_it_that_day(words: str, day: date, name: str | None) -> None:
    assert told(words, day) == name


def test_a_task_that_no_known_body_held_that_day_is_nobodys() -> None:
    assert told("將就威權象徵提出處理報告", date(2015, 5, 1)) is None


def test_two_ministries_tasks_in_equal_measure_are_nobodys() -> None:
    assert told("檢討「勞動基準法」及「教師法」") is None
    assert told("檢討「勞動基準法」") == "勞動部"


def test_government_alone_leaves_the_matter_to_whom_the_task_belongs() -> None:
    text = "一、主計總處已編列相關預算。政府將賡續提高托育補助。"
    assert doer(text, "政府將賡續提高托育補助。") == "衛生福利部"


def test_a_body_that_acts_is_asked_before_the_task() -> None:
    assert doer("教育部將協助提高托育補助。", "教育部將協助提高托育補助。") == "教育部"


def test_a_task_outside_the_one_ministry_that_answers_is_not_given_away() -> None:
    assert doer("將檢討基本工資。", "將檢討基本工資。", "交通部") == "交通部"


def test_the_heading_and_then_the_subject_tell_whose_task_it_is() -> None:
    words = "將通盤檢討。"
    assert doer(words, words, headings=("關於離岸風電問題",)) == "經濟部"
    assert doer(words, words, title="就離岸風電問題所提質詢") == "經濟部"
    assert doer(words, words) is None


def test_of_a_row_of_bodies_the_one_whose_task_it_is_leads() -> None:
    row = "將由科技部、內政部、經濟部及勞動部等機關檢討"
    assert doer(f"{row}職業災害之預防。", f"{row}職業災害之預防。") == "勞動部"
    assert doer(f"{row}。", f"{row}。") == "科技部"


def test_a_bureau_that_the_letter_named_is_meant_where_the_task_is_its_own() -> None:
    text = "內政部營建署(下稱營建署)說明。內政部辦理如下：1.將整修高山之山屋。"
    assert doer(text, "將整修高山之山屋。") == "內政部營建署"
    other = "內政部辦理如下：1.將整修高山之山屋。"
    assert doer(other, "將整修高山之山屋。") == "內政部"


def test_the_subject_of_a_sentence_goes_on_to_its_end() -> None:
    text = "文化部業將建議轉請臺東縣政府審酌，該府業完成評估，將於年底前啟動審議。"
    assert doer(text, "將於年底前啟動審議。") == "臺東縣政府"


def test_who_is_to_act_first_does_not_keep_the_promise() -> None:
    sentence = "宜由臺東縣政府研提計畫後，再予補助。"
    assert doer(f"一、水利署將協助改善。{sentence}", sentence) == "經濟部水利署"


def test_every_topic_names_known_bodies_and_no_word_stands_twice() -> None:
    known = {fold_key(name.words) for agency in register().agencies.values() for name in agency.names}
    words = []
    for entry in TOPICS:
        assert {fold_key(body) for body in entry["bodies"]} <= known
        words += [word for kind in ("acts", "programmes", "duties") for word in entry.get(kind, ())]
    assert len(words) > 2000
    assert len({fold(word).text for word in words}) == len(words)
    assert min(map(len, words)) >= 2


def test_the_ministry_of_a_bureau_stands_below_the_executive_yuan() -> None:
    bureau = register().body("水利署", MAY_2021)
    assert bureau is not None
    assert ministry(bureau).name_on(MAY_2021) == "經濟部"
    yuan = register().body("行政院", MAY_2021)
    assert yuan is not None
    assert ministry(yuan) is yuan


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=80), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_whose_task_it_is_lived_that_day(words: str, day: date) -> None:
    found = topic(fold(words).text, day)
    if found:
        assert found.agency.until is None or day < found.agency.until
        assert all(word in fold(words).text for word in found.words)


def test_a_very_long_sentence_is_read_in_linear_time() -> None:
    started = time.process_time()
    topic("農業用水資源教育" * 20_000, MAY_2021)
    assert time.process_time() - started < 5
