"""How pages of the site are for everybody: axe-core, dark and light, narrow and wide, on paper, on a slow line."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGE_BYTES = 200_000
SIZES = {"phone": (320, 640), "desktop": (1280, 900)}


@pytest.fixture(scope="module")
def paths(towns: Path) -> list[str]:
    """One page of each kind; the sheet is one with figures."""
    site = towns / "site"
    figured = next(
        path for path in sorted((site / "commitments").glob("*.html")) if "series" in path.read_text("utf-8")
    )
    named = [next((site / name).glob("[0-9a-f]*.html")) for name in ("documents", "categories", "agencies", "askers")]
    of_each = [path.relative_to(site).as_posix() for path in (figured, *named)]
    lists = [f"{name}/index.html" for name in ("commitments", "documents", "categories", "agencies", "askers")]
    fixed = ["index.html", "statistics.html", "method.html", "data.html", "about.html", "404.html"]
    return [
        *fixed,
        *lists,
        "deadlines/index.html",
        "deadlines/2026.html",
        *of_each,
        f"en/{of_each[0]}",
        "en/index.html",
    ]


def _axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="needs the extra «browser»")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    chromium: Any, served: str, paths: list[str], scheme: str, size: str
) -> None:
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    context = chromium.new_context(viewport=view, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    page, axe, found = context.new_page(), _axe(), []
    for path in paths:
        page.goto(served + path)
        page.evaluate(axe)
        violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((run) => run.violations)")
        found += [(path, one["id"], one["nodes"][0]["html"]) for one in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((path, "wider than the screen", ""))
    context.close()
    assert found == []


def test_a_page_weighs_at_most_two_hundred_kilobytes(chromium: Any, served: str, paths: list[str]) -> None:
    for path in paths:
        context = chromium.new_context()
        context.set_default_timeout(120_000)
        page = context.new_page()
        answers: list[Any] = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(served + path, wait_until="networkidle")
        sizes = {answer.url: len(answer.body()) for answer in answers}
        context.close()
        assert 0 < sum(sizes.values()) < PAGE_BYTES, (path, sizes)


def test_on_paper_a_promise_has_its_words_its_figures_and_its_sources_but_no_menu(
    chromium: Any, served: str, paths: list[str], tmp_path: Path
) -> None:
    import pypdfium2

    sheet = next(path for path in paths if path.startswith("commitments/") and "index" not in path)
    page = chromium.new_page()
    page.goto(served + sheet)
    page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4", margin={"top": "2cm", "bottom": "2cm"})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".top nav").is_visible()
    assert page.locator(".series svg").first.is_visible()
    page.close()
    paper = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    text = "".join(leaf.get_textpage().get_text_bounded() for leaf in paper)
    assert len(paper) <= 4
    paper.close()
    joined = "".join(text.split())
    assert "累計設置40處長照據點" in joined
    assert "https://example.org/" in joined
    assert "質詢委員文件統計" not in joined
