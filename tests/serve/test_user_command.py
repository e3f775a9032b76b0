"""``yinuo user`` as an administrator meets it."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from yinuo.persist import desk_accounts
from yinuo.serve.cli import run_command_line

Run = Callable[..., tuple[int, str, str]]
PASSWORD = "長照據點與捷運 seven 7"


@pytest.fixture
def user(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``yinuo user …`` with something on standard input: exit code, standard output, standard error."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(desk_accounts, "_hasher", lambda: hasher)

    def run(*words: str, typed: str = "") -> tuple[int, str, str]:
        capfdbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = run_command_line(["user", *words, "--store", str(tmp_path / "yinuo.db")])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_an_account_is_made_listed_changed_and_shut_and_all_of_it_is_audited(user: Run) -> None:
    assert user("add", "林小安", "-", "--role", "admin", typed=PASSWORD + "\n")[0] == 0
    assert user("add", "陳大明", "-", typed=PASSWORD + "\n")[0] == 0
    assert user("passwd", "陳大明", "-", typed=PASSWORD + "!\n")[0] == 0
    assert user("role", "陳大明", "reader")[0] == 0
    assert user("disable", "陳大明")[0] == 0
    rows = [json.loads(line) for line in user("list", "--json")[1].splitlines()]

    assert [(row["name"], row["role"], row["disabled_at"] is None) for row in rows] == [
        ("林小安", "admin", True),
        ("陳大明", "reader", False),
    ]
    assert "argon2" not in user("list", "--json")[1]
    told = [json.loads(line)["action"] for line in user("audit", "--json")[1].splitlines()]
    assert told == ["user_disable", "user_role", "user_password", "user_add", "user_add"]
    assert user("disable", "陳大明", "--undo")[0] == 0


def test_a_password_is_never_taken_from_the_command_line(user: Run) -> None:
    code, _, err = user("add", "林小安", PASSWORD)

    assert code == 2
    assert "命令列" in err
    assert PASSWORD not in err
    assert user("list")[0] == 1


def test_what_is_wrong_is_told_in_one_line(user: Run) -> None:
    for words, typed in (
        (("add", "林小安", "-"), "short\n"),
        (("add", " ", "-"), PASSWORD),
        (("role", "無", "admin"), ""),
    ):
        code, _, err = user(*words, typed=typed)
        assert code in (1, 2)
        assert err.count("\n") == 1


def test_the_last_admin_stays(user: Run) -> None:
    user("add", "林小安", "-", "--role", "admin", typed=PASSWORD)

    assert user("disable", "林小安")[0] == 2
    assert user("role", "林小安", "reader")[0] == 2


def test_an_address_is_given_taken_away_and_belongs_to_one_account(user: Run) -> None:
    user("add", "林小安", "-", typed=PASSWORD)
    user("add", "陳大明", "-", typed=PASSWORD)

    assert user("email", "林小安", "An@Example.tw")[0] == 0
    assert json.loads(user("list", "--json")[1].splitlines()[0])["email"] == "an@example.tw"
    assert user("email", "陳大明", "an@example.tw")[0] == 2
    assert user("email", "陳大明", "a@example.tw,b@example.tw")[0] == 2
    assert user("email", "林小安")[0] == 0
    assert user("email", "陳大明", "an@example.tw")[0] == 0
    code, _, err = user("add", "王一", "--no-password", "--email", "AN@example.tw")
    assert (code, err.count("\n")) == (2, 1)
    assert "已是別的帳號的" in err
