"""The page about agencies says what the register says."""

from pathlib import Path

from yinuo.extract.agency_register import register

PAGE = Path(__file__).resolve().parents[2] / "docs" / "agencies.md"


def rows() -> list[tuple[str, str, str]]:
    """Day, old name and new names of every row of the page's table."""
    lines = PAGE.read_text(encoding="utf-8").split("|---|---|---|---|\n")[1].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(day, old, new) for day, old, new, _ in cells]


def test_the_table_has_every_reorganisation_of_the_register() -> None:
    known = register().agencies
    expected = []
    for agency in known.values():
        after = [name.words for name in agency.names[1:]]
        after.append("、".join(known[heir].names[-1].words for heir in agency.successors) or "—")
        for name, new in zip(agency.names, after, strict=True):
            if name.until is not None:
                expected.append((name.until.isoformat(), name.words, new))
    assert rows() == sorted(expected)


def test_the_table_tells_the_great_changes() -> None:
    assert ("2023-08-01", "行政院農業委員會", "農業部") in rows()
    assert ("2022-07-27", "科技部", "國家科學及技術委員會") in rows()
