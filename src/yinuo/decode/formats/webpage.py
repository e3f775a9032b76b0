"""HTML → the visible text, a line a block.

Scripts, styles, navigation and the page's head and foot are not the document. Inside a block
white space counts as a browser shows it; a line end between two Chinese characters is none. A
page with hardly any Chinese text is an error page that came with status 200, not a document.
"""

import re
from types import MappingProxyType
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from yinuo.decode.formats.text import Text, plain_lines
from yinuo.errors import Damaged, UnknownFormat

__all__ = ["looks_like_html", "read_html"]

_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|article|main|section|h[1-6]|center|pre)\b",
    re.IGNORECASE,
)
_SKIPPED: Final = frozenset(
    (
        "aside", "audio", "button", "footer", "form", "head", "iframe", "input", "nav", "noscript", "object", "script",
        "select", "style", "svg", "template", "video",
    )
)  # fmt: skip
_BLOCKS: Final = frozenset(
    (
        "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
_CELLS: Final = frozenset(("td", "th"))
_BLANK = re.compile(r"[ \t\n\r\f]+")
_WIDE: Final = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_WIDE})[ \t]*\n\s*(?={_WIDE})")
_HAN = re.compile("[\u3400-\u9fff]")
_ERROR_TITLE = re.compile(
    r"\b[45]0[0-9]\b|error|not found|forbidden|unavailable|denied|too many"
    r"|錯誤|找不到|無法(?:顯示|連線)|維護中|逾時|拒絕",
    re.IGNORECASE,
)
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|wbr)\b)[a-z][a-z0-9-]{0,30}\b",
    re.IGNORECASE,
)
_DEEPEST: Final = 3_000
_LEAST: Final = 30  # Chinese characters of a page that is a document
_LEAST_ODD: Final = 300  # of one whose title speaks of an error
_METAS: Final = MappingProxyType(
    {
        "dc.title": "title", "og:title": "title", "dc.date": "date", "dc.date.issued": "date",
        "dcterms.issued": "date", "article:published_time": "date", "date": "date", "pubdate": "date",
        "dc.identifier": "url", "dc.creator": "agency",
    }
)  # fmt: skip


def looks_like_html(text: str) -> bool:
    """True where markup stands at the start, after comments or an XML declaration."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    return head.startswith("<") and _HTML.search(head) is not None


def read_html(text: str, where: str) -> Text:
    """The visible text of a page, its title and what its ``meta`` elements tell.

    Raises:
        Damaged: tags nest deeper than any page's do.
        UnknownFormat: a page without official text, such as an error page sent with status 200.
    """
    if _depth(text) > _DEEPEST:
        raise Damaged(
            "網頁標籤層層不閉合（tags nested too deep）", where=where, remedy="請重新下載（download it again）"
        )
    tree = LexborHTMLParser(text)
    metadata = _metadata(tree)
    heading = tree.css_first("title")
    title = metadata.pop("title", "") or (_BLANK.sub(" ", heading.text()).strip() if heading else "")
    main = tree.css_first("main") or tree.css_first("article")
    body = _visible(main) if main is not None else ""
    if len(_HAN.findall(body)) < _LEAST_ODD and tree.body is not None:
        body = _visible(tree.body)
    han = len(_HAN.findall(body))
    if han < _LEAST or (han < _LEAST_ODD and _ERROR_TITLE.search(title)):
        raise UnknownFormat(
            f"網頁沒有公文內容，可能是錯誤頁（no official text, perhaps an error page）：{title[:40]}",
            where=where,
            remedy="請重新下載（download it again）",
        )
    return Text(body, "html", title, MappingProxyType(metadata), where)


def _depth(text: str) -> int:
    """How deep the tags nest at most; the parser's time grows with its square.

    Only tags that need a closing one count; «<p>», «<li>», «<br>» close themselves.
    """
    depth = deepest = 0
    for closing in _NESTING.findall(text):
        depth = depth + 1 if not closing else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _metadata(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta")[:200]:
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        content = (node.attributes.get("content") or "").strip()
        if name in _METAS and content and len(content) < 500:
            found.setdefault(_METAS[name], content)
    return found


def _visible(root: LexborNode) -> str:
    """The text below a node; every block a line, the cells of a row divided by tabs."""
    parts: list[str] = []
    node: LexborNode | None = root.child
    while node is not None:
        tag = node.tag or ""
        if node.is_text_node:
            parts.append(_flow(node))
        elif tag in _BLOCKS or tag == "br":
            parts.append("\n")
        elif tag in _CELLS:
            parts.append("\t")
        child = None if tag in _SKIPPED or tag == "br" else node.child
        node = child if child is not None else _next(node, root, parts)
    lines = (_cells(line) for line in "".join(parts).split("\n"))
    return plain_lines("\n".join(line for line in lines if line.strip()))


def _next(node: LexborNode, root: LexborNode, parts: list[str]) -> LexborNode | None:
    """The node after a finished one, closing the blocks that end with it."""
    current: LexborNode | None = node
    while current is not None and current.mem_id != root.mem_id:
        if current.tag in _BLOCKS:
            parts.append("\n")
        if current.next is not None:
            return current.next
        current = current.parent
    return None


def _flow(node: LexborNode) -> str:
    text = node.text_content or ""
    parent = node.parent
    if parent is not None and parent.tag == "pre":
        return text
    return _BLANK.sub(" ", _WRAP.sub("", text))


def _cells(line: str) -> str:
    return "\t".join(_BLANK.sub(" ", cell).strip(" ") for cell in line.strip("\t").split("\t"))
