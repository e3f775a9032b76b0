"""Amendments from the dump of acts: each change a dated document, proof of its day."""

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmark.wire import Wire, collecting, law_dump
from yinuo.collect.laws import LawsSource, amendments, told
from yinuo.collect.sources import Capture
from yinuo.errors import Damaged, InputError
from yinuo.model import Document
from yinuo.pipeline import read

LAW = {
    "LawLevel": "法律",
    "LawName": "河濱步道管理條例",
    "LawURL": "https://law.example.tw/LawClass/LawAll.aspx?pcode=K0000999",
    "LawModifiedDate": "20230628",
    "LawHistories": "1.中華民國一百零五年一月五日總統令制定公布全文20條\r\n"
    "2.中華民國一百十二年六月二十八日總統華總一義字第11200000000號令修正公布第 4、5 條條文；並自公布日施行\r\n"
    "  中華民國一百十二年八月十八日行政院公告第3條所列屬「行政院環境保護署」之權責事項，改由「環境部」管轄",
    "LawArticles": [{"ArticleType": "A", "ArticleNo": "第 1 條", "ArticleContent": "為管理步道，制定本條例。"}],
}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


def test_each_change_since_a_day_is_a_document_of_that_day(wire: Wire, tmp_path: Path) -> None:
    wire.put("/api/Ch/Law/JSON", {}, law_dump([LAW]))
    with collecting(tmp_path) as over:
        desk = over.desk("laws")
        source = LawsSource(desk, base=wire.base + "/api/Ch", sets=("Law",), since=date(2020, 1, 1))
        (capture,) = source.captures()
        desk.settle(())
        again = list(source.captures())
    (document,) = read([capture])

    assert isinstance(document, Document)
    assert str(document.date) == "2023-06-28"
    said, kept = document.text.split("\n", 1)
    assert said == "河濱步道管理條例業於112年6月28日經總統令修正公布第4、5條條文；並自公布日施行。"
    assert kept.startswith(
        "沿革原文：中華民國一百十二年六月二十八日總統華總一義字第11200000000號令修正公布第 4、5 條條文"
    )
    assert document.url == LAW["LawURL"]
    assert again == []


def test_what_tells_of_no_change_or_is_older_is_left_out() -> None:
    assert [row["date"] for row in amendments(LAW, date(2000, 1, 1))] == ["2016-01-05", "2023-06-28"]
    assert list(amendments(LAW, date(2024, 1, 1))) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("中華民國一百十三年五月二日內政部台內營字第113號、交通部交路字第114號令會銜修正發布第 3、7 條\n      條文",
         "會銜修正發布第3、7條條文。"),
        ("中華民國一百十三年五月二日內政部台內營字第1130000001號令訂定發布全文 12 條", "訂定發布全文12條。"),
        ("中華民國一百十三年五月二日總統華總一義字第11300000001號令公布廢止", "經總統令公布廢止。"),
        ("中華民國一百十三年五月二日總統華總一義字第11300000001號令修正公布名稱及全文 30 條（原名稱：河濱步道法）",
         "經總統令修正公布名稱及全文30條（原名稱：河濱步道法）。"),
    ],
)  # fmt: skip
def test_official_words_become_a_report_and_are_kept_below_it(words: str, said: str) -> None:
    assert told("步道辦法", words, date(2024, 5, 2)) == f"步道辦法業於113年5月2日{said}\n沿革原文：{words}"


def test_a_paragraph_without_an_order_keeps_its_own_words() -> None:
    words = "中華民國一百十三年五月二日行政院公告改由環境部管轄"
    assert told("步道辦法", words, date(2024, 5, 2)) == f"步道辦法：{words}"


@pytest.mark.parametrize("size", [1, 400])
def test_a_dump_of_many_laws_is_read_one_by_one(wire: Wire, tmp_path: Path, size: int) -> None:
    long = "步道之管理依本條例之規定。" * 2_000  # so that laws cross the borders of what is read at once
    laws = [LAW | {"LawName": f"第{one}條例", "LawURL": f"pcode=K{one}", "LawArticles": [long]} for one in range(size)]
    wire.put("/api/Ch/Law/JSON", {}, law_dump(laws))
    with collecting(tmp_path) as over:
        found = list(LawsSource(over.desk("laws"), base=wire.base + "/api/Ch", sets=("Law",)).captures())

    assert len(found) == size
    assert all(isinstance(one, Capture) for one in found)


def test_a_list_cut_short_is_a_fault_after_what_came(wire: Wire, tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("ChLaw.json", '{"Laws":[{"LawName":"一"},{"LawName":')
    wire.put("/api/Ch/Law/JSON", {}, path.read_bytes())
    with collecting(tmp_path) as over:
        found = list(LawsSource(over.desk("laws"), base=wire.base + "/api/Ch", sets=("Law",)).captures())

    assert [type(one) for one in found] == [Damaged]


def test_a_page_in_place_of_the_dump_is_a_fault(wire: Wire, tmp_path: Path) -> None:
    wire.put("/api/Ch/Law/JSON", {}, b"<html><body>maintenance</body></html>")
    with collecting(tmp_path) as over:
        (fault,) = LawsSource(over.desk("laws"), base=wire.base + "/api/Ch", sets=("Law",)).captures()

    assert isinstance(fault, InputError)
