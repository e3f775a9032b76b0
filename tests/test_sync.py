"""Everything since last time: new once, changed told, silence noticed, and nothing lost to a kill."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmark.wire import DAY, Page, Wire, collecting, law_dump, letter, replies
from yinuo.collect.desk import Desk
from yinuo.collect.health import conditions
from yinuo.collect.registry import Options, Registered, registry
from yinuo.collect.sources import Capture
from yinuo.engines import InProcess
from yinuo.errors import InputError, UsageError
from yinuo.gaps import Expected, expected_titles, missing, session_counts
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import evidence_rows
from yinuo.sync import Synced, Told, collection, plan, select, sync
from yinuo.words import Tier

PATH = "/odw/ID2Action.action"
ELEVEN_ONE = {"term": "11", "sessionPeriod": "01"}
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


def synced(wire: Wire, folder: Path, days: int = 0, *, offline: bool = False) -> Told:
    """One run over the replies of the 11th term, some days after the first."""
    wanted = select(["replies"], {"replies": {"base": wire.base + PATH, "terms": "11"}})
    with collecting(folder, DAY + timedelta(days=days), offline=offline) as over, ledger(folder) as kept:
        return sync(wanted, over, kept, InProcess(), tier=Tier.FAST).sources[0]


def ledger(folder: Path) -> Ledger:
    return Ledger.open(folder / "yinuo.db")


def test_what_is_new_is_read_once(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1), letter(2)]), replies([letter(1), letter(2), letter(3)]))
    first, second, third = (synced(wire, tmp_path, days) for days in (0, 1, 2))

    assert (first.captures, first.documents, first.broken, first.silent) == (1, 2, [], [])
    assert first.commitments >= 2
    assert (second.captures, second.documents, second.known) == (1, 1, 2)
    assert (third.captures, third.documents) == (0, 0)


def test_later_letters_become_evidence(wire: Wire, tmp_path: Path) -> None:
    early = letter(1, term=10, session=7)
    wire.put(PATH, {"term": "10", "sessionPeriod": "07"}, replies([early]))
    late = letter(6)
    late["content"] = late["content"].split("二、")[0] + "二、" + "石橋鎮1號轉運站已於113年3月1日完工啟用。"
    early["content"] = "王委員大明就交通問題所提質詢，經交據交通部查復如下：石橋鎮1號轉運站預計於113年6月底前完工啟用。"
    wire.put(PATH, {"term": "10", "sessionPeriod": "07"}, replies([early]))
    wire.put(PATH, ELEVEN_ONE, replies([late]))
    wanted = select(["replies"], {"replies": {"base": wire.base + PATH, "terms": "10-11", "sessions": "1,7"}})
    with collecting(tmp_path) as over, ledger(tmp_path) as kept:
        done = sync(wanted, over, kept, InProcess(), tier=Tier.FAST)

    assert done.evidence["fulfilled"] == 1


ACT = {
    "LawName": "河濱步道管理條例",
    "LawURL": "https://law.example.tw/LawClass/LawAll.aspx?pcode=K0000999",
    "LawHistories": "1.中華民國一百零五年一月五日總統令制定公布全文20條\r\n"
    "2.中華民國一百十二年六月二十八日總統華總一義字第11200000000號令修正公布第 4、5 條條文；並自公布日施行",
}
AMENDING = {
    "本部將於112年底前完成河濱步道管理條例第4條修正草案，並送請貴院審議。": "fulfilled",
    "本部將修正河濱步道管理條例，提高罰鍰額度。": "fulfilled",
    "本部將於112年底前提出河濱步道管理條例第9條修正草案。": None,  # another article
    "本部將於112年底前修正「橋梁養護條例」。": None,  # another act
    "本部將持續推動河濱步道興建工程。": None,  # no act at all
}


@pytest.mark.parametrize(
    ("promise", "relation", "tier"),
    [(*next(iter(AMENDING.items())), Tier.CAREFUL), *((*one, Tier.FAST) for one in AMENDING.items())],
)
def test_an_act_amended_on_a_day_is_proof_of_the_promise_to_amend_it(
    wire: Wire, tmp_path: Path, promise: str, relation: str | None, tier: Tier
) -> None:
    early = letter(1, term=10, session=6)
    early["content"] = f"王委員大明就步道管理問題所提質詢，經交據內政部查復如下：{promise}"
    wire.put(PATH, {"term": "10", "sessionPeriod": "06"}, replies([early]))
    wire.put("/api/Ch/Law/JSON", {}, law_dump([ACT]))
    options = {
        "replies": {"base": wire.base + PATH, "terms": "10", "sessions": "6"},
        "laws": {"base": wire.base + "/api/Ch", "sets": "Law", "since": "2020-01-01"},
    }
    with collecting(tmp_path) as over, ledger(tmp_path) as kept:
        done = sync(select(["replies", "laws"], options), over, kept, InProcess(), tier=tier)
        found = [
            (row["relation"], row["effective_date"], row["text"])
            for row in evidence_rows(kept, as_of=DAY.date())
            if row["accepted"] and row["relation"] != "related"
        ]

    assert [told.broken for told in done.sources] == [[], []]
    assert [(one, day) for one, day, _ in found] == ([(relation, "2023-06-28")] if relation else [])
    assert all("業於112年6月28日經總統令修正公布" in words for _, _, words in found)


def test_another_text_under_one_number_is_told_and_the_first_stays(wire: Wire, tmp_path: Path) -> None:
    changed = letter(1) | {"content": letter(1)["content"].replace("內政部", "交通部")}
    wire.put(PATH, ELEVEN_ONE, replies([letter(1)]), replies([changed]))
    synced(wire, tmp_path)
    second, third = synced(wire, tmp_path, 1), synced(wire, tmp_path, 2)

    assert (second.documents, len(second.changed), second.broken) == (0, 1, [])
    assert third.changed == []  # told once
    with ledger(tmp_path) as kept:
        assert [one.text for one in kept.documents()] == [letter(1)["content"]]


def test_silence_is_told_apart_from_nothing_and_from_faults(wire: Wire, tmp_path: Path) -> None:
    silent = synced(wire, tmp_path)
    wire.put(PATH, ELEVEN_ONE, Page(b"gateway timeout", status=504))
    broken = synced(wire, tmp_path, 1)

    assert len(silent.silent) == 1
    assert "empty list" in silent.silent[0]
    assert silent.broken == []
    assert broken.silent == []
    assert len(broken.broken) == 1


def test_without_its_memory_a_run_reads_the_archive_again_and_adds_nothing(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1), letter(2)]))
    synced(wire, tmp_path)
    (tmp_path / "state").unlink()
    again = synced(wire, tmp_path, 1)

    assert (again.captures, again.documents, again.known) == (1, 0, 2)


def test_a_ledger_is_built_again_offline_from_the_archive(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1), letter(2)]))
    synced(wire, tmp_path)
    with ledger(tmp_path) as kept:
        digest = kept.content_digest()
    for name in ("yinuo.db", "yinuo.db-wal", "yinuo.db-shm", "state"):
        (tmp_path / name).unlink(missing_ok=True)
    asked = len(wire.asked)
    again = synced(wire, tmp_path, offline=True)

    assert (again.documents, len(wire.asked)) == (2, asked)
    with ledger(tmp_path) as kept:
        assert kept.content_digest() == digest


def test_a_dry_run_asks_and_writes_nothing(wire: Wire, tmp_path: Path) -> None:
    wanted = select(["replies"], {"replies": {"base": wire.base + PATH, "terms": "11"}})
    with collection(tmp_path / "archive", tmp_path / "state", DAY, dry=True) as over:
        lines = list(plan(wanted, over))

    assert [source for source, _ in lines] == ["replies"]
    assert "term=11&sessionPeriod=01" in lines[0][1]
    assert wire.asked == []
    assert list(tmp_path.iterdir()) == []


class Memo:
    """A source of somebody else: one notice; it fails after the first."""

    def captures(self) -> Iterator[Capture | InputError]:
        yield Capture("memo/1", "環境部新聞稿\n113年5月2日\n本部預計於113年12月底前完成青禾溪整治工程。".encode())
        raise KeyError("the second notice")


def opened(desk: Desk, options: Options) -> Memo:
    assert options == {"box": "1"}
    return Memo()


def test_a_source_of_somebody_else_that_fails_stops_nothing(wire: Wire, tmp_path: Path) -> None:
    memo = Registered("memo", "通告 · Notices", opened, options={"box": ("1", "信箱 · The box")})
    good = select(["replies"], {"replies": {"base": wire.base + PATH, "terms": "11"}})
    wire.put(PATH, ELEVEN_ONE, replies([letter(1)]))
    with collecting(tmp_path) as over, ledger(tmp_path) as kept:
        done: Synced = sync([(memo, {"box": "1"}), *good], over, kept, InProcess(), tier=Tier.FAST)

    first, second = done.sources
    assert first.documents == 1  # what it gave before it failed is kept
    assert "KeyError" in first.broken[0]
    assert second.documents == 1
    assert done.broken


@pytest.mark.parametrize(
    ("names", "options"),
    [(["rumours"], {}), (["replies"], {"replies": {"colour": "red"}}), (["replies"], {"news": {"agencies": "環境部"}})],
)
def test_wrong_names_and_options_are_refused(names: list[str], options: dict[str, dict[str, str]]) -> None:
    with pytest.raises(UsageError):
        select(names, options)


def test_without_names_all_sources_but_those_that_need_an_option_are_asked() -> None:
    names = [one.name for one, _ in select([], {})]

    assert names[:6] == ["replies", "gazette", "reports", "news", "laws", "legislators"]
    assert not {"folder", "url"} & set(names)


def test_a_server_that_always_answers_the_same_is_noticed_as_silent(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1)]))
    for days in (0, 60, 121):
        synced(wire, tmp_path, days)
    with collecting(tmp_path, DAY + timedelta(days=121)) as over:
        condition = next(iter(conditions([registry()["replies"]], over.state, over.now)))

    assert condition.health is not None
    assert condition.health.succeeded == DAY + timedelta(days=121)
    assert (condition.word, condition.quiet) == ("silent", 121)


def test_health_names_what_is_broken_and_what_was_never_asked(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, Page(b"bad gateway", status=502))
    synced(wire, tmp_path)
    with collecting(tmp_path) as over:
        found = {one.source.name: one for one in conditions(registry().values(), over.state, over.now)}

    assert found["replies"].word == "broken"
    assert found["news"].word == "never"


def test_gaps_by_session_count_letters_by_their_own_day(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1), letter(2)]))
    synced(wire, tmp_path)
    with ledger(tmp_path) as kept:
        counts = {(one.term, one.session): one.letters for one in session_counts(kept, DAY.date())}

    assert counts[(11, 1)] == 2
    assert counts[(10, 8)] == 0
    assert (11, 2) not in counts


def test_titles_are_the_same_whatever_their_number_width_and_typing_error() -> None:
    held = [
        "（三）行政院函送王委員大明就石橋鎮步道工程延宕及其周邊排水改善等問題所提質詢之書面答復，請查照案。",
        "（四）行政院函送林委員小美就臺灣北部橋梁檢測問題所提質詢之書面答復，請查照案。",
    ]
    expected = [
        Expected(
            11, 1, "一、行政院函送王委員大明就石橋鎮步道工程延宕及其週邊排水改善等問題所提質詢之書面答復，請查照案。"
        ),
        Expected(11, 1, "二、行政院函送林委員小美就台灣北部橋梁檢測問題所提質詢之書面答復，請查照案。"),
        Expected(11, 1, "三、行政院函送林委員小美就長照據點人力問題所提質詢之書面答復，請查照案。"),
    ]

    assert missing(expected, held) == expected[2:]


def test_a_complete_collection_of_the_first_session_of_the_11th_term(wire: Wire, tmp_path: Path, shared: Path) -> None:
    rows = json.loads((shared / "ly11_1_reply_titles.json").read_bytes())
    letters = [
        letter(number, subject=row["subject"])
        | {"content": f"所提質詢，經交據有關機關查復如下：第{number}案業已知悉。"}
        for number, row in enumerate(rows)
    ]
    wire.put(PATH, ELEVEN_ONE, replies(letters[:100]), replies(letters))
    expected = expected_titles(rows, "titles")
    lacking = []
    for days in (0, 1):
        synced(wire, tmp_path, days)
        with ledger(tmp_path) as kept:
            lacking.append(missing(expected, (one.title for one in kept.documents())))

    assert len(expected) == 104
    assert lacking == [expected[100:], []]


def test_a_row_without_a_title_is_refused() -> None:
    with pytest.raises(InputError, match="titles#1"):
        expected_titles([{"term": 11, "session": 1}], "titles")


def test_the_memory_tells_time_in_utc(wire: Wire, tmp_path: Path) -> None:
    synced(wire, tmp_path)
    with collecting(tmp_path) as over:
        cell = over.state.cells("replies")["11-01"]

    assert cell.asked == datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
    assert (cell.rows, cell.answered) == (0, None)


def torment(*arguments: str) -> str:
    words = [sys.executable, "-m", "benchmark.crash_sync", *arguments]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_killed_syncs_end_in_the_same_archive_and_ledger() -> None:
    assert "every archive and ledger the same" in torment("--kills", "10", "--letters", "24", "--seed", "3")
