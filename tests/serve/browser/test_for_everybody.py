"""How pages are for everybody: axe-core, dark and light, narrow and wide, enlarged, by keyboard, on paper."""

from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

pytestmark = pytest.mark.browser

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 360, "height": 720}, {"width": 1280, "height": 900}
PLAIN = {
    "home": "/",
    "list": "/commitments?state=fulfilled&state=postponed&limit=5",
    "nothing found": "/commitments?q=%E6%B2%92%E6%9C%89%E9%80%99%E5%80%8B%E8%A9%9E",
    "search": "/search?q=%E5%A4%A7%E6%A9%8B",
    "search, empty": "/search",
    "year": "/deadlines?year=2024",
    "month": "/deadlines?month=2024-12",
    "agencies": "/agencies",
    "askers": "/askers",
    "categories": "/categories",
    "category": "/categories/%E4%BA%A4%E9%80%9A%E5%BB%BA%E8%A8%AD",
    "sessions": "/sessions",
    "documents": "/documents",
    "statistics": "/statistics",
    "method": "/method",
    "coverage": "/coverage",
    "corrections": "/corrections",
    "data": "/data",
    "about": "/about",
    "not there": "/nowhere",
    "not understood": "/commitments?state=nonsense",
    "English": "/?lang=en",
    "English record": "/commitments/{record}?lang=en",
    "English list": "/commitments?lang=en",
    "English agencies": "/agencies?lang=en",
    "English coverage": "/coverage?lang=en",
    "English statistics": "/statistics?lang=en",
    "one promise in the list": "/commitments?id={record}",
    "record": "/commitments/{record}?lang=zh",
    "record with figures": "/commitments/{figured}",
    "record retold": "/commitments/{retold}",
    "record on another day": "/commitments/{record}?as_of=2022-06-01",
    "document": "/documents/{document}",
    "agency": "/agencies/{agency}",
    "asker": "/askers/{asker}",
    "session": "/sessions/10-3",
    "login": "/login",
    "proposal": "/propose/{record}",
}
_HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => Number(one.tagName[1]))"
_WIDER = "document.documentElement.scrollWidth - innerWidth"
_UNSEEN_FOCUS = """() => {
  const inside = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length;
  return [...document.querySelectorAll(inside)].filter(seen).filter((one) => {
    one.focus();
    const style = getComputedStyle(one);
    return one !== document.activeElement || style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2;
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
_AXE = """(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})
  .then((run) => run.violations)
  .then((all) => all.map((one) => [one.id, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]))"""


@pytest.fixture(scope="module")
def places(web_address: str) -> dict[str, str]:
    """Where one page of every kind is."""
    with httpx.Client(base_url=web_address, trust_env=False, timeout=120) as client:
        rows = client.get("/api/v1/commitments", params={"limit": 100}).json()["items"]
    record = next(one for one in rows if one["title"].startswith("澄溪大橋"))
    names = {
        "record": record["id"],
        "document": record["document_id"],
        "agency": quote(record["agency_id"]),
        "asker": quote(record["askers"][0]),
        "figured": next(one["id"] for one in rows if one["target"] and one["evidence_count"]),
        "retold": next(one["id"] for one in rows if one["title"].startswith("111年底前訂定共享電動")),
    }
    return {kind: web_address + path.format(**names) for kind, path in PLAIN.items()}


@pytest.fixture(scope="module")
def axe() -> str:
    """The program of axe-core."""
    pytest.importorskip("axe_playwright_python", reason="needs the extra «browser»")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def opened(tab: Any, place: str) -> None:
    """Go there; a page may be slow on a busy machine."""
    tab.goto(place, wait_until="load")


@pytest.mark.parametrize("kind", PLAIN)
def test_axe_finds_nothing_wrong_light_or_dark_on_a_phone_or_a_desk(
    visit: Callable[..., Any], watched: Any, places: dict[str, str], axe: str, kind: str
) -> None:
    watched.expected = {"not there": {404}, "not understood": {400}}.get(kind, set())
    tab, found = visit(viewport=PHONE, bypass_csp=True), []
    opened(tab, places[kind])
    tab.evaluate(axe)
    for size in (PHONE, DESKTOP):
        tab.set_viewport_size(size)
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            found += [(scheme, size["width"], *one) for one in tab.evaluate(_AXE, STANDARD)]
    assert found == []


@pytest.mark.parametrize("kind", PLAIN)
def test_a_page_fits_its_screen_is_in_order_and_shows_where_the_keyboard_is(
    visit: Callable[..., Any], watched: Any, places: dict[str, str], kind: str
) -> None:
    watched.expected = {"not there": {404}, "not understood": {400}}.get(kind, set())
    tab = visit(viewport={"width": 320, "height": 640})
    opened(tab, places[kind])
    assert tab.evaluate("document.documentElement.lang") == ("en" if kind.startswith("English") else "zh-Hant-TW")
    levels = tab.evaluate(_HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tab.evaluate(_WIDER) <= 0
    tab.set_viewport_size(PHONE)
    assert tab.evaluate(_WIDER) <= 0
    tab.set_viewport_size(DESKTOP)
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.evaluate(_WIDER) <= 0
    tab.evaluate("document.documentElement.style.fontSize = ''")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.locator(".skip").bounding_box()["height"] > 20
    assert tab.evaluate(_UNSEEN_FOCUS) == []


def test_the_first_key_leads_past_the_menu(visit: Callable[..., Any], places: dict[str, str]) -> None:
    tab = visit()
    for kind in ("list", "record"):
        opened(tab, places[kind])
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "跳到正文"
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_dark_is_dark_and_light_is_light(visit: Callable[..., Any], places: dict[str, str]) -> None:
    tab = visit()
    opened(tab, places["home"])
    ground = {}
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        colour = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        ground[scheme] = sum(int(part) for part in colour.strip("rgb()").split(","))
    assert ground["light"] > 700
    assert ground["dark"] < 120


def test_forced_colours_and_no_pictures_leave_every_state_told_in_words(
    visit: Callable[..., Any], places: dict[str, str]
) -> None:
    tab = visit(forced_colors="active")
    opened(tab, places["list"])
    states = tab.locator(".entries .badge").all_inner_texts()
    assert states
    assert {str(one).strip() for one in states} == {"已達成", "官方展延"}


def test_on_paper_a_record_has_its_words_its_sources_and_its_citation_but_no_menu(
    visit: Callable[..., Any], places: dict[str, str], tmp_path: Path
) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    tab = visit()
    opened(tab, places["record"])
    tab.pdf(path=str(tmp_path / "record.pdf"), format="A4", margin={"top": "2cm", "bottom": "2cm"})
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in (".top nav", ".find", ".asof", ".follow"):
        assert not tab.locator(hidden).first.is_visible(), hidden
    paper = pypdfium2.PdfDocument(tmp_path / "record.pdf")
    text = "".join("".join(leaf.get_textpage().get_text_bounded() for leaf in paper).split())
    assert len(paper) <= 3
    paper.close()
    for words in (
        "預計110年10月開工，113年6月底前完工通車",
        "業於113年6月20日完工通車",
        "院臺專字第1100081001號",
        "識別碼",
    ):
        assert words in text
    assert "期限表" not in text
