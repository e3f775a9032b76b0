"""Each way in which the sources' servers misbehave has its line in what ``yinuo sync`` prints."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.collect.loopback import Answer, Asked, Loopback, http
from tests.collect.test_fetch_tls import server_hello_without_rfc_5746

from benchmark.wire import DAY, letter, replies
from yinuo.collect import destinations
from yinuo.collect.archive import Archive
from yinuo.collect.destinations import Resolve, look_up
from yinuo.collect.fetch import Client, Rules
from yinuo.collect.state import State
from yinuo.engines import InProcess
from yinuo.persist.ledger import Ledger
from yinuo.serve.cli.sync import print_summary
from yinuo.sync import Collection, select, sync
from yinuo.words import Tier

BASE = "/odw/ID2Action.action"
QUESTION = f"{BASE}?term=11&sessionPeriod=01&sessionTimes=&meetingTimes=&eyNumber=&lyNumber=&fileType=json"
GOOD = replies([letter(1)])
RULES = Rules(pace=0, backoff=0.001, tries=2, per_host=8, silent_after=1_000, read=0.4, total=0.6)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@contextmanager
def collecting(folder: Path, now: datetime, resolve: Resolve, *, private: bool) -> Iterator[Collection]:
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.open(folder / "archive"))
        client = stack.enter_context(
            Client(archive, rules=RULES, allow_private=private, resolve=resolve, sleep=lambda _: None)
        )
        state = stack.enter_context(State(folder / "state"))
        yield Collection(archive, client, state, now)


def printed(
    folder: Path,
    capfd: pytest.CaptureFixture[str],
    base: str,
    *,
    days: int = 0,
    resolve: Resolve = look_up,
    private: bool = True,
) -> str:
    """What a run over the replies of the first session of the 11th term prints."""
    wanted = select(["replies"], {"replies": {"base": base, "terms": "11"}})
    over = collecting(folder, DAY + timedelta(days=days), resolve, private=private)
    with over as collected, Ledger.open(folder / "yinuo.db") as ledger:
        done = sync(wanted, collected, ledger, InProcess(), tier=Tier.FAST)
    print_summary(done, "yinuo.db")
    return capfd.readouterr().out


def drip(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        connection.sendall(b"x")
        time.sleep(0.05)


def wait(seconds: int) -> bytes:
    return http(b"slow down", "429 Too Many Requests", Retry_After=str(seconds))


BROKEN: dict[str, tuple[Answer, str]] = {
    "html error page": (http(b"<html><body><h1>Error</h1></body></html>"), "an HTML page instead of json"),
    "server error": (http(b"oops", "502 Bad Gateway"), "server error 502"),
    "429 without a word": (http(b"", "429 Too Many Requests"), "429 Too Many Requests"),
    "429 for hours": (wait(9_000), "asks to wait 9000 s"),
    "too many requests in 200": (http(b"Too Many Requests"), "Too Many Requests"),
    "cut short by the line": (http(GOOD[:200], length=len(GOOD)), "cut short"),
    "cut short by the server": (http(GOOD[:-40]), "cut short"),
    "slow drip": (drip, "timed out"),
    "another session's rows": (http(replies([letter(1, term=10)])), "another session's"),
    "refused": (http(b"", "403 Forbidden"), "refused with status 403"),
    "vanished": (http(b"", "404 Not Found"), "404, gone"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_answer_is_broken_and_nothing_is_lost(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    answer, words = BROKEN[name]
    server.on(QUESTION, http(GOOD))
    assert "新 1 份文件" in printed(tmp_path, capfd, server.url(BASE))

    server.on(QUESTION, answer)
    told = printed(tmp_path, capfd, server.url(BASE), days=1)

    assert "✗ 1 · broken" in told
    assert words in told
    assert "第11屆第1會期" in told
    with Ledger.open(tmp_path / "yinuo.db", readonly=True) as ledger:
        assert len(list(ledger.documents())) == 1

    server.on(QUESTION, http(replies([letter(1), letter(2)])))
    assert "新 1 份文件" in printed(tmp_path, capfd, server.url(BASE), days=2)  # it is asked again


def test_an_empty_list_is_silence_and_the_last_rows_stay(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    server.on(QUESTION, http(GOOD), http(b'{"dataList":[]}'))
    printed(tmp_path, capfd, server.url(BASE))
    told = printed(tmp_path, capfd, server.url(BASE), days=1)

    assert "無 1 · silent: unknown, not none" in told
    assert "the last 1 rows stay" in told
    assert "broken" not in told


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([http(GOOD + replies([letter(2)]))], "2 JSON objects in one body"),
        ([http(b"\xef\xbb\xbf" + replies([letter(1), letter(2)]))], ""),
        ([wait(2), http(replies([letter(1), letter(2)]))], ""),
        ([http(b"Too Many Requests"), http(replies([letter(1), letter(2)]))], ""),
    ],
    ids=["concatenated", "byte order mark", "429 with Retry-After", "throttled once"],
)
def test_what_can_be_read_all_the_same_is_read_and_told(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str], answers: list[bytes], words: str
) -> None:
    server.on(QUESTION, *answers)
    told = printed(tmp_path, capfd, server.url(BASE))

    assert "新 2 份文件" in told
    assert words in told
    assert ("· 1 · told" in told) == bool(words)
    assert "broken" not in told


def test_another_text_under_one_address_is_changed(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other = letter(1) | {"content": letter(1)["content"].replace("內政部", "交通部")}
    server.on(QUESTION, http(GOOD), http(replies([other])))
    printed(tmp_path, capfd, server.url(BASE))
    told = printed(tmp_path, capfd, server.url(BASE), days=1)

    assert "變 1 · changed" in told
    assert "the first is kept" in told


def test_fewer_rows_than_before_are_told(server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    server.on(QUESTION, http(replies([letter(1), letter(2)])), http(GOOD))
    printed(tmp_path, capfd, server.url(BASE))

    assert "fewer rows than before" in printed(tmp_path, capfd, server.url(BASE), days=1)


def test_a_redirect_to_a_private_address_is_refused(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test's own server stands for a public host, the address it sends us to for one of the own network."""
    real = destinations.is_public
    monkeypatch.setattr(destinations, "is_public", lambda numeric: numeric == "127.0.0.1" or real(numeric))
    server.on(QUESTION, http(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data"))

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "www.example.tw" else [host]

    told = printed(tmp_path, capfd, server.url(BASE, host="www.example.tw"), resolve=resolve, private=False)

    assert "✗ 1 · broken" in told
    assert "private" in told


@contextmanager
def old_handshake() -> Iterator[int]:
    """The port of a server that knows no secure renegotiation and hangs up after its first words."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.recv(65_536)
                    connection.sendall(server_hello_without_rfc_5746())

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


@pytest.mark.parametrize(("host", "refused"), [("www.example.tw", True), ("data.ly.gov.tw", False)])
def test_an_old_handshake_is_met_only_of_the_host_in_the_table(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], host: str, refused: bool
) -> None:
    with old_handshake() as port:
        told = printed(tmp_path, capfd, f"https://{host}:{port}{BASE}", resolve=lambda *_: ["127.0.0.1"])

    assert "✗ 1 · broken" in told  # the named host gets past it, to where this server hangs up
    assert ("this host is not in the table" in told) is refused


def test_shifted_columns_of_the_fallback_table_are_read_by_their_shape(
    server: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = "/v2/gazette_agendas"
    section = (Path(__file__).resolve().parents[1] / "fixtures" / "gazette.txt").read_bytes()
    head = "\ufeffterm,sessionPeriod,agendaType,subject,docUrl,htmlUrl,selectTerm,\n"
    row = f"11,01,4,質詢事項,{server.url('/113/77/LCIDC01_1137701_00003.txt')},all,\n"
    server.on(f"{index}?%E5%B1%86=11&q=%E8%B3%AA%E8%A9%A2%E4%BA%8B%E9%A0%85&limit=100&page=1", http(b"{}"))
    server.on("/f?id=41&type=CSV&fname=41_1101CSV-1.csv", http((head + row).encode()))
    server.on("/113/77/LCIDC01_1137701_00003.txt", http(section))
    options = {"base": server.url("/v2"), "table": server.url("/f"), "terms": "11"}
    over = collecting(tmp_path, DAY, look_up, private=True)
    with over as collected, Ledger.open(tmp_path / "yinuo.db") as ledger:
        done = sync(select(["gazette"], {"gazette": options}), collected, ledger, InProcess(), tier=Tier.FAST)
    print_summary(done, "yinuo.db")
    told = capfd.readouterr().out

    assert "新 2 份文件" in told
    assert "the table of gazette files was read instead" in told
    assert "broken" not in told
