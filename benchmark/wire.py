"""A loopback server that speaks the sources' wire shapes, well and badly; for tests and for ``crash_sync``.

    with Wire() as wire:
        wire.put("/odw/ID2Action.action", {"term": "11", "sessionPeriod": "01"}, replies([letter(1)]))
        … wire.base + "/odw/ID2Action.action" …

An answer is bytes, with an ETag so that asking again costs nothing; a list of answers is given one after
another, the last one for ever. What nobody put there is an empty list with status 200, as the Yuan's is.
Every letter, report and release here is made up.
"""

import hashlib
import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from yinuo.collect.fetch import Rules
from yinuo.sync import Collection, collection

__all__ = ["DAY", "Page", "Wire", "agendas", "bills", "collecting", "feed", "law_dump", "letter", "replies"]

DAY: Final = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)  # in the first session of the 11th term


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its body, status and type; without ``tag`` it is sent whole each time."""

    body: bytes
    status: int = 200
    type: str = "application/json; charset=utf-8"
    tag: bool = True


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that were killed in the middle."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Wire:
    """The server; ``asked`` holds the paths and questions it was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._pages: list[tuple[str, Mapping[str, str], list[Page]]] = []
        self._lock = threading.Lock()
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                page = wire.answer(self.path)
                tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
                unchanged = page.tag and page.status == 200 and self.headers.get("If-None-Match") == tag
                body = b"" if unchanged else page.body
                self.send_response(304 if unchanged else page.status)
                if page.tag:
                    self.send_header("ETag", tag)
                if not unchanged:
                    self.send_header("Content-Type", page.type)
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def put(self, path: str, question: Mapping[str, str], *answers: bytes | Page) -> None:
        """Answer a path and (part of) a question; what was put last comes first."""
        pages = [one if isinstance(one, Page) else Page(one) for one in answers]
        with self._lock:
            self._pages.insert(0, (path, dict(question), pages))

    def answer(self, target: str) -> Page:
        """The page for a request's target."""
        parts = urlsplit(target)
        question = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self._lock:
            self.asked.append(target)
            for path, wanted, pages in self._pages:
                if path == parts.path and wanted.items() <= question.items():
                    return pages.pop(0) if len(pages) > 1 else pages[0]
        return Page(b'{"dataList":[]}') if parts.path.endswith(".action") else Page(b"", 404, "text/plain")


@contextmanager
def collecting(
    folder: Path, now: datetime = DAY, *, offline: bool = False, everything: bool = False
) -> Iterator[Collection]:
    """A collection in a folder whose client is in no hurry to be polite to ourselves."""
    rules = Rules(pace=0, backoff=0.001, tries=2, per_host=8, silent_after=1_000)
    with collection(
        folder / "archive",
        folder / "state",
        now,
        rules=rules,
        allow_private=True,
        offline=offline,
        everything=everything,
    ) as over:
        yield over


# ── what it says ───────────────────────────────────────────────────────────────────────────

_WORKS = ("河濱步道", "轉運站", "滯洪池", "圖書分館", "社會住宅", "污水處理廠", "候車亭", "活動中心")
_PLACES = ("青禾鄉", "石橋鎮", "雲頂區", "南灣市", "東溪村", "白沙里")


def letter(number: int, *, term: int = 11, session: int = 1, subject: str | None = None) -> dict[str, str]:
    """A reply as ID2 sends it: a promise of its own, and news of the promise a few letters before."""
    place, work = _PLACES[number % 6] + f"{number // 6 + 1}號", _WORKS[number % 8]
    earlier = max(number - 5, 0)
    before = _PLACES[earlier % 6] + f"{earlier // 6 + 1}號" + _WORKS[earlier % 8]
    roc, month, day = 97 + 4 * (term - 7) + (session - 1) // 2, number % 4 + 3, number % 28 + 1
    text = (
        f"王委員大明就{place}{work}問題所提質詢，經交據內政部查復如下："
        f"一、{place}{work}預計於{roc + 1}年12月底前完工啟用。"
        f"二、{before}已於{roc}年{month}月1日完工啟用。三、本部將持續督促{place}公所辦理後續事宜。"
    )
    return {
        "term": f"{term:02d}", "sessionPeriod": f"{session:02d}", "sessionTimes": "01", "meetingTimes": "null",
        "eyNumber": f"（行政院函　中華民國{roc}年{month}月{day}日院臺專字第{roc}{term:02d}{session}{number:04d}號）",
        "lyNumber": f"（立法院函　編號：{term}-{session}-1-{number}）",
        "subject": subject or f"（一）行政院函送王委員大明就{place}{work}問題所提質詢之書面答復，請查照案。",
        "content": text, "docUrl": "null", "selectTerm": "all",
    }  # fmt: skip


def replies(rows: Iterable[Mapping[str, str]]) -> bytes:
    """An ID2 answer."""
    return json.dumps({"dataList": list(rows)}, ensure_ascii=False).encode()


def _listed(key: str, rows: Sequence[Mapping[str, Any]], pages: int) -> bytes:
    told = {"total": len(rows) * pages, "total_page": pages, "page": 1, "limit": 100, key: list(rows)}
    return json.dumps(told, ensure_ascii=False).encode()


def agendas(documents: Sequence[str], *, pages: int = 1, text: str | None = None, whole: str = "") -> bytes:
    """One section of the gazette in LYAPI's index, split over some documents; ``whole``: the issue's PDF."""
    row = {
        "公報議程編號": "1137701_00003", "卷": 113, "期": 77, "屆": 11, "會期": 1, "類別代碼": 4, "案由": "質詢事項",
        "doc檔案下載位置": list(documents), "公報編號": "1137701",
        "公報完整PDF網址": whole,
        "處理後公報網址": [{"type": "txt", "no": 0, "url": text}] if text else [],
    }  # fmt: skip
    return _listed("gazetteagendas", [row], pages)


def bills(files: Mapping[str, str]) -> bytes:
    """One report on a budget resolution in LYAPI's list of bills; ``files``: 名稱 → address."""
    row = {
        "議案編號": "203110000010000", "議案名稱": "交通部函送114年度中央政府總預算決議書面報告，請查照案。",
        "提案單位/提案委員": "交通部", "屆": 11, "會期": 2, "議案類別": "預(決)算決議案、定期報告",
        "最新進度日期": "2025-03-18",
        "相關附件": [{"名稱": name, "網址": address} for name, address in files.items()],
    }  # fmt: skip
    return _listed("bills", [row], 1)


def feed(items: Iterable[tuple[str, str, str]]) -> bytes:
    """An RSS feed of (title, address, day in the form of RFC 822)."""
    rows = "".join(
        f"<item><title>{title}</title><link>{address}</link><pubDate>{day}</pubDate></item>"
        for title, address, day in items
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>新聞</title>'
    return f"{head}{rows}</channel></rss>".encode()


def law_dump(laws: Sequence[Mapping[str, Any]]) -> bytes:
    """A dump of acts: a zip whose JSON begins with a byte order mark."""
    told = json.dumps({"UpdateDate": "2026/1/2 上午 12:00:00", "Laws": list(laws)}, ensure_ascii=False)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("ChLaw.json"), told.encode("utf-8-sig"))
    return packed.getvalue()
