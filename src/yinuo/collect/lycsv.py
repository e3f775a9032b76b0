"""The Yuan's bulk files, one CSV a set and session: what is read where an index does not answer.

Their header ends in an empty column, rows may be longer than it, and columns come shifted (FACTS §1.5): values are
found by their shape where the column holds another one. A file is asked for only when it is needed.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from yinuo.collect.desk import Desk
from yinuo.collect.envelopes import csv_rows

__all__ = ["BASE", "GAZETTE", "MEMBERS", "table_address", "table_rows"]

BASE: Final = "https://data.ly.gov.tw/odw/usageFile.action"
MEMBERS: Final = 16  # 歷屆委員
GAZETTE: Final = 41  # 公報原始檔案


def table_address(base: str, number: int, session: tuple[int, int] | None = None) -> str:
    """The address of a set's file: of a term and session where it is cut by them.

    >>> table_address("https://www.example.tw/f", 41, (10, 7))
    'https://www.example.tw/f?id=41&type=CSV&fname=41_1007CSV-1.csv'
    """
    name = f"{number}_{session[0]:02d}{session[1]:02d}CSV-1.csv" if session else f"{number}_CSV.csv"
    return f"{base}?{urlencode({'id': number, 'type': 'CSV', 'fname': name})}"


def table_rows(desk: Desk, address: str) -> Iterator[Mapping[str, str]]:
    """The rows of one file.

    Raises:
        InputError: no answer, no table, or nothing below its header.
    """
    yield from csv_rows(desk.ask(address, "csv").body, address).rows
