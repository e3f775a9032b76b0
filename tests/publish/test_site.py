"""The site as a reader gets it: every page of a ledger of hostile words, parsed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from yinuo.persist.ledger import Ledger
from yinuo.publication import edition_of
from yinuo.publish.edition import Edition
from yinuo.publish.site import Extras, Written, commitment_page, write
from yinuo.publish.site.language import english

PAGE_BYTES = 200_000


@pytest.fixture(scope="module")
def whole(told_ledger: Path) -> Iterator[Edition]:
    with Ledger.open(told_ledger, readonly=True) as ledger:
        yield edition_of(ledger, date(2024, 12, 31), "https://example.org/yinuo/", with_statements=True)


@pytest.fixture(scope="module")
def extras() -> Extras:
    return Extras(
        feeds={"all": "../feeds/all.xml"},
        calendars={"all": "../calendar/all.ics"},
        downloads=({"path": "../data/a.csv", "title": "承諾<b>", "english": "commitments", "bytes": 1234},),
    )


@pytest.fixture(scope="module")
def site(whole: Edition, extras: Extras, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written]:
    folder = tmp_path_factory.mktemp("web") / "site"
    return folder, write(whole, folder, extras)


@pytest.fixture(scope="module")
def pages(site: tuple[Path, Written]) -> dict[str, HTMLParser]:
    folder, written = site
    return {path: HTMLParser((folder / path).read_bytes()) for path in written.files if path.endswith(".html")}


def many(edition: Edition, count: int) -> Edition:
    """The edition with each commitment told again and again under other ids, in letters that are not at hand."""
    rows = tuple(
        {**edition.commitments[at % len(edition.commitments)], "id": f"{at:08x}-0000-0000-0000-000000000000"}
        | {"document_id": f"letter {at // 4}"}
        for at in range(count)
    )
    return replace(edition, commitments=rows, evidence=(), restatements=(), changes=())


def test_every_link_leads_to_a_file_and_every_fragment_to_a_place(
    pages: dict[str, HTMLParser], site: tuple[Path, Written]
) -> None:
    folder, _ = site
    ids = {path: {node.attributes["id"] for node in page.css("[id]")} for path, page in pages.items()}
    seen = 0
    for path, page in pages.items():
        for node in page.css("[href], [src], [action]"):
            href = node.attributes.get("href") or node.attributes.get("src") or node.attributes.get("action") or ""
            parts = urlsplit(href)
            if parts.scheme or node.attributes.get("rel") == "canonical":
                assert parts.scheme in ("http", "https"), href
                continue
            target = (folder / path).parent / unquote(parts.path) if parts.path else folder / path
            inside = target.resolve().relative_to(folder.resolve().parent).as_posix()
            if inside.split("/")[0] != "site":
                assert inside in ("feeds/all.xml", "calendar/all.ics", "data/a.csv")
                continue
            assert target.is_file(), (path, href)
            if parts.fragment:
                assert unquote(parts.fragment) in ids[inside.removeprefix("site/")], (path, href)
            seen += 1
    assert seen > 500


def test_ids_are_unique_and_headings_in_order(pages: dict[str, HTMLParser]) -> None:
    for path, page in pages.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path
        levels = [int((node.tag or "h0")[1]) for node in page.css("h1, h2, h3, h4") if not _in_template(node)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def _in_template(node: object) -> bool:
    parent = getattr(node, "parent", None)
    while parent is not None:
        if parent.tag == "template":
            return True
        parent = parent.parent
    return False


def test_every_page_says_its_language_and_leads_to_its_twin(pages: dict[str, HTMLParser]) -> None:
    for path, page in pages.items():
        root = page.css_first("html")
        assert root is not None
        assert root.attributes["lang"] == ("en" if path.startswith("en/") else "zh-Hant-TW")
        twin = path.removeprefix("en/") if path.startswith("en/") else f"en/{path}"
        assert twin in pages
        title = page.css_first("title")
        assert title is not None
        assert title.text().strip()
        assert page.css_first("main#main") is not None
        assert page.css_first("a.skip") is not None


def test_no_script_or_style_stands_in_a_page_and_the_policy_forbids_it(pages: dict[str, HTMLParser]) -> None:
    for path, page in pages.items():
        policy = page.css_first("meta[http-equiv='Content-Security-Policy']")
        assert policy is not None
        assert "default-src 'none'" in (policy.attributes["content"] or "")
        assert "unsafe" not in (policy.attributes["content"] or "")
        assert not page.css("style, [style], iframe, object, embed"), path
        assert [node.attributes.get("src") for node in page.css("script")] == [
            node.attributes.get("src") for node in page.css("script[src$='assets/site.js']")
        ]
        assert not [name for node in page.css("*") for name in node.attributes if name.startswith("on")], path


def test_hostile_words_stay_words(pages: dict[str, HTMLParser], whole: Edition, site: tuple[Path, Written]) -> None:
    folder, written = site
    hostile = next(row for row in whole.commitments if "<script>" in row["text"])
    page = pages[commitment_page(hostile["id"])]
    lit = page.css_first("blockquote mark")
    assert lit is not None
    assert "]]><script>alert(1)</script>&amp;" in lit.text()
    for path in written.files:
        assert "<script>alert" not in (folder / path).read_text(encoding="utf-8"), path
    assert not [node for page in pages.values() for node in page.css("a[href^='javascript']")]


def test_file_names_come_from_no_word_of_the_ledger(site: tuple[Path, Written]) -> None:
    folder, written = site
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", path) and ".." not in path for path in written.files)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == sorted(
        written.files
    )


def test_candidates_are_nowhere(whole: Edition, site: tuple[Path, Written]) -> None:
    folder, written = site
    assert len(whole.commitments) == 3
    sheets = [path for path in written.files if re.fullmatch(r"commitments/[0-9a-f-]{36}\.html", path)]
    assert len(sheets) == 3
    index = "".join((folder / path).read_text(encoding="utf-8") for path in written.files if "assets/index" in path)
    assert "持續檢討" not in index


def test_a_document_page_holds_the_whole_text_and_marks_what_was_promised(
    pages: dict[str, HTMLParser], whole: Edition
) -> None:
    promise = whole.commitments[0]
    text = whole.text_of(promise["document_id"])
    found = [
        page
        for path, page in pages.items()
        if path.startswith("documents/") and page.css(f"[id='q{promise['start']}-{promise['end']}']")
    ]
    assert len(found) == 1
    letter = found[0].css_first(".letter")
    assert letter is not None
    for reference in letter.css("a.ref"):
        reference.decompose()
    assert "".join(letter.text().split()) == "".join(text.replace("\x0b", " ").split())
    assert len(letter.css("mark.k-promise")) >= 3


def test_a_sheet_shows_evidence_with_source_relation_confidence_and_the_rule(
    pages: dict[str, HTMLParser], whole: Edition
) -> None:
    kept = next(row for row in whole.commitments if row["state"] == "fulfilled")
    page = pages[commitment_page(kept["id"])]
    told = page.css_first(".ev-told")
    assert told is not None
    words = told.text()
    assert "清水橋改建業已完成" in words
    assert "達成" in words
    assert "97%" in words
    assert "民國113年2月5日（2024-02-05）" in words
    reasons = page.css_first(".reasons")
    assert reasons is not None
    assert "fulfilled" in reasons.text()
    cite = page.css_first("#cite")
    assert cite is not None
    assert f"https://example.org/yinuo/{commitment_page(kept['id'])}" in cite.text()


def test_english_pages_say_nothing_of_ours_in_chinese(pages: dict[str, HTMLParser]) -> None:
    page = pages["en/index.html"]
    for node in page.css("[lang='zh-Hant-TW'], svg, input, .seal"):
        node.decompose()
    body = page.body
    assert body is not None
    assert re.sub(r"[^\u4e00-\u9fff]", "", body.text()) in ("", "一諾")


def test_the_same_edition_gives_the_same_bytes(
    whole: Edition, extras: Extras, site: tuple[Path, Written], tmp_path: Path
) -> None:
    folder, written = site
    again = write(whole, tmp_path / "again", extras)
    assert again == written
    assert all((folder / path).read_bytes() == (tmp_path / "again" / path).read_bytes() for path in written.files)


def test_a_page_of_a_large_ledger_loads_within_its_weight(whole: Edition, tmp_path: Path) -> None:
    written = write(many(whole, 160), tmp_path)
    common = sum((tmp_path / f"assets/{name}").stat().st_size for name in ("site.css", "site.js", "icon.svg"))
    common += (tmp_path / "assets/index/facets.js").stat().st_size
    sizes = {path: (tmp_path / path).stat().st_size for path in written.files}
    heaviest = max(size for path, size in sizes.items() if path.endswith(".html"))
    assert common + heaviest < PAGE_BYTES
    assert max(size for path, size in sizes.items() if "/cards-" in path) < 40_000
    listed = HTMLParser((tmp_path / "commitments/index.html").read_bytes())
    assert len([node for node in listed.css("li.entry") if not _in_template(node)]) == 40
    assert (tmp_path / "commitments/index-4.html").is_file()
    assert not (tmp_path / "commitments/index-5.html").exists()


def test_an_empty_edition_is_a_site_too(tmp_path: Path) -> None:
    nothing = Edition(date(2024, 1, 1), (), (), (), (), (), (), str)
    write(nothing, tmp_path)
    page = HTMLParser((tmp_path / "commitments/index.html").read_bytes())
    assert "還沒有承諾" in page.text()


def test_each_phrase_has_its_english_and_each_english_is_used() -> None:
    folder = Path(__file__).parents[2] / "src/yinuo/publish/site"
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in (*folder.glob("templates/*.html"), *folder.glob("*.py"))
    )
    said = set(re.findall(r'_\("([^"]+)"', texts))
    assert said <= english().keys()
    from yinuo.words import Category

    known = {category.value for category in Category}
    assert known <= english().keys()
    assert [phrase for phrase in english() if f'"{phrase}"' not in texts and phrase not in known] == []
    for phrase, words in english().items():
        assert set(re.findall(r"\{(\w+)\}", phrase)) == set(re.findall(r"\{(\w+)\}", words)), phrase
