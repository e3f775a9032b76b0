"""Figures against a target: units of one kind, levels with levels, the promised thing's own."""

from datetime import date
from decimal import Decimal

import pytest

from yinuo.extract.targets import target as target_of
from yinuo.judge.figures import comparable, figures
from yinuo.judge.measures import measures, share, start
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Evidence, Level, Relation

MADE = date(2021, 3, 15)


def paper(name: str, text: str, on: date) -> Document:
    return Document(name, DocumentKind.REPLY, text, DateInterval(on, on))


def promised(text: str) -> Commitment:
    document = paper("letter", text, MADE)
    return Commitment(document, document.quote(0, len(text)), Level.CONCRETE, "某項承諾", (), target_of(text))


def told(of: Commitment, text: str, on: date = date(2022, 9, 1), confidence: float = 0.9) -> Evidence:
    document = paper(f"paper-{on}-{text}", text, on)
    whole = document.quote(0, len(text))
    return Evidence(of, document, whole, Relation.PROGRESS, document.date, confidence)


def values(promise: str, *passages: str) -> list[Decimal]:
    of = promised(promise)
    return [point.value for point in measures(of, [told(of, text) for text in passages])]


@pytest.mark.parametrize(
    ("promise", "passage", "value"),
    [
        ("預計114年底前累計設置離岸風機5GW。", "截至111年8月底累計設置離岸風機1,200MW", "1.2"),
        ("預計114年底前累計設置離岸風機5GW。", "截至111年8月底離岸風機累計設置150萬瓩", "1.5"),
        ("預計112年底前累計造林500公頃。", "截至目前已累計造林2平方公里", "200"),
        ("預計4年累計投入200億元。", "截至111年8月已累計投入25億元", "2500000000"),
        ("目標113年底漏水率降至12%。", "截至110年底漏水率已降至百分之十三", "13"),
        ("將於112年底前新增53處心理衛生中心。", "迄今已新增心理衛生中心20處", "20"),
        ("完成後可增加每日供水25萬噸。", "目前已增加每日供水10萬噸", "100000"),
    ],
)
def test_figures_of_one_kind_are_compared_in_the_units_of_the_target(promise: str, passage: str, value: str) -> None:
    assert values(promise, passage) == [Decimal(value)]


@pytest.mark.parametrize(
    ("promise", "passage"),
    [
        ("預計111年底前累計布建公有屋頂光電20MW。", "截至111年8月底民間屋頂光電累計布建9MW"),  # another's
        ("預計114年達成太陽光電20GW及風力發電6.5GW設置。", "截至111年8月底風力發電累計設置1.1GW"),  # the other of two
        ("預計111年底前累計布建公有屋頂光電20MW。", "111年已新增布建公有屋頂光電3MW"),  # what a year brought
        ("將於112年底前新增53處心理衛生中心。", "目前心理衛生中心累計已設置71處"),  # with those there before
        ("完成後可增加每日供水25萬噸。", "去年已累計供水10萬噸"),  # no rate
        ("預計4年累計造林500公頃。", "截至111年8月已累計投入造林25億元"),  # no area
        ("目標113年底漏水率降至12%。", "截至111年8月計畫進度已達71%"),  # the progress of the works
        ("預計111年底前累計布建公有屋頂光電20MW。", "預計111年底累計布建公有屋頂光電18MW"),  # planned
    ],
)
def test_another_things_figure_a_flow_for_a_level_and_a_plan_measure_nothing(promise: str, passage: str) -> None:
    assert values(promise, passage) == []


def test_each_of_two_figures_of_one_kind_is_measured_by_its_own() -> None:
    promise = "預計114年達成太陽光電20GW及風力發電6.5GW設置。"
    assert values(promise, "截至111年8月底太陽光電累計設置8.5GW，風力發電累計設置1.1GW") == [Decimal("8.5")]


def test_a_quote_that_names_two_days_gives_two_points_in_their_order() -> None:
    of = promised("預計114年底前累計設置離岸風機5GW。")
    found = measures(of, [told(of, "截至111年6月底離岸風機累計已達0.9GW，截至110年底累計已達0.4GW")])
    assert [(point.on, point.value) for point in found] == [
        (date(2021, 12, 31), Decimal("0.4")),
        (date(2022, 6, 30), Decimal("0.9")),
    ]


def test_the_words_of_a_point_stand_in_its_document_as_they_are_cut() -> None:
    of = promised("預計114年底前累計設置離岸風機５ＧＷ。")
    evidence = told(of, "截至111年8月底累計設置離岸風機１,２００ＭＷ")
    (point,) = measures(of, [evidence])
    assert evidence.quote.exact[point.start : point.start + len(point.words)] == point.words == "１,２００ＭＷ"


def test_two_values_for_one_day_are_doubt_and_neither_is_taken() -> None:
    assert (
        values(
            "預計114年底前累計設置離岸風機5GW。",
            "截至111年6月底離岸風機累計已達0.9GW",
            "截至111年6月底離岸風機累計已達1.4GW",
        )
        == []
    )


def test_an_unsure_link_gives_no_point() -> None:
    of = promised("預計114年底前累計設置離岸風機5GW。")
    assert measures(of, [told(of, "截至111年8月底累計設置離岸風機1GW", confidence=0.2)]) == ()


def test_a_start_told_in_the_promise_gives_the_way_gone() -> None:
    of = promised("普及率預計由93.7%（106年）提高至95.7%（114年）。")
    begun = start(of)
    assert begun is not None
    assert (begun.on, begun.value) == (date(2017, 12, 31), Decimal("93.7"))
    (point,) = measures(of, [told(of, "截至111年8月底普及率已達94.7%")])
    assert of.target is not None
    assert share(point, of.target, begun) == Decimal("0.5000")
    assert start(promised("將於112年底前設置20處服務據點。")) is None


def test_of_what_is_to_be_lowered_a_share_needs_its_start() -> None:
    of = promised("目標113年底漏水率降至12%。")
    (point,) = measures(of, [told(of, "截至110年底漏水率已降至13%")])
    assert of.target is not None
    assert not point.met
    assert share(point, of.target) is None


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [("每日2.5萬噸", "噸/日", "25000"), ("20%", "%", "20"), ("3處", "人", None), ("1萬瓩", "MW", "10")],
)
def test_a_unit_of_another_kind_compares_with_nothing(words: str, unit: str, value: str | None) -> None:
    (figure,) = figures(words)
    assert comparable(figure, unit) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("截至110年2月底累積設置容量已達1.2GW，規劃114年累計達成5GW目標。", "1.2"),
        ("智慧水表截至109年底已完成40萬戶，已超過109年累計35萬戶之年度目標，預計113年累計完成達120萬戶。", "400000"),
        ("離岸風電截至109年底已達0.1GW，太陽光電將於114年達20GW。", None),  # another's
        ("本局已掌握3.4GW案源，將於111年達成11GW之目標。", None),  # projects in hand, no power
        ("109年已新增3GW，將於114年累計達20GW。", None),  # what one year brought
        ("預計109年底達3GW，將於114年累計達20GW。", None),  # planned
    ],
)
def test_a_level_told_before_the_target_in_its_sentence_is_where_it_started(text: str, value: str | None) -> None:
    of = promised(text)
    begun = start(of)
    assert (begun and begun.value) == (Decimal(value) if value else None)
    assert begun is None or text[begun.start : begun.start + len(begun.words)] == begun.words


def test_a_start_stands_in_the_sentence_of_a_promise_cut_short() -> None:
    text = "目前屋頂光電截至110年1月底累積裝置容量已達7.5GW，本部將續朝114年屋頂光電15GW目標推動。"
    document = paper("letter", text, MADE)
    quote = document.quote(text.index("本部將"), len(text))
    of = Commitment(document, quote, Level.CONCRETE, "屋頂光電", (), target_of(quote.exact))
    assert start(of) is None
    begun = start(of, text)
    assert begun is not None
    assert (begun.on, begun.value, text[begun.start :][:6]) == (date(2021, 1, 31), Decimal("7.5"), "7.5GW，")


def test_a_level_told_beside_the_promise_told_again_is_a_point_and_the_goal_again_is_none() -> None:
    of = promised("本部將續朝114年屋頂光電15GW目標推動。")
    text = "截至111年7月底屋頂光電已達9.1GW，仍朝114年屋頂光電15GW目標推動。"
    document = paper("later", text, date(2022, 9, 1))
    quote = document.quote(text.index("仍朝"), len(text))
    again = Evidence(of, document, quote, Relation.RESTATED, document.date, 0.9)
    assert measures(of, [again]) == ()
    (point,) = measures(of, [again], {"later": text})
    assert (point.on, point.value, point.met) == (date(2022, 7, 31), Decimal("9.1"), False)
    assert text[point.start : point.start + len(point.words)] == "9.1GW"


def test_a_rise_planned_for_a_later_year_is_no_point() -> None:
    promise = "普及率預計由93.7%（106年）提高至95.7%（114年）。"
    assert values(promise, "規劃修正計畫，普及率由93.7%（106年）提高至95.7%（114年）") == []
