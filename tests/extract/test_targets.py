"""How much is promised."""

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.targets import in_base, target
from yinuo.model import Direction
from yinuo.vocabulary import load_toml


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("預計投入7.5億元興建", "750000000", "元"),
        ("將匡列3,000萬美元協助重建", "30000000", "美元"),
        ("預計於112年達成太陽光電20GW", "20", "GW"),
        ("每日產水1.8萬噸並納入供水系統", "18000", "噸/日"),
        ("預計增加每日0.9萬噸水源", "9000", "噸/日"),
        ("年處理量可達135噸/日", "135", "噸/日"),
        ("工業用水回收率由現況65%提升至78%", "78", "%"),
        ("失智照護涵蓋率達成七成", "70", "%"),
        ("目標於113年底漏水率降至12%", "12", "%"),
        ("至114年全國布建社區據點達90處", "90", "處"),
        ("人力將自110年之200人，逐年補實至114年之950人", "950", "人"),
        ("預計4月完成水井30口、5月再完成10口，合計完成40口", "40", "口"),
        ("規劃投入約12億元辦理3件管線工程", "1200000000", "元"),
        ("已核定補助15座運動館，將陸續於114年底前完成", "15", "座"),
        ("檢查率提高至每4年至少1次", "1", "次/4年"),
        ("將每季召開協調會議1次", "1", "次/季"),
        ("將責成該局每月提供最新進度", "1", "次/月"),
        ("以減量5%為目標，將逐步推動", "5", "%"),
        ("預計投入２．５億元", "250000000", "元"),
        ("截至本年預計落實600億元", "60000000000", "元"),
        ("將於3個月內新增5個據點", "5", "據點"),
        ("總經費3億元，將新建120戶住宅", "120", "戶"),
        ("規劃投入總經費5億元興建", "500000000", "元"),
        ("完成後可增加每日20萬噸水源", "200000", "噸/日"),
        ("112年1月再調高800元（托育補助3000元）", "800", "元"),
    ],
)
def test_the_promised_quantity_is_read_as_a_plain_number(words: str, value: str, unit: str) -> None:
    found = target(words)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert found.words in words


@pytest.mark.parametrize(
    "words",
    [
        "將持續推動各項措施",
        "將依人民團體法第7條辦理",
        "對象為年滿65歲之長者",
        "將以3大主軸及5項策略推動",
        "目前已設置20處據點，將持續維運",
        "違反者將處15萬元罰鍰",
        "自查獲起將裁罰15萬元",
        "將推動5G及2030雙語政策",
        "將修正資本額5億元以上之企業申報規定",
        "預計111年6月30日前完成",
        "將推動「10萬戶安居計畫」",
        "將興建10萬噸海淡廠",
        "將召開第3次會議",
        "提供一個友善環境",
        "將設24小時通報專線",
        "就王委員等17位委員提案研議",
        "將於6個月內完成盤點",
        "將辦理碼頭工程，總經費5億元，預計112年完工，完工後可供30艘漁船停泊",
        "",
    ],
)
def test_another_number_is_no_target(words: str) -> None:
    assert target(words) is None


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("將至少採購300萬劑", Direction.AT_LEAST),
        ("預計增加至50處以上", Direction.AT_LEAST),
        ("將漏水率降至10%", Direction.AT_MOST),
        ("預計費率控制在5%以下", Direction.AT_MOST),
        ("將每月基本工資調整為2萬8000元", Direction.EXACTLY),
    ],
)
def test_the_words_say_on_which_side_of_the_value_it_is_kept(words: str, direction: Direction) -> None:
    found = target(words)
    assert found is not None
    assert found.direction is direction


PAGE = Path(__file__).resolve().parents[2] / "docs" / "targets.md"


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = next(at for at in range(lines.index(heading), len(lines)) if lines[at].startswith("|---")) + 1
    last = next((at for at in range(first, len(lines)) if not lines[at].startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first:last]]


@pytest.mark.parametrize(("words", "value", "unit", "direction"), [row[1:] for row in rows("## Forms")])
def test_the_page_tells_what_a_quantity_means(words: str, value: str, unit: str, direction: str) -> None:
    found = target(words)
    assert found is not None
    assert (found.value, found.unit, found.direction) == (Decimal(value), unit, Direction(direction))
    assert found.words in words


@pytest.mark.parametrize("words", [row[1] for row in rows("## What is no target")])
def test_the_page_tells_what_is_no_target(words: str) -> None:
    assert target(words) is None


def han(number: int) -> str:
    """A number below 10000 in Chinese numerals: 二百零五."""
    digits, found, gap = "零一二三四五六七八九", "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            found += ("零" if gap and found else "") + digits[digit] + sign
        gap = not digit
    return found


@settings(deadline=None, max_examples=80)
@given(st.integers(2, 9999), st.sampled_from([("", 1), ("萬", 10**4), ("億", 10**8)]))
def test_one_number_has_one_value_in_every_script(number: int, size: tuple[str, int]) -> None:
    scripts = {str(number), f"{number:,}", str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))}
    for written in scripts | {han(number)}:
        found = target(f"將投入{written}{size[0]}元興建")
        assert found is not None, written
        assert (found.value, found.unit) == (Decimal(number * size[1]), "元")


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 400), st.integers(1, 400), st.sampled_from("至到~-"))
def test_a_range_promises_its_lower_end(low: int, more: int, joint: str) -> None:
    found = target(f"將增設{low}{joint}{low + more}處充電站")
    assert found is not None
    assert (found.value, found.words) == (Decimal(low), f"{low}{joint}{low + more}處")


def test_figures_of_one_kind_compare_in_one_unit() -> None:
    assert in_base(Decimal("7.01"), "GW") == (Decimal(7_010_000), "kW")
    assert in_base(Decimal(150), "萬瓩") == (Decimal(150), "萬瓩")
    assert in_base(Decimal(3), "公噸/日") == (Decimal(3), "噸/日")


def test_every_unit_is_written_one_way_only() -> None:
    forms = [form for entry in load_toml("units.toml").values() for unit in entry.get("units", ()) for form in unit]
    assert len(forms) == len(set(forms))
    assert set(load_toml("units.toml")["base"]) <= set(forms)


@settings(deadline=None, max_examples=100)
@given(
    st.text(
        alphabet="預計投入達至降每日月年第條億萬元%處人次GW0123456789.,，。（）「」由提升目標一二三成 ", max_size=60
    )
)
def test_a_target_is_a_positive_number_in_the_words_given(words: str) -> None:
    found = target(words)
    if found is not None:
        assert found.words in words
        assert found.value > 0
        assert found.unit


@pytest.mark.parametrize("unit", ["1", "投入1億元", "每", "每1", "由", "已", "至1%", "（", "目標"])
def test_hostile_words_are_weighed_at_once(unit: str) -> None:
    begun = time.process_time()
    target(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 10


def test_most_gold_targets_are_read_exactly(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "gold" / "commitments.jsonl").read_text("utf-8").splitlines()]
    told = [(row, target(row["text"])) for row in rows if row["target"]]
    right = sum(found is not None and found.value == Decimal(str(row["target"]["value"])) for row, found in told)
    assert right / len(told) >= 0.75
    silent = [target(row["text"]) for row in rows if not row["target"]]
    assert sum(found is None for found in silent) / len(silent) >= 0.95
