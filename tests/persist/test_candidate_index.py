import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from yinuo.engines import InProcess
from yinuo.judge.candidates import features
from yinuo.judge.shelves import PromiseAt
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.persist.candidate_index import CandidateIndex, folder_of
from yinuo.persist.ledger import Ledger
from yinuo.pipeline import METHOD, METHODS, link, read_promises, run
from yinuo.words import Tier

LATE = date(2030, 1, 1)
NAMES = ["白鹿", "青禾", "松梅", "龍泉", "石門", "鶴岡", "豐田", "明里"]
ASKED = features("白鹿溪口大橋改建工程業於113年5月20日完工通車")


def letters(count: int) -> list[Document]:
    found = []
    for at in range(count):
        day = date(2021, 1, 5) + timedelta(days=30 * at)
        name = NAMES[at % len(NAMES)]
        due = f"{110 + at % 5}年{1 + at % 12}月底"
        words = f"{name}溪口大橋改建工程，本局預計{due}前完工通車。第{at}案已於日前召開審查會議。"
        text = f"就地方建設所提質詢，經交據白鹿市政府查復如下：{words}"
        found.append(Document(f"letter-{at}", DocumentKind.REPLY, text, DateInterval(day, day)))
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "yinuo.db") as opened:
        yield opened


def told(ledger: Ledger) -> list[PromiseAt]:
    (found,) = CandidateIndex.open(ledger, METHOD).promises([ASKED], before=LATE)
    return found


def links(ledger: Ledger) -> set[str]:
    return {item.id for item in ledger.evidence()}


def anew(ledger: Ledger) -> list[PromiseAt]:
    """What an index made of nothing but the entries tells."""
    shutil.rmtree(folder_of(ledger.path), ignore_errors=True)
    return told(ledger)


def test_an_index_kept_run_after_run_tells_what_one_made_anew_tells(ledger: Ledger) -> None:
    for at in range(0, 24, 6):
        run(letters(24)[at : at + 6], ledger, InProcess(), tier=Tier.FAST)
    kept = told(ledger)
    assert kept
    assert (folder_of(ledger.path) / "index.json").exists()
    assert kept == anew(ledger)


def test_runs_of_any_size_give_the_same_links(ledger: Ledger, tmp_path: Path) -> None:
    for letter in letters(16):
        run([letter], ledger, InProcess(), tier=Tier.FAST)
    with Ledger.open(tmp_path / "whole.db") as whole:
        run(letters(16)[::-1], whole, InProcess(), tier=Tier.FAST)
        assert links(whole) == links(ledger) != set()


def test_opening_reads_only_what_is_new(ledger: Ledger) -> None:
    run(letters(8), ledger, InProcess(), tier=Tier.FAST)
    asked: list[str] = []
    ledger.connection.set_trace_callback(asked.append)
    CandidateIndex.open(ledger, METHOD)
    ledger.connection.set_trace_callback(None)
    assert not [one for one in asked if "payload FROM extractions" in one]


@pytest.mark.parametrize("damage", ["cut", "altered", "missing", "list", "other", "foreign"])
def test_a_damaged_or_foreign_index_is_made_again(ledger: Ledger, damage: str) -> None:
    run(letters(8), ledger, InProcess(), tier=Tier.FAST)
    before, folder = told(ledger), folder_of(ledger.path)
    one = min(folder.glob("*.seg"))
    raw = one.read_bytes()
    listed = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    if damage == "cut":
        one.write_bytes(raw[:-8])
    elif damage == "altered":
        one.write_bytes(raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:])
    elif damage == "missing":
        one.unlink()
    elif damage == "list":
        (folder / "index.json").write_text("[", encoding="utf-8")
    elif damage == "other":
        listed["bound"]["hash"] = "0" * 64
        (folder / "index.json").write_text(json.dumps(listed), encoding="utf-8")
    else:
        listed["piles"]["promises"] = ["../yinuo.db"]
        (folder / "index.json").write_text(json.dumps(listed), encoding="utf-8")
    assert told(ledger) == before != []


def test_a_run_killed_before_the_index_is_kept_loses_nothing(ledger: Ledger, tmp_path: Path) -> None:
    run(letters(6), ledger, InProcess(), tier=Tier.FAST)
    old = tmp_path / "old"
    shutil.copytree(folder_of(ledger.path), old)
    run(letters(12)[6:], ledger, InProcess(), tier=Tier.FAST)
    after = told(ledger)
    shutil.rmtree(folder_of(ledger.path))
    shutil.copytree(old, folder_of(ledger.path))
    assert told(ledger) == after
    run(letters(14), ledger, InProcess(), tier=Tier.FAST)
    with Ledger.open(tmp_path / "whole.db") as whole:
        run(letters(14), whole, InProcess(), tier=Tier.FAST)
        assert links(whole) == links(ledger)


def test_what_was_read_again_is_found_once_and_as_it_is_now(ledger: Ledger) -> None:
    run(letters(3), ledger, InProcess(), tier=Tier.FAST)
    first = letters(1)[0]
    with ledger.unit(first.id, method=METHODS[Tier.CAREFUL]) as unit:
        read = read_promises(first, Tier.FAST)
        unit.extraction(type(read)(read.document, read.statements, ()))
    link(ledger, InProcess())
    assert {at[0] for at in told(ledger)} == {at[0] for at in anew(ledger)}
    assert first.id not in {at[0] for at in told(ledger)}


def test_a_ledger_opened_for_reading_has_its_index_too_and_writes_none(ledger: Ledger) -> None:
    run(letters(4), ledger, InProcess(), tier=Tier.FAST)
    shutil.rmtree(folder_of(ledger.path))
    with Ledger.open(ledger.path, readonly=True) as reader:
        assert told(reader)
    assert not folder_of(ledger.path).exists()


def test_where_the_folder_cannot_be_written_the_run_goes_on(ledger: Ledger) -> None:
    folder_of(ledger.path).write_text("in the way", encoding="utf-8")
    run(letters(4), ledger, InProcess(), tier=Tier.FAST)
    assert ledger.unlinked(METHOD) == ()
