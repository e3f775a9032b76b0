"""What a sync writes, at its pace, while the ledger is read: letters, their promises, links to earlier ones.

    python -m benchmark.web_writer STORE SECONDS

A process of its own beside ``web_speed``. Letters are copies of some in the ledger about other things, on a later day
(``grown_ledger``); the links are drawn by chance. Prints how many letters, promises and links were written, as JSON.
"""

import json
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmark.grown_ledger import RELATIONS, WEIGHTS, copied, tables
from benchmark.speed import SEED
from yinuo.model import Evidence, Extraction
from yinuo.persist.ledger import Ledger
from yinuo.persist.unit import Unit
from yinuo.pipeline import METHOD
from yinuo.words import Tier

PACE = 0.5  # seconds a letter
LINKS = 20  # links a letter
A_DAY = 20  # letters that bear the same date


def write(store: Path, seconds: float) -> dict[str, int]:
    """Write for so long; returns how many documents, commitments and links, by the names of ``Ledger.counts``."""
    stop, chance = time.monotonic() + seconds, random.Random(SEED)
    done = {"documents": 0, "commitments": 0, "evidence": 0}
    with Ledger.open(store) as ledger:
        letters = [one for (one,) in ledger.rows("SELECT DISTINCT document_id FROM commitments ORDER BY 1")]
        promises = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY id")]
        newest = date.fromisoformat(ledger.rows("SELECT max(last) FROM documents")[0][0])
        while time.monotonic() < stop:
            began = time.monotonic()
            fresh = _letter(ledger, chance.choice(letters), newest, done["documents"])
            while ledger.fingerprint_owner(fresh.document.fingerprint):  # too short to be about anything else
                fresh = _letter(ledger, chance.choice(letters), newest, done["documents"])
            about = chance.sample(promises, min(LINKS, len(promises)))
            links = list({link.id: link for one in about if (link := _link(ledger, one, fresh, chance))}.values())
            with ledger.unit(fresh.document.id, method=f"{METHOD}/{Tier.FAST}") as unit:
                done["evidence"] += _written(unit, fresh, links)
            done["documents"] += 1
            done["commitments"] += len(fresh.commitments)
            time.sleep(max(0.0, PACE - (time.monotonic() - began)))
    return done


def _letter(ledger: Ledger, name: str, newest: date, number: int) -> Extraction:
    """A letter about other things, of the days after the newest of all."""
    read = ledger.extraction(name)
    *_, exchanged = tables(read.document.text, number + 2)
    days = (newest + timedelta(days=1 + number // A_DAY) - read.document.date.last).days
    return copied(Extraction(read.document, (), read.commitments), exchanged, 10**6 + number, days)


def _link(ledger: Ledger, promise: str, letter: Extraction, chance: random.Random) -> Evidence | None:
    made = ledger.commitment(promise)
    document = letter.document
    if not document.date.is_after(made.made_on) or document.fingerprint == made.fingerprint:
        return None
    quote = document.quote(0, min(30, len(document.text)))
    relation = chance.choices(RELATIONS, WEIGHTS)[0]
    return Evidence(made, document, quote, relation, document.date, round(chance.uniform(0.4, 0.97), 3))


def _written(unit: Unit, letter: Extraction, links: list[Evidence]) -> int:
    unit.document(letter.document)
    unit.extraction(letter)
    return sum(unit.evidence(link) for link in links)


if __name__ == "__main__":
    print(json.dumps(write(Path(sys.argv[1]), float(sys.argv[2]))))
