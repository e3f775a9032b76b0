"""What moved between tellings of one promise, and what only looks like a telling again."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.deadlines import deadlines
from yinuo.extract.targets import target
from yinuo.judge.drift import How, drift
from yinuo.judge.formulas import is_formula
from yinuo.judge.restatements import restatement
from yinuo.judge.versions import threads
from yinuo.model import AgencyRef, Commitment, DateInterval, Document, DocumentKind, Level, Restatement

WORKS, ROADS = AgencyRef("青禾局", "w", "青禾局"), AgencyRef("白石署", "r", "白石署")


def said(text: str, year: int, body: AgencyRef | None = None, headings: tuple[str, ...] = ()) -> Commitment:
    document = Document(f"letter-{year}-{text}", DocumentKind.REPLY, text, DateInterval.day(year, 3, 1))
    return Commitment(
        document,
        document.quote(0, len(text)),
        Level.CONCRETE,
        text[:12],
        deadlines(text, document.date),
        target(text),
        body,
        headings=headings,
    )


@pytest.mark.parametrize(
    ("before", "after", "what", "how"),
    [
        ("預計112年6月底前完成溪口橋改建。", "預計113年6月底前完成溪口橋改建。", "deadline", How.LATER),
        ("預計113年6月底前完成溪口橋改建。", "預計112年6月底前完成溪口橋改建。", "deadline", How.EARLIER),
        ("將於112年底前完成「漁港準則」之訂定。", "將研議於113年底前訂定「漁港準則」。", "deadline", How.LATER),
        ("渡輪票價於112年6月底前維持不調整。", "渡輪票價於112年9月底前維持不調整。", "deadline", How.PROLONGED),
        ("預計累計設置公有光電20MW。", "預計累計設置公有光電15MW。", "target", How.SMALLER),
        ("預計累計設置公有光電20MW。", "預計累計設置公有光電1GW。", "target", How.LARGER),
        ("將修正漁港碼頭收費辦法。", "將研議修正漁港碼頭收費辦法。", "wording", How.SOFTER),
        ("將完成漁港碼頭收費辦法修正。", "將推動漁港碼頭收費辦法修正。", "wording", How.SOFTER),
        ("將研議修正漁港碼頭收費辦法。", "將修正漁港碼頭收費辦法。", "wording", How.FIRMER),
    ],
)
def test_what_moved_is_told_with_its_way_its_day_and_both_quotes(before: str, after: str, what: str, how: How) -> None:
    one, other = said(before, 2022), said(after, 2023)
    (found,) = [moved for moved in drift(one, other) if moved.what == what]
    assert (found.how, found.on) == (how, other.made_on)
    assert (found.earlier.exact, found.later.exact) == (before, after)
    assert found.before in before
    assert found.after in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("預計112年6月底前完成溪口橋改建。", "溪口橋改建預計112年6月30日前完成。"),  # the same day
        ("預計112年6月開工。", "預計114年6月完工。"),  # another act
        ("將提供1.2萬戶社會住宅。", "除1.2萬戶外，將提供8萬戶社會住宅。"),  # both stand side by side
        ("調整大區輪作制度；研議精準灌溉。", "研議精準灌溉；規劃實施大區輪作。"),  # the softer verb stood there before
        ("預計補助300戶。", "預計補助300戶，經費2億元。"),
    ],
)
def test_another_day_act_or_quantity_told_beside_moves_nothing(before: str, after: str) -> None:
    assert drift(said(before, 2022), said(after, 2023)) == ()


def test_another_body_is_told_only_where_each_text_names_its_own() -> None:
    named, again = "青禾局將補助碼頭照明。", "白石署將補助碼頭照明。"
    moved = drift(said(named, 2022, WORKS), said(again, 2023, ROADS))
    assert [(one.what, one.before, one.after) for one in moved] == [("agency", "青禾局", "白石署")]
    assert drift(said("將補助碼頭照明。", 2022, WORKS), said("將補助碼頭照明。", 2023, ROADS)) == ()
    both = "青禾局及白石署將補助碼頭照明。"
    assert drift(said(both, 2022, WORKS), said(both, 2023, ROADS)) == ()
    part = AgencyRef("青禾局港務處", "p", "青禾局港務處")
    assert drift(said(named, 2022, WORKS), said("青禾局港務處將補助碼頭照明。", 2023, part)) == ()


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("後續將循法制作業程序陳報核定。", True),
        ("將視疫情滾動檢討。", True),
        ("俟市府提送修正報告後，將儘速依「港埠計畫審查作業要點」辦理審查。", True),
        ("將儘速修正漁港碼頭收費辦法。", False),
        ("預計112年6月底前完成溪口橋改建。", False),
    ],
)
def test_a_sentence_that_names_no_matter_is_a_formula(text: str, formula: bool) -> None:
    assert is_formula(text) is formula


def test_a_formula_is_told_again_only_on_the_same_matter() -> None:
    text = "俟報告提送後，將儘速依程序審查。"
    bridge, port = ("關於溪口大橋改建問題",), ("關於白石漁港浚深問題",)
    assert restatement(said(text, 2022, headings=bridge), said(f"{text}另函復。", 2023, headings=port)) is None
    assert restatement(said(text, 2022, headings=bridge), said(f"{text}另函復。", 2023, headings=bridge)) is not None


def versions() -> tuple[dict[str, Commitment], list[Restatement]]:
    tellings = [
        said("預計112年6月底前完成溪口橋改建。", 2021),
        said("溪口橋改建工程預計113年6月底前完成。", 2022),
        said("溪口橋改建工程預計113年6月底前完成，", 2023),
        said("溪口橋改建工程預計115年底前完成。", 2024),
    ]
    pairs = [Restatement(one.id, other.id, 0.9) for one, other in pairwise(tellings)]
    return {one.id: one for one in tellings}, pairs


def test_the_first_telling_stays_the_baseline_and_pasted_words_are_no_version() -> None:
    commitments, pairs = versions()
    (thread,) = threads(commitments, pairs)
    assert thread.baseline.made_on.first.year == 2021
    assert [one.made_on.first.year for one in thread.versions] == [2022, 2024]
    assert [one.made_on.first.year for one in thread.copies] == [2023]
    assert [moved.how for moved in thread.drifts] == [How.LATER, How.LATER]
    assert [(moved.before, moved.after) for moved in thread.since_first] == [("112年6月底前", "115年底前")]


def test_a_day_in_the_past_knows_only_the_tellings_of_its_time() -> None:
    commitments, pairs = versions()
    (thread,) = threads(commitments, pairs)
    then = thread.until(DateInterval.day(2022, 12, 31).last)
    assert then is not None
    assert [one.made_on.first.year for one in then.versions] == [2022]
    assert thread.until(DateInterval.day(2020, 1, 1).last) is None


@settings(deadline=None, max_examples=50)
@given(st.permutations(range(3)), st.integers(0, 99))
def test_the_order_in_which_tellings_are_linked_changes_nothing(order: Sequence[int], seed: int) -> None:
    commitments, pairs = versions()
    mixed = dict(Random(seed).sample(list(commitments.items()), len(commitments)))
    assert threads(mixed, [pairs[at] for at in order]) == threads(commitments, pairs)
