"""Plain text, Markdown, HTML and the encodings they come in."""

import pytest

from yinuo.decode.formats import read_text
from yinuo.decode.formats.encodings import decode_text, garbled
from yinuo.errors import Damaged, EmptyInput, InputError, TooLarge, UnknownFormat

LETTER = (
    "林委員就河濱步道整建問題所提質詢，經交據經濟部查復如下：\n"
    "一、本案業於本年核定，預計年底前完工。\n二、後續將持續與地方政府協調，並視執行情形檢討。\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp950", "gb18030"]
)
def test_one_text_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert read_text(LETTER.encode(encoding), "a.txt")[0].text == LETTER


def test_big5_user_defined_characters_become_private_use_as_windows_has_it() -> None:
    data = LETTER.encode("cp950") + b"\x91\xf6\xa6\xb3\xa8\xee\xab\xd7"

    assert decode_text(data, "a.txt").endswith("\ue57c有制度")


def test_text_cut_inside_a_character_is_damaged() -> None:
    with pytest.raises(Damaged, match="cut off"):
        read_text(LETTER.encode()[:-2], "a.txt")


def test_mojibake_is_damaged_with_a_remedy() -> None:
    assert garbled(LETTER.encode().decode("latin-1"))
    assert garbled(LETTER.encode("cp950").decode("utf-8", "replace"))
    assert not garbled(LETTER)
    assert not garbled("The Executive Yuan replies: it will be done by 2030. " * 10)


def test_noise_is_no_text() -> None:
    noise = bytes((index * 73 + index // 7 * 91) % 256 for index in range(5_000))

    with pytest.raises(InputError) as raised:
        read_text(noise, "noise.txt")
    assert isinstance(raised.value, UnknownFormat | Damaged)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 50])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(EmptyInput):
        read_text(data, "empty.txt")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"{\\rtf1 a}", b"\x1f\x8b\x08"])
def test_other_formats_are_named_with_a_remedy(data: bytes) -> None:
    with pytest.raises(UnknownFormat) as raised:
        read_text(data, "letter.doc")
    assert raised.value.remedy


def test_a_50_megabyte_text_is_too_large_and_a_cap_can_be_given() -> None:
    data = b"a" * (50 << 20)

    with pytest.raises(TooLarge, match="50 MiB"):
        read_text(data, "big.txt")
    with pytest.raises(TooLarge):
        read_text(b"a" * 101, "big.txt", size_cap=100)
    assert read_text(b"a" * 100, "big.txt", size_cap=100)[0].text == "a" * 100


def test_line_ends_are_one_and_control_characters_go() -> None:
    data = "一、研議。\r\n二、\u3000辦理\ue57c有。\r三、\x00完\x1f成。\u2028".encode()

    assert read_text(data, "a.txt")[0].text == "一、研議。\n二、\u3000辦理\ue57c有。\n三、完成。\n"


def test_text_that_starts_with_a_square_bracket_is_not_json() -> None:
    assert read_text("[新聞稿] 經濟部宣布…".encode(), "a.json")[0].format == "text"


MARKDOWN = """---
date: 2029-03-14
title: "公園「整建」: 報告 / 續"
kind: 報告
tags:
  - 公園
agency: '內政部'
empty: null
---
# 另一個標題

**預計**119年完工。
"""


def test_front_matter_is_metadata_and_the_body_stays_as_it_is() -> None:
    text = read_text(MARKDOWN.encode(), "a.txt")[0]

    assert text.text == "# 另一個標題\n\n**預計**119年完工。"
    assert dict(text.metadata) == {"date": "2029-03-14", "kind": "報告", "agency": "內政部"}
    assert text.title == "公園「整建」: 報告 / 續"


def test_markdown_without_front_matter_takes_its_first_heading() -> None:
    text = read_text("# 118年度施政報告 #\n\n內文。".encode(), "a")[0]

    assert (text.title, text.text) == ("118年度施政報告", "# 118年度施政報告 #\n\n內文。")


def test_a_trackers_record_is_not_a_document() -> None:
    record = (
        '---\nid: "x"\ntitle: "步道"\ncategory: "交通建設"\nstatus: "追蹤中"\n---\n\n## 承諾原文\n\n將於年底完工。\n'
    )

    with pytest.raises(UnknownFormat, match="record") as raised:
        read_text(record.encode(), "record.md")
    assert "import" in (raised.value.remedy or "")


PAGE = """<?xml version="1.0"?><!DOCTYPE html><html lang="zh"><head><title>環境部新聞 - 淨灘</title>
<meta name="DC.Date" content="2029-03-14"><style>.a{color:red}</style></head>
<body><nav>首頁 關於我們</nav><script>var a = "腳本";</script>
<main><h1>環境部推動淨灘</h1><p>環境部表示，將持續推動淨灘，
並預計於明年底前完成全部海岸調查，<b>範圍</b>涵蓋本島　與離島。<br>聯絡電話：02-1234</p>
<table><tr><th>縣市</th><td> 公里 </td></tr><tr><td>甲</td><td>7</td></tr></table></main>
<footer>更新日期：2030-01-01</footer></body></html>"""


def test_a_page_gives_its_visible_text() -> None:
    text = read_text(PAGE.encode(), "page.doc")[0]

    assert text.text == (
        "環境部推動淨灘\n環境部表示，將持續推動淨灘，並預計於明年底前完成全部海岸調查，範圍涵蓋本島　與離島。\n"
        "聯絡電話：02-1234\n縣市\t公里\n甲\t7"
    )
    assert text.metadata["date"] == "2029-03-14"
    assert text.title == "環境部新聞 - 淨灘"


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>",
        "<!DOCTYPE html><html><body><p>系統維護中，請稍後再試。</p></body></html>",
        f"<html><head><title>系統錯誤</title></head><body>{'很抱歉，目前無法提供服務。' * 6}</body></html>",
    ],
)
def test_an_error_page_sent_with_status_200_is_no_document(page: str) -> None:
    with pytest.raises(UnknownFormat, match="error page"):
        read_text(page.encode(), "reply.json")


def test_a_deep_page_is_read_and_a_bottomless_one_is_refused() -> None:
    def page(depth: int) -> bytes:
        return ("<html><body>" + "<div>" * depth + "將於年底前完成改善工程。" * 5 + "</body></html>").encode()

    assert "將於年底前完成改善工程。" in read_text(page(2_000), "deep.html")[0].text
    with pytest.raises(Damaged, match="nested"):
        read_text(page(100_000), "bottomless.html")
