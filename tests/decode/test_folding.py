"""The matching shadow and the way back to the original."""

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold, fold_key
from yinuo.decode.sentences import units
from yinuo.vocabulary import load_toml

WORDS = """臺灣|預計|１１１年|７|月|。|，|（一）|一、|1. |GW|Ａ|金額3,000|,|:|INCLUDEPICTURE "a.jpg" \\* MERGEFORMAT"""
LAYOUT = ["\u3000", " ", "\n", "\r\n", "\n\n", "\u200b", "\ue57c有", "12\n", "立法院公報　第111卷　第71期　院會紀錄\n"]
PIECES = st.sampled_from([*WORDS.split("|"), *LAYOUT])
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=40).map("".join))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("written", "shadow"),
    [
        ("臺北市１１１年７月", "台北市111年7月"),
        ("本（１１０）年底", "本(110)年底"),
        ("達２０％～３５．５％", "達20%~35.5%"),
        ("，。；：、「」！？", "，。；：、「」！？"),
        ("將於 7 月公布 12 項，共 3 GW", "將於7月公布12項，共3 GW"),
        ("余\u3000天委員", "余天委員"),
        ("\ue57c有措施", "既有措施"),
        ("完\u200b成\ufeff", "完成"),
        ("機關名稱:某部,已辦理;另案", "機關名稱：某部，已辦理；另案"),
        ("8,000人", "8,000人"),
        ("\u7acb\ufa08\u2f00", "立行一"),
        ('如圖INCLUDEPICTURE "..\\pic_01.jpg" \\* MERGEFORMAT所示', "如圖所示"),
        ("New   Southbound Policy", "New Southbound Policy"),
    ],
)
def test_one_thing_is_written_one_way(written: str, shadow: str) -> None:
    assert fold(written).text == shadow


def test_a_sentence_broken_by_the_margin_is_one_line() -> None:
    lines = [
        "為改善偏鄉就醫不便之情形，本部已於各縣市增設巡迴醫療",
        "點，預計於明年 3",
        "月底前完成二十處，並逐年檢討其成效。",
    ]
    wide = "本段文字每行皆達版面寬度因此換行只是版面邊界所致並非段落"
    text = "\n\n".join(
        [wide, lines[0], wide[:25] + "點，預計於明年 3", "月底前完成二十處，並逐年檢討其成效與執行情形及後續作"]
    )
    assert "明年3月底前完成" in fold(text).text
    assert "\n" not in fold(text).text


def test_paragraphs_outlines_and_headings_stay_apart() -> None:
    body = "本部將持續辦理各項就業服務並逐年擴大服務據點以協助青年順利銜接職場"
    text = f"結語\n{body}\n{body}。\n二、後續規劃\n（一）{body}\n1. {body}。"
    assert fold(text).text.split("\n") == [
        "結語", f"{body}{body}。", "二、後續規劃", f"(一){body}", f"1.{body}。",
    ]  # fmt: skip


def test_an_empty_line_ends_a_paragraph_where_lines_follow_each_other() -> None:
    full = "這一行的文字剛好寫滿整個版面的寬度所以在此處換行"
    text = f"{full}\n{full}\n{full}\n\n{full}\n{full}\n"
    assert fold(text).text == f"{full * 3}\n{full * 2}"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("本署將研議於 113\n年底前訂定辦法，並送請各地方主管機關據以辦理後續作業事宜", "將研議於113年底前訂定"),
        ("預計 114\n\n年\n\n3\n\n月完成，並送請各地方主管機關據以辦理後續作業事宜", "預計114年3月完成"),
        ("預計112年\n11月 5\n日揭牌並送請各地方主管機關據以辦理後續作業事宜", "預計112年11月5日揭牌"),
        ("普及率提升至55\n\n%\n\n，並送請各地方主管機關據以辦理後續作業事宜", "提升至55%，並"),
        ("依組織法（ABC\n)設置，並送請各地方主管機關據以辦理後續作業事宜", "組織法(ABC)設置"),
    ],
)
def test_a_number_and_its_unit_are_never_torn_apart(broken: str, whole: str) -> None:
    assert whole in fold(broken).text


@pytest.mark.parametrize(
    "kept", ["附件1\n年度預算表", "表3\n日本經驗", "附件2\n人力需求", "112年\n1.辦理情形", "第三章 總則\n第三條 本法"]
)
def test_a_caption_that_ends_with_a_number_is_no_part_of_the_line_below(kept: str) -> None:
    body = "本部將持續辦理各項就業服務並逐年擴大服務據點以協助青年順利銜接職場。"
    assert len(fold(f"{body}\n{kept}\n{body}").text.split("\n")) == 4


def test_an_article_of_a_law_that_begins_a_line_by_chance_goes_on() -> None:
    above = "本部將持續辦理各項就業服務並逐年擴大服務據點並依就業服務法"
    assert "就業服務法第24條規定" in fold(f"{above}\n第24條規定，於明年修正補助辦法。").text


def test_a_quotation_flows_however_short_its_first_line() -> None:
    quote = "署將與地方\n合作增設據點，預計後年再增設二十處並逐年檢討其成效與執行情形。\n二、另案辦理"
    assert fold(quote).text.count("\n") == 2
    assert fold(quote, flowing=True).text.split("\n")[0].startswith("署將與地方合作增設據點")
    assert fold(quote, flowing=True).text.count("\n") == 1


def test_a_page_head_of_the_gazette_is_no_part_of_the_sentence() -> None:
    head = "立法院公報　第111卷　第71期　院會紀錄\n\n328\n"
    text = f"為提升服務品質，本會將於明年\n{head}第2季公布新制實施要點，以利各界遵循"
    assert "明年第2季公布" in fold(text).text
    assert fold("引自立法院公報第111卷第71期院會紀錄第12頁").text == "引自立法院公報第111卷第71期院會紀錄第12頁"


def test_a_quote_comes_back_with_its_own_characters() -> None:
    text = "說明：預計於１１１ 年\n\n６月底前完成臺北段。"
    shadow = fold(text)
    at = shadow.text.index("111年6月底前完成台北段")
    start, end = shadow.original(at, at + len("111年6月底前完成台北段"))
    assert text[start:end] == "１１１ 年\n\n６月底前完成臺北段"
    assert shadow.shadow(start, end) == (at, at + len("111年6月底前完成台北段"))


def test_one_key_for_all_ways_to_write_a_name() -> None:
    assert fold_key("臺灣 電力（股）公司") == fold_key("台灣電力(股)公司") == "台灣電力(股)公司"
    assert fold_key("ＰＭ２．５") == fold_key("pm2.5")


def test_every_glyph_entry_is_one_character_for_one_other() -> None:
    for part in load_toml("glyphs.toml").values():
        for written, plain in part.items():
            assert len(written) == len(plain) == 1
            assert written != plain
            assert fold(f"中{written}中").text == f"中{fold(plain).text}中"


@settings(deadline=None, max_examples=100)
@given(text=TEXTS, data=st.data())
def test_every_slice_of_the_shadow_leads_to_its_words(text: str, data: st.DataObject) -> None:
    shadow = fold(text)
    start = data.draw(st.integers(0, len(shadow.text)))
    end = data.draw(st.integers(start, len(shadow.text)))
    begin, stop = shadow.original(start, end)
    assert 0 <= begin <= stop <= len(text)
    back = shadow.shadow(begin, stop)
    assert squeezed(shadow.text[slice(*back)]) == squeezed(shadow.text[start:end])


@settings(deadline=None, max_examples=100)
@given(text=TEXTS, data=st.data())
def test_every_slice_of_the_original_has_its_place_in_the_shadow(text: str, data: st.DataObject) -> None:
    shadow = fold(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = shadow.shadow(start, end)
    assert 0 <= begin <= stop <= len(shadow.text)
    if begin < stop:
        low, high = shadow.original(begin, stop)
        assert start <= low < high <= end


@settings(deadline=None, max_examples=100)
@given(
    st.one_of(st.text(alphabet=st.characters(exclude_characters="\n\r\x0b\x0c\x85\u2028\u2029"), max_size=80), PIECES)
)
@example("中 , A")
@example("\ufeffA  B")
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert squeezed(fold(once).text) == squeezed(once)
    if "\n" not in once:
        assert fold(once).text == once


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_a_text_and_its_shadow_have_one_key(text: str) -> None:
    assert fold_key(fold(text).text) == fold_key(text)
    assert "".join(fold_key(text).split()) == fold_key(text)


def test_every_unit_of_a_hard_wrapped_report_is_one_whole_sentence(shared: Path) -> None:
    text = (shared / "seed_report_mofa_2023.txt").read_text(encoding="utf-8")
    words = [fold(text[start:end], flowing=True).text for start, end in units(text)]
    headings = [one for one in words if one[-1] not in "。；：！？"]
    assert len(words) > 50
    assert [one for one in words if "\n" in one] == []
    assert [one for one in headings if len(one) > 40] == []
    assert len(headings) < 12


def test_folding_the_quoted_original_gives_the_shadow_again(shared: Path) -> None:
    text = (shared / "seed_report_mofa_2023.txt").read_text(encoding="utf-8")
    shadow = fold(text)
    assert fold(shadow.text).text == shadow.text
    for start in range(0, len(shadow.text) - 40, 61):
        begin, stop = shadow.original(start, start + 40)
        assert squeezed(fold(text[begin:stop]).text) == squeezed(shadow.text[start : start + 40])


@pytest.mark.parametrize(
    "unit", ["\n", " ", "1 ", "（", "立法院公報　第", "INCLUDEPICTURE ", 'INCLUDEPICTURE "', "中,", "中 ", "12\n"]
)
def test_long_runs_take_linear_time(unit: str) -> None:
    begun = time.process_time()
    fold(unit * (200_000 // len(unit)))
    assert time.process_time() - begun < 10
