"""Documents: every field of every letter, every report's day, and every refusal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.documents import read_documents
from yinuo.errors import Conflicting, Damaged, InputError, PicturesOnly, Undated
from yinuo.model import DateInterval, Document, DocumentKind, Precision

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RECORD = {
    "id": "a1",
    "term": "12",
    "sessionPeriod": "02",
    "sessionTimes": "05",
    "eyNumber": "（行政院函　中華民國118年3月14日院臺施字第11800012345號）",
    "lyNumber": "（立法院函　編號：12-1-6-173）",
    "subject": "（一）行政院函送林委員大同就第12屆第1會期施政質詢之書面答復，請查照案。",
    "content": "林委員就公園整建問題所提質詢，經交據內政部查復如下：一、\ue57c有　步道將於118年底前改善。",
    "docUrl": "https://example.tw/a.doc",
}


def read(value: object, **options: object) -> list[Document | InputError]:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return list(read_documents(data, "a.json", **options))  # type: ignore[arg-type]  # options differ by test


def one(value: object, **options: object) -> Document:
    (document,) = read(value, **options)
    assert isinstance(document, Document), document
    return document


def error(value: object, **options: object) -> InputError:
    (item,) = read(value, **options)
    assert isinstance(item, InputError)
    return item


def test_a_record_gives_every_field() -> None:
    document = one([RECORD])

    assert document == Document(
        id="a1",
        kind=DocumentKind.REPLY,
        text=RECORD["content"],
        date=DateInterval.day(2029, 3, 14),
        title=RECORD["subject"],
        number=RECORD["eyNumber"],
        question_number=RECORD["lyNumber"],
        term=12,
        session=2,
        sitting=5,
        askers=("林大同",),
        agencies=("內政部",),
        url=RECORD["docUrl"],
        source="a.json#1",
    )


def test_only_the_questions_session_is_used_where_the_record_has_none() -> None:
    record = RECORD | {"term": "null", "sessionPeriod": "", "sessionTimes": None}
    by_number = one(record | {"subject": "（一）行政院函送林委員大同就步道問題所提質詢之書面答復，請查照案。"})

    assert (one(record).term, one(record).session, one(record).sitting) == (12, 1, None)
    assert (by_number.term, by_number.session) == (12, 1)


def test_the_same_letter_from_a_gazette_and_from_json_is_one_text() -> None:
    (letter, _) = read_documents((FIXTURES / "gazette.doc").read_bytes(), "gazette.doc")
    assert isinstance(letter, Document)
    record = {"eyNumber": letter.number, "content": "".join(letter.text.split()), "subject": letter.title}

    from_json = one(record)

    assert from_json.fingerprint == letter.fingerprint
    assert (from_json.date, from_json.askers, from_json.agencies) == (letter.date, letter.askers, letter.agencies)


@pytest.mark.parametrize("name", ["letter.doc", "letter.docx", "letter.odt", "letter.txt"])
def test_one_letter_is_one_document_in_every_format(name: str) -> None:
    (document,) = read_documents((FIXTURES / name).read_bytes(), name)

    assert isinstance(document, Document)
    assert document.kind is DocumentKind.REPLY
    assert str(document.date) == "2029-03-14"
    assert document.askers == ("林大同",)
    assert document.agencies == ("經濟部", "交通部")
    assert (document.term, document.session) == (12, 2)
    assert document.text.startswith("林委員就河濱步道整建等問題所提質詢")
    assert document.text.endswith("目前暫無增設規劃。")
    assert document.id == next(_ids(FIXTURES / "letter.txt"))


def _ids(path: Path) -> Iterator[str]:
    return (item.id for item in read_documents(path.read_bytes(), "x") if isinstance(item, Document))


def test_a_report_is_dated_by_its_own_head() -> None:
    (document,) = read_documents((FIXTURES / "report.odt").read_bytes(), "report.odt")

    assert isinstance(document, Document)
    assert (document.kind, str(document.date)) == (DocumentKind.REPORT, "2029-02-20")
    assert document.title == "中華民國118年度河川復育工作報告"


def test_a_whole_year_in_the_title_is_a_year() -> None:
    document = one("2028年外交工作回顧：\n\n台灣持續深化夥伴關係。".encode())

    assert (document.kind, document.date) == (DocumentKind.REPORT, DateInterval.year(2028))
    assert document.date.precision is Precision.YEAR


def test_an_undated_text_is_refused_with_the_way_to_give_it() -> None:
    fault = error("本部將持續推動步道整建。".encode())

    assert isinstance(fault, Undated)
    assert "--date YYYY-MM-DD" in str(fault)


def test_a_given_day_dates_an_undated_text_and_outranks_a_year() -> None:
    day = DateInterval.day(2029, 1, 5)

    assert one("本部將持續推動步道整建。".encode(), date=day).date == day
    assert one("2028年外交工作回顧\n內文。".encode(), date=day).date == day


def test_a_given_day_never_redates_a_letter() -> None:
    assert str(one(RECORD, date=DateInterval.day(2030, 1, 1)).date) == "2029-03-14"


def test_a_reply_without_a_number_is_still_a_reply() -> None:
    document = one(RECORD["content"].encode(), date=DateInterval.day(2029, 3, 14))

    assert (document.kind, document.agencies, document.number) == (DocumentKind.REPLY, ("內政部",), None)


def test_a_news_release_is_news() -> None:
    document = one("環境部新聞稿\n發布日期：118年3月14日\n環境部推動淨灘\n將於明年辦理。".encode())

    assert (document.kind, str(document.date)) == (DocumentKind.NEWS, "2029-03-14")
    assert document.title == "環境部推動淨灘"


def test_a_day_in_the_files_name_dates_every_record_in_it() -> None:
    data = json.dumps([{"content": "將於年底完工。"}], ensure_ascii=False).encode()

    (document,) = read_documents(data, "news/2029-03-14.json")

    assert isinstance(document, Document)
    assert str(document.date) == "2029-03-14"


def test_a_letter_on_letterhead_is_dated_by_its_issue() -> None:
    text = (
        "行政院　函\n發文日期：中華民國118年3月14日\n發文字號：院臺專字第1180012345號\n主旨：有關步道一案，復請查照。\n"
    )

    document = one(text.encode())

    assert (document.number, str(document.date)) == ("院臺專字第1180012345號", "2029-03-14")


def test_a_kind_can_be_given() -> None:
    assert one(RECORD, kind=DocumentKind.OTHER).kind is DocumentKind.OTHER


def test_one_id_with_two_texts_is_a_conflict_and_the_first_stands() -> None:
    items = read([RECORD, RECORD | {"content": "另一份內文。"}, RECORD])

    assert isinstance(items[0], Document)
    assert isinstance(items[1], Conflicting)
    assert len(items) == 2


def test_one_text_under_two_ids_is_two_documents_with_one_fingerprint() -> None:
    first, second = read([RECORD, RECORD | {"id": "a2"}])

    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.fingerprint == second.fingerprint
    assert first.id != second.id


def test_one_letter_that_answers_two_questions_is_two_documents() -> None:
    record = {key: value for key, value in RECORD.items() if key != "id"}
    items = read([record, record | {"lyNumber": "（立法院函　編號：12-1-6-174）", "content": "另一份內文。"}])

    assert len({item.id for item in items if isinstance(item, Document)}) == 2


def test_page_images_are_no_text() -> None:
    content = ' INCLUDEPICTURE "../../Desktop/13_頁面_01.jpg" \\* MERGEFORMAT ' * 3

    fault = error(RECORD | {"content": content})

    assert isinstance(fault, PicturesOnly)
    assert "no text layer" in str(fault)
    assert one(RECORD | {"content": content + "將於年底完工。"}).text.endswith("將於年底完工。")


def test_garbled_content_is_damage() -> None:
    assert isinstance(error(RECORD | {"content": RECORD["content"].encode().decode("latin-1")}), Damaged)


def test_every_real_reply_is_read(shared: Path) -> None:
    items = list(read_documents((shared / "replies.jsonl").read_bytes(), "replies.jsonl"))
    documents = [item for item in items if isinstance(item, Document)]
    contents = {
        record["id"]: record["content"]
        for record in map(json.loads, (shared / "replies.jsonl").read_text(encoding="utf-8").splitlines())
    }

    assert len(items) == 423
    assert [type(item) for item in items if not isinstance(item, Document)] == [PicturesOnly]
    for document in documents:
        assert document.text == contents[document.id]
        assert document.kind is DocumentKind.REPLY
        assert document.date.precision is Precision.DAY
        assert 2020 <= document.date.first.year <= 2022
        assert document.number
        assert document.askers
        assert (document.term, document.session is not None) == (10, True)
    assert 200 <= sum(bool(document.agencies) for document in documents) <= 300


def test_the_real_report_is_a_report_of_its_year(shared: Path) -> None:
    name = "seed_report_mofa_2023.txt"
    (document,) = read_documents((shared / name).read_bytes(), name)

    assert isinstance(document, Document)
    assert (document.kind, document.date) == (DocumentKind.REPORT, DateInterval.year(2023))


def test_a_real_record_of_another_tracker_is_refused_as_a_document(shared: Path) -> None:
    (item,) = read_documents((shared / "seed_record.md").read_bytes(), "seed_record.md")

    assert isinstance(item, InputError)
    assert "yinuo import" in str(item)


@settings(deadline=None, max_examples=60)
@given(
    st.text("將於完工，。：；「」（）\n\r\t\x00\u3000\ue57c12GW％🌊𠮷\"'/\\:-#{}<>", max_size=200),
    st.text("行政院函送委員林大同就、問題\n\"':/\\<>🌊", max_size=60),
)
def test_any_words_around_a_letter_keep_its_content_exactly(content: str, subject: str) -> None:
    content = "將於年底完工。" + content
    (item,) = read(RECORD | {"content": content, "subject": subject})

    assert isinstance(item, Document)
    assert item.text == content
    assert item.quote(0, len(content)).exact == content
