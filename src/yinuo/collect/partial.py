"""Downloads cut off in the middle, kept so that the next try asks only for the rest.

One file an address: a line of JSON (address, validator, total), then the bytes had so far. What cannot be
tied to one version of the document (no strong ETag, no Last-Modified) is not kept.
"""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yinuo.collect.bodies import digest

__all__ = ["Partial", "Partials", "validator_of"]


@dataclass(frozen=True, slots=True)
class Partial:
    """The first bytes of a document, and the validator of the version they belong to."""

    body: bytes
    validator: str
    total: int | None


def validator_of(headers: Mapping[str, str]) -> str | None:
    """What ``If-Range`` may carry for an uncoded answer with these headers (lower-case names); None: no resuming."""
    if headers.get("content-encoding", "identity") != "identity" or headers.get("accept-ranges") == "none":
        return None
    tag = headers.get("etag", "")
    if tag.startswith('"'):
        return tag
    return headers.get("last-modified")


class Partials:
    """The folder of beginnings."""

    def __init__(self, folder: Path, *, at_least: int) -> None:
        """Keep beginnings of ``at_least`` bytes or more in ``folder``."""
        self._folder = folder
        self._at_least = at_least

    def load(self, address: str) -> Partial | None:
        """The beginning kept for an address; one that cannot be read is none."""
        try:
            head, _, body = self._path(address).read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["address"] != address or not isinstance(told["validator"], str):
                return None
            return Partial(body, told["validator"], told["total"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, address: str, partial: Partial) -> None:
        """Keep a beginning, where it is long enough to be worth it; failing to is no failure."""
        if len(partial.body) < self._at_least:
            return
        head = json.dumps({"address": address, "total": partial.total, "validator": partial.validator})
        path = self._path(address)
        scratch = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch.write_bytes(head.encode() + b"\n" + partial.body)
            scratch.replace(path)
        except OSError:
            scratch.unlink(missing_ok=True)

    def drop(self, address: str) -> None:
        """Forget the beginning of an address."""
        self._path(address).unlink(missing_ok=True)

    def _path(self, address: str) -> Path:
        return self._folder / f"{digest(address.encode())}.part"
