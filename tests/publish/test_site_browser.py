"""What a reader does with the site, in Chromium: searching, choosing, turning pages, with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from tests.publish.towns import TOWNS

pytestmark = pytest.mark.browser

LIST = "commitments/index.html"


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A tab that fails the test for any error, any refused script and any request that leaves the host."""
    context = chromium.new_context(viewport={"width": 1100, "height": 800})
    context.set_default_timeout(120_000)
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("dialog", lambda dialog: wrong.append(dialog.message))
    tab.on("request", lambda asked: wrong.extend(_foreign(asked.url)))
    tab.on("response", lambda answer: wrong.extend([f"{answer.status} {answer.url}"] if answer.status >= 400 else []))
    yield tab
    context.close()
    assert wrong == []


def _foreign(address: str) -> list[str]:
    """The address, if a reader's browser asks somebody else for it."""
    return [] if urlsplit(address).hostname in ("127.0.0.1", None) else [address]


def titles(page: Any) -> list[str]:
    return [str(title) for title in page.locator("#entries .entry-title").all_inner_texts()]


def said(page: Any, words: str) -> None:
    page.get_by_role("status").filter(has_text=words).wait_for()


def test_a_word_of_two_characters_is_found_from_the_first_page(page: Any, served: str) -> None:
    page.goto(served)
    page.get_by_role("searchbox").fill("長照")
    page.get_by_role("button", name="搜尋").click()
    said(page, "找到 12 則")
    assert len(titles(page)) == 12
    assert all("長照" in title for title in titles(page))
    assert parse_qs(urlsplit(page.url).query) == {"q": ["長照"]}


def test_the_letters_way_of_writing_does_not_matter(page: Any, served: str) -> None:
    for words, count in (("台鐵", 12), ("臺鐵", 12), ("４０處", 12), ("青石 長照", 1), ("長照 大橋", 0)):
        page.goto(f"{served}{LIST}?q={quote(words)}")
        said(page, f"找到 {count} 則" if count else "沒有符合的承諾")
        assert len(titles(page)) == count


def test_choices_narrow_the_list_and_stand_in_its_address(page: Any, served: str) -> None:
    page.goto(f"{served}{LIST}")
    page.locator("#f-category option[value='交通建設']").filter(has_text="（12）").wait_for(state="attached")
    page.get_by_label("領域", exact=True).select_option("交通建設")
    said(page, "找到 12 則")
    page.get_by_label("狀態", exact=True).select_option("fulfilled")
    said(page, "找到 4 則")
    assert {title[:2] for title in titles(page)} == set(TOWNS[::3])
    assert parse_qs(urlsplit(page.url).query) == {"category": ["交通建設"], "state": ["fulfilled"]}
    page.reload()
    said(page, "找到 4 則")
    assert page.get_by_label("狀態", exact=True).input_value() == "fulfilled"
    page.get_by_role("link", name="清除").click()
    said(page, "共 48 則")


def test_a_choice_that_nothing_has_today_finds_nothing(page: Any, served: str) -> None:
    page.goto(f"{served}{LIST}?state=dropped&length=1&q=<img src=x onerror=alert(1)>")
    said(page, "沒有符合的承諾")
    assert titles(page) == []


def test_more_results_come_where_the_reader_is(page: Any, served: str) -> None:
    page.goto(f"{served}{LIST}?sort=due")
    said(page, "找到 48 則")
    assert len(titles(page)) == 20
    page.get_by_role("button", name="再看 20 則").click()
    page.locator("#entries > li:nth-child(40)").wait_for()
    assert page.evaluate("document.activeElement.textContent") == titles(page)[20]
    page.get_by_role("button", name="再看 8 則").click()
    page.locator("#entries > li:nth-child(48)").wait_for()
    assert len(set(titles(page))) == 48
    assert titles(page)[0].endswith("大橋114年3月完工")


def test_a_result_leads_to_its_page_its_letter_and_back(page: Any, served: str) -> None:
    page.goto(f"{served}{LIST}?q={quote('北湖 長照')}")
    said(page, "找到 1 則")
    page.get_by_role("link", name="北湖設置40處長照據點").click()
    page.get_by_role("heading", name="數字與目標").wait_for()
    assert page.locator(".series circle.told").count() == 4  # three figures and the key
    page.get_by_role("link", name="「19處」").click()
    assert "已設置19處長照據點" in page.locator(".event:target").inner_text()
    page.get_by_role("link", name="看整份文件").click()
    assert page.locator("span:target + mark").inner_text() == "本部將於115年底前，在北湖累計設置40處長照據點"


def test_the_english_tree_searches_the_same_words(page: Any, served: str) -> None:
    page.goto(f"{served}{LIST}?q={quote('長照')}")
    said(page, "找到 12 則")
    page.get_by_role("link", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_label("Search").fill("長照 小墩")
    page.get_by_label("Search").press("Enter")
    said(page, "1 found")
    assert "31 December 2026 (ROC 115)" in page.locator("#entries").inner_text()


def test_without_javascript_every_page_reads_and_the_list_turns(chromium: Any, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{served}{LIST}")
    assert not page.locator("#filters").is_visible()
    assert len(titles(page)) == 40
    assert "沒有開啟 JavaScript" in page.locator("noscript").inner_text()
    page.get_by_role("link", name="下一頁").click()
    assert len(titles(page)) == 8
    page.get_by_role("link", name="已達成").first.click()
    assert len(titles(page)) == 4
    page.get_by_role("link", name="青石大橋114年3月完工").click()
    assert page.locator("h1").inner_text() == "青石大橋114年3月完工"
    context.close()


def test_opened_from_a_disk_it_searches_too(page: Any, towns: Path) -> None:
    page.goto((towns / "site" / LIST).as_uri())
    page.get_by_label("搜尋").fill("大橋")
    page.get_by_label("搜尋").press("Enter")
    said(page, "找到 12 則")
    page.get_by_role("link", name="小墩大橋114年3月完工").click()
    page.get_by_role("heading", name="承諾原文").wait_for()


def test_the_keyboard_comes_to_the_text_first(page: Any, served: str) -> None:
    page.goto(served)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
