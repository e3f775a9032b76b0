"""Turn the plain texts of ``examples/sources`` into every format that yinuo reads.

    python benchmark/build_examples.py            text formats and .docx: plain Python, same bytes every time
    python benchmark/build_examples.py --office   also .doc, .odt and .pdf, written by LibreOffice (``soffice``)

The results are committed, so nobody needs LibreOffice to use or test yinuo. A rebuilt .doc or
.pdf holds the same text but not the same bytes: LibreOffice writes the hour of the day into it.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SOURCES, CORPUS, FORMATS, BROKEN = (EXAMPLES / name for name in ("sources", "corpus", "formats", "broken"))

DIGITS = "一二三四五六七八九十"
SAMPLE = "110-12-20-culture-park"  # the letter that formats/ holds in every format
COPY_OF = "110-11-22-scooters-ferry"  # the letter that stands under a second id
EPOCH = (2024, 1, 1, 0, 0, 0)  # the hour written into every zip member


@dataclass(frozen=True)
class Letter:
    """One reply as its source file has it: three head lines, then the body by paragraphs."""

    subject: str
    number: str
    question: str
    paragraphs: tuple[str, ...]

    @classmethod
    def read(cls, name: str) -> "Letter":
        """Read ``examples/sources/<name>.txt``."""
        subject, number, question, *body = (SOURCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        return cls(subject, number, question, tuple(body))

    @property
    def lines(self) -> tuple[str, ...]:
        """Head and body, a paragraph each."""
        return (self.subject, self.number, self.question, *self.paragraphs)

    def row(self, session: str, sitting: str, url: str) -> dict[str, str]:
        """The letter as the eight fields of an ID2 record; its content has no line breaks."""
        return {
            "term": "11" if session in ("01", "02") else "10",
            "sessionPeriod": session,
            "sessionTimes": sitting,
            "meetingTimes": "null",
            "eyNumber": self.number,
            "lyNumber": self.question,
            "subject": self.subject,
            "content": "".join(self.paragraphs),
            "docUrl": f"https://example.org/{url}",
        }


# ── JSON ───────────────────────────────────────────────────────────────────────────────────


def write_json() -> None:
    """The four JSON shapes: ``dataList``, a bare list, JSON Lines, and lines of a vector store."""
    names = ("110-03-15-bridge", "110-05-12-sewage-solar", "110-06-28-helipad")
    rows = [Letter.read(name).row("03", f"{at:02d}", f"{name}.doc") for at, name in enumerate(names, 5)]
    _dump(CORPUS / "replies-10-03.json", {"dataList": rows})
    autumn = [Letter.read(name).row("04", "09", f"{name}.doc") for name in ("110-09-30-harbour", COPY_OF)]
    _dump(CORPUS / "replies-10-04.json", autumn)
    sample = Letter.read(SAMPLE).row("05", "01", f"{SAMPLE}.doc")
    seawall = Letter.read("111-03-28-seawall").row("05", "06", "111-03-28-seawall.doc")
    _dump_lines(CORPUS / "replies-10-05.jsonl", [{"id": "e5a0c1d2-0001-4000-8000-000000000001", **sample}])
    copied = Letter.read(COPY_OF).row("05", "02", f"{COPY_OF}-again.doc")
    _dump_lines(CORPUS / "replies-vectors.jsonl", [_point(2, copied), _point(3, seawall)])
    _dump(FORMATS / "letter.json", {"dataList": [sample]})


def _point(serial: int, row: dict[str, str]) -> dict[str, object]:
    key = f"e5a0c1d2-{serial:04d}-4000-8000-000000000001"
    chunk = {"baseId": key, "isChunked": False, "chunkIndex": 0, "totalChunks": 1}
    return {"id": key, "vector": [0.25, -0.5, 0.125, 0.0625], "payload": {**row, **chunk}}


def _dump(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _dump_lines(path: Path, rows: Iterable[object]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


# ── plain text, Markdown, HTML ─────────────────────────────────────────────────────────────


def write_texts() -> None:
    """Single letters and news as .txt, .md and .html, and the hard-wrapped report."""
    sample, news = Letter.read(SAMPLE).lines, _lines("112-09-18-news-cups")
    (FORMATS / "letter.txt").write_text(_joined(sample), encoding="utf-8")
    (FORMATS / "letter.md").write_text(markdown(sample), encoding="utf-8")
    (FORMATS / "letter.html").write_text(html(sample), encoding="utf-8")
    (CORPUS / "letter-112-10-23.txt").write_text(_joined(_lines("112-10-23-bridge-footpaths")), encoding="utf-8")
    (CORPUS / "letter-112-09-25.md").write_text(markdown(_lines("112-09-25-harbour-postponed")), encoding="utf-8")
    (CORPUS / "letter-114-03-10.md").write_text(markdown(_lines("114-03-10-abroad")), encoding="utf-8")
    (CORPUS / "letter-111-05-16.html").write_text(html(_lines("111-05-16-progress")), encoding="utf-8")
    (CORPUS / "letter-112-12-18.html").write_text(html(_lines("112-12-18-visits")), encoding="utf-8")
    (CORPUS / "news-112-09-18.html").write_text(html(news), encoding="utf-8")
    (CORPUS / "news-113-06-21.txt").write_text(_joined(_lines("113-06-21-news-bridge")), encoding="utf-8")
    (CORPUS / "report-112.txt").write_text(hard_wrapped(_lines("112-12-29-report")), encoding="utf-8")
    (CORPUS / "gazette-112.txt").write_text(_joined(gazette(112)), encoding="utf-8")


def _lines(name: str) -> tuple[str, ...]:
    text = (SOURCES / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def markdown(lines: Sequence[str]) -> str:
    """A heading, then one paragraph a line."""
    return f"# {lines[0]}\n\n" + "\n\n".join(lines[1:]) + "\n"


def html(lines: Sequence[str]) -> str:
    """A page with what surrounds a text on a real site: menu, script, footer, entities."""
    body = "\n".join(f"<p>{escape(line).replace('「', '&#12300;')}</p>" for line in lines[1:])
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hant-TW"><head><meta charset="utf-8">'
        f"<title>{escape(lines[0])}</title>\n<style>p {{ margin: 0 }}</style>"
        "<script>var menu = '將於明年底前完成';</script></head>\n<body>"
        '<nav><a href="/">首頁</a> <a href="/map">網站導覽</a></nav>\n'
        f"<main><h1>{escape(lines[0])}</h1>\n{body}\n</main>\n<footer>瀏覽人次：128</footer></body></html>\n"
    )


def hard_wrapped(lines: Sequence[str], width: int = 26, height: int = 12) -> str:
    """Lines cut at ``width`` characters with an empty line after each, and a page number every ``height``."""
    wrapped = [line[at : at + width] for line in lines for at in range(0, len(line), width)]
    pages = [wrapped[at : at + height] for at in range(0, len(wrapped), height)]
    numbered = [line for number, page in enumerate(pages, 1) for line in (*page, f"- {number} -")]
    return "\n\n".join(numbered) + "\n"


# ── the gazette ────────────────────────────────────────────────────────────────────────────

ISSUES = {
    112: ("第112卷　第66期", ("112-05-08-honey", "112-05-22-heat", "112-05-29-footpaths")),
    113: ("第113卷　第88期", ("113-09-16-solar", "113-09-23-harbour", "113-10-14-theatres-sewers")),
}


def gazette(year: int) -> tuple[str, ...]:
    """Three replies as the gazette prints them: page heads inside, members' questions after."""
    issue, names = ISSUES[year]
    lines = ["質詢事項", "甲、行政院答復部分"]
    for number, name in enumerate(names, 415):
        letter = Letter.read(name).lines
        lines += [*letter[:-1], f"立法院公報　{issue}　院會紀錄", str(number), letter[-1]]
    question = (
        "（一）本院秦委員朗川，鑒於澄溪地區停車空間不足，民眾苦不堪言，交通部應於明年6月底前完成興建立體停車場3處，"
        "並全額補助地方政府，特向行政院提出質詢。"
    )
    return (*lines, "乙、本院委員質詢部分", question)


# ── office formats ─────────────────────────────────────────────────────────────────────────

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "numbering": "numbering", "header": "header", "footer": "footer"}


def docx(lines: Iterable[str], *, numbered: bool = False, head: str = "") -> bytes:
    """Write a Word file of ``lines``.

    ``numbered`` leaves 一、 and (一) to automatic numbering; ``head`` is printed on top of each page.
    """
    body = "".join(_paragraph(line, numbered=numbered) for line in lines)
    refs = '<w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
    page = '<w:pgSz w:w="8391" w:h="9354"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="850"/>'
    section = f"<w:sectPr>{refs if head else ''}{page}</w:sectPr>"
    parts = {"document": f"<w:document {_W} {_R}><w:body>{body}{section}</w:body></w:document>"}
    if numbered:
        parts["numbering"] = _numbering()
    if head:
        parts["header"] = f"<w:hdr {_W}>{_paragraph(head)}</w:hdr>"
        field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        parts["footer"] = f'<w:ftr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p></w:ftr>'
    return _packed(parts)


def _paragraph(line: str, *, numbered: bool = False) -> str:
    level, words = _marker(line) if numbered else (None, line)
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level is not None else ""
    font = '<w:rFonts w:ascii="Noto Serif CJK TC" w:eastAsia="Noto Serif CJK TC" w:hAnsi="Noto Serif CJK TC"/>'
    text = f'<w:r><w:rPr>{font}<w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    return f"<w:p><w:pPr>{number}</w:pPr>{text}</w:p>"


def _marker(line: str) -> tuple[int | None, str]:
    if line[0] in DIGITS and line[1] == "、":
        return 0, line[2:]
    if line[0] == "(" and line[1] in DIGITS and line[2] == ")":
        return 1, line[3:]
    return None, line


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="taiwaneseCountingThousand"/>'
        f'<w:lvlText w:val="{words}"/></w:lvl>'
        for level, words in enumerate(("%1、", "(%2)"))
    )
    return (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _packed(parts: dict[str, str]) -> bytes:
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{_PARTS[part]}+xml"/>' for part in parts
    )
    linked = "".join(
        f'<Relationship Id="{part}" Type="{_OFFICE}/{part}" Target="{part}.xml"/>'
        for part in parts
        if part != "document"
    )
    relations = 'Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<{relations}><Relationship Id="d" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"<{relations}>{linked}</Relationships>",
        **{f"word/{part}.xml": xml for part, xml in parts.items()},
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), declared + xml, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def write_docx() -> None:
    """The .docx files, which need no LibreOffice."""
    (CORPUS / "letter-111-06-20.docx").write_bytes(docx(_lines("111-06-20-cups"), numbered=True))
    (FORMATS / "letter.docx").write_bytes(docx(Letter.read(SAMPLE).lines))


def write_office() -> None:
    """The .doc, .odt and .pdf files, by LibreOffice."""
    sample, report = Letter.read(SAMPLE).lines, _lines("114-01-20-report")
    for suffix in ("doc", "odt", "pdf"):
        convert(docx(sample), FORMATS / f"letter.{suffix}")
    convert(docx(_lines("111-08-22-theatres")), CORPUS / "letter-111-08-22.odt")
    convert(docx(_lines("112-03-20-sewage-late")), CORPUS / "letter-112-03-20.doc")
    convert(docx(_lines("112-04-17-ferry-dropped")), CORPUS / "letter-112-04-17.pdf")
    convert(docx(gazette(113)), CORPUS / "gazette-113.doc")
    convert(docx(gazette(112)), FORMATS / "gazette-112.doc")
    convert(docx(report, head=report[0]), CORPUS / "report-113.pdf")


def convert(source: bytes, target: Path) -> None:
    """Have LibreOffice write ``source`` (a .docx) as the format that the name of ``target`` says."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("找不到 soffice（LibreOffice is not installed）：請安裝後再試（install it, then try again）")
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, target.stem + ".docx")
        draft.write_bytes(source)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        kind = {"doc": "doc:MS Word 97"}.get(target.suffix[1:], target.suffix[1:])
        command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", folder, str(draft)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        shutil.copyfile(draft.with_suffix(target.suffix), target)


# ── bad input ──────────────────────────────────────────────────────────────────────────────


def write_broken() -> None:
    """One file for each way in which a document can be unreadable."""
    (BROKEN / "empty.txt").write_bytes(b"")
    whole = docx(_lines("111-06-20-cups"))
    (BROKEN / "truncated.docx").write_bytes(whole[: len(whole) * 6 // 10])
    page = "<!DOCTYPE html><html><head><title>503</title></head><body><h1>系統維護中</h1></body></html>\n"
    (BROKEN / "error-page.json").write_text(page, encoding="utf-8")
    (BROKEN / "undated.txt").write_text("交通部將辦理澄溪大橋改建工程，並儘速完工通車。\n", encoding="utf-8")
    (BROKEN / "pictures-only.pdf").write_bytes(_picture_pdf())


def _picture_pdf() -> bytes:
    drawing = b"q 200 0 0 200 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
    ]
    pdf, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return pdf + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(pdf)


def main() -> None:
    """Write all text formats; with ``--office`` the LibreOffice ones too."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--office", action="store_true", help="also write .doc, .odt and .pdf (needs soffice)")
    office: bool = parser.parse_args().office
    for folder in (CORPUS, FORMATS, BROKEN):
        folder.mkdir(parents=True, exist_ok=True)
    for write in (write_json, write_texts, write_docx, write_broken, *([write_office] if office else [])):
        write()


if __name__ == "__main__":
    main()
