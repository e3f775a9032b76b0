"""The page of one commitment, asked over HTTP."""

import re

import httpx
import pytest

from yinuo.serve.web.settings import Settings


@pytest.fixture
def named(web: httpx.Client) -> dict[str, str]:
    """Ids by title, of what the API lists."""
    rows = web.get("/api/v1/commitments?limit=100").json()["items"]
    return {row["title"]: row["id"] for row in rows}


def _page(web: httpx.Client, named: dict[str, str], title: str, **query: str) -> str:
    answer = web.get(f"/commitments/{named[title]}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


SOLAR, RULES = "110年起推動公有校舍屋頂光電計畫", "113年底前研議訂定共享電動運具安全"


def test_the_promise_stands_lit_in_its_letter_word_for_word(web: httpx.Client, named: dict[str, str]) -> None:
    text = _page(web, named, SOLAR)
    row = web.get(f"/api/v1/commitments/{named[SOLAR]}").json()["commitment"]

    lit = re.search(r'<mark class="k-promise">([^<]+)</mark>', text)
    assert lit
    assert lit[1] == row["text"]
    assert 'class="around"' in text
    assert "裴以安" in text  # who asked
    assert "經濟部能源局" in text  # who promised
    assert f"/documents/{row['document_id']}?at={row['start']}-{row['end']}#s-{row['start']}" in text


def test_evidence_stands_in_order_with_source_relation_confidence_and_why_it_is_linked(
    web: httpx.Client, named: dict[str, str]
) -> None:
    text = _page(web, named, SOLAR)
    timeline = text[text.index('class="timeline"') :]

    quotes = re.findall(r"截至1\d\d年\d+月底累計設置[\d.]+MW", timeline)
    assert quotes == ["截至111年4月底累計設置3.2MW", "截至112年11月底累計設置7.0MW", "截至113年8月底累計設置15.6MW"]
    assert timeline.count("為什麼連在一起") == 3
    assert timeline.count("把握") >= 3
    assert timeline.count(">進度</span>") == 3
    assert timeline.count("看上下文") == 3


def test_figures_are_drawn_against_the_target_with_a_table_beside_the_drawing(
    web: httpx.Client, named: dict[str, str]
) -> None:
    text = _page(web, named, SOLAR)
    figures = text[text.index('id="h-figures"') : text.index('id="h-time"')]

    assert 'role="img"' in figures
    assert "aria-label" in figures
    assert figures.count('<circle class="told"') >= 3
    assert re.findall(r"</th><td>([\d.]+)", figures) == ["3.2", "7", "15.6"]


def test_tellings_stand_side_by_side_with_what_moved(web: httpx.Client, named: dict[str, str]) -> None:
    text = _page(web, named, RULES)
    tellings = text[text.index('class="tellings"') : text.index('id="h-cite"')]

    assert tellings.count('role="listitem"') == 3
    assert tellings.count("本則") == 1
    assert tellings.count("照錄前文") == 1
    assert "<del>111年12月底前</del>" in tellings
    assert "<ins>113年底前</ins>" in tellings
    assert "用語轉弱" in tellings


def test_another_day_shows_the_state_of_that_day(web: httpx.Client, named: dict[str, str]) -> None:
    then = _page(web, named, "澄溪大橋改建工程113年6月底前完工通車", as_of="2022-01-01")
    now = _page(web, named, "澄溪大橋改建工程113年6月底前完工通車")
    before = _page(web, named, "澄溪大橋改建工程113年6月底前完工通車", as_of="2020-01-01")

    assert "s-fulfilled" in now
    assert "s-fulfilled" not in then
    assert 'value="2022-01-01"' in then
    assert "還沒有作出這則承諾" in before
    assert 'class="timeline"' not in before


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "0001-01-01", "9999-12-31", "2024-01-01\r\nX: y"])
def test_a_day_that_is_none_is_told_in_one_line(web: httpx.Client, named: dict[str, str], day: str) -> None:
    answer = web.get(f"/commitments/{named[SOLAR]}", params={"as_of": day})

    assert answer.status_code == 400
    assert "no such day" in answer.text


def test_the_citation_feeds_calendar_and_correction_stand_at_the_end(web: httpx.Client, named: dict[str, str]) -> None:
    text = _page(web, named, SOLAR)
    end = text[text.index('id="h-cite"') :]

    assert 'id="cite"' in end
    assert "民國110年5月12日（2021-05-12）" in end
    assert f'href="/propose/{named[SOLAR]}"' in end
    for path in re.findall(r'href="(/feeds/[^"]+)"', end)[:3]:
        assert web.get(path).status_code == 200, path


def test_the_beginning_of_an_id_leads_to_its_page_and_nothing_else_does(
    web: httpx.Client, named: dict[str, str]
) -> None:
    short = web.get(f"/commitments/{named[SOLAR][:8]}")

    assert (short.status_code, short.headers["location"]) == (303, f"/commitments/{named[SOLAR]}")
    for wrong in (
        "abc",
        "nothing-of-the-kind",
        "%27%20OR%201%3D1",
        "..%2f..%2fetc%2fpasswd",
        "a" * 300,
        "%00%00%00%00",
    ):
        assert web.get(f"/commitments/{wrong}").status_code == 404, wrong


def test_english_pages_keep_the_words_of_the_letter_chinese(web: httpx.Client, named: dict[str, str]) -> None:
    text = _page(web, named, SOLAR, lang="en")

    assert '<h2 id="h-promise">The promise</h2>' in text
    assert '<h1 lang="zh-Hant-TW">110年起推動公有校舍屋頂光電計畫</h1>' in text
    assert "Why it is linked" in text
    outside = re.sub(
        r"<(\w+)[^>]*lang=\"zh[^>]*>.*?</\1>", "", text[text.index("<main") : text.index("</main>")], flags=re.DOTALL
    )
    for phrase in ("承諾原文", "時間軸", "由規則判定", "截至民國"):
        assert phrase not in outside


def test_harm_in_titles_quotes_ids_and_addresses_stays_words(harmed: httpx.Client, web_settings: Settings) -> None:
    row = harmed.get("/api/v1/commitments").json()["items"][0]
    text = harmed.get(f"/commitments/{row['id']}").text

    assert "<script>alert(1)</script>" in row["text"]
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<img" not in text
    assert "javascript:" not in re.sub(r"<code>.*?</code>", "", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', text))
