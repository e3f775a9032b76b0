"""The desk in a real browser: by keyboard alone, with JavaScript off, and looked over by axe."""

from typing import Any

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser

PASSWORD = "長照據點與捷運 seven 7"
PAGES = (
    "/desk",
    "/desk/queue",
    "/desk/agreement",
    "/desk/users",
    "/desk/audit",
    "/account",
    "/account/following?category=農業",
)


PATIENCE = 120_000  # milliseconds: a machine may be busy


def log_in(page: Any, place: Any, name: str = "管理員") -> None:
    page.context.set_default_timeout(PATIENCE)
    page.goto(place.address + "/login?next=/desk")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/desk")


def shown(page: Any) -> str:
    return str(page.input_value("form.judge input[name=thing]"))


def test_a_reviewer_works_by_keyboard_alone(place: Any, chromium: Any) -> None:
    page = chromium.new_page()
    log_in(page, place)
    first = shown(page)
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "why-judge"
    page.keyboard.type("another case: a r s u are only letters here")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("r")
    second = shown(page)
    with page.expect_navigation():
        page.keyboard.press("s")
    third = shown(page)
    for _ in range(2):
        with page.expect_navigation():
            page.keyboard.press("u")

    assert len({first, second, third}) == 3
    assert shown(page) == first
    page.click(".keys button")
    page.keyboard.press("s")
    assert shown(page) == first
    page.context.close()


def test_the_desk_works_without_javascript(place: Any, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, place)
    first = shown(page)
    page.fill("#why-judge", "不是同一案")
    page.click("form.judge button[value=reject]")
    assert shown(page) != first
    page.click(".done button")
    assert shown(page) == first
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_is_followed_by_keyboard_alone(place: Any, chromium: Any, javascript: bool) -> None:
    """From the list to a kept wish, and away with it again: Tab, Enter, blanks and letters only."""
    context = chromium.new_context(java_script_enabled=javascript, locale="zh-TW")
    page = context.new_page()
    log_in(page, place)
    page.goto(place.address + "/commitments?q=漁港")
    press(page, page.get_by_role("link", name="有消息就寄給我"), "Enter")
    come_to(page, page.locator("#name"))
    page.keyboard.type("漁港")
    come_to(page, page.locator("#address"))
    page.keyboard.type("https://hooks.example.tw/a")
    press(page, page.get_by_role("button", name="追蹤", exact=True), "Enter")
    assert page.locator(".entry-title").inner_text() == "漁港"
    assert page.locator(".entry .kept").inner_text().endswith("「漁港」")
    press(page, page.get_by_role("button", name="不再追蹤"), "Enter")
    assert page.locator(".entry-title").count() == 0
    context.close()


def come_to(page: Any, place: Any) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if place.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {place}")


def press(page: Any, place: Any, key: str) -> None:
    come_to(page, place)
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "zh"), (390, "dark", "en")])
def test_no_page_of_the_desk_breaks_a_rule_of_accessibility_or_our_policy(
    place: Any, chromium: Any, width: int, scheme: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    with place.ledger as ledger:
        one = next(iter(ledger.commitments())).id
    context.set_default_timeout(PATIENCE)
    page.goto(f"{place.address}/login?lang={language}")
    found = {"/login": axe.Axe().run(page).response["violations"]}
    log_in(page, place)
    for path in (*PAGES, f"/desk?thing={one}", f"/propose/{one}"):
        page.goto(place.address + path)
        found[path] = axe.Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: [rule["id"] for rule in rules] for path, rules in found.items() if rules} == {}
    assert refused == []
    context.close()
