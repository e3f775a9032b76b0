"""The list of documents and the page of each, asked over HTTP."""

import html
import re
from urllib.parse import quote

import httpx
import pytest

from yinuo.persist.ledger import Ledger
from yinuo.serve.web.settings import Settings


def _letter_text(page: str) -> str:
    """What stands under «全文», without marks and links."""
    inside = page[page.index('<div class="letter"') : page.index("</section>", page.index('<div class="letter"'))]
    paragraphs = re.findall(r"<p>(.*?)</p>", inside, flags=re.DOTALL)
    plain = (re.sub(r'<a class="ref".*?</a>', "", one, flags=re.DOTALL) for one in paragraphs)
    return html.unescape("".join(re.sub(r"<[^>]+>", "", one) for one in plain))


def test_the_list_has_every_text_once_newest_first_page_by_page(web: httpx.Client, web_settings: Settings) -> None:
    with Ledger.open(web_settings.store, readonly=True) as ledger:
        wanted = {one.id for one in ledger.documents()}
    found: list[str] = []
    path = "/documents?limit=10"
    for _ in range(9):
        text = web.get(path).text
        found += re.findall(r'entry-title"><a href="/documents/([^"]+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            break
        path = html.unescape(following[1])

    assert len(found) == len(set(found))
    assert set(found) <= wanted
    assert len(found) >= len(wanted) - 2  # those later than the day are not there


def test_the_list_can_be_narrowed(web: httpx.Client) -> None:
    replies = web.get("/documents?kind=reply&limit=100").text
    about = web.get("/documents", params={"q": "漁港"}).text

    assert "新聞稿 ·" not in replies
    assert 0 < about.count('class="entry"') < 10
    assert web.get("/documents?after=%00").status_code == 400
    assert web.get("/documents?term=x").status_code == 400
    assert web.get("/documents?surprise=1").status_code == 400


def test_a_letter_stands_word_for_word_with_its_promises_marked_and_linked(
    web: httpx.Client, web_settings: Settings
) -> None:
    with Ledger.open(web_settings.store, readonly=True) as ledger:
        letters = {one.id: one.text for one in ledger.documents()}
    rows = web.get("/api/v1/commitments?limit=100").json()["items"]
    row = next(row for row in rows if row["title"].startswith("銀濤海岸"))
    text = web.get(f"/documents/{row['document_id']}").text

    assert _letter_text(text) == letters[row["document_id"]]
    assert f'<span id="s-{row["start"]}"></span><mark class="k-promise">' in text
    assert f'<a class="ref" href="/commitments/{row["id"]}"' in text
    assert '<mark class="k-promise">承諾</mark>' in text  # the legend


def test_passages_that_bear_on_promises_lead_to_them(web: httpx.Client) -> None:
    rows = web.get("/api/v1/commitments?limit=100").json()["items"]
    row = next(row for row in rows if row["evidence_count"])
    told = web.get(f"/api/v1/commitments/{row['id']}/evidence").json()[0]
    text = web.get(f"/documents/{told['document_id']}").text

    assert 'class="k-evidence' in text
    assert f'href="/commitments/{row["id"]}#e-{told["id"]}"' in text


def test_any_span_can_be_found_and_is_lit(web: httpx.Client) -> None:
    rows = web.get("/api/v1/commitments?limit=1").json()["items"]
    text = web.get(f"/documents/{rows[0]['document_id']}?at=3-9").text

    assert '<span id="s-3"></span><mark class="k-asked' in text
    for wrong in ("9-3", "x-y", "-", "3", "99999999999999999999-1", "1-99999999999999999999", "٣-٩"):
        answer = web.get(f"/documents/{rows[0]['document_id']}", params={"at": wrong})
        assert answer.status_code == 200
        assert "k-asked" not in answer.text


def test_a_copy_says_where_its_promises_are_kept(web: httpx.Client, web_settings: Settings) -> None:
    with Ledger.open(web_settings.store, readonly=True) as ledger:
        copies = ledger.copies()
    copy, owner = next(iter(copies.items()))

    assert f'href="/documents/{owner}"' in web.get(f"/documents/{copy}").text
    assert f'href="/documents/{copy}"' in web.get(f"/documents/{owner}").text


@pytest.mark.parametrize("name", ["nothing", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "a'--", "%00", "a" * 3000])
def test_what_is_no_document_is_not_found(web: httpx.Client, name: str) -> None:
    assert web.get(f"/documents/{name}").status_code == 404
    assert web.get(f"/documents/x?part=2&at={quote(name)}").status_code == 404


def test_a_part_that_is_not_there_is_not_found(web: httpx.Client) -> None:
    rows = web.get("/api/v1/commitments?limit=1").json()["items"]

    for number in ("0", "2", "-1", "x", "9" * 30):
        assert web.get(f"/documents/{rows[0]['document_id']}?part={number}").status_code == 404


def test_harm_in_a_document_stays_words(harmed: httpx.Client) -> None:
    names = re.findall(r'entry-title"><a href="(/documents/[^"]+)"', harmed.get("/documents").text)

    assert len(names) == 2
    for name in names:
        answer = harmed.get(html.unescape(name))
        assert answer.status_code == 200, name
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert 'href="javascript:' not in answer.text
        assert "alert(1)" in _letter_text(answer.text)
