"""The desk's own file: accounts, sessions, attempts, audit, proposals and steps."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from yinuo.errors import StoreError, StoreTooNew, UsageError
from yinuo.persist import desk_accounts, desk_attempts, desk_proposals, desk_sessions, desk_steps
from yinuo.persist.desk import Desk, desk_path
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_audit import audit, audit_rows

PASSWORD = "長照據點與捷運 seven 7"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2024, 12, 31, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **much: int) -> None:
        self.at += timedelta(**much)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the same library at the least cost."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(desk_accounts, "_hasher", lambda: hasher)
    desk_accounts._nobodys.cache_clear()


@pytest.fixture
def hands() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, hands: Clock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "yinuo.db-desk", clock=hands) as opened:
        yield opened


@pytest.fixture
def lin(desk: Desk) -> Account:
    return desk_accounts.add(desk, "林小安", Role.REVIEWER, PASSWORD, by="cli")


def test_the_desk_lies_beside_the_store_and_only_its_owner_reads_it(desk: Desk, tmp_path: Path) -> None:
    desk_accounts.add(desk, "林小安", Role.READER, PASSWORD, by="cli")

    assert desk_path("sqlite:///" + str(tmp_path / "yinuo.db")).name == "yinuo.db-desk"
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o600"}


def test_no_password_and_no_token_stands_in_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()  # at the cost that users pay
    lin = desk_accounts.add(desk, "林小安", Role.REVIEWER, PASSWORD, by="cli")
    token = desk_sessions.begin(desk, lin)
    desk.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in raw
    assert PASSWORD.encode() not in raw
    assert token.encode() not in raw


def test_another_programs_file_and_a_later_desk_are_left_alone(tmp_path: Path) -> None:
    other, later = tmp_path / "other.db", tmp_path / "later"
    for path, sql in ((other, "CREATE TABLE theirs (a)"), (later, "PRAGMA user_version = 99")):
        if path is later:
            Desk.open(later).close()
        connection = sqlite3.connect(path)
        connection.execute(sql)
        connection.close()

    with pytest.raises(StoreError, match="not a yinuo desk"):
        Desk.open(other)
    with pytest.raises(StoreTooNew, match="later yinuo"):
        Desk.open(later)
    with pytest.raises(StoreError, match="no accounts"):
        Desk.open(tmp_path / "none", create=False)
    with pytest.raises(StoreError, match="no such folder"):
        Desk.open(tmp_path / "no" / "desk")


# ── accounts ───────────────────────────────────────────────────────────────────────────────


def test_the_right_password_opens_and_nothing_else_does(desk: Desk, lin: Account) -> None:
    assert desk_accounts.verified(desk, "林小安", PASSWORD) == lin
    assert desk_accounts.verified(desk, "　林小安 ", PASSWORD) == lin
    assert desk_accounts.verified(desk, "林小安", PASSWORD + " ") is None
    assert desk_accounts.verified(desk, "林小安", "") is None
    assert desk_accounts.verified(desk, "沒有這人", PASSWORD) is None


def test_a_shut_account_and_one_without_a_password_do_not_open(desk: Desk, lin: Account) -> None:
    desk_accounts.add(desk, "單一登入", Role.READER, None, by="cli", email="a@example.org")
    token = desk_sessions.begin(desk, lin)
    desk_accounts.disable(desk, "林小安", by="cli")

    assert desk_accounts.verified(desk, "林小安", PASSWORD) is None
    assert desk_accounts.verified(desk, "單一登入", "") is None
    assert desk_sessions.resume(desk, token) is None
    desk_accounts.enable(desk, "林小安", by="cli")
    assert desk_accounts.verified(desk, "林小安", PASSWORD) is not None
    assert desk_sessions.resume(desk, token) is None


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 201, "ＡＢＣＤＥＦＧＨＩＪ"])
def test_a_password_that_is_easy_to_guess_is_refused(desk: Desk, password: str) -> None:
    with pytest.raises(UsageError):
        desk_accounts.add(desk, "abcdefghij", Role.READER, password, by="cli")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 41, "a\u202eb"])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(UsageError):
        desk_accounts.add(desk, name, Role.READER, PASSWORD, by="cli")


def test_two_names_that_look_alike_are_one(desk: Desk) -> None:
    desk_accounts.add(desk, "Lin", Role.READER, PASSWORD, by="cli")

    with pytest.raises(UsageError, match="taken"):
        desk_accounts.add(desk, "ｌｉｎ", Role.READER, PASSWORD, by="cli")


def test_the_last_admin_stays(desk: Desk) -> None:
    desk_accounts.add(desk, "甲", Role.ADMIN, PASSWORD, by="cli")

    with pytest.raises(UsageError, match="last admin"):
        desk_accounts.disable(desk, "甲", by="cli")
    with pytest.raises(UsageError, match="last admin"):
        desk_accounts.set_role(desk, "甲", Role.READER, by="cli")
    desk_accounts.add(desk, "乙", Role.ADMIN, PASSWORD, by="cli")
    desk_accounts.disable(desk, "甲", by="cli")
    assert [one.enabled for one in desk_accounts.accounts(desk)] == [True, False]


def test_each_role_may_what_the_one_before_it_may() -> None:
    assert [[one.may(needed) for needed in Role] for one in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


# ── sessions ───────────────────────────────────────────────────────────────────────────────


def test_a_session_ends_after_hours_without_use_and_after_days_whatever_happens(
    desk: Desk, lin: Account, hands: Clock
) -> None:
    idle, used = desk_sessions.begin(desk, lin), desk_sessions.begin(desk, lin)
    for _ in range(27):
        hands.pass_(hours=6)
        assert desk_sessions.resume(desk, used) is not None
    assert desk_sessions.resume(desk, idle) is None
    hands.pass_(hours=7)
    assert desk_sessions.resume(desk, used) is None


def test_logging_in_ends_the_session_that_was_there_before(desk: Desk, lin: Account) -> None:
    before = desk_sessions.begin(desk, lin)
    after = desk_sessions.begin(desk, lin, replaces=before)

    assert before != after
    assert desk_sessions.resume(desk, before) is None
    assert desk_sessions.resume(desk, after) is not None


def test_a_new_password_or_role_ends_every_session(desk: Desk, lin: Account) -> None:
    one = desk_sessions.begin(desk, lin)
    desk_accounts.set_password(desk, "林小安", PASSWORD + "!", by="cli")
    two = desk_sessions.begin(desk, lin)
    desk_accounts.set_role(desk, "林小安", Role.READER, by="cli")

    assert [desk_sessions.resume(desk, token) for token in (one, two)] == [None, None]


def test_nobody_ends_another_ones_session(desk: Desk, lin: Account) -> None:
    other = desk_accounts.add(desk, "陳大明", Role.REVIEWER, PASSWORD, by="cli")
    token = desk_sessions.begin(desk, lin)
    (held,) = desk_sessions.sessions_of(desk, lin)

    assert not desk_sessions.end_one(desk, other, held.handle)
    assert desk_sessions.resume(desk, token) is not None
    assert desk_sessions.end_all(desk, other) == 0
    assert desk_sessions.end_one(desk, lin, held.handle)
    assert desk_sessions.resume(desk, token) is None


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "x" * 10_000])
def test_a_made_up_token_is_no_session(desk: Desk, lin: Account, token: str) -> None:
    desk_sessions.begin(desk, lin)

    assert desk_sessions.resume(desk, token) is None


# ── attempts ───────────────────────────────────────────────────────────────────────────────


def test_an_account_waits_longer_after_each_failure_and_is_free_after_success(desk: Desk, hands: Clock) -> None:
    assert [desk_attempts.begin_attempt(desk, "林小安", f"192.0.2.{n}") for n in range(5)] == [0] * 5
    waits = []
    for n in range(8):
        wait = desk_attempts.begin_attempt(desk, "林小安", f"198.51.100.{n}")
        waits.append(wait)
        hands.pass_(seconds=wait)
        assert desk_attempts.begin_attempt(desk, "林小安", f"203.0.113.{n}") == 0
    assert waits == sorted(waits)
    assert waits[0] >= 30
    assert 900 <= waits[-1] <= 901
    desk_attempts.succeeded(desk, "林小安", "203.0.113.7")
    assert desk_attempts.begin_attempt(desk, "林小安", "192.0.2.99") == 0


def test_guesses_from_one_address_at_many_accounts_are_held_up(desk: Desk) -> None:
    waits = [desk_attempts.begin_attempt(desk, f"帳號{n}", "2001:db8:1:2::" + format(n + 1, "x")) for n in range(25)]

    assert waits[:20] == [0] * 20
    assert waits[-1] > 0
    assert desk_attempts.begin_attempt(desk, "別人", "2001:db8:1:3::1") == 0


def test_guesses_sent_at_once_are_all_counted(desk: Desk) -> None:
    waits: list[int] = []
    threads = [
        threading.Thread(target=lambda: waits.append(desk_attempts.begin_attempt(desk, "林小安", "192.0.2.1")))
        for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert waits.count(0) == 5


def test_failures_are_forgotten_after_a_day(desk: Desk, hands: Clock) -> None:
    for _ in range(6):
        desk_attempts.begin_attempt(desk, "林小安", "192.0.2.1")
    hands.pass_(hours=25)

    assert [desk_attempts.begin_attempt(desk, "林小安", "192.0.2.1") for _ in range(5)] == [0] * 5


# ── audit ──────────────────────────────────────────────────────────────────────────────────


def test_audit_rows_are_never_changed_or_deleted(desk: Desk, lin: Account) -> None:
    for sql in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit"):
        with pytest.raises(StoreError, match="append-only"), desk.writing() as connection:
            connection.execute(sql)

    assert [row.action for row in audit_rows(desk)] == ["user_add"]


def test_an_audit_row_is_one_line_whatever_was_typed(desk: Desk) -> None:
    audit(desk, "a\nforged", "login_failed", "x" * 9000)
    (row,) = audit_rows(desk)

    assert row.actor == "a forged"
    assert len(row.subject) == 500


def test_every_change_of_an_account_leaves_a_row(desk: Desk, lin: Account) -> None:
    desk_accounts.set_role(desk, "林小安", Role.READER, by="甲", address="192.0.2.1")
    desk_accounts.set_password(desk, "林小安", PASSWORD, by="甲")
    desk_accounts.disable(desk, "林小安", by="甲")

    told = [(row.actor, row.action, row.subject) for row in audit_rows(desk)]
    assert told == [
        ("甲", "user_disable", "林小安"),
        ("甲", "user_password", "林小安"),
        ("甲", "user_role", "林小安"),
        ("cli", "user_add", "林小安"),
    ]


# ── proposals and steps ────────────────────────────────────────────────────────────────────


def test_a_proposal_waits_until_one_reviewer_settles_it(desk: Desk) -> None:
    told = {"words": "已於\x00去年完工\u202e", "quote": "", "source": "院臺字第1號", "contact": ""}
    made = desk_proposals.propose(desk, "c1", "evidence", address="192.0.2.1", **told)
    again = desk_proposals.propose(desk, "c1", "evidence", address="192.0.2.9", **told)

    assert made == again
    assert made.words == "已於去年完工"
    assert desk_proposals.open_proposals(desk) == [made]
    desk_proposals.settle(desk, made.id, accepted=False, by="林小安", why="已有此證據")
    with pytest.raises(UsageError, match="already settled"):
        desk_proposals.settle(desk, made.id, accepted=True, by="陳大明", why="")
    assert desk_proposals.open_proposals(desk) == []
    assert desk_proposals.proposal(desk, made.id).decided_by == "林小安"
    desk_proposals.reopen(desk, made.id, by="林小安")
    assert [one.id for one in desk_proposals.open_proposals(desk)] == [made.id]


@pytest.mark.parametrize(
    ("kind", "told"),
    [("other", {}), ("correction", {"words": " \n "}), ("correction", {"quote": "字" * 2001})],
)
def test_a_proposal_that_says_nothing_or_too_much_is_refused(desk: Desk, kind: str, told: dict[str, str]) -> None:
    whole = {"words": "有誤", "quote": "", "source": "", "contact": ""} | told

    with pytest.raises(UsageError):
        desk_proposals.propose(desk, "c1", kind, address="", **whole)


def test_a_step_is_taken_back_by_its_own_reviewer_only_and_once(desk: Desk, lin: Account) -> None:
    other = desk_accounts.add(desk, "陳大明", Role.REVIEWER, PASSWORD, by="cli")
    desk_steps.walked(desk, lin, "skip", "e1")
    desk_steps.ask_opinion(desk, lin, "e2", "拿不定")
    step = desk_steps.last_step(desk, lin)

    assert step is not None
    assert desk_steps.put_aside(desk, lin) == {"e1", "e2"}
    assert desk_steps.put_aside(desk, other) == frozenset()
    assert not desk_steps.take_back(desk, other, step)
    assert desk_steps.take_back(desk, lin, step)
    assert not desk_steps.take_back(desk, lin, step)
    assert desk_steps.opinions(desk) == {}
    assert desk_steps.put_aside(desk, lin) == {"e1"}


def test_only_another_reviewer_answers_a_call_for_a_second_opinion(desk: Desk, lin: Account) -> None:
    other = desk_accounts.add(desk, "陳大明", Role.REVIEWER, PASSWORD, by="cli")
    desk_steps.ask_opinion(desk, lin, "e2", "拿不定")
    desk_steps.answered(desk, "e2", lin)

    assert desk_steps.opinions(desk)["e2"].name == "林小安"
    desk_steps.answered(desk, "e2", other)
    assert desk_steps.opinions(desk) == {}


def test_the_secret_stays_the_same_and_is_each_desks_own(desk: Desk, tmp_path: Path) -> None:
    with Desk.open(desk.path) as again, Desk.open(tmp_path / "another") as another:
        assert again.secret() == desk.secret()
        assert another.secret() != desk.secret()
    assert len(desk.secret()) == 32


def test_many_who_make_the_same_desk_at_once_all_have_it(tmp_path: Path) -> None:
    for at in range(12):
        place, start = tmp_path / f"{at}-desk", threading.Barrier(6)

        def open_it(place: Path = place, start: threading.Barrier = start) -> bytes:
            start.wait()
            with Desk.open(place) as opened:
                return opened.secret()

        with ThreadPoolExecutor(6) as pool:
            assert len({one.result() for one in [pool.submit(open_it) for _ in range(6)]}) == 1


def test_the_secret_is_read_while_somebody_writes(tmp_path: Path) -> None:
    place = tmp_path / "a-desk"
    with Desk.open(place, timeout=0.1) as desk, Desk.open(place, timeout=0.1) as other:
        made = desk.secret()
        with desk.writing():
            assert other.secret() == made


def test_opening_a_desk_again_keeps_the_locks_of_who_has_it_open(
    tmp_path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process that ends would else remove the log from under us; also where two find no desk at once."""
    path = tmp_path / "yinuo.db-desk"
    code = (
        "import sqlite3, sys\nheld = sqlite3.connect(sys.argv[1])\n"
        "held.execute('CREATE TABLE IF NOT EXISTS other (one)')\nheld.commit()\nheld.close()"
    )
    with Desk.open(path, clock=hands) as first:
        first.rows("SELECT count(*) FROM users")
        monkeypatch.setattr(Path, "exists", lambda _: False)  # as the second of two sees it that come together
        with Desk.open(path, clock=hands):
            pass
        monkeypatch.undo()
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
        assert path.with_name(path.name + "-wal").exists()
        assert first.rows("SELECT count(*) FROM users")[0][0] == 0
