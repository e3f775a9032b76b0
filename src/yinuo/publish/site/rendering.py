"""Pages out of templates: everything that comes from the ledger is escaped, nothing is written into a script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from yinuo.publish.addresses import web_address
from yinuo.publish.site.charts import states_of
from yinuo.publish.site.citing import citation
from yinuo.publish.site.language import CHINESE, ENGLISH, Language
from yinuo.publish.site.places import name_of, relative

__all__ = ["Page", "Site", "render"]

_KIND = re.compile(r"^[a-z_]+:")


@dataclass(frozen=True)
class Page:
    """One page, in either language."""

    template: str
    path: str  # from the root of a language's tree
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""  # which part of the site it belongs to, for the menu


@dataclass(frozen=True)
class Site:
    """What every page knows."""

    as_of: date
    base_url: str | None
    feeds: Mapping[str, str]
    calendars: Mapping[str, str]


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("yinuo.publish.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["web"] = web_address
    found.filters["name_of"] = name_of
    found.filters["cue"] = _cue
    found.filters["states_of"] = states_of
    return found


def _cue(words: str) -> str:
    """A cue without the name of its kind: «done:累計設置» → «累計設置»."""
    return _KIND.sub("", words)


def render(page: Page, language: Language, site: Site) -> str:
    """The page as HTML; the same arguments give the same text."""
    here = language.prefix + page.path
    other = ENGLISH if language is CHINESE else CHINESE

    def to(path: str) -> str:
        return relative(language.prefix + path, here)

    def root(path: str) -> str:
        return relative(path, here)

    address = None if site.base_url is None else site.base_url + here
    return (
        _environment()
        .get_template(page.template)
        .render(
            **page.context,
            page=page,
            site=site,
            language=language,
            _=language.phrase,
            word=language.word,
            day=language.day,
            percent=language.percent,
            to=to,
            root=root,
            other=other,
            other_path=relative(other.prefix + page.path, here),
            address=address,
            cite=lambda row: citation(row, language, address),
        )
    )
