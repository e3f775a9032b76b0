"""``python -m yinuo.serve.web.phrases [ENGLISH.toml …]``: bring the English catalogue up to date.

Collects what templates and modules say — ``_("…")``, ``N_("…")``, ``speech.phrase("…")`` — into ``yinuo.po``, takes
translations from the given TOML files (``"中文" = "English"``) and from the static site, drops what nobody says any
more, and compiles ``yinuo.mo``. Prints what has no English yet. For developers: needs Babel.
"""

import ast
import fcntl
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from yinuo.publish.site.language import english
from yinuo.words import Category

__all__ = ["collected", "compiled", "main", "written"]

_SERVE = Path(str(files("yinuo.serve")))
_SHARED = Path(str(files("yinuo.publish.site")))
FOLDER = _SERVE / "web" / "locale" / "en" / "LC_MESSAGES"
_CALLS = {"_", "N_", "phrase", "say"}
_PARTS = ("web", "api", "review", "alerts")
_WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)  # a catalogue says nothing of when it was made: same phrases, same bytes
_SAID_THERE = (
    "templates/macros.html",
    "templates/figures.html",
    "templates/licence.html",
    "citing.py",
)  # and used here


def collected() -> dict[str, list[str]]:
    """Every phrase that is said, with the files that say it."""
    found: dict[str, list[str]] = {}
    ours = [path for part in _PARTS for kind in ("*.html", "*.py") for path in (_SERVE / part).rglob(kind)]
    sources = [*ours, *(_SHARED / name for name in _SAID_THERE)]
    for path in sorted(sources):
        for phrase in sorted(set(_phrases(path))):
            found.setdefault(phrase, []).append(path.name)
    for category in Category:
        found.setdefault(category.value, []).append("words.py")
    return dict(sorted(found.items()))


def _phrases(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        for _, _, said in extract_from_ast(Environment().parse(text), tuple(_CALLS)):  # noqa: S701 nothing is rendered
            words = said[0] if isinstance(said, tuple) else said
            if words:
                yield words
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in _CALLS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def written(held: Mapping[str, str]) -> Catalog:
    """A catalogue of all phrases, with the translations among ``held``."""
    catalog = Catalog(
        "en",
        project="yinuo",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="en",
        creation_date=_WRITTEN,
        revision_date=_WRITTEN,
        header_comment="# What pages say in zh-TW, in English. Written by: python -m yinuo.serve.web.phrases",
        fuzzy=False,
    )
    for phrase, places in collected().items():
        catalog.add(phrase, held.get(phrase, ""), locations=[(place, 1) for place in places])
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Bring ``yinuo.po`` and ``yinuo.mo`` up to date; 1 where a phrase has no English."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "yinuo.po"
    with Path(__file__).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = dict(english())
        if path.exists():
            with path.open("rb") as file:
                held |= {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}
        for name in arguments:
            held |= {key: str(value) for key, value in tomllib.loads(Path(name).read_text(encoding="utf-8")).items()}
        catalog = written(held)
        out = BytesIO()
        write_po(out, catalog, width=110, sort_output=True, include_lineno=False)
        path.write_bytes(out.getvalue())
        path.with_suffix(".mo").write_bytes(compiled(catalog))
    lacking = [str(one.id) for one in catalog if one.id and not one.string]
    for phrase in lacking:
        sys.stdout.write(f'"{phrase}" = ""\n')
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
