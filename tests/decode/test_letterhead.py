"""Official letters on their own letterhead, and answers that stand without one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.documents import TEXT_CAP, read_documents
from yinuo.decode.letterhead import answers_a_question, opening_askers, read_letterhead
from yinuo.errors import TooLarge
from yinuo.model import DateInterval, Document, DocumentKind

LETTER = """行政院　函
地址：臺北市步道路1號
受文者：立法院
發文日期：中華民國118年3月14日
發文字號：院臺專字第1180012345號
主旨：函送林委員大同就步道老舊問題所提質詢之書面答
　　復，請查照。
說明：
一、復貴院118年3月1日台立院議字第1180700001號函。
二、林委員大同就步道老舊問題所提質詢，經交據交通部查復如下：
（一）河濱步道將於119年底前完工。
"""
SUBJECT = "函送林委員大同就步道老舊問題所提質詢之書面答復，請查照。"


def one(text: str, **options: DateInterval) -> Document:
    (document,) = read_documents(text.encode(), "a.txt", date=options.get("date"))
    assert isinstance(document, Document), document
    return document


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        LETTER.replace("\n　　", "").replace("\n", " "),
        LETTER.replace("\n", "\r\n"),
        LETTER.replace("說明：\n", "").replace("主旨：", "主　旨：\n"),
    ],
    ids=["lines", "one line", "crlf", "wide label"],
)
def test_a_letter_on_letterhead_tells_every_field(text: str) -> None:
    document = one(text)

    assert document.kind is DocumentKind.REPLY
    assert document.number == "院臺專字第1180012345號"
    assert document.title == SUBJECT
    assert document.askers == ("林大同",)
    assert document.agencies == ("交通部",)
    assert str(document.date) == "2029-03-14"


def test_a_subject_below_a_number_line_is_the_title() -> None:
    document = one(
        "行政院函　中華民國118年3月14日院臺施字第1180000001號\n"
        "主旨：函送林委員大同就步道問題所提質詢之書面答復。\n"
        "林委員就步道問題所提質詢，經交據內政部查復如下：\n一、步道預計119年底完工。"
    )

    assert document.title == "函送林委員大同就步道問題所提質詢之書面答復。"
    assert (document.askers, document.agencies) == (("林大同",), ("內政部",))


def test_a_given_day_never_redates_a_letter_on_letterhead() -> None:
    assert str(one(LETTER, date=DateInterval.day(2030, 1, 1)).date) == "2029-03-14"


@pytest.mark.parametrize(
    ("text", "askers"),
    [
        ("林委員大同就步道計畫所提質詢，經交據交通部查復如下：\n一、將完工。", ("林大同",)),
        ("答復：一、林委員大同就步道計畫所提質詢，說明如次。", ("林大同",)),
        ("本案經交據交通部查復如下：\n一、將於年底完工。", ()),
        ("林委員就步道計畫所提質詢，答復如下：\n一、將於年底完工。", ()),
        ("林大同委員就步道計畫所提書面質詢，答復如下：\n一、將於年底完工。", ("林大同",)),
    ],
)
def test_an_answer_without_a_number_is_a_reply(text: str, askers: tuple[str, ...]) -> None:
    document = one(text, date=DateInterval.day(2029, 3, 14))

    assert document.kind is DocumentKind.REPLY
    assert document.askers == askers


@pytest.mark.parametrize(
    "text",
    [
        "部長回應林委員就步道問題所提質詢時表示，將於年底完工。",
        "部長對林委員就步道問題所提質詢表示感謝。",
        "各位委員就步道業務所提質詢，本會均將參考。",
        "步道委員會就步道問題所提質詢有所準備。",
        "本案經交由交通部辦理，查無資料。",
        "林委員大同就任主席。",
    ],
)
def test_a_text_that_speaks_of_a_question_is_no_answer(text: str) -> None:
    assert not answers_a_question(text)


@pytest.mark.parametrize("text", ["林委員就步道問題所提質詢", "林委員大同就任主席。", "", "委員會就步道問題所提質詢"])
def test_no_asker_is_guessed_from_an_opening(text: str) -> None:
    assert opening_askers(text) == ()


def test_a_mention_of_a_subject_is_none() -> None:
    assert read_letterhead("本案主旨：步道整建。").subject == ""


def test_a_document_over_the_cap_is_refused_and_the_remedy_told() -> None:
    (fault,) = read_documents(("9" * (TEXT_CAP + 1)).encode(), "a.txt")

    assert isinstance(fault, TooLarge)
    assert "split it" in str(fault)
    assert "a.txt" in str(fault)


def test_the_cap_holds_for_each_letter_of_a_gazette() -> None:
    def letter(number: int, body: str) -> str:
        head = f"（行政院函　中華民國118年3月14日院臺專字第118000000{number}號）\n"
        return f"{head}林委員就步道問題所提質詢，經交據交通部查復如下：{body}\n"

    text = letter(1, "將完工。" * 40) + letter(2, "將完工。" * 200) + letter(3, "將改善。" * 40)
    items = list(read_documents(text.encode(), "g.txt", text_cap=500))

    assert len(text) > 500
    assert [type(item) for item in items] == [Document, TooLarge, Document]
    assert "1180000002號" in str(items[1])


@pytest.mark.parametrize("run", ["：委員就", "主旨：", "發文字號：", "9", "（", "　", "委員", "就", "經交據"])
def test_long_runs_are_read_in_a_moment(run: str) -> None:
    text = "林委員就" + run * (100_000 // len(run))
    started = time.process_time()

    read_letterhead(text)
    opening_askers(text)
    answers_a_question(text)

    assert time.process_time() - started < 10


@settings(deadline=None, max_examples=80)
@given(
    st.text(
        "主旨：說明發文字號日期林委員大同就所提質詢經交據查復如下0123年月日第院臺專。 \n\u3000，、（一）", max_size=120
    )
)
def test_a_subject_is_one_line_and_asked_by_somebody_named_in_the_text(text: str) -> None:
    head = read_letterhead(text)

    assert "\n" not in head.subject
    assert "".join(head.subject.split()) in "".join(text.split())
    for name in opening_askers(text):
        assert name
        assert set(name) <= set(text)
