"""Rules that users make: where they may be sent, and what becomes of them over real servers of mail and webhooks."""

import socketserver
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from threading import Thread

import pytest

from yinuo.errors import Unreachable, UsageError
from yinuo.persist import desk_accounts
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Role
from yinuo.persist.desk_follows import MAIL, Wish, every_follow, follow
from yinuo.serve.alerts.messages import Message
from yinuo.serve.alerts.personal import PostRoom, checked_wish, own_destination, own_rules, shown
from yinuo.serve.cli import run_command_line

pytest.importorskip("apprise", reason="the extra yinuo[alerts] is not installed")

from yinuo.serve.alerts.sending import AppriseSender

HELLO = Message("題", "文")
FIRST = """\
行政院函　中華民國112年3月1日　院臺交字第1120000001號
受文者：立法院
案由：甲委員就海濱大橋工程所提質詢，敬請查照。
說明：
交通部公路總局將於113年6月底前完成海濱大橋新建工程並通車。
"""
LATER = """\
行政院函　中華民國113年7月10日　院臺交字第1130000002號
受文者：立法院
案由：甲委員就海濱大橋工程所提質詢，敬請查照。
說明：
海濱大橋新建工程業於113年6月20日完工通車。
"""


@pytest.fixture
def mailed() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server of mail: where it is, and to whom came what."""
    came: list[tuple[str, bytes]] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            people: list[str] = []
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"RCPT":
                    people.append(line.partition(b"<")[2].partition(b">")[0].decode())
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    body = b"".join(iter(self.rfile.readline, b".\r\n"))
                    came.extend((person, body) for person in people)
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")
                if word == b"QUIT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"mailto://127.0.0.1:{server.server_address[1]}?from=yinuo@example.tw", came
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://hooks.example.tw/yinuo", "jsons://hooks.example.tw/yinuo"),
        (" https://hooks.example.tw:8443/a ", "jsons://hooks.example.tw:8443/a"),
        ("slack://TokenA/TokenB/TokenC", "slack://TokenA/TokenB/TokenC"),
        ("https://hooks.slack.com/services/T/B/X", "https://hooks.slack.com/services/T/B/X"),
        (
            "https://chat.googleapis.com/v1/spaces/a/messages?key=b",
            "https://chat.googleapis.com/v1/spaces/a/messages?key=b",
        ),
    ],
)
def test_a_user_may_give_chats_of_fixed_hosts_and_webhooks_over_tls(given: str, kept: str) -> None:
    assert own_destination(given) == kept
    assert own_destination(kept) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "json://127.0.0.1/x",
        "http://hooks.example.tw/",
        "mailtos://me:secret@mail.example.tw?to=somebody@example.tw",
        "file:///etc/passwd",
        "syslog://",
        "dbus://",
        "jsons://hooks.example.tw/?verify=no",
        "jsons://hooks.example.tw/,json://127.0.0.1/",
        "jsons://hooks.example.tw/ json://127.0.0.1/",
        "jsons://hooks.example.tw\\@127.0.0.1/",
        "jsons://hooks.example.tw@127.0.0.1/",
        "https://hooks.slack.com@127.0.0.1/",
        "https://hooks.slack.com:99999/",
        "slack://A/B/C?x=1",
        "jsons://hooks.example.tw/" + "a" * 500,
        "jsons://例子.tw/",
    ],
)
def test_a_user_may_not_send_anywhere_else_and_is_not_told_the_words_back(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        own_destination(given)
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


def test_what_is_shown_of_an_address_is_no_secret() -> None:
    assert shown("slack://TokenA/TokenB/TokenC") == "slack://…"
    assert shown("jsons://hooks.example.tw/secret") == "https://hooks.example.tw/…"


@pytest.mark.parametrize("numeric", [["127.0.0.1"], ["10.0.0.8"], ["8.8.8.8", "169.254.169.254"], ["::1"], []])
def test_a_webhook_inside_is_not_written_to(numeric: list[str]) -> None:
    room = PostRoom(AppriseSender(), None, lambda _host, _port: numeric)
    with pytest.raises(Unreachable, match="內部網路"):
        room.send("user:jsons://hooks.example.tw/x", HELLO)


def test_a_kept_address_is_checked_again_before_it_is_used() -> None:
    with pytest.raises(Unreachable, match="不能寄到"):
        PostRoom(AppriseSender(), None).send("user:json://127.0.0.1/x", HELLO)


def test_mail_needs_a_server_and_an_address() -> None:
    with pytest.raises(Unreachable, match="沒有設定"):
        PostRoom(AppriseSender(), None).send("mail:an@example.tw", HELLO)
    with pytest.raises(Unreachable, match="沒有電子郵件"):
        PostRoom(AppriseSender(), "mailto://127.0.0.1").send("mail:", HELLO)


@pytest.mark.parametrize(
    "wrong",
    [
        Wish("題", (("nosuch", "x"),), MAIL, ("made",)),
        Wish("題", (("state", "nosuch"),), MAIL, ("made",)),
        Wish("題", (), MAIL, ()),
        Wish("題", (), MAIL, ("nosuch",)),
        Wish("題", (), MAIL, ("changed",), ("nosuch",)),
        Wish("題", (), MAIL, ("made",), (), "hourly"),
        Wish("題", (), MAIL, ("made",), (), "daily", "fr"),
    ],
)
def test_a_wish_of_unknown_words_is_refused(wrong: Wish) -> None:
    with pytest.raises(UsageError):
        checked_wish(wrong)


def run(store: Path, name: str, words: str) -> None:
    place = store.parent / name
    place.write_text(words, encoding="utf-8")
    assert run_command_line(["run", str(place), "--store", str(store), "--jobs", "1", "--tier", "fast"]) == 0


def test_what_users_follow_is_sent_once_to_their_own_address(
    tmp_path: Path, mailed: tuple[str, list[tuple[str, bytes]]], capfd: pytest.CaptureFixture[str]
) -> None:
    server, came = mailed
    store = tmp_path / "a.db"
    run(store, "one.txt", FIRST)
    with Desk.open(tmp_path / "a.db-desk") as desk:
        for name, address in (("林小安", "an@example.tw"), ("陳大明", None), ("王一", "one@example.tw")):
            who = desk_accounts.add(desk, name, Role.READER, None, by="cli", email=address)
            asked = (("category", "交通建設" if name != "王一" else "能源政策"),)
            follow(desk, who, checked_wish(Wish("大橋", asked, MAIL, ("made", "told", "changed"), (), "daily")))
        assert len(list(own_rules(every_follow(desk)))) == 3
    send = ["alerts", "send", "--store", str(store), "--mail", server, "--base-url", "https://y.example.tw/"]
    assert run_command_line([*send, "--as-of", "2023-03-10"]) == 0
    assert came == []
    run(store, "two.txt", LATER)
    capfd.readouterr()
    assert run_command_line([*send, "--as-of", "2024-07-15"]) == 1, "陳大明 has no address"
    told = capfd.readouterr().out
    assert "林小安／大橋 #1" in told
    assert "沒有電子郵件" in told
    assert "an@example.tw" not in told
    assert run_command_line([*send, "--as-of", "2024-07-15"]) in (0, 1)
    assert [person for person, _ in came] == ["an@example.tw"]
    mail = message_from_bytes(came[0][1])
    assert "大橋" in str(make_header(decode_header(mail["Subject"])))
    part = next(one for one in mail.walk() if one.get_content_type() == "text/plain")
    assert "https://y.example.tw/commitments/" in part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # bytes of a leaf


def test_no_rules_at_all_is_told_in_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["alerts", "send", "--store", str(tmp_path / "none.db")]) == 2
    assert capfd.readouterr().err.count("\n") == 1


def test_the_server_of_mail_is_not_told_to_whom(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    send = ["alerts", "send", "--store", str(tmp_path / "none.db"), "--mail"]
    assert run_command_line([*send, "mailtos://a:secret@example.tw?to=all@example.tw"]) == 2
    assert run_command_line([*send, "$NO_SUCH_VARIABLE_OF_MAIL"]) == 2
    assert "secret" not in capfd.readouterr().err
