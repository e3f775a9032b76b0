"""Addresses that go into links: what a document says of itself is checked, what we make ourselves is stable."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from yinuo.errors import UsageError
from yinuo.model import stable_id

__all__ = ["base_address", "file_stem", "path_address", "urn", "web_address"]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_REGISTERED = re.compile(r"tw-[0-9a-f]{4,40}")
_LONGEST = 2000
_KEPT = "/:?#[]@!$&'()*+,;=%-._~"
_STEM_BYTES = 60


def web_address(words: str | None) -> str | None:
    """An address that may stand in a link: http or https, a host, nothing invisible; in ASCII. Else None.

    >>> web_address("https://example.org/函.doc")
    'https://example.org/%E5%87%BD.doc'
    >>> web_address("javascript:alert(1)") is None
    True
    """
    if not words or len(words) > _LONGEST or any(character.isspace() or ord(character) < 32 for character in words):
        return None
    try:
        parts = urlsplit(words)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if not sound or not re.fullmatch(r"[a-z0-9.:-]+", host) or parts.username is not None:
        return None
    return quote(words.replace(parts.netloc, parts.netloc.encode("idna").decode(), 1), safe=_KEPT)


def base_address(words: str | None) -> str | None:
    """The address given for a publication, with one slash at its end.

    Raises:
        UsageError: it is no web address, or has a query or a fragment.
    """
    if words is None:
        return None
    found = web_address(words.strip())
    if found is None or "?" in found or "#" in found:
        raise UsageError(
            f"網址不對（not a web address）：{words}",
            where="--base-url",
            remedy="例如 https://example.org/yinuo/（for example）",
        )
    return found.rstrip("/") + "/"


def path_address(path: str) -> str:
    """A path under the publication as a relative address: «records/教育/甲.md» → percent-encoded."""
    return quote(path, safe="/-._~")


def urn(kind: str, name: str) -> str:
    """A name for ever, whatever the host: of an id in UUID form itself, of any other one made from it."""
    return f"urn:uuid:{name if _UUID.fullmatch(name) else stable_id(kind, name)}"


def file_stem(name: str) -> str:
    """A file name out of a person's or a body's name, safe in a path, an address and on every file system.

    Letters and digits (Chinese ones too) stay, the rest becomes «-»; a short hash of the name follows, so that two
    names never share a file. An id of the register is its own stem.
    """
    if _REGISTERED.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFC", name)
    stem = re.sub(r"[\W_]+", "-", plain).strip("-").lower()
    stem = stem.encode()[:_STEM_BYTES].decode(errors="ignore").strip("-")
    return f"{stem or '0'}-{stable_id(name)[:8]}"
