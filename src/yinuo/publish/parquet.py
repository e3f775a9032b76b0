"""Tables → Parquet, where pyarrow is there (the extra ``parquet``)."""

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yinuo.publish.tables import Column, Table, Value

__all__ = ["ABSENT", "is_there", "write_parquet"]

ABSENT = "沒有 pyarrow，略過 Parquet（pip install 'yinuo[parquet]'）· no pyarrow: Parquet left out"


def is_there() -> bool:
    """Whether Parquet can be written here."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(table: Table, rows: Sequence[Mapping[str, Value]], place: Path) -> None:
    """One Parquet file with typed columns; a day is a date, what each column means stands in its metadata."""
    pa: Any = importlib.import_module("pyarrow")
    pq: Any = importlib.import_module("pyarrow.parquet")
    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    fields = [_field(pa, kinds, column) for column in table.columns]
    arrays = [_array(pa, field, column, rows) for field, column in zip(fields, table.columns, strict=True)]
    data = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"title": table.zh, "description": table.en}))
    pq.write_table(data, place, compression="zstd")


def _field(pa: Any, kinds: Mapping[str, Any], column: Column) -> Any:
    told = {"title": column.zh, "description": column.en}
    return pa.field(column.name, kinds[column.kind], nullable=not column.required, metadata=told)


def _array(pa: Any, field: Any, column: Column, rows: Sequence[Mapping[str, Value]]) -> Any:
    values = [row[column.name] for row in rows]
    if column.kind == "date":
        return pa.array(values, type=pa.string()).cast(pa.date32())
    if column.kind == "number":
        return pa.array([None if value is None else float(value) for value in values], type=field.type)
    return pa.array(values, type=field.type)
