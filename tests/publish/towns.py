"""A ledger of invented letters, large enough to be searched, filtered and paged through in a browser."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

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
    Relation,
    Target,
)
from yinuo.persist.ledger import Ledger

__all__ = ["BRIDGES", "CLINICS", "DAY", "TOWNS", "write_towns"]

DAY = date(2025, 6, 30)

TOWNS = ("青石", "白沙", "北湖", "南灣", "東嶺", "西坪", "上林", "下溪", "新橋", "舊港", "大竹", "小墩")
"""Each town has a letter of four promises: a bridge, clinics, a rule, and something ongoing."""

BRIDGES = "{town}大橋改建工程預計114年3月底前完工"
CLINICS = "本部將於115年底前，在{town}累計設置40處長照據點"
RULE = "將修正《{town}水岸管理辦法》<b>第3條</b>，納入臺鐵沿線"
ONGOING = "將持續輔導{town}農民轉作，以期穩定所得"
TOLD = "截至{year}年底，{town}已設置{count}處長照據點。"

TRANSPORT = AgencyRef("交通部", "tw-baed4c6304", "交通部")
OTHER = AgencyRef("本部")


def write_towns(place: Path) -> None:
    """Write the ledger: forty-eight promises, figures of the clinics of every town, each third bridge finished."""
    with Ledger.open(place, clock=lambda: datetime(2025, 7, 1, tzinfo=UTC)) as ledger:
        clinics: list[Commitment] = []
        bridges: list[Commitment] = []
        for at, town in enumerate(TOWNS):
            letter = _letter(at, town)
            promises = _promises(letter, town)
            bridges.append(promises[0])
            clinics.append(promises[1])
            with ledger.unit(letter.id, method="toy") as unit:
                unit.document(letter)
                unit.extraction(Extraction(letter, (), tuple(promises)))
        for year, count in ((111, 4), (112, 11), (113, 19)):
            _report(ledger, year, count, clinics)
        _finished(ledger, bridges[::3])


def _letter(at: int, town: str) -> Document:
    sentences = [words.format(town=town) for words in (BRIDGES, CLINICS, RULE, ONGOING)]
    return Document(
        id=f"{at:08x}-1111-2222-3333-444444444444",
        kind=DocumentKind.REPLY,
        text=f"林委員就{town}建設所提質詢，查復如下：一、{'；'.join(sentences)}。",
        date=DateInterval.day(2022, 3, at + 1),
        title=f"（{at + 1}）行政院函送林委員就{town}建設所提質詢之書面答復，請查照案。",
        number=f"（行政院函　中華民國111年3月{at + 1}日院臺專字第111000{at:04}號）",
        term=10,
        session=5,
        askers=("林青山", "王大海")[at % 2 : at % 2 + 1],
        url=f"https://example.org/{at}.doc",
    )


def _promises(letter: Document, town: str) -> list[Commitment]:
    said = (
        (
            BRIDGES,
            Level.CONCRETE,
            f"{town}大橋114年3月完工",
            DateInterval.month(2025, 3),
            TRANSPORT,
            Category.TRANSPORT,
        ),
        (CLINICS, Level.CONCRETE, f"{town}設置40處長照據點", DateInterval.year(2026), OTHER, Category.WELFARE),
        (RULE, Level.DELIVERABLE, f"修正{town}水岸管理辦法", None, TRANSPORT, Category.ENVIRONMENT),
        (ONGOING, Level.ONGOING, f"持續輔導{town}農民轉作", None, None, Category.AGRICULTURE),
    )
    found = []
    for words, level, title, due, agency, category in said:
        sentence = words.format(town=town)
        at = letter.text.index(sentence)
        found.append(
            Commitment(
                letter,
                letter.quote(at, at + len(sentence)),
                level,
                title,
                () if due is None else (_deadline(words, due),),
                Target("40處", Decimal(40), "處") if words is CLINICS else None,
                agency,
                category,
                0.95,
            )
        )
    return found


def _deadline(words: str, due: DateInterval) -> Deadline:
    return Deadline("114年3月底前", due, "完工") if words is BRIDGES else Deadline("115年底前", due, "設置")


def _report(ledger: Ledger, year: int, count: int, clinics: list[Commitment]) -> None:
    text = "\n".join(TOLD.format(year=year, town=town, count=count) for town in TOWNS)
    on = DateInterval.day(year + 1912, 2, 5)
    report = Document(f"report-{year}", DocumentKind.REPORT, text, on, title=f"{year}年度長照報告")
    with ledger.unit(report.id, method="toy") as unit:
        unit.document(report)
        unit.extraction(Extraction(report, (), ()))
        for promise, town in zip(clinics, TOWNS, strict=True):
            words = TOLD.format(year=year, town=town, count=count)
            at = text.index(words)
            unit.evidence(Evidence(promise, report, report.quote(at, at + len(words)), Relation.PROGRESS, on, 0.97))


def _finished(ledger: Ledger, bridges: list[Commitment]) -> None:
    words = "改建工程業已完工通車。"
    for promise in bridges:
        town = promise.title[:2]
        text = f"{town}大橋{words}"
        on = DateInterval.day(2025, 2, 20)
        news = Document(f"news-{town}", DocumentKind.NEWS, text, on, title=f"{town}大橋通車")
        with ledger.unit(news.id, method="toy") as unit:
            unit.document(news)
            unit.extraction(Extraction(news, (), ()))
            unit.evidence(Evidence(promise, news, news.quote(0, len(text)), Relation.FULFILLED, on, 0.97))
