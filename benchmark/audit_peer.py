"""Audit the peer's 1,587 records against their 423 source letters, and compare with what was measured by hand.

python -m benchmark.audit_peer ../shared/data
"""

import argparse
import json
import sys
import time
import zipfile
from pathlib import Path

from yinuo.decode.documents import read_documents
from yinuo.model import Document
from yinuo.publish.audit import audit
from yinuo.publish.markdown import read_record

# What was measured there before, the total it is, and the readings where two are possible.
MEASURED = (
    ("60 % of the evidence is older than the promise", "evidence_older"),
    ("21 % of the evidence is the promise's own letter", "evidence_own_letter"),
    ("24 % of what claims fulfilment is the promise's own letter", "evidence_own_letter_of_claims_of_fulfilment"),
    ("81 % of the evidence is impossible in time", "evidence_forbidden_by_time"),
    ("29 % of the quotes are exact", "quotes_exact"),
    ("71 % of 已達成 has no later change of status", "fulfilled_without_later_status_change"),
    ("   … no later letter that claims fulfilment", "fulfilled_without_later_claim"),
    ("   … no later letter of any kind", "fulfilled_without_later_letter"),
)


def main() -> int:
    """Print the comparison and every total."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of real documents")
    data = parser.parse_args().data
    replies = data / "replies.jsonl"
    documents = [found for found in read_documents(replies.read_bytes(), replies.name) if isinstance(found, Document)]
    with zipfile.ZipFile(data / "peer_records.zip") as archive:
        files = [(name, archive.read(name)) for name in sorted(archive.namelist()) if name.endswith(".md")]
    started = time.perf_counter()
    records = [(name, read_record(content, where=name)) for name, content in files]
    read = time.perf_counter()
    report = audit(records, {document.id: document for document in documents})
    done = time.perf_counter()
    totals = report.totals()
    for words, name in MEASURED:
        row = totals[name]
        print(f"{words:<64} {row['count']:>5.0f} / {row['of']:.0f} = {row['share']:.1%}")
    spellings = {record.responsible_agency for _, record in records}
    print(f"{'151 spellings of agencies (null counted as one)':<64} {len(spellings):>5}")
    print(f"\nread {len(files)} files in {read - started:.2f} s, audited in {done - read:.2f} s\n")
    print(json.dumps(totals, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
