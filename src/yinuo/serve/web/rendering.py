"""Pages out of templates: everything that comes from the ledger is escaped, nothing is written into a script."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from yinuo import __version__
from yinuo.publish.addresses import web_address
from yinuo.publish.site.charts import states_of
from yinuo.publish.site.citing import citation
from yinuo.publish.site.places import name_of
from yinuo.serve.web.assets import asset
from yinuo.serve.web.headers import own_path
from yinuo.serve.web.language import N_
from yinuo.serve.web.room import Room, room_of
from yinuo.serve.web.visitors import speech_of

__all__ = ["absolute", "here", "page", "part", "unchanged", "url"]

_KIND = re.compile(r"^[a-z_]+:")
_PACKAGES = ("yinuo.serve.web", "yinuo.serve.review", "yinuo.serve.api", "yinuo.serve.alerts")
_SAFE = "/-._~"


@cache
def _environment() -> Environment:
    """Templates of the server's parts; those of the static site under «site/»."""
    ours = [PackageLoader(name) for name in _PACKAGES if _has_templates(name)]
    site = PackageLoader("yinuo.publish.site")
    found = Environment(
        loader=ChoiceLoader([*ours, PrefixLoader({"site": site}), site]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"web": web_address, "name_of": name_of, "cue": _cue, "states_of": states_of, "part": part}
    found.globals |= {"N_": N_, "release": __version__, "asset": asset}
    return found


def _has_templates(package: str) -> bool:
    try:
        return (resources.files(package) / "templates").is_dir()
    except ModuleNotFoundError:
        return False


def _cue(words: str) -> str:
    """A cue without the name of its kind: «done:累計設置» → «累計設置»."""
    return _KIND.sub("", words)


def part(words: object) -> str:
    """Any words as one part of a path: «教育部/甲» → percent-encoded, its slash too."""
    return quote(str(words), safe="-._~")


# ── addresses ──────────────────────────────────────────────────────────────────────────────


def url(request: Request, path: str, **query: object) -> str:
    """The address of a page of ours, with the prefix that the server is reached under.

    Args:
        request: what is being answered.
        path: from «/» on; already encoded where it holds names (filter ``part``). It may have a query or fragment.
        **query: names and values to add; None is left out.
    """
    prefix = room_of(request).settings.prefix
    pairs = urlencode({name: str(value) for name, value in query.items() if value is not None})
    return prefix + path + (("&" if "?" in path else "?") + pairs if pairs else "")


def absolute(room: Room, path: str) -> str | None:
    """The address for other places than our own pages; None where the server was not told its own."""
    base = room.settings.base_url
    return None if base is None else base + path.removeprefix("/")


def here(request: Request, **changed: str | None) -> str:
    """The address being answered, with some names of its query changed or, with None, left out."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in changed]
    pairs += [(name, value) for name, value in changed.items() if value is not None]
    path = quote(own_path(request.scope), safe=_SAFE)
    return room_of(request).settings.prefix + path + ("?" + urlencode(pairs) if pairs else "")


# ── answers ────────────────────────────────────────────────────────────────────────────────


def _etag(request: Request, lasting: str) -> str:
    """What an answer depends on: the ledger, the day, the program, the address, the language and who asks."""
    room, state = room_of(request), request.state
    parts = (
        room.version,
        room.today,
        __version__,
        asset("web.css"),
        here(request),
        state.language,
        state.csrf,
        lasting,
    )
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def unchanged(request: Request, *, also: str = "") -> Response | None:
    """«304 Not Modified» where the visitor holds the answer already; a handler may ask before it does any work.

    Args:
        request: what is asked.
        also: the same as in ``page``.
    """
    tag = _etag(request, also)
    held = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=_kept(request, tag)) if tag in held or "*" in held else None


def _kept(request: Request, tag: str) -> dict[str, str]:
    who = "private" if request.state.user is not None else "public"
    return {"etag": tag, "cache-control": f"{who}, no-cache"}


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    lasting: bool = True,
    also: str = "",
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """A page in the visitor's language.

    Args:
        request: what is asked.
        template: its name, of any of the server's parts.
        status: of the answer.
        lasting: False for what depends on more than the ledger and the address (a login, a queue): never kept.
        also: whatever else the page depends on; part of its ETag.
        headers: to add.
        **values: for the template, beside what ``base.html`` says every template has.
    """
    kept: dict[str, str] = {"cache-control": "no-store"}
    if lasting and status == 200:
        if (same := unchanged(request, also=also)) is not None:
            return same
        kept = _kept(request, _etag(request, also))
    text = _environment().get_template(template).render(_common(request) | values)
    speech = speech_of(request)
    return HTMLResponse(text, status, {"content-language": speech.code} | kept | dict(headers or {}))


def _common(request: Request) -> dict[str, Any]:
    """What every template may use."""
    room, speech = room_of(request), speech_of(request)
    path = own_path(request.scope)

    def to(where: str, **query: object) -> str:
        return url(request, where, **query)

    def cite(row: Mapping[str, Any]) -> str:
        return citation(row, speech, absolute(room, f"/commitments/{part(row['id'])}"))

    return {
        "request": request,
        "path": path,
        "settings": room.settings,
        "user": getattr(request.state, "user", None),
        "csrf": getattr(request.state, "csrf", ""),
        "language": speech,
        "_": speech.phrase,
        "word": speech.word,
        "day": speech.day,
        "percent": speech.percent,
        "url": to,
        "to": to,
        "cite": cite,
        "as_of": room.today,
        "today": room.today,
        "other": speech.other,
        "other_path": here(request, lang=speech.other.short),
        "address": absolute(room, quote(path, safe=_SAFE)),
        "iso": date.isoformat,
    }
