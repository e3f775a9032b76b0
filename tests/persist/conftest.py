"""A small world for the ledger: letters of our own, read by a toy engine, on a clock that stands still."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from yinuo.model import (
    AgencyRef,
    Category,
    Commitment,
    DateInterval,
    Deadline,
    Document,
    DocumentKind,
    Evidence,
    Extraction,
    Level,
    Precision,
    Relation,
    Role,
    Statement,
)
from yinuo.persist.ledger import Ledger
from yinuo.persist.unit import Unit

TELLING = {
    "L1": (
        2021,
        "林委員就偏鄉醫療所提質詢，經交據衛生福利部查復如下：一、已設置賑災專戶。二、本部將於111年6月底前完成長照據點增設。",
    ),
    "L2": (2022, "就長照所提質詢答復如下：長照據點已增設20處，臺東縣據點業已完工。另將持續檢討補助方式。"),
    "L3": (2023, "經查復如下：長照據點增設計畫展延至112年底。本部將於112年12月底前完成長照據點增設。"),
    "L4": (2024, "長照據點增設已全數完成，共計120處。"),
}


def make_letter(name: str, text: str, day: date, **more: object) -> Document:
    """A letter of one day."""
    interval = DateInterval(day, day, Precision.DAY)
    return Document(id=name, kind=DocumentKind.REPLY, text=text, date=interval, **more)  # type: ignore[arg-type] # kwargs


def read_letter(document: Document) -> Extraction:
    """A toy engine: a sentence with 將 promises, one with 已 reports; «N年» of the ROC calendar is a deadline."""
    statements, commitments = [], []
    for match in re.finditer(r"[^。]+。?", document.text):
        quote = document.quote(*match.span())
        roles = {role for cue, role in (("將", Role.COMMITS), ("已", Role.REPORTS)) if cue in match[0]}
        level = Level.ONGOING if Role.COMMITS in roles else None
        statements.append(Statement(quote, frozenset(roles), level, headings=("一、",), why=("將",)))
        if level is None:
            continue
        found = re.search(r"(\d{3})年(\d{1,2})月底", match[0])
        due = DateInterval.month(int(found[1]) + 1911, int(found[2])) if found else None
        deadlines = (Deadline(found[0], due, "完成"),) if found and due else ()
        agency = AgencyRef("本部", "mohw", "衛生福利部")
        title = match[0][-12:]
        commitments.append(
            Commitment(document, quote, level, title, deadlines, None, agency, Category.WELFARE, 0.75, why=("將",))
        )
    return Extraction(document, tuple(statements), tuple(commitments))


def write_all(ledger: Ledger, documents: Iterable[Document]) -> None:
    """Keep the documents, and link every report to every earlier promise: one unit each."""
    held = list(ledger.commitments())
    for document in documents:
        with ledger.unit(document.id, method="toy-1") as unit:
            unit.document(document)
            extraction = read_letter(document)
            unit.extraction(extraction)
            link(unit, extraction, held)
            held += extraction.commitments


def link(unit: Unit, extraction: Extraction, held: Iterable[Commitment]) -> None:
    """Every report is progress on every earlier promise."""
    document = extraction.document
    for commitment in held:
        for statement in extraction.statements:
            if Role.REPORTS in statement.roles and document.date.is_after(commitment.made_on):
                unit.evidence(Evidence(commitment, document, statement.quote, Relation.PROGRESS, document.date, 0.9))
    unit.linked(document.id)


@pytest.fixture
def letter() -> Callable[..., Document]:
    """``letter(id, text, day, **metadata)``."""
    return make_letter


@pytest.fixture
def read() -> Callable[[Document], Extraction]:
    """The toy engine."""
    return read_letter


@pytest.fixture
def write() -> Callable[[Ledger, Iterable[Document]], None]:
    """``write(ledger, documents)``: keep, extract and link, a unit a document."""
    return write_all


def tell() -> tuple[Document, ...]:
    """Four letters of four years about one promise."""
    more = {"askers": ("林　瑞",), "term": 10, "title": "偏鄉醫療"}
    return tuple(
        make_letter(name, text, date(year, 3, 10), number=f"院臺專字第{year}號", **more)
        for name, (year, text) in TELLING.items()
    )


def now() -> datetime:
    """It is always the same second."""
    return datetime(2026, 1, 31, 8, 0, 0, tzinfo=UTC)


@pytest.fixture
def letters() -> tuple[Document, ...]:
    """Four letters of four years about one promise."""
    return tell()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The clock that stands still."""
    return now


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where the ledger of a test stands."""
    return tmp_path / "yinuo.db"


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An empty ledger and one of the four letters, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("templates")
    made = {name: folder / f"{name}.db" for name in ("empty", "filled")}
    for name, path in made.items():
        with Ledger.open(path, clock=now) as ledger:
            write_all(ledger, tell() if name == "filled" else ())
    return made


@pytest.fixture
def ledger(store: Path, templates: dict[str, Path]) -> Iterator[Ledger]:
    """An open, empty ledger."""
    shutil.copy(templates["empty"], store)
    with Ledger.open(store, clock=now) as opened:
        yield opened


@pytest.fixture
def filled(store: Path, templates: dict[str, Path]) -> Iterator[Ledger]:
    """An open ledger of the four letters."""
    shutil.copy(templates["filled"], store)
    with Ledger.open(store, clock=now) as opened:
        yield opened
