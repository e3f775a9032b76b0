"""Records and letters of our own writing, in the founding form."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from tests.publish.towns import DAY, write_towns

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
from yinuo.publication import edition_of, publish
from yinuo.publish.edition import Edition
from yinuo.publish.markdown import read_record
from yinuo.publish.records import Record

PROMISE = "清水橋改建工程預計115年底完工。"
LETTER = f"王委員就清水橋改建所提質詢，經交據交通部查復如下：{PROMISE}"
NUMBER = "（行政院函　中華民國113年10月9日院臺專字第1130000001號）"


@pytest.fixture(scope="session")
def sample() -> str:
    """A record file as another tracker writes it."""
    return f"""\
---
id: "11111111-2222-3333-4444-555555555555"
title: "清水橋改建115年底完工"
category: "交通建設"
status: "追蹤中"
target_date: "2026-12-31"
target_value: null
responsible_agency: "交通部公路局"
source:
  document_id: "aaaaaaaa-0000-0000-0000-000000000001"
  term: "11"
  session_period: "02"
  ey_number: "{NUMBER}"
  url: "https://example.org/a.doc"
created_at: "2026-01-26"
last_updated: "2026-01-27"
---

## 承諾原文

{PROMISE}

## 來源回覆

**主旨**：（一）行政院函送王委員就清水橋改建所提質詢之書面答復，請查照案。

{LETTER}

## 追蹤紀錄

### 2026-01-26 [初始建立]
從第11屆第02會期答復文件中萃取此承諾。

### 2026-01-27 [進度更新]
**來源類型**：立法院答復
**文件編號**：（行政院函　中華民國114年3月5日院臺專字第1140000002號）
**來源連結**：https://example.org/b.doc
**內容摘要**：改建工程進度達四成。
**AI 判斷**：進度更新
"""


@pytest.fixture(scope="session")
def sample_record(sample: str) -> Record:
    """The record that ``sample`` holds."""
    return read_record(sample)


@pytest.fixture(scope="session")
def letter() -> Document:
    """The letter that ``sample`` was taken from."""
    return Document(
        id="aaaaaaaa-0000-0000-0000-000000000001",
        kind=DocumentKind.REPLY,
        text=LETTER,
        date=DateInterval.day(2024, 10, 9),
        title="（一）行政院函送王委員就清水橋改建所提質詢之書面答復，請查照案。",
        number=NUMBER,
        term=11,
        session=2,
        url="https://example.org/a.doc",
    )


@pytest.fixture(scope="session")
def report() -> Document:
    """A later document about it."""
    return Document(
        id="bbbbbbbb-0000-0000-0000-000000000002",
        kind=DocumentKind.REPORT,
        text="壹、橋梁\n清水橋改建工程\n進度已達四成。",
        date=DateInterval.day(2025, 8, 1),
        title="公路\n建設報告",
    )


# ── a ledger to publish ────────────────────────────────────────────────────────────────────

PUBLISHED_ON = date(2024, 12, 31)

HOSTILE = (
    "=HYPERLINK(甲,乙)將於113年1月底前完成清水橋改建。",
    "本部將於113年6月底前，建置「通報; 系統」\\A,B\n並公告]]><script>alert(1)</script>&amp;\x0b完成",
    "@將於112年底前興建１２處據點🏗️，\u202e經費１億元",
    "本署將持續檢討\r\n補助方式",
)


def _document(name: str, day: date, text: str, **more: Any) -> Document:
    return Document(id=name, kind=more.pop("kind", DocumentKind.REPLY), text=text, date=DateInterval(day, day), **more)


def _promises(letter: Document) -> list[Commitment]:
    """One promise a hostile sentence, the last one too unsure to go out."""
    due = [DateInterval.month(2024, 1), DateInterval.month(2024, 6), DateInterval.year(2023), None]
    found = []
    for sentence, by in zip(HOSTILE, due, strict=True):
        start = letter.text.index(sentence)
        quote = letter.quote(start, start + len(sentence))
        last = by is None
        found.append(
            Commitment(
                letter,
                quote,
                Level.ONGOING if last else Level.CONCRETE,
                f"{sentence[:8]}",
                () if by is None else (Deadline(sentence[1:6], by, "完成,; 驗收"),),
                Target("１２處", Decimal(12), "處") if "１２處" in sentence else None,
                AgencyRef("本部", "tw-baed4c6304", "交通部") if not last else AgencyRef("某署\n甲"),
                Category.TRANSPORT if not last else None,
                0.2 if last else 0.95,
            )
        )
    return found


def _fill(ledger: Ledger) -> None:
    asked = {
        "askers": ("../../林　瑞", "=陳一"),
        "title": "=橋\n樑「甲」",
        "number": "院臺字第1號",
        "term": 10,
        "session": 2,
    }
    body = f"答復如下：{'；'.join(HOSTILE)}。"
    letter = _document("L/1", date(2022, 3, 10), body, url="javascript:alert(1)", **asked)
    told = "清水橋改建業已完成。據點已設置3處。"
    report = _document("R 2", date(2024, 2, 5), told, url="https://例.example/報告 1.pdf", kind=DocumentKind.REPORT)
    news = _document("N3", date(2024, 9, 1), "通報系統進度已達八成。", url="https://example.org/新聞.html")
    with ledger.unit("L/1", method="toy") as unit:
        unit.document(letter)
        unit.extraction(Extraction(letter, (), tuple(_promises(letter))))
    bridge, system, sites, unsure = _promises(letter)
    for document, links in (
        (report, ((bridge, "清水橋改建業已完成", Relation.FULFILLED), (sites, "據點已設置3處", Relation.PROGRESS))),
        (news, ((system, "進度已達八成", Relation.PROGRESS), (unsure, "進度已達八成", Relation.PROGRESS))),
    ):
        with ledger.unit(document.id, method="toy") as unit:
            unit.document(document)
            unit.extraction(Extraction(document, (), ()))
            for promise, words, relation in links:
                at = document.text.index(words)
                quote = document.quote(at, at + len(words))
                unit.evidence(Evidence(promise, document, quote, relation, document.date, 0.97))


@pytest.fixture(scope="session")
def told_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of hostile words: three promises that go out, one candidate, evidence of all of them."""
    place = tmp_path_factory.mktemp("ledger") / "told.db"
    with Ledger.open(place, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC)) as ledger:
        _fill(ledger)
    return place


@pytest.fixture
def open_ledger(told_ledger: Path) -> Iterator[Ledger]:
    """That ledger, open for reading."""
    with Ledger.open(told_ledger, readonly=True) as ledger:
        yield ledger


@pytest.fixture
def edition(open_ledger: Ledger) -> Edition:
    """What goes out of it at the end of 2024."""
    return edition_of(open_ledger, PUBLISHED_ON, "https://example.org/yinuo/")


@pytest.fixture(scope="session")
def published(told_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a publication without a site."""
    folder = tmp_path_factory.mktemp("published") / "公布"
    parts = ("records", "data", "linked", "feeds", "calendar", "bundle")
    with Ledger.open(told_ledger, readonly=True) as ledger:
        publish(ledger, folder, PUBLISHED_ON, base_url="https://example.org/yinuo", only=parts)
    return folder


# ── in a browser ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a publication of invented towns, its site two folders below what a host serves."""
    host = tmp_path_factory.mktemp("host")
    write_towns(host / "towns.db")
    with Ledger.open(host / "towns.db", readonly=True) as ledger:
        publish(ledger, host / "open" / "承諾", DAY, only=("data", "feeds", "calendar", "site"))
    return host / "open" / "承諾"


@pytest.fixture(scope="session")
def served(towns: Path) -> Iterator[str]:
    """The address of its site on a loopback server, under a sub-path."""
    handler = partial(Quiet, directory=str(towns.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/open/{quote('承諾')}/site/"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None: ...
