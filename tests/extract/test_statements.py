"""Roles of statements, on letters of our own writing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.statements import statements
from yinuo.model import Aspect, DateInterval, Document, DocumentKind, Level, Role, Statement

DAY = DateInterval.day(2021, 12, 9)


def letter(text: str) -> Document:
    return Document("letter", DocumentKind.REPLY, text, DAY)


def only(text: str) -> Statement:
    found = statements(letter("林委員就公園問題所提質詢，經交據內政部查復如下：一、" + text))
    assert len(found) == 2
    return found[1]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("本部將於112年底前完成公園步道改善工程。", Level.CONCRETE),
        ("後續工程預計113年6月完工啟用。", Level.CONCRETE),
        ("本部將儘速修正相關辦法，並函送貴院審議。", Level.DELIVERABLE),
        ("本部未來將持續加強督導地方政府維護公園設施。", Level.ONGOING),
        ("未來仍將賡續推動綠地保育，以維護民眾權益。", Level.ONGOING),
    ],
)
def test_promises_commit_at_their_level(text: str, level: Level) -> None:
    statement = only(text)
    assert Role.COMMITS in statement.roles
    assert statement.level is level
    assert statement.why


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("本部已於109年3月公告修正該辦法，並自同年7月1日施行。", Aspect.DONE),
        ("截至本年10月底，累計已補助12個縣市完成改善。", Aspect.DONE),
        ("目前刻正辦理細部設計審查作業。", Aspect.UNDER_WAY),
    ],
)
def test_reports_are_told_from_promises(text: str, aspect: Aspect) -> None:
    statement = only(text)
    assert statement.roles == {Role.REPORTS}
    assert statement.aspect is aspect
    assert statement.level is None


def test_a_unit_can_report_and_promise() -> None:
    statement = only("目前刻正辦理招標作業，預計111年7月底前完成發包。")
    assert statement.roles == {Role.REPORTS, Role.COMMITS}


@pytest.mark.parametrize(
    "text",
    [
        "本部目前尚無調整收費標準之規劃。",
        "所請調降標準一節，礙難同意。",
        "現行收費標準尚無修訂提高之規劃，以維護使用者權益。",  # a purpose may follow
        "目前無修正「甲類營業場所」及「乙類營業場所」定義內容之必要。",
        "評估結果建議不以該基地納入第二階段辦理。",
    ],
)
def test_refusals_decline(text: str) -> None:
    assert Role.DECLINES in only(text).roles


@pytest.mark.parametrize(
    "text",
    [
        "林委員就公園設施老舊問題所提質詢，經交據內政部查復如下：",
        "一、關於公園設施改善問題：",
        "相關辦理情形說明如下：",
        "依公園法第5條規定，使用人應維護環境整潔，違者處以罰鍰。",
    ],
)
def test_restated_questions_lead_ins_and_law_are_background(text: str) -> None:
    assert statements(letter(text))[0].roles == frozenset()


@pytest.mark.parametrize("text", ["中華民國110年12月9日", "110年12月。", "中華民國一百一十年十二月九日"])
def test_a_bare_date_does_nothing_and_one_with_a_deed_does(text: str) -> None:
    report = Document("report", DocumentKind.REPORT, f"工程成果報告\n{text}\n\n110年12月9日竣工。", DAY)

    said = {statement.quote.exact.strip(): statement.roles for statement in statements(report)}

    assert said[text] == frozenset()
    assert said["110年12月9日竣工。"] == {Role.REPORTS}


def test_headings_stand_above_their_statements() -> None:
    found = statements(letter("查復如下：一、關於步道問題：(一)本部將持續改善步道設施。"))
    assert found[-1].headings == ("關於步道問題",)


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="本部將預計已一、(1)「」。；：\n年112月完工\ud800x ", min_size=1, max_size=80))
def test_any_text_is_read_into_verbatim_statements_that_cover_it(text: str) -> None:
    if not text.strip():
        return
    found = statements(letter(text))
    assert "".join(statement.quote.exact for statement in found) == text
    for statement in found:
        assert (statement.level is not None) == (Role.COMMITS in statement.roles)
        assert (statement.aspect is not None) == (Role.REPORTS in statement.roles)
        assert 0.0 <= statement.confidence <= 1.0
