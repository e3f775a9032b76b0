"""Numbers, sessions, askers and answering bodies of a reply's head."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.letters import answering_bodies, asker_names, letter_key, question_key, session_of


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("（一）行政院函送林委員大同就第12屆第2會期施政質詢之書面答復，請查照案。", ("林大同",)),
        ("一、行政院函送楊委員曜就漁港疏浚問題所提質詢之書面答復，請查照案。", ("楊曜",)),
        ("行政院函送黃委員捷就鑑於公園老舊問題所提質詢", ("黃捷",)),
        ("行政院函送余委員　天就推廣閱讀問題所提質詢", ("余天",)),
        ("行政院函送張廖前委員小美就偏鄉圖書館問題所提質詢", ("張廖小美",)),
        ("行政院函送林委員為洲為步道整建問題所提質詢", ("林為洲",)),
        ("行政院函送高委員金素梅對部落道路問題所提質詢", ("高金素梅",)),
        ("行政院函送廖國棟Sufin．Siluko委員就第12屆第2會期施政質詢", ("廖國棟Sufin．Siluko",)),
        ("行政院函送委員伍麗華Saidhai Tahovecahe就衛生所護理人力問題", ("伍麗華Saidhai Tahovecahe",)),
        ("行政院函送伍麗華Saidhai\nTahovecahe委員就衛生所護理人力問題", ("伍麗華Saidhai Tahovecahe",)),
        ("行政院函送鄭委員天財Sra Kacaw就部落問題所提質詢", ("鄭天財Sra Kacaw",)),
        ("行政院函送Kolas Yotaka委員就部落問題所提質詢", ("Kolas Yotaka",)),
        (
            "行政院函送委員王一二、賴三四、陳五六、馬七、邱八九等7人對「海堤計畫專案報告」所提質詢",
            ("王一二", "賴三四", "陳五六", "馬七", "邱八九"),
        ),
        ("行政院函送王委員一二、李委員三四就河川問題所提質詢", ("王一二", "李三四")),
        ("行政院函送本院委員林大中等21人於第12屆第1會期第2次會議所提臨時提案", ("林大中",)),
        ("（二）行政院函送王委員\n大明就步\n道整建問題所提質詢", ("王大明",)),
    ],
)
def test_askers_are_named_in_full(subject: str, names: tuple[str, ...]) -> None:
    assert asker_names(subject) == names


@pytest.mark.parametrize("subject", ["", "行政院函送業務委員會就業務報告", "吳委員就步道問題所提質詢"])
def test_nobody_is_guessed(subject: str) -> None:
    assert asker_names(subject) == ()


def test_every_real_title_of_another_term_names_its_asker(shared: Path) -> None:
    titles = json.loads((shared / "ly11_1_reply_titles.json").read_text(encoding="utf-8"))
    names = [asker_names(title["subject"]) for title in titles]

    assert len(names) == 104
    assert all(len(found) == 1 and 2 <= len(found[0]) <= 24 for found in names)


@pytest.mark.parametrize(
    ("opener", "bodies"),
    [
        ("林委員就步道問題所提質詢，經交據經濟部查復如下：", ("經濟部",)),
        ("林委員就步道問題所提質詢，經交經濟部答復如下：", ("經濟部",)),
        ("…所提質詢，除於本（118）年3月1日答詢外，經交據本院工程會（下稱工程會）查復如下：", ("本院工程會",)),
        ("…所提質詢，經交據經\n濟部、交通部及內政部查復如下", ("經濟部", "交通部", "內政部")),
        ("…所提質詢，經交據農業部林業及自然保育署查復如下", ("農業部林業及自然保育署",)),
        ("…所提質詢，經交據內政部會同交通部查覆如下", ("內政部", "交通部")),
        ("…所提質詢，經交據有關機關（單位）查復如下：", ()),
        ("…所提質詢，經交據各有關機關查復如下：", ()),
        ("…所提質詢，敬答復如下：", ()),
        ("經交據。查無資料。其後另案查復", ()),
    ],
)
def test_answering_bodies_stand_as_the_opener_writes_them(opener: str, bodies: tuple[str, ...]) -> None:
    assert answering_bodies(opener) == bodies


def test_a_letter_has_one_key_however_its_number_is_written() -> None:
    forms = [
        "（行政院函　中華民國118年3月14日院臺專字第1180012345號）",
        "行政院函 中華民國118年3月14日院台專字第1180012345號)",
        "行政院函　中華民國１１８年３月１４日院臺專字第１１８００１２３４５號",
        "（行政院函\n中華民國118年3月14日院臺專字第\n1180012345號）",
    ]

    assert {letter_key(form) for form in forms} == {"院臺專字第1180012345號"}
    assert letter_key("（行政院函　中華民國118年3月14日院臺施字第11800012345號）") == "院臺施字第11800012345號"
    assert letter_key("（行政院函　中華民國118年3月14日院授主預國字第1180100286號）") == "院授主預國字第1180100286號"
    assert letter_key("行政院函") is None


def test_a_question_has_one_key_however_it_is_written() -> None:
    assert question_key("（立法院函　編號：12-2-6-173）") == question_key("立法院函 編號:12-2-6-173 )") == "12-2-6-173"
    whole = "（立法院函　中華民國118年3月1日台立院議字第1180700123號　施政報告質詢7號）"
    assert question_key(whole) != question_key(whole.replace("7號）", "8號）"))


def test_the_session_is_told_by_the_subject_or_the_question() -> None:
    assert session_of("行政院函送林委員大同就第12屆第2會期施政質詢之書面答復") == (12, 2)
    assert session_of(None, "（立法院函　編號：12-2-6-173）") == (12, 2)
    assert session_of("步道整建", None) == (None, None)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="行政院函送委員林王大就對、等7人經交據部查復如下 \nAa．（）", max_size=200))
def test_any_words_are_read_without_an_error(words: str) -> None:
    assert all(name.strip() for name in asker_names(words))
    assert all(body for body in answering_bodies(words))
