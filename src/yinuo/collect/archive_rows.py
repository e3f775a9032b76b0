"""What the archive says of an address: one ``Snapshot`` a look, and the tables that keep them.

A look («sighting») is never changed: a body that comes again is a new look at an old body.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

__all__ = ["APPLICATION_ID", "SCHEMA", "VERSION", "Snapshot", "headers_text", "moment", "snapshot"]

APPLICATION_ID: Final = 0x59416172  # «YAar»: tells an archive's index from any other SQLite file
VERSION: Final = 1
# What changes from answer to answer without meaning anything, and what is nobody's business to keep.
_VOLATILE: Final = frozenset(
    {"age", "alt-svc", "cf-ray", "connection", "date", "expires", "keep-alive", "nel", "report-to", "set-cookie"}
    | {"transfer-encoding", "x-request-id"}
)

SCHEMA: Final = """
CREATE TABLE addresses (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE);
CREATE TABLE bodies (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL);
CREATE TABLE headers (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    body_id INTEGER NOT NULL REFERENCES bodies (id),
    headers_id INTEGER NOT NULL REFERENCES headers (id),
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    fault TEXT NOT NULL
);
CREATE INDEX sightings_by_address ON sightings (address_id, id);
CREATE INDEX sightings_by_body ON sightings (body_id);
CREATE TRIGGER sightings_stay BEFORE UPDATE ON sightings
BEGIN SELECT RAISE(ABORT, 'a sighting is never changed'); END;
CREATE TRIGGER bodies_stay BEFORE UPDATE ON bodies
BEGIN SELECT RAISE(ABORT, 'a body is never changed'); END;
CREATE VIEW seen AS
SELECT sightings.id, address, sha256, fetched_at, status, text, size, fault
FROM sightings JOIN addresses ON addresses.id = address_id
JOIN bodies ON bodies.id = body_id JOIN headers ON headers.id = headers_id;
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One look at an address.

    ``sha256`` and ``size`` are of the body without its transfer coding; ``fetched_at`` is in UTC;
    ``status`` is what the server said (304: unchanged, the body is the earlier one); ``headers`` have
    lower-case names; ``new`` is true where the body differs from the address's last good one; ``fault``
    names what was wrong with an answer kept as proof only («error-page»), and is empty for a good one.
    """

    address: str
    sha256: str
    fetched_at: datetime
    status: int
    headers: Mapping[str, str]
    size: int
    new: bool
    fault: str = ""

    @property
    def good(self) -> bool:
        """Whether the body is the document that was asked for."""
        return not self.fault and (200 <= self.status < 300 or self.status == 304)


def moment(when: datetime) -> str:
    """A moment as the index writes it: UTC, microseconds, so that text order is time order.

    Raises:
        ValueError: the moment has no time zone.
    """
    if when.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def headers_text(headers: Mapping[str, str]) -> str:
    """Headers as one canonical line: lower-case names, sorted, without what changes at every answer."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() not in _VOLATILE}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def snapshot(row: tuple[str, str, str, int, str, int, str], *, new: bool) -> Snapshot:
    """A row of the view ``seen``, without its id, as a ``Snapshot``."""
    address, sha256, fetched_at, status, text, size, fault = row
    return Snapshot(address, sha256, datetime.fromisoformat(fetched_at), status, json.loads(text), size, new, fault)
