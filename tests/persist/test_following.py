"""What following a promise shows beside its evidence, from a ledger of three tellings."""

from datetime import date
from pathlib import Path

from yinuo.extract.deadlines import deadlines
from yinuo.extract.targets import target
from yinuo.judge.restatements import restatement
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Extraction, Level
from yinuo.persist.following import shared_names
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import later_versions, thread_of
from yinuo.persist.views import show

TOLD = (
    (2021, "本局將於111年6月底前完成溪口橋改建，累計補助200戶。"),
    (2022, "本局將於112年6月底前完成溪口橋改建，累計補助200戶。"),
    (2023, "本局將於113年6月底前完成溪口橋改建，累計補助200戶。"),
)


def tellings() -> list[Commitment]:
    found = []
    for year, text in TOLD:
        document = Document(f"letter-{year}", DocumentKind.REPLY, text, DateInterval.day(year, 3, 1))
        quote = document.quote(0, len(text))
        dated = deadlines(text, document.date)
        found.append(Commitment(document, quote, Level.CONCRETE, "溪口橋改建", dated, target(text)))
    return found


def keep(path: Path) -> list[Commitment]:
    """Three tellings; only neighbours are known to tell one promise."""
    told = tellings()
    with Ledger.open(str(path)) as ledger:
        for (year, text), one in zip(TOLD, told, strict=True):
            document = Document(f"letter-{year}", DocumentKind.REPLY, text, DateInterval.day(year, 3, 1))
            with ledger.unit(document.id, method="test") as unit:
                unit.document(document)
                unit.extraction(Extraction(document, (), (one,)))
        for earlier, later in ((told[0], told[1]), (told[1], told[2])):
            again = restatement(earlier, later)
            assert again is not None
            with ledger.unit(later.quote.document_id, method="test") as unit:
                unit.restatement(again)
    return told


def test_the_first_telling_has_every_later_version_through_the_chain(tmp_path: Path) -> None:
    told = keep(tmp_path / "chain.db")
    with Ledger.open(str(tmp_path / "chain.db"), readonly=True) as ledger:
        assert [one.id for one in later_versions(ledger, told[0].id)] == [told[1].id, told[2].id]
        assert [one.id for one in later_versions(ledger, told[1].id)] == [told[2].id]
        assert thread_of(ledger, told[0].id, date(2021, 12, 31)) is None
        thread = thread_of(ledger, told[2].id, date(2023, 12, 31))
    assert thread is not None
    assert thread.baseline.id == told[0].id


def test_show_tells_figures_days_and_tellings(tmp_path: Path) -> None:
    told = keep(tmp_path / "show.db")
    with Ledger.open(str(tmp_path / "show.db"), readonly=True) as ledger:
        found = show(ledger, told[0].id, date(2023, 12, 31))
    assert (found["measures"]["unit"], found["measures"]["points"]) == ("戶", [])
    assert [(one["date"], one["due"], one["state"]) for one in found["milestones"]] == [
        ("2022-06-30", "2024-06-30", "moved")
    ]
    assert [version["date"] for version in found["thread"]["versions"]] == ["2022-03-01", "2023-03-01"]
    assert [moved["how"] for moved in found["thread"]["since_first"]] == ["later"]


def test_the_names_that_both_texts_give_are_told_and_a_year_is_no_name() -> None:
    names = shared_names("將於112年公告「共享雨傘管理準則」", "業於112年公告「共享雨傘管理準則」")
    assert names == ["共享雨傘管理準則"]
    assert shared_names("將改建溪口大橋", "已改建清流大橋") == []


def test_a_shared_name_is_told_whole() -> None:
    one = "推動國民中小學數位閱讀精進方案，對全國中小學投入4億元。"
    other = "教育部已推動國民中小學數位閱讀精進方案，針對全國中小學投入4億元。"
    assert shared_names(one, other) == ["國民中小學數位閱讀精進方案", "4億元"]
