"""The bundled examples: every file reads, and the engine finds what a careful reader found."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yinuo.decode.documents import read_documents
from yinuo.decode.folding import fold_key
from yinuo.errors import Damaged, EmptyInput, InputError, NoTextLayer, Undated, UnknownFormat
from yinuo.model import Document

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
EXPECTED: dict[str, Any] = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
STORIES: dict[str, dict[str, Any]] = EXPECTED["documents"]
PROMISES: list[dict[str, Any]] = EXPECTED["promises"]
FORMATS = sorted(path.name for path in (EXAMPLES / "formats").glob("letter.*"))


def read(path: Path) -> Iterator[Document | InputError]:
    return read_documents(path.read_bytes(), path.name)


def documents_of(path: Path) -> list[Document]:
    return [outcome for outcome in read(path) if isinstance(outcome, Document)]


def source(key: str) -> str:
    return (EXAMPLES / "sources" / f"{key}.txt").read_text(encoding="utf-8")


def bare(words: str) -> str:
    """Words without white space: a PDF or a hard wrap breaks them anywhere."""
    return "".join(words.split())


@pytest.fixture(scope="module")
def corpus() -> list[Document]:
    return [document for path in sorted((EXAMPLES / "corpus").iterdir()) for document in documents_of(path)]


@pytest.fixture(scope="module")
def by_story(corpus: list[Document]) -> dict[str, Document]:
    """The corpus by the names of ``expected.json``: of one file there is one document a day."""
    return {
        key: next(item for item in corpus if item.source.startswith(story["file"]) and str(item.date) == story["date"])
        for key, story in STORIES.items()
    }


# ── the folder itself ──────────────────────────────────────────────────────────────────────


def test_the_examples_are_small() -> None:
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()) < 600_000


def test_every_expected_quote_is_verbatim_in_its_source() -> None:
    quotes = [
        (item["document"], item["quote"])
        for name in ("refusals", "not_promises", "false_friends")
        for item in EXPECTED[name]
    ]
    for promise in PROMISES:
        quotes.append((promise["document"], promise["quote"]))
        quotes += [(item["document"], item["quote"]) for item in promise["evidence"]]

    assert [quote for key, quote in quotes if bare(quote) not in bare(source(key))] == []


def test_expected_deadlines_and_targets_are_words_of_their_quotes() -> None:
    for promise in PROMISES:
        words = [item["words"] for item in promise["deadlines"]] + [
            item["words"] for item in [promise["target"]] if item
        ]

        assert all(word in promise["quote"] for word in words), promise["id"]


def test_expected_evidence_is_later_than_its_promise() -> None:
    for promise in PROMISES:
        made = STORIES[promise["document"]]["date"]

        assert all(STORIES[item["document"]]["date"] > made for item in promise["evidence"]), promise["id"]


# ── reading ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted((EXAMPLES / "corpus").iterdir()), ids=lambda path: path.name)
def test_every_corpus_file_reads_without_error(path: Path) -> None:
    outcomes = list(read(path))

    assert outcomes
    assert [outcome for outcome in outcomes if isinstance(outcome, InputError)] == []


def test_the_corpus_holds_the_expected_documents_and_one_copy(corpus: list[Document]) -> None:
    assert len(corpus) == len(STORIES) + len(EXPECTED["copies"])
    assert len({document.fingerprint for document in corpus}) == len(STORIES)


@pytest.mark.parametrize("key", STORIES)
def test_a_document_has_its_number_kind_session_askers_and_agencies(by_story: dict[str, Document], key: str) -> None:
    document, story = by_story[key], STORIES[key]

    assert document.kind.value == story["kind"]
    assert document.date.first == document.date.last == date.fromisoformat(story["date"])
    assert fold_key(story["number"] or "") in fold_key(document.number or "")
    assert fold_key(story["question_number"] or "") in fold_key(document.question_number or "")
    assert document.askers == tuple(story["askers"])
    assert story["kind"] != "reply" or document.agencies == tuple(story["agencies"])
    if story["term"]:
        assert (document.term, document.session, document.sitting) == (
            story["term"],
            story["session"],
            story["sitting"],
        )


@pytest.mark.parametrize("key", list(STORIES))
def test_a_document_holds_every_word_of_its_source(by_story: dict[str, Document], key: str) -> None:
    paragraphs = [line for line in source(key).splitlines() if line.strip()]
    body = paragraphs[3:] if STORIES[key]["kind"] == "reply" else paragraphs[1:]

    key_of_text = fold_key(by_story[key].text)

    assert [line for line in body if fold_key(line) not in key_of_text] == []


@pytest.mark.parametrize("name", FORMATS)
def test_one_letter_reads_the_same_in_every_format(name: str) -> None:
    (plain,) = documents_of(EXAMPLES / "formats" / "letter.txt")
    (document,) = documents_of(EXAMPLES / "formats" / name)

    assert fold_key(document.text) == fold_key(plain.text)
    assert (document.date, document.askers, document.agencies) == (plain.date, ("左知遠",), ("文化部",))


def test_the_gazette_reads_the_same_as_text_and_as_legacy_word() -> None:
    text = documents_of(EXAMPLES / "corpus" / "gazette-112.txt")
    word = documents_of(EXAMPLES / "formats" / "gazette-112.doc")

    assert [document.number for document in text] == [document.number for document in word]
    assert [fold_key(document.text) for document in text] == [fold_key(document.text) for document in word]
    assert len(text) == 3


def test_a_members_question_and_a_pages_script_are_no_text_of_a_document(corpus: list[Document]) -> None:
    for item in EXPECTED["never_extracted"]:
        texts = [document.text for document in corpus if document.source.startswith(item["file"])]

        assert texts
        assert all(item["quote"] not in text for text in texts), item["why"]


def test_private_use_glyphs_and_wide_blanks_stay_in_the_text_and_fold_away(by_story: dict[str, Document]) -> None:
    text = by_story["110-09-30-harbour"].text

    assert "沙汕漁港\ue57c有碼頭" in text
    assert "　預計112年底前完工" in text
    assert "沙汕漁港既有碼頭" in fold_key(text)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("empty.txt", EmptyInput),
        ("truncated.docx", Damaged),
        ("error-page.json", UnknownFormat),
        ("undated.txt", Undated),
        ("pictures-only.pdf", NoTextLayer),
    ],
)
def test_a_broken_example_says_what_is_wrong_with_it(name: str, error: type[InputError]) -> None:
    (outcome,) = read(EXAMPLES / "broken" / name)

    assert isinstance(outcome, error)
    assert name in str(outcome)
