"""Where each page of the site is: paths of plain ASCII, whatever the names in the ledger are."""

import hashlib
import posixpath
import re
from functools import lru_cache

__all__ = ["commitment_page", "document_page", "group_page", "list_page", "name_of", "relative"]

_DEEP = "/site/" * 4  # deep enough for «../» to lead somewhere
_PLAIN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|tw-[0-9a-f]{10}")


def name_of(identity: str) -> str:
    """A file name for any id or name: our own ids as they are, everything else by its SHA-256.

    Keeps «tw-baed4c6304»; never keeps «../x» or «教育部».
    """
    if _PLAIN.fullmatch(identity):
        return identity
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def commitment_page(identity: str) -> str:
    """The page of one commitment, from the root of the site."""
    return f"commitments/{name_of(identity)}.html"


def document_page(identity: str, part: int = 1) -> str:
    """One part of a document; nearly every document has only the first."""
    return numbered(f"documents/{name_of(identity)}.html", part)


def group_page(folder: str, key: str, number: int = 1) -> str:
    """The page of a category, an agency or an asker; ``folder`` is one of the site's own words."""
    return numbered(f"{folder}/{name_of(key)}.html", number)


def list_page(slug: str, number: int = 1) -> str:
    """The list of commitments: all of them (``index``) or those of a state or level."""
    return numbered(f"commitments/{slug}.html", number)


def numbered(path: str, number: int) -> str:
    """The page itself is number 1; «x.html» → «x-2.html»."""
    return path if number == 1 else f"{path.removesuffix('.html')}-{number}.html"


def relative(target: str, page: str) -> str:
    """How ``page`` calls ``target``, both from the root: works under any folder and from a disk.

    A fragment of ``target`` stays; it may lie beside the site («../feeds/all.xml»).
    """
    path, mark, rest = target.partition("#")
    return _relative(path, posixpath.dirname(page)) + mark + rest


@lru_cache(maxsize=10_000)
def _relative(path: str, folder: str) -> str:
    return posixpath.relpath(_DEEP + path, _DEEP + folder)
