"""What accounts follow, in the desk's own file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from yinuo.errors import UsageError
from yinuo.persist import desk_accounts
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_audit import audit_rows
from yinuo.persist.desk_follows import MAIL, MOST, Wish, every_follow, follow, follows_of, unfollow

WISH = Wish("能源", (("category", "能源政策"), ("q", "光電")), MAIL, ("changed",), ("overdue",), "weekly", "en")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "yinuo.db-desk") as opened:
        yield opened


@pytest.fixture
def people(desk: Desk) -> tuple[Account, Account]:
    made = [
        desk_accounts.add(desk, name, Role.READER, None, by="cli", email=f"{at}@example.tw")
        for at, name in enumerate(("林小安", "陳大明"))
    ]
    return made[0], made[1]


def test_a_wish_is_kept_as_it_was_and_belongs_to_one_account(desk: Desk, people: tuple[Account, Account]) -> None:
    lin, chen = people
    kept = follow(desk, lin, WISH)
    assert kept.wish == WISH
    assert (kept.user, kept.email) == ("林小安", "0@example.tw")
    assert follows_of(desk, chen) == []
    assert not unfollow(desk, chen, kept.id)
    assert follows_of(desk, lin) == [kept]
    assert unfollow(desk, lin, kept.id)
    assert follows_of(desk, lin) == []
    assert [row.action for row in audit_rows(desk, limit=2)] == ["unfollow", "follow"]


def test_a_number_is_never_given_again(desk: Desk, people: tuple[Account, Account]) -> None:
    first = follow(desk, people[0], WISH)
    unfollow(desk, people[0], first.id)
    assert follow(desk, people[1], WISH).id > first.id


@pytest.mark.parametrize("name", ["", " ", "名" * 61, "一\n二"])
def test_a_name_that_is_none_is_refused(desk: Desk, people: tuple[Account, Account], name: str) -> None:
    with pytest.raises(UsageError):
        follow(desk, people[0], Wish(name, (), MAIL, ("made",)))


def test_names_are_ones_own_and_wishes_not_without_number(desk: Desk, people: tuple[Account, Account]) -> None:
    for at in range(MOST):
        follow(desk, people[0], Wish(f"第{at}項", (), MAIL, ("made",)))
    follow(desk, people[1], Wish("第0項", (), MAIL, ("made",)))
    with pytest.raises(UsageError, match="至多"):
        follow(desk, people[0], Wish("又一項", (), MAIL, ("made",)))
    with pytest.raises(UsageError, match="已經有了"):
        follow(desk, people[1], Wish("第0項", (), MAIL, ("made",)))


def test_nothing_is_sent_for_a_shut_account(desk: Desk, people: tuple[Account, Account]) -> None:
    follow(desk, people[0], WISH)
    follow(desk, people[1], WISH)
    desk_accounts.disable(desk, "林小安", by="cli")
    assert [one.user for one in every_follow(desk)] == ["陳大明"]


def test_a_desk_of_before_there_were_wishes_is_brought_up_to_date(tmp_path: Path) -> None:
    place = tmp_path / "old-desk"
    with Desk.open(place) as desk:
        desk_accounts.add(desk, "林小安", Role.READER, None, by="cli", email="an@example.tw")
    with sqlite3.connect(place) as old:
        old.executescript("DROP TABLE follows; DELETE FROM migrations WHERE number = 2; PRAGMA user_version = 1")
    old.close()
    with Desk.open(place) as desk:
        assert follow(desk, desk_accounts.account(desk, "林小安"), WISH).wish == WISH
