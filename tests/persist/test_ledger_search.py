"""Words are found wherever they stand, and no query breaks the search."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold_key
from yinuo.errors import UsageError
from yinuo.model import Document
from yinuo.persist.ledger import Ledger
from yinuo.persist.search import search_rows
from yinuo.persist.terms import index_terms, locate, query_words

Write = Callable[[Ledger, Iterable[Document]], None]
HOSTILE = [
    *['"', '""', "'", "*", "^", "-", "NEAR", "NEAR(長照 據點)", "AND", "OR NOT", "(", ")))", "a:b", "%", "_", "\\"],
    *["title:長照", "{title text}:長照", "長照*", '"長照" OR "', ";DROP TABLE entries", "--", "/*", "＂長照＂"],
    *[
        "\x00",
        "長照\x00據點",
        "\ud800",
        "\ufffc",
        "　",
        "😀",
        "💊長照",
        "👨\u200d👩\u200d👧",
        "長" * 10_000,
        "長 " * 5_000,
    ],
]


def found(ledger: Ledger, query: str, **options: object) -> list[tuple[str, str]]:
    return [(row["kind"], row["document_id"]) for row in search_rows(ledger, query, **options)]  # type: ignore[arg-type] # options


@pytest.mark.parametrize("word", ["賑災", "賑", "災專", "賑災專", "賑災專戶", "置賑災專戶", "已設置賑災專戶"])
def test_words_of_one_to_seven_characters_are_found(filled: Ledger, word: str) -> None:
    assert ("document", "L1") in found(filled, word)
    assert found(filled, word, kinds=["commitment"]) == []


def test_variants_and_widths_are_one(filled: Ledger) -> None:
    everywhere = found(filled, "臺東")
    assert ("document", "L2") in everywhere
    assert found(filled, "台東") == everywhere
    assert found(filled, "２０處") == found(filled, "20處") == found(filled, "20 處")
    assert ("document", "L2") in found(filled, "20處")


def test_all_words_must_be_there_and_nothing_joins_across_a_mark(filled: Ledger) -> None:
    assert found(filled, "長照 臺東", kinds=["document"]) == [("document", "L2")]
    assert found(filled, "長照 臺中") == []
    assert found(filled, "復如下：一、") == found(filled, "復如下 一") == [("document", "L1")]
    assert found(filled, "處臺東") == []  # «…20處，臺東縣…»


def test_titles_numbers_and_bodies_are_found(filled: Ledger) -> None:
    assert {kind for kind, _ in found(filled, "衛生福利部", kinds=["commitment"])} == {"commitment"}
    assert found(filled, "院臺專字第2022號", kinds=["document"]) == [("document", "L2")]


def test_hits_are_marked_in_the_snippet_and_in_the_document(filled: Ledger) -> None:
    for kind in ("commitment", "evidence", "document"):
        rows = search_rows(filled, "長照據點", kinds=[kind])
        assert rows
        for row in rows:
            text = filled.document(row["document_id"]).text
            assert row["spans"]
            assert all(text[start:end] == "長照據點" for start, end in row["spans"])
            assert all(row["snippet"][start:end] == "長照據點" for start, end in row["highlights"])
            assert len(row["snippet"]) <= 122


def test_one_passage_that_bears_on_many_promises_is_found_once(filled: Ledger) -> None:
    rows = search_rows(filled, "全數完成", kinds=["evidence"])
    assert len([item for item in filled.evidence() if "全數完成" in item.quote.exact]) > 1
    assert len(rows) == 1


def test_newest_first_where_asked(filled: Ledger) -> None:
    days = [row["date"] for row in search_rows(filled, "長照", kinds=["document"], order="date")]
    assert days == ["2024-03-10", "2023-03-10", "2022-03-10", "2021-03-10"]
    assert search_rows(filled, "長照", order="date", limit=2)[0]["date"] == "2024-03-10"
    assert len(search_rows(filled, "長照", limit=3)) == 3


def test_of_too_many_hits_those_recorded_last_are_looked_at(filled: Ledger) -> None:
    for order in ("rank", "date"):
        rows = search_rows(filled, "長照", kinds=["document"], order=order, latest=2)
        assert {row["document_id"] for row in rows} == {"L3", "L4"}
        assert search_rows(filled, "長照", order=order, latest=1000) == search_rows(filled, "長照", order=order)


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_is_an_error(filled: Ledger, query: str) -> None:
    for row in search_rows(filled, query):
        assert row["document_id"] in ("L1", "L2", "L3", "L4")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_any_text_is_a_query(filled: Ledger, query: str) -> None:
    assert len(search_rows(filled, query, limit=2)) <= 2


@settings(deadline=None, max_examples=100)
@given(
    st.text(alphabet="長照臺台東，。１2Aaｂ \n（)㎡", max_size=30),
    st.text(alphabet="長照臺台東１2Aaｂ", min_size=1, max_size=4),
)
@example("臺　東", "台東")
def test_what_is_located_folds_to_what_was_asked(text: str, word: str) -> None:
    (asked,) = query_words(word)
    for start, end in locate(text, (asked,)):
        assert asked in fold_key(text[start:end])


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="長照據點完工臺東", min_size=2, max_size=12), st.data())
def test_every_part_of_a_run_is_a_phrase_of_its_terms(run: str, data: st.DataObject) -> None:
    terms = index_terms(run).split()
    start = data.draw(st.integers(0, len(run) - 2))
    end = data.draw(st.integers(start + 2, len(run)))
    wanted = index_terms(run[start:end]).split()[:-1]
    assert terms[start : start + len(wanted)] == wanted


def test_an_unknown_kind_or_order_is_a_wrong_call(filled: Ledger) -> None:
    with pytest.raises(UsageError, match="letters"):
        search_rows(filled, "長照", kinds=["letters"])
    with pytest.raises(UsageError, match="price"):
        search_rows(filled, "長照", order="price")


def test_what_no_longer_stands_is_not_found(filled: Ledger) -> None:
    from dataclasses import replace

    assert found(filled, "檢討補助", kinds=["commitment"]) == [("commitment", "L2")]
    with filled.unit("L2", method="toy-2") as unit:
        unit.extraction(replace(filled.extraction("L2"), commitments=()))
    assert found(filled, "檢討補助", kinds=["commitment"]) == []


def test_a_private_use_glyph_and_a_rare_character_are_found(
    ledger: Ledger, letter: Callable[..., Document], write: Write
) -> None:
    write(ledger, [letter("P", "𠮷安鄉\ue57c有道路將改善。", date(2021, 1, 1))])
    assert found(ledger, "𠮷安", kinds=["commitment"]) == [("commitment", "P")]
    assert found(ledger, "有道路", kinds=["commitment"]) == [("commitment", "P")]
