"""Records and letters of our own writing, in the founding form."""

import pytest

from yinuo.model import DateInterval, Document, DocumentKind
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
