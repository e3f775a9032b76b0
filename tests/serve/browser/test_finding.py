"""The list in a browser: facets narrow and widen, counts keep their word, pages turn, addresses are shared."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.serve.browser.hands import Hands

pytestmark = pytest.mark.browser

EVERY = 25  # published of the examples, as the fast tier reads them


def ids(tab: Any) -> list[str]:
    """Addresses of the promises on this page of the list."""
    return [str(one) for one in tab.locator(".entries .entry-title a").evaluate_all("(all) => all.map((a) => a.href)")]


def total(tab: Any) -> int:
    """What the list says it has."""
    words = str(tab.locator("#found").inner_text())
    return int(words.split()[1]) if words.startswith("共") else 0


def choice(tab: Any, panel: str, value: str) -> Any:
    """One value of a facet; its panel is opened if it is closed."""
    box = tab.locator("details.panel").filter(has=tab.locator(":scope > summary", has_text=panel))
    if box.get_attribute("open") is None:
        box.locator(":scope > summary").press("Enter")
    return box.locator("a", has_text=value)


def test_each_count_of_a_facet_is_what_the_list_then_has(visit: Callable[..., Any], web_address: str) -> None:
    tab = visit()
    tab.goto(f"{web_address}/commitments?limit=100")
    assert len(ids(tab)) == total(tab) == EVERY
    for panel in ("狀態", "領域"):
        box = tab.locator("details.panel").filter(has=tab.locator(":scope > summary", has_text=panel)).first
        offered = box.locator("a").evaluate_all(
            "(all) => all.map((a) => [a.href, Number(a.querySelector('.count').textContent)])"
        )
        assert sum(count for _, count in offered) == EVERY
        for address, count in offered[:4]:
            other = visit()
            other.goto(address)
            assert total(other) == count == len(ids(other))
            other.context.close()


def test_choices_narrow_and_widen_and_the_address_says_them(
    hands: Hands, visit: Callable[..., Any], web_address: str
) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments")
    hands.take(choice(tab, "狀態", "已達成"))
    kept = ids(tab)
    assert len(kept) == total(tab) > 1
    hands.take(choice(tab, "狀態", "官方展延"))
    both = ids(tab)
    assert len(both) == total(tab) > len(kept)
    assert set(kept) < set(both)
    hands.take(choice(tab, "領域", "交通建設"))
    assert 0 < total(tab) < len(both)
    assert set(ids(tab)) < set(both)
    query = parse_qs(urlsplit(tab.url).query)
    assert query == {"state": ["fulfilled", "postponed"], "category": ["交通建設"]}
    other = visit()
    other.goto(tab.url)
    assert ids(other) == ids(tab)
    chosen = tab.get_by_role("list", name="已選的條件")
    hands.take(chosen.get_by_role("link", name="交通建設"))
    assert ids(tab) == both
    hands.take(chosen.get_by_role("link", name="全部清除"))
    assert total(tab) == EVERY
    tab.go_back()
    assert ids(tab) == both


def test_words_and_days_are_asked_in_a_form_beside_what_is_chosen(hands: Hands, web_address: str) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments?state=postponed")
    hands.write(tab.get_by_label("承諾裡有這些字"), "電動")
    hands.take(tab.get_by_role("button", name="查詢"))
    assert total(tab) == len(ids(tab)) == 2
    assert parse_qs(urlsplit(tab.url).query)["state"] == ["postponed"]


def test_every_page_of_a_list_is_come_to_and_gone_back_from(hands: Hands, web_address: str) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments?limit=9&sort=due")
    pages = [ids(tab)]
    while tab.get_by_role("link", name="下一頁").count():
        hands.take(tab.get_by_role("link", name="下一頁"))
        pages.append(ids(tab))
        assert len(pages) < 9
    assert [len(one) for one in pages] == [9, 9, EVERY - 18]
    assert len({one for page in pages for one in page}) == EVERY
    for page in reversed(pages[:-1]):
        hands.take(tab.get_by_role("link", name="上一頁"))
        assert ids(tab) == page


def test_nothing_found_says_what_to_do_next(visit: Callable[..., Any], web_address: str) -> None:
    tab = visit()
    tab.goto(f"{web_address}/commitments?q=%E6%B2%92%E6%9C%89%E9%80%99%E5%80%8B%E8%A9%9E")
    assert "換個兩個字以上的詞" in tab.locator("#found").inner_text()
    assert ids(tab) == []
