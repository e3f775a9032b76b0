"""The page at the top of a publication: what is in it, as on which day, and how to check it."""

from collections import Counter
from collections.abc import Iterable

from yinuo.publish.attribution import LICENCE_FILE, attribution
from yinuo.publish.edition import Edition
from yinuo.publish.labels import STATES
from yinuo.words import State

__all__ = ["README", "overview"]

README = "README.md"

_TOLD = {
    "records": ("每則承諾一份 Markdown 紀錄，依類別分資料夾", "one Markdown record a commitment, by category"),
    "data": (
        "資料集：CSV、JSON Lines、Parquet、SQLite，附資料字典（`dictionary.md`、`datapackage.json`）",
        "data sets with a data dictionary",
    ),
    "linked": ("JSON-LD：schema.org 與 W3C Web Annotation", "linked data"),
    "feeds": ("Atom 與 JSON Feed；`feeds.opml` 列出全部", "feeds; feeds.opml lists them all"),
    "calendar": ("iCalendar：各項期限", "deadlines as calendars"),
    "bundle": ("本月全部資料一個 ZIP，附本月摘要", "everything in one ZIP, with a page of the month"),
    "site": ("網站：開啟 `site/index.html`", "a site: open site/index.html"),
}


def overview(edition: Edition, parts: Iterable[str], notes: Iterable[str]) -> str:
    """The page, zh-TW first.

    Args:
        edition: what went out.
        parts: the folders that are there.
        notes: what was left out and why, a line each.
    """
    states = Counter(row["state"] for row in edition.commitments)
    lines = [
        "# 一諾 yinuo\n",
        f"政府書面承諾及其後續，以 {edition.as_of.isoformat()} 為準。每則引文皆為原文逐字。\n",
        f"What a government promised in writing and what came of it, word for word, as on {edition.as_of}.\n",
        "| 狀態 state | 承諾 commitments |",
        "|---|---:|",
        *(f"| {STATES[state][0]} {STATES[state][1]} | {states[state]:,} |" for state in State if states[state]),
        f"| 合計 total | {len(edition.commitments):,} |\n",
        f"文件 documents {len(edition.documents):,}，證據 evidence {len(edition.evidence):,}。\n",
        "| 資料夾 folder | 內容 |  |",
        "|---|---|---|",
        *(f"| `{part}/` | {_TOLD[part][0]} | {_TOLD[part][1]} |" for part in parts),
        "",
        *(f"- {note}" for note in notes),
        "核對 check：`sha256sum --check SHA256SUMS`\n",
        f"授權 licence：`{LICENCE_FILE}`\n",
        *(f"> {line}" for line in attribution(edition.as_of, edition.documents)),
    ]
    return "\n".join(lines) + "\n"
