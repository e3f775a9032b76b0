"""How it is done: in short, what each state means, and the whole method page of the documentation."""

import re
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page
from yinuo.words import State

__all__ = ["MEANINGS", "method_html", "router"]

router = APIRouter(include_in_schema=False)

MEANINGS: dict[str, str] = {
    State.OPEN: N_("還沒有合格的證據，也未逾期。"),
    State.PROGRESSING: N_("承諾之後的文件說有進展。"),
    State.PARTIAL: N_("交付了可分的一部分。"),
    State.FULFILLED: N_("有把握的證據顯示已經做到。"),
    State.OVERDUE: N_("期限與三十日寬限都已過，之後的文件也查過，未見達成。"),
    State.POSTPONED: N_("官方文件把日期改到後面。"),
    State.STALLED: N_("文件說明受阻，也沒有新日期。"),
    State.DROPPED: N_("官方文件撤回或改為別案。"),
    State.NO_NEWS: N_("六個月以來查過的文件沒有新消息。"),
    State.UNKNOWN: N_("期限已過，但之後的文件還沒有收集：沒有證據不等於沒有做到。"),
    State.UNVERIFIABLE: N_("無從以文件檢驗。"),
}
_FRAME = '<div class="scroll" tabindex="0" role="region" aria-label="table {}"><table>'
_DEEPER = {"h1": "h2", "h2": "h3", "h3": "h4"}  # the page has its own first heading


@router.get("/method")
async def method(request: Request) -> Response:
    """The page."""
    return page(request, "about_method.html", meanings=MEANINGS, whole=method_html())


@cache
def method_html() -> Markup:
    """``docs/method.md`` as HTML without inline styles, scripts or links that lead nowhere here."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = [_plain(token) for token in reader.parse(_source())]
    text: str = reader.renderer.render(tokens, reader.options, {})
    number = count(1)
    framed = re.sub("<table>", lambda _: _FRAME.format(next(number)), text)
    return Markup(framed.replace("</table>", "</table></div>"))  # noqa: S704 our own document; its HTML is escaped


def _source() -> str:
    """The document: inside the package where it was installed, beside it in a checkout."""
    inside = files("yinuo.serve.web") / "method.md"
    beside = Path(__file__).parents[5] / "docs" / "method.md"
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return beside.read_text(encoding="utf-8") if beside.is_file() else ""


def _plain(token: Token) -> Token:
    """A token with its headings one level deeper, no style, and no link but to other sites."""
    token.attrs.pop("style", None)
    token.tag = _DEEPER.get(token.tag, token.tag)
    if token.children:
        token.children = [_plain(one) for one in _linked(token.children)]
    return token


def _linked(tokens: list[Token]) -> list[Token]:
    """Without links to other pages of the documentation; what they say stays."""
    kept: list[Token] = []
    leads_away = True
    for token in tokens:
        if token.type == "link_open":
            leads_away = str(token.attrs.get("href", "")).startswith("https://")
        if token.type not in ("link_open", "link_close") or leads_away:
            kept.append(token)
    return kept
