"""The data sets say the same in every format, and the dictionary says what is in them."""

import csv
import hashlib
import importlib
import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.publish.attribution import attribution
from yinuo.publish.datasets import guarded, read_csv, unguarded, write_csv, write_json_lines
from yinuo.publish.edition import Edition
from yinuo.publish.tables import TABLES, Table, flat

BY_NAME = {table.name: table for table in TABLES}
WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\n") | st.sampled_from("=+-@'\",;\t＝\n")
)


@pytest.fixture(params=sorted(BY_NAME))
def table(request: pytest.FixtureRequest) -> Table:
    return BY_NAME[request.param]


def lines(published: Path, table: Table) -> list[dict[str, Any]]:
    data = (published / "data" / f"{table.name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in data.split("\n") if line]


def test_every_format_gives_the_rows_of_the_edition(published: Path, edition: Edition, table: Table) -> None:
    rows = flat(table, edition)
    assert lines(published, table) == rows
    assert read_csv(table, published / "data" / f"{table.name}.csv") == rows
    with sqlite3.connect(published / "data" / "yinuo.sqlite") as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}"')]
    key = lambda row: [str(row[name]) for name in table.key]  # noqa: E731
    assert sorted(found, key=key) == sorted(rows, key=key)


def test_parquet_gives_the_same_rows_with_days_as_days(published: Path, edition: Edition, table: Table) -> None:
    pytest.importorskip("pyarrow", reason="needs the extra «parquet»")
    pq: Any = importlib.import_module("pyarrow.parquet")
    found = pq.read_table(published / "data" / f"{table.name}.parquet").to_pylist()
    days = {column.name for column in table.columns if column.kind == "date"}
    assert all(isinstance(row[name], date | None) for row in found for name in days)
    plain = [
        {name: value.isoformat() if name in days and value else value for name, value in row.items()} for row in found
    ]
    assert plain == flat(table, edition)


def test_the_database_holds_together_and_explains_itself(published: Path) -> None:
    with sqlite3.connect(published / "data" / "yinuo.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        told = set(connection.execute("SELECT tbl, name FROM columns"))
        joined = connection.execute(
            "SELECT count(*) FROM evidence JOIN commitments ON commitments.id = commitment_id"
            " JOIN documents ON documents.id = evidence.document_id"
        ).fetchone()
    assert told == {(table.name, column.name) for table in TABLES for column in table.columns}
    assert joined == (3,)


def test_every_quote_is_the_exact_slice_of_its_document(published: Path, edition: Edition) -> None:
    for name in ("commitments", "evidence"):
        rows = read_csv(BY_NAME[name], published / "data" / f"{name}.csv")
        assert rows
        for row in rows:
            text = edition.text_of(str(row["document_id"]))
            assert text[int(row["start"] or 0) : int(row["end"] or 0)] == row["text"]


def test_no_cell_begins_as_a_formula_does(published: Path) -> None:
    hostile = 0
    for place in (published / "data").glob("*.csv"):
        with place.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠\t\r\n")]
        hostile += sum(cell.startswith("'=") for cell in cells)
    assert hostile >= 3


@settings(deadline=None, max_examples=100)
@given(WORDS)
def test_a_guarded_cell_gives_its_words_back(words: str) -> None:
    assert unguarded(guarded(words)) == words
    assert guarded(words)[:1] not in tuple("=+-@＝＋－＠\t\r\n")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_any_words_come_back_from_csv_and_json_lines(tmp_path_factory: pytest.TempPathFactory, pairs: Any) -> None:
    folder = tmp_path_factory.mktemp("rows")
    table = BY_NAME["askers"]
    rows = [{"document_id": one or None, "place": at, "asker": two or None} for at, (one, two) in enumerate(pairs)]
    write_csv(table, rows, folder / "a.csv")
    write_json_lines(rows, folder / "a.jsonl")
    assert read_csv(table, folder / "a.csv") == rows
    assert [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").split("\n") if line] == rows


def test_the_descriptor_tells_of_every_file_as_it_is(published: Path) -> None:
    folder = published / "data"
    package = json.loads((folder / "datapackage.json").read_bytes())
    told = {resource["path"]: resource for resource in package["resources"]}
    there = {path.name for path in folder.iterdir()} - {"datapackage.json", "dictionary.md"}
    assert set(told) == there
    assert len({resource["name"] for resource in package["resources"]}) == len(told)
    for path, resource in told.items():
        data = (folder / path).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert {licence["name"] for licence in package["licenses"]} == {"OGDL-Taiwan-1.0", "CC-BY-4.0"}


def test_every_cell_is_as_the_dictionary_says(published: Path) -> None:
    folder = published / "data"
    package = json.loads((folder / "datapackage.json").read_bytes())
    tables = [one for one in package["resources"] if one["profile"] == "tabular-data-resource"]
    ids = {}
    for resource in tables:
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(reader.fieldnames or ()) == list(fields)
        assert len(rows) == resource["rows"]
        for row in rows:
            for name, cell in row.items():
                assert_fits(fields[name], cell)
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        ids[resource["name"]] = ({row.get("id") for row in rows}, rows, resource["schema"]["foreignKeys"])
    for name, (_, rows, references) in ids.items():
        for reference in references:
            known = ids[reference["reference"]["resource"] or name][0]
            assert {row[reference["fields"]] for row in rows} - {""} <= known


def assert_fits(field: dict[str, Any], cell: str) -> None:
    limits = field.get("constraints", {})
    assert cell or not limits.get("required"), field["name"]
    if not cell:
        return
    assert cell in limits.get("enum", [cell])
    match field["type"]:
        case "date":
            assert date.fromisoformat(cell).isoformat() == cell
        case "integer":
            assert str(int(cell)) == cell
        case "number":
            float(cell)
        case "boolean":
            assert cell in ("true", "false")


def test_the_attribution_that_the_licence_asks_for_is_everywhere(published: Path) -> None:
    for path in ("LICENSE-DATA.txt", "README.md", "data/datapackage.json", "linked/dataset.jsonld", "feeds/all.atom"):
        words = (published / path).read_text(encoding="utf-8")
        assert "立法院 2024 質詢事項(行政院答復資訊)" in words, path
        assert "此開放資料依政府資料開放授權條款" in words, path
        assert "https://data.gov.tw/license" in words, path


def test_a_service_that_documents_came_through_is_named() -> None:
    day = date(2024, 5, 1)
    assert not any("OpenFun" in line for line in attribution(day, [{"url": "https://example.org/govapi.tw"}]))
    assert any("OpenFun" in line for line in attribution(day, [{"url": "https://ly.govapi.tw/v2/bills"}]))
