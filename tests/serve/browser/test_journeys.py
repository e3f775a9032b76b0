"""What people come for: a promise and its proof to quote, and what is due next month; by any means of getting about."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.serve.browser.hands import Hands

from yinuo.serve.web.settings import Settings

pytestmark = pytest.mark.browser

BRIDGE = "澄溪大橋改建工程113年6月底前完工通車"
PROOF = "澄溪大橋改建工程業於113年6月20日完工通車"
A_MINUTE = 60


def titles(tab: Any) -> list[str]:
    """Of the promises on a list, in its order."""
    return [str(one) for one in tab.locator(".entries .entry-title").all_inner_texts()]


def test_a_journalist_comes_from_two_characters_to_the_proof_within_a_minute(hands: Hands, web_address: str) -> None:
    tab = hands.tab
    tab.goto(web_address)
    hands.write(tab.locator("main").get_by_role("searchbox"), "大橋")
    hands.press("Enter")
    tab.wait_for_url("**/search?*")
    assert parse_qs(urlsplit(tab.url).query)["q"] == ["大橋"]
    assert tab.locator(".entry-quote mark").first.inner_text() == "大橋"
    hands.skip()
    hands.take(tab.locator("main").get_by_role("link", name=BRIDGE).first)
    assert tab.locator("h1").inner_text() == BRIDGE
    assert "已達成" in tab.locator(".verdict").inner_text()
    told = tab.locator(".event", has_text=PROOF)
    assert "為什麼連在一起" in told.inner_text()
    hands.skip()
    hands.take(told.get_by_role("link", name="看上下文"))
    assert PROOF in tab.locator(".letter mark.k-asked").first.inner_text()
    assert tab.locator(".letter mark.k-asked").first.evaluate(
        "(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )
    assert hands.seconds < A_MINUTE


def test_a_citation_is_copied_in_one_step_with_its_source_its_place_and_the_day(
    visit: Callable[..., Any], web: httpx.Client, web_address: str
) -> None:
    promise = the_bridge(web)
    for scripted in (True, False):
        tab = visit(java_script_enabled=scripted, permissions=["clipboard-read", "clipboard-write"])
        tab.goto(f"{web_address}/commitments/{promise['id']}")
        if scripted:
            tab.get_by_role("button", name="複製").click()
            tab.get_by_role("button", name="已複製").wait_for()
        else:
            tab.locator(".cite").click()  # one click chooses all of it
            tab.keyboard.press("Control+c")
        tab.locator("#find").click()
        tab.keyboard.press("Control+v")
        pasted = tab.locator("#find").input_value()
        for words in ("院臺專字第1100081001號", "2021-03-15", "預計110年10月開工", "已達成", "2024-12-31"):
            assert words in pasted
        tab.locator("#find").fill("")


def test_an_aide_sees_what_is_due_next_month_and_follows_it(
    hands: Hands, serve: Callable[..., httpx.Client], web_settings: Settings
) -> None:
    room = serve(today=lambda: date(2024, 11, 20), now=web_settings.now)
    tab = hands.tab
    tab.goto(str(room.base_url))
    hands.take(tab.get_by_role("navigation", name="主選單").get_by_role("link", name="期限表"))
    hands.take(tab.get_by_role("rowheader").get_by_role("link", name="民國113年12月"))
    assert tab.locator("h1").inner_text() == "期限：民國113年12月（2024-12）"
    due = tab.locator(".agenda li")
    expected = room.get("/api/v1/commitments", params={"due_from": "2024-12-01", "due_until": "2024-12-31"}).json()
    assert due.count() == expected["total"] > 2
    assert {str(one) for one in due.locator(".agenda-what > a").all_inner_texts()} == {
        one["title"] for one in expected["items"]
    }
    assert all("2024-12-31" in str(one) for one in due.all_inner_texts())
    calendar = followed(hands, "期限行事曆（iCalendar）")
    unfolded = calendar.replace("\r\n ", "")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert all(one["title"].split(",")[0] in unfolded.replace("\\", "") for one in expected["items"])


def test_what_is_followed_is_what_is_listed(hands: Hands, web_address: str) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments?category=%E4%BA%A4%E9%80%9A%E5%BB%BA%E8%A8%AD")
    listed = titles(tab)
    assert len(listed) > 2
    entries = re.findall(r"<entry>.*?<title[^>]*>[^<：]*：([^<]*)</title>", followed(hands, "訂閱（Atom）"), re.DOTALL)
    assert entries
    assert set(entries) <= set(listed)
    calendar = followed(hands, "期限行事曆（iCalendar）").replace("\r\n ", "")
    assert all(one in calendar for one in listed)
    assert "蜂蜜" not in calendar


def test_the_day_shown_is_chosen_on_the_record_and_can_be_shared(
    hands: Hands, visit: Callable[..., Any], web: httpx.Client, web_address: str
) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments/{the_bridge(web)['id']}")
    day = tab.get_by_label("看另一天的狀態")
    for typed in ("06012022", "01062022", "2022/0601"):  # month, day and year stand as the reader's system has them
        tab.reload()
        hands.reach(day)
        if not hands.keys:
            day.fill("2022-06-01")
        else:
            tab.keyboard.type(typed)
        if day.input_value() == "2022-06-01":
            break
    assert day.input_value() == "2022-06-01"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**as_of=2022-06-01**")
    assert "進行中" in tab.locator(".verdict").inner_text()
    assert PROOF not in tab.locator(".timeline").inner_text()
    other = visit()
    other.goto(tab.url)
    assert other.locator(".verdict").inner_text() == tab.locator(".verdict").inner_text()
    hands.skip()
    hands.take(tab.get_by_role("link", name="回到今天"))
    assert "已達成" in tab.locator(".verdict").inner_text()


def test_marks_of_a_document_lead_to_the_record_and_back(hands: Hands, web: httpx.Client, web_address: str) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/documents/{the_bridge(web)['document_id']}")
    marked = tab.locator("mark.k-promise", has_text="預計110年10月開工")
    assert "113年6月底前完工通車" in marked.inner_text()
    hands.take(tab.locator(".letter a.ref", has_text=BRIDGE))
    assert tab.locator("h1").inner_text() == BRIDGE
    hands.skip()
    hands.take(tab.get_by_role("link", name="看整份文件").first)
    assert "113年6月底前完工通車" in tab.locator(".letter mark.k-asked").first.inner_text()
    tab.go_back()
    assert tab.locator("h1").inner_text() == BRIDGE


def test_the_language_chosen_stays(hands: Hands, web_address: str) -> None:
    tab = hands.tab
    tab.goto(f"{web_address}/commitments?state=fulfilled")
    count = len(titles(tab))
    hands.take(tab.get_by_role("link", name="English"))
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert len(titles(tab)) == count
    hands.take(tab.get_by_role("navigation").get_by_role("link", name="Deadlines"))
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert "lang=" not in urlsplit(tab.url).query
    assert "ROC" in tab.locator("h1").inner_text()
    hands.take(tab.get_by_role("link", name="中文"))
    assert tab.evaluate("document.documentElement.lang") == "zh-Hant-TW"
    assert tab.locator("h1").inner_text().startswith("期限")


def test_one_browser_does_not_speak_for_another(visit: Callable[..., Any], web_address: str) -> None:
    english, chinese = visit(locale="en-GB"), visit()
    for tab, lang in ((english, "en"), (chinese, "zh-Hant-TW")):
        tab.goto(web_address)
        assert tab.evaluate("document.documentElement.lang") == lang


def the_bridge(web: httpx.Client) -> dict[str, Any]:
    """The promise that the journeys are about."""
    found = web.get("/api/v1/commitments", params={"q": "澄溪大橋"}).json()["items"]
    return next(one for one in found if one["title"] == BRIDGE)


def followed(hands: Hands, name: str) -> str:
    """What a programme gets that is given the address behind this link."""
    link = hands.tab.get_by_role("link", name=name).first
    hands.reach(link)
    address = str(link.evaluate("(one) => one.href"))
    return httpx.get(address, trust_env=False, timeout=120).raise_for_status().text
