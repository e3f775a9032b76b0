"""Names of bodies: who bore them that day, where text names them, and who answers for a promise."""

import json
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.agencies import answering, find_agencies, resolve, responsible
from yinuo.extract.agency_register import register
from yinuo.model import AgencyRef, DateInterval, Document, DocumentKind

MAY_2021 = date(2021, 5, 1)


def letter(text: str, *agencies: str, day: date = MAY_2021) -> Document:
    """A reply of that day, answered by these bodies as written."""
    dated = DateInterval(day, day)
    return Document(id="letter", kind=DocumentKind.REPLY, text=text, date=dated, agencies=agencies)


def doer(text: str, sentence: str, *agencies: str, headings: tuple[str, ...] = ()) -> str | None:
    """The official name of the body responsible for ``sentence``, which ends ``text``."""
    assert text.endswith(sentence)
    found = responsible(letter(text, *agencies), headings, sentence, text[: -len(sentence)])
    return found.name if found else None


def names(text: str, day: date = MAY_2021) -> list[str | None]:
    """Official names of the bodies that ``text`` names, in order."""
    return [ref.name for _, _, ref in find_agencies(text, day)]


# ── resolving a name for a day ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "day", "name", "successor"),
    [
        ("農委會", date(2021, 5, 1), "行政院農業委員會", "農業部"),
        ("行政院農委會", date(2023, 7, 31), "行政院農業委員會", "農業部"),
        ("農業部", date(2023, 8, 1), "農業部", None),
        ("國科會", date(2013, 5, 1), "行政院國家科學委員會", "國家科學及技術委員會"),
        ("國科會", date(2022, 7, 27), "國家科學及技術委員會", None),
        ("科技部", date(2022, 7, 26), "科技部", "國家科學及技術委員會"),
        ("陸委會", date(2018, 7, 1), "行政院大陸委員會", None),
        ("陸委會", date(2018, 7, 2), "大陸委員會", None),
        ("環保署", date(2023, 8, 21), "行政院環境保護署", "環境部"),
        ("農委會林務局", date(2021, 5, 1), "行政院農業委員會林務局", "農業部林業及自然保育署"),
        ("公路總局", date(2021, 5, 1), "交通部公路總局", "交通部公路局"),
        ("高公局", date(2017, 5, 1), "交通部臺灣區國道高速公路局", "交通部高速公路局"),
        ("高公局", date(2021, 5, 1), "交通部高速公路局", None),
        ("台鐵局", date(2021, 5, 1), "交通部臺灣鐵路管理局", "國營臺灣鐵路公司"),
        ("臺鐵", date(2024, 1, 1), "國營臺灣鐵路公司", None),
        ("台灣電力股份有限公司", date(2021, 5, 1), "台灣電力公司", None),
        ("臺電公司", date(2021, 5, 1), "台灣電力公司", None),
        ("科技部南科管理局", date(2021, 5, 1), "科技部南部科學園區管理局", None),
        ("北市府", date(2021, 5, 1), "臺北市政府", None),
        ("桃園縣政府", date(2014, 12, 24), "桃園縣政府", None),
        ("嚴重特殊傳染性肺炎中央流行疫情指揮中心", date(2021, 5, 1), "中央流行疫情指揮中心", None),
        ("本院農業委員會", date(2021, 5, 1), "行政院農業委員會", "農業部"),
        ("行政院　環境保護署", date(2021, 5, 1), "行政院環境保護署", "環境部"),
    ],
)
def test_a_name_is_the_body_that_bore_it_that_day(words: str, day: date, name: str, successor: str | None) -> None:
    found = resolve(words, day)
    assert (found.words, found.name, found.successor) == (words, name, successor)
    assert found.id is not None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("數位發展部", date(2021, 5, 1)),
        ("環境部", date(2023, 8, 21)),
        ("中央流行疫情指揮中心", date(2019, 5, 1)),
        ("新聞局", date(2021, 5, 1)),
        ("外星事務部", date(2021, 5, 1)),
        ("市府", date(2021, 5, 1)),
        ("有關機關", date(2021, 5, 1)),
        ("", date(2021, 5, 1)),
    ],
)
def test_an_unknown_unborn_or_long_gone_name_is_never_guessed(words: str, day: date) -> None:
    assert resolve(words, day) == AgencyRef(words=words)


def test_an_old_name_used_after_the_change_is_still_the_old_body_with_its_successor() -> None:
    late = resolve("農委會", date(2024, 3, 1))
    assert (late.name, late.successor) == ("行政院農業委員會", "農業部")


def test_a_task_split_among_several_names_them_all() -> None:
    assert resolve("營建署", MAY_2021).successor == "內政部國土管理署、內政部國家公園署"


@given(day=st.dates(date(2008, 1, 1), date(2030, 1, 1)), index=st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_a_resolved_body_is_never_unborn_and_resolves_alike_in_either_width(day: date, index: int) -> None:
    forms = register().forms()
    form = forms[index % len(forms)]
    found = register().body(form, day)
    assert found == register().body(form.replace("台", "臺"), day)
    assert found is None or found.since is None or found.since <= day


# ── finding names in text ───────────────────────────────────────────────────────────────────


def test_the_longest_form_is_found_with_its_place() -> None:
    text = "臺中市政府將會同經濟部水利署及行政院農委會林務局辦理。"
    found = find_agencies(text, MAY_2021)
    assert [text[start:end] for start, end, _ in found] == ["臺中市政府", "經濟部水利署", "行政院農委會林務局"]
    assert [ref.name for *_, ref in found] == ["臺中市政府", "經濟部水利署", "行政院農業委員會林務局"]
    assert [ref.words for *_, ref in found] == ["臺中市政府", "經濟部水利署", "行政院農委會林務局"]


def test_the_new_environment_ministry_is_not_found_before_it_was_born() -> None:
    assert names("環境部分，本案已完成。", date(2024, 5, 1)) == []
    assert names("環境部將公告。", date(2024, 5, 1)) == ["環境部"]
    assert names("環境部將公告。", MAY_2021) == []


@pytest.mark.parametrize(
    "text",
    [
        "有關教育部分，將另行說明。",
        "法務部分由他人說明。",
        "國防部隊之訓練。",
        "教育部長出席。",
        "參考美國環保署之作法。",
        "國際能源署預估。",
        "中央行政機關應配合。",
        "歐洲中央銀行升息。",
        "119勤務指揮中心接獲報案。",
        "聯邦調查局派員。",
        "市政府新聞局發布。",
        "行政院長表示。",
        "工程會議紀錄。",
        "EPA及FDA已核准。",
    ],
)
def test_a_piece_of_another_word_is_no_agency(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("教育部分別於北、中、南辦理說明會。", "教育部"),
        ("衛福部長期照護資源。", "衛生福利部"),
        ("爰由指揮中心統籌。", "中央流行疫情指揮中心"),
        ("工程會同意備查。", "行政院公共工程委員會"),
        ("交由本部公路總局續辦。", "交通部公路總局"),
        ("行政院環境保護署公告。", "行政院環境保護署"),
        ("經交本院農業委員會查復。", "行政院農業委員會"),
        ("請民用航空局檢討。", "交通部民用航空局"),
    ],
)
def test_a_name_before_an_adverb_or_after_a_particle_is_found(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_name_broken_by_a_hard_wrap_is_found_and_quoted_as_it_stands() -> None:
    text = (
        "鑒於計畫範圍涉及水庫上游集水區之保育治理工作，本案後續將由經濟\n"
        "部水利署會同地方政府及專家學者共同辦理現地勘查，並研提改善對策後\n據以推動。"
    )
    found = find_agencies(text, MAY_2021)
    start, end, ref = found[0]
    assert text[start:end] == "經濟\n部水利署"
    assert ref.name == "經濟部水利署"


def test_a_short_form_that_the_letter_introduces_is_known_in_it() -> None:
    text = "由臺灣高等檢察署（下稱臺高檢）主政。嗣後臺高檢將規劃專案。"
    assert names(text) == ["臺灣高等檢察署", "臺灣高等檢察署", "臺灣高等檢察署"]
    assert names("嗣後臺高檢將規劃專案。") == []


@given(text=st.text(alphabet="教育部分行政院農委會林務局本該署（）「」，。、台臺\n將由與", max_size=200))
@settings(deadline=None, max_examples=100)
def test_found_places_are_in_order_apart_and_inside_the_text(text: str) -> None:
    found = find_agencies(text, MAY_2021)
    position = 0
    for start, end, ref in found:
        assert position <= start < end <= len(text)
        assert ref.words == text[start:end]
        position = end
    assert found == find_agencies(text, MAY_2021)


UNITS = "行政院 經濟部、 ((( 「 1 請 一、 該署 （以下簡稱 中鋼公司 ，另公司 中鋼公司： 本案由 桃園市將"


@pytest.mark.parametrize("unit", [*UNITS.split(), " "])
def test_time_grows_in_line_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit)) + "文"
        begun = time.process_time()
        find_agencies(text, MAY_2021)
        responsible(letter(text), (), text[-3000:], text[:-3000])
        return time.process_time() - begun

    seconds(1000)
    assert seconds(80_000) < max(2.0, 40 * seconds(10_000))


# ── who answers ─────────────────────────────────────────────────────────────────────────────


def test_the_answering_bodies_are_those_of_the_day_and_nobody_for_the_unnamed() -> None:
    assert [ref.name for ref in answering(letter("文", "本院農業委員會"))] == ["行政院農業委員會"]
    assert answering(letter("文", "有關機關")) == ()
    assert answering(letter("文", "有關機關（單位）")) == ()
    assert answering(letter("文")) == ()
    assert answering(letter("文", "某某會")) == (AgencyRef(words="某某會"),)


def test_answering_bodies_written_in_one_string_are_told_apart() -> None:
    found = answering(letter("文", "經濟部、金融監督管理委員會（下稱金管會）"))
    assert [ref.name for ref in found] == ["經濟部", "金融監督管理委員會"]


def report(text: str, title: str = "") -> Document:
    """A report that names no author of its own."""
    dated = DateInterval.year(2021)
    return Document(id="report", kind=DocumentKind.REPORT, text=text, date=dated, title=title)


def test_a_report_speaks_for_the_body_in_its_title_or_the_one_it_is_about() -> None:
    assert [ref.name for ref in answering(report("全文。", "外交部110年工作報告"))] == ["外交部"]
    about = "外交部持續推動。外交部將深化合作。行政院核定。外交部感謝。"
    assert [ref.name for ref in answering(report(about, "工作回顧"))] == ["外交部"]
    assert answering(report("外交部與文化部、教育部及國防部合作。")) == ()
    found = responsible(report(about + "本部將爭取參與。"), (), "本部將爭取參與。")
    assert found is not None
    assert found.name == "外交部"


def test_the_place_in_the_letter_is_read_even_where_no_context_is_given() -> None:
    sentence = "後續將儘速完成。"
    document = letter("一、觀光局刻正規劃。" + sentence, "有關機關")
    found = responsible(document, (), sentence)
    assert found is not None
    assert found.name == "交通部觀光局"
    twice = letter("一、觀光局刻正規劃。" + sentence + sentence, "有關機關")
    assert responsible(twice, (), sentence) is None


# ── who is responsible ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("觀光局將會同經濟部及外交部行銷。", "交通部觀光局"),
        ("未來將由臺灣高等檢察署會同海巡署規劃專案。", "臺灣高等檢察署"),
        ("另請經濟部、科技部加速釋出用地。", "經濟部"),
        ("本案函送內政部後，文化部將公告。", "文化部"),
        ("為提升安全，與內政部合作後，國防部將修正規定。", "國防部"),
        ("有關勞動部所提意見，衛福部將納入研議。", "衛生福利部"),
        ("依經濟部「產業計畫」，臺中市政府預計113年6月完工。", "臺中市政府"),
        ("台電公司擬於114年底前完成改建。", "台灣電力公司"),
        ("行政院及交通部將通盤考量。", "交通部"),
        ("行政院將儘速函送立法院審議。", "行政院"),
        ("經濟部（下稱經部）、內政部及財政部等機關將共同研商。", "經濟部"),
        ("立法院通過後，財政部將據以辦理。", "財政部"),
    ],
)
def test_the_subject_of_the_sentence_is_responsible(sentence: str, name: str) -> None:
    assert doer("敬復如下：" + sentence, sentence, "有關機關") == name


def test_our_ministry_is_the_answering_one_and_that_office_the_last_named() -> None:
    text = "查復如下：一、本部將修正辦法。"
    assert doer(text, "本部將修正辦法。", "教育部") == "教育部"
    text = "一、公路總局已完成評估，送交通部核定。該局將於113年底完工。"
    assert doer(text, "該局將於113年底完工。", "交通部") == "交通部公路總局"


def test_a_bureau_of_the_answering_ministry_goes_on_as_subject() -> None:
    text = "一、本部水利署刻正辦理規劃。預計112年底完成。"
    assert doer(text, "預計112年底完成。", "經濟部") == "經濟部水利署"


def test_another_ministry_does_not_take_over_the_letter_of_one() -> None:
    text = "一、內政部業已函復。將持續辦理宣導。"
    assert doer(text, "將持續辦理宣導。", "教育部") == "教育部"


def test_a_lead_in_governs_its_list_and_not_a_neighbouring_item() -> None:
    text = "一、環保署規劃措施如下：1.回收：(1)請經濟部釋出用地。2.再利用：(1)將輔導業者設廠。"
    assert doer(text, "將輔導業者設廠。", "有關機關") == "行政院環境保護署"


def test_a_subject_does_not_go_on_from_one_question_to_the_next() -> None:
    text = "一、農委會將加強輔導。二、關於外貿問題：政府將協助企業布局。"
    assert doer(text, "政府將協助企業布局。", "有關機關") == "行政院"


def test_a_heading_speaks_where_the_text_does_not() -> None:
    text = "將於年底前完成。"
    assert doer(text, text, "有關機關", headings=("關於交通問題", "有關鐵道局業務部分")) == "交通部鐵道局"


def test_nothing_is_said_where_nothing_speaks() -> None:
    assert doer("將於年底前完成。", "將於年底前完成。", "有關機關") is None
    assert doer("將於年底前完成。", "將於年底前完成。") is None


def test_a_body_that_never_answers_is_not_responsible() -> None:
    text = "司法院將研議修法。"
    assert doer(text, text, "有關機關") is None


def test_all_local_governments_act_only_where_they_are_the_subject() -> None:
    text = "個案將由地方政府派員訪視。"
    assert doer(text, text, "有關機關") == "各地方政府"
    text = "一、教育部補助地方政府購置設備。並將持續檢討。"
    assert doer(text, "並將持續檢討。", "有關機關") == "教育部"


def test_quoted_names_are_no_subjects() -> None:
    text = "「經濟部將停止補助」之報導與事實不符，財政部將澄清。"
    assert doer(text, text, "有關機關") == "財政部"


@given(
    sentence=st.text(alphabet="教育部將由與請「」，。本該署一、(1)行政院農委會", max_size=80),
    before=st.text(alphabet="內政部營建署刻正辦理，。：一、(二)1.該署", max_size=120),
)
@settings(deadline=None, max_examples=100)
def test_the_answer_is_a_known_body_of_the_day_or_none(sentence: str, before: str) -> None:
    document = letter(before + sentence + "文", "有關機關")
    found = responsible(document, (), sentence, before)
    assert found is None or found.id in register().agencies
    assert found == responsible(document, (), sentence, before)


# ── the real letters ────────────────────────────────────────────────────────────────────────


def test_the_shipped_register_knows_every_body_of_the_projects_list(shared: Path) -> None:
    for row in json.loads((shared / "agencies.json").read_text(encoding="utf-8")):
        until = date.fromisoformat(row["to"]) - timedelta(days=1) if row["to"] else date(2026, 6, 1)
        assert resolve(row["name"], until).id is not None, row["name"]
