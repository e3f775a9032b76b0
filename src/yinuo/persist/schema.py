"""Tables of the ledger: the append-only entries, and the projections that answer questions fast.

``entries`` is the ledger. Everything else can be thrown away and built again from it
(``projections.rebuild``), and is written in the same transaction. Features of SQLite 3.40 only.
"""

from enum import StrEnum

__all__ = [
    "APPLICATION_ID",
    "ENTRIES",
    "FTS_TABLES",
    "GENESIS",
    "GUARDS",
    "PROJECTIONS",
    "PROJECTION_TABLES",
    "SEARCH",
    "Kind",
]

APPLICATION_ID = 0x59494E4F  # «YINO» at byte 68 of the file: how a yinuo store is told from other databases
GENESIS = "0" * 64  # what the first entry names as the one before it


class Kind(StrEnum):
    """What an entry records."""

    DOCUMENT = "document"
    COPY = "copy"  # an id whose text another document already has
    EXTRACTION = "extraction"
    COMMITMENT = "commitment"
    EVIDENCE = "evidence"
    RESTATEMENT = "restatement"
    LINKED = "linked"  # a document was compared both ways by a method
    RECORD = "record"  # another tracker's record, as it was
    DECISION = "decision"  # what a person decided about a promise or a link


ENTRIES = (
    """
    CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        version INTEGER NOT NULL,
        unit TEXT NOT NULL,
        payload TEXT NOT NULL,
        method TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        prev TEXT NOT NULL,
        hash TEXT NOT NULL,
        UNIQUE (kind, key, version)
    ) STRICT
    """,
    """
    CREATE TABLE migrations (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        ran_at TEXT NOT NULL
    ) STRICT
    """,
)

GUARDS = {
    "entries_are_never_edited": """
    CREATE TRIGGER entries_are_never_edited BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never edited'); END
    """,
    "entries_are_never_deleted": """
    CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END
    """,
    "entries_are_never_replaced": """
    CREATE TRIGGER entries_are_never_replaced BEFORE INSERT ON entries
    WHEN EXISTS (SELECT 1 FROM entries WHERE seq = NEW.seq)
        OR EXISTS (SELECT 1 FROM entries WHERE kind = NEW.kind AND key = NEW.key AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never replaced'); END
    """,
}

# Each projection row points at its entry by ``seq``; days are ISO text of the interval's last day
# («it was so by this day at the latest»), except ``first``; names of people and bodies are folded.
PROJECTIONS = (
    """
    CREATE TABLE documents (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        first TEXT NOT NULL,
        last TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        number TEXT,
        term INTEGER,
        copy_of TEXT
    ) STRICT
    """,
    "CREATE INDEX documents_by_day ON documents (first, last, id)",
    "CREATE INDEX documents_by_fingerprint ON documents (fingerprint)",
    "CREATE TABLE askers (document_id TEXT NOT NULL, asker TEXT NOT NULL, PRIMARY KEY (asker, document_id)) STRICT",
    """
    CREATE TABLE extractions (
        document_id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        method TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE commitments (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL,
        start INTEGER NOT NULL,
        made TEXT NOT NULL,
        level TEXT NOT NULL,
        category TEXT,
        due TEXT,
        confidence REAL NOT NULL,
        publication TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX commitments_by_day ON commitments (made DESC, document_id, start, id)",
    "CREATE INDEX commitments_by_category ON commitments (category, made DESC, document_id, start, id)",
    "CREATE INDEX commitments_by_level ON commitments (level, made DESC, document_id, start, id)",
    "CREATE INDEX commitments_by_due ON commitments (due)",
    "CREATE INDEX commitments_by_document ON commitments (document_id, start)",
    """
    CREATE TABLE responsible (
        name TEXT NOT NULL,
        commitment_id TEXT NOT NULL,
        PRIMARY KEY (name, commitment_id)
    ) STRICT
    """,
    "CREATE INDEX responsible_by_commitment ON responsible (commitment_id)",
    """
    CREATE TABLE evidence (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        commitment_id TEXT NOT NULL,
        document_id TEXT NOT NULL,
        start INTEGER NOT NULL,
        stated TEXT NOT NULL,
        relation TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX evidence_by_commitment ON evidence (commitment_id, stated, document_id, start, id)",
    "CREATE INDEX evidence_by_document ON evidence (document_id)",
    """
    CREATE TABLE restatements (
        earlier_id TEXT NOT NULL,
        later_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (earlier_id, later_id)
    ) STRICT
    """,
    "CREATE INDEX restatements_by_later ON restatements (later_id)",
    """
    CREATE TABLE linked (
        document_id TEXT NOT NULL,
        method TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (document_id, method)
    ) STRICT
    """,
    "CREATE TABLE records (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, commitment_id TEXT) STRICT",
    "CREATE INDEX records_by_commitment ON records (commitment_id)",
    """
    CREATE TABLE decisions (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        fingerprint TEXT NOT NULL,
        passage TEXT,
        at TEXT NOT NULL,
        undoes TEXT
    ) STRICT
    """,
    "CREATE INDEX decisions_by_text ON decisions (fingerprint)",
)
PROJECTION_TABLES = (
    "documents",
    "askers",
    "extractions",
    "commitments",
    "responsible",
    "evidence",
    "restatements",
    "linked",
    "records",
    "decisions",
)

# Words are cut into overlapping pairs by ``search``; «ascii» then splits at blanks only and leaves
# every other character alone. detail=full: the lighter settings rank every row 0 on such tables.
FTS_TABLES = {
    Kind.DOCUMENT: "documents_fts",
    Kind.COMMITMENT: "commitments_fts",
    Kind.EVIDENCE: "evidence_fts",
}
SEARCH = tuple(
    f"CREATE VIRTUAL TABLE {table} USING fts5(title, text, content='', detail=full, tokenize='ascii')"
    for table in FTS_TABLES.values()
)
