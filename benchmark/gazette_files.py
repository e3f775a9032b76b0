"""Lay real letters out as sections of the gazette, make .doc and .pdf of them with LibreOffice, and read them back.

    python -m benchmark.gazette_files ../shared/data

Both layouts (FACTS §3: number lines in full-width brackets; from 111/66 on without the first bracket and in half
width), sections split over two files, page heads inside, part 乙 at the end. Of each format it prints the share of
letters found (by their own number), of numbers of questions, days and askers right, and of texts equal after folding.
Letters held back for acceptance and those of pictures only take no part. Exit 1 where a letter is not found, a number
or a day is wrong, something was found that is none, or fewer than 99 % of the texts are equal.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

from yinuo.decode.documents import read_documents
from yinuo.decode.folding import fold_key
from yinuo.model import Document

FORMATS = ("doc", "pdf")
WHAT = ("found", "number", "day", "asker", "equal")
QUESTION = "（立法院函　編號：10-1-1-1）"  # of letters that are kept without the number of their question
SECTION = 40  # letters of one section, which is split over two files
_PARAGRAPH = re.compile(
    "(?<=[。：])(?=[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.．、][^0-9])"
)
_DIGITS = "零一二三四五六七八九"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"'
    ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
)
_TAIL = "</office:text></office:body></office:document>"
_NARROW = str.maketrans("（），：　", "(),: ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, make the files, read them, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of real documents")
    parser.add_argument("--most", type=int, default=0, help="letters at most; 0: all")
    chosen = parser.parse_args(arguments)
    office = shutil.which("soffice")
    if office is None:
        print("needs LibreOffice (soffice)", file=sys.stderr)
        return 2
    letters = real_letters(chosen.data)[: chosen.most or None]
    with tempfile.TemporaryDirectory() as folder:
        return measured(office, Path(folder), letters)


def real_letters(data: Path) -> list[Document]:
    """Every letter with a text of its own that is not held back, a text once."""
    found = read_documents((data / "replies.jsonl").read_bytes(), "replies.jsonl")
    documents = [one for one in found if isinstance(one, Document)]
    held = set((data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    refused = {one.fingerprint for one in documents if one.id in held}
    once = {one.fingerprint: one for one in documents if one.fingerprint not in refused and one.number}
    return list(once.values())


def measured(office: str, folder: Path, letters: Sequence[Document]) -> int:
    """Make the files of each format, read them, print the shares."""
    sources = list(write_sections(folder, letters))
    print(f"{len(letters):,} letters in {len(sources)} files", flush=True)
    bad = False
    for kind in FORMATS:
        out = folder / kind
        words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run(
            [*words, "--outdir", str(out), *map(str, sources)], check=True, capture_output=True, timeout=1800
        )
        tally = compared(out, letters)
        bad |= bool(tally["strange"]) or tally["equal"] < 0.99 * len(letters)
        bad |= any(tally[what] < len(letters) for what in ("found", "number", "day"))
        shares = ", ".join(f"{what} {tally[what]:,} ({tally[what] / len(letters):.1%})" for what in WHAT)
        print(f".{kind}: {shares}; {tally['strange']} that are none, {tally['errors']} errors", flush=True)
    return 1 if bad else 0


def compared(folder: Path, letters: Sequence[Document]) -> Counter[str]:
    """What came back of the letters from the files of a folder."""
    tally: Counter[str] = Counter()
    back: dict[str, Document] = {}
    for path in sorted(folder.iterdir()):
        for one in read_documents(path.read_bytes(), path.name):
            if isinstance(one, Document):
                back[number_of(one)] = one
            else:
                tally["errors"] += 1
    for letter in letters:
        found = back.pop(number_of(letter), None)
        if found is None:
            continue
        tally["found"] += 1
        tally["number"] += asked_number(found) == asked_number(letter)
        tally["day"] += found.date == letter.date
        tally["asker"] += found.askers == letter.askers
        tally["equal"] += fold_key(found.text) == fold_key(letter.text)
    tally["strange"] = len(back)
    return tally


def number_of(letter: Document) -> str:
    """A letter's number without its brackets, of which the newer layout has one."""
    return fold_key(letter.number or "").strip("()（）")


def asked_number(letter: Document) -> str:
    """The number of the question it answers; in the newer layout both numbers stand without a bracket."""
    return fold_key(letter.question_number or QUESTION).strip("()（）")


def write_sections(folder: Path, letters: Sequence[Document]) -> Iterator[Path]:
    """Flat ODT files: sections of some letters, each split over two files, old and new layout in turn."""
    for section, start in enumerate(range(0, len(letters), SECTION)):
        some = letters[start : start + SECTION]
        new = section % 2 == 1
        middle = (len(some) + 1) // 2
        lines = [list(item(number, letter, new=new)) for number, letter in enumerate(some, 1)]
        opening = ["質詢事項全文"] if new else ["質詢事項", "甲、行政院答復部分"]
        closing = [
            "乙、本院委員質詢部分",
            "（一）本院王委員大明，針對步道維護問題，特向行政院提出質詢。",
            "說明：請行政院說明。",
        ]
        parts = [[*opening, *chain(*lines[:middle])], [*chain(*lines[middle:]), *closing]]
        for half, part in enumerate(parts):
            path = folder / f"LCIDC01_111{section + 50:02d}01_{half + 3:05d}.fodt"
            path.write_text(f"{_HEAD}{''.join(paged(part, section))}{_TAIL}", encoding="utf-8")
            yield path


def item(number: int, letter: Document, *, new: bool) -> Iterator[str]:
    """The lines of one letter in a section."""
    told = re.sub(r"^（?[一二三四五六七八九十百]{1,5}[）、]", "", letter.title)
    yield f"（{_chinese(number)}）{told}"
    heads = [letter.number or "", letter.question_number or QUESTION]
    for head in heads:
        whole = head if head.startswith("（") else f"（{head.strip('()（）')}）"
        yield whole.removeprefix("（").translate(_NARROW) if new else whole
    yield from (part for part in _PARAGRAPH.split(letter.text) if part.strip())


def paged(lines: Sequence[str], section: int) -> Iterator[str]:
    """Paragraphs, with the head of a page and its number among them."""
    for at, line in enumerate(lines):
        if at % 30 == 29:
            yield f"<text:p>立法院公報　第111卷　第{section + 50}期　院會紀錄</text:p><text:p>{at + 100}</text:p>"
        yield f"<text:p>{escape(line)}</text:p>"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 1 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


if __name__ == "__main__":
    sys.exit(main())
