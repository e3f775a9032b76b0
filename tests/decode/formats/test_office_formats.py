"""Word and OpenDocument files: whole ones, hostile ones, half ones."""

import io
import struct
import zipfile
from pathlib import Path

import olefile
import pytest

from yinuo.decode.formats import read_text
from yinuo.errors import Damaged, Encrypted, NoTextLayer, TooLarge, UnknownFormat

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REPORT_LINES = [
    "中華民國118年度河川復育工作報告",
    "經濟部　中華民國118年2月20日",
    "一、辦理情形：護岸改善已完成12公里。",
    "（一）北區完成7公里，已驗收。",
    "（二）南區完成5公里，詳見工程網頁。",
    "二、未來規劃：預計119年6月底前再完成8公里。",
    "縣市\t公里",
    "甲縣\t7",
]


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(name: str) -> str:
    return read_text((FIXTURES / name).read_bytes(), name)[0].text


def docx(body: str, **parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return packed.getvalue()


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"


def listed(words: str, depth: int = 0, number: int = 1) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return paragraph(words, properties)


def numbering(*levels: tuple[str, str]) -> str:
    rows = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{label}"/></w:lvl>'
        for index, (style, label) in enumerate(levels)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{rows}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )


@pytest.mark.parametrize("name", ["letter.doc", "letter.docx", "letter.odt"])
def test_one_letter_reads_the_same_from_every_format(name: str) -> None:
    written = (FIXTURES / "letter.txt").read_text(encoding="utf-8")

    assert squeezed(text_of(name)) == squeezed(written)
    assert [line for line in text_of(name).split("\n") if line] == [line for line in written.split("\n") if line]


@pytest.mark.parametrize("name", ["report.doc", "report.docx", "report.odt"])
def test_automatic_list_numbers_are_written_out(name: str) -> None:
    assert text_of(name).split("\n")[:8] == REPORT_LINES


def test_a_legacy_document_shows_no_deleted_hidden_or_field_code_words() -> None:
    text = text_of("report.doc")

    assert "北區完成7公里，已驗收。" in text
    assert "詳見工程網頁。" in text
    assert "甲縣\t7\n以上報告。" in text
    assert not any(words in text for words in ("刪除的字", "隱藏的字", "HYPERLINK", "example"))


def test_list_counters_restart_deepen_and_combine() -> None:
    body = "".join(
        (listed("甲"), listed("乙", 1), listed("丙", 1), listed("丁"), listed("戊", 1), listed("己", 0, number=2))
    )
    xml = numbering(("taiwaneseCountingThousand", "%1、"), ("decimal", "%1.%2"))

    lines = read_text(docx(body, numbering=xml), "a.docx")[0].text.split("\n")

    assert lines == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "二.1 戊", "一、己"]


def test_a_paragraph_style_brings_its_number() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="item"><w:basedOn w:val="base"/></w:style></w:styles>'
    )
    body = paragraph("研議", '<w:pPr><w:pStyle w:val="item"/></w:pPr>') * 2
    data = docx(body, numbering=numbering(("ideographTraditional", "%1、")), styles=styles)

    assert read_text(data, "a.docx")[0].text == "甲、研議\n乙、研議"


def test_a_style_that_is_based_on_itself_ends() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>'

    data = docx(paragraph("研議", '<w:pPr><w:pStyle w:val="a"/></w:pPr>'), styles=styles)

    assert read_text(data, "a.docx")[0].text == "研議"


def test_nested_field_codes_leave_only_the_outer_result() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def run(words: str) -> str:
        return f"<w:r><w:t>{words}</w:t></w:r>"

    inner = mark("begin") + run("內碼") + mark("separate") + run("內果") + mark("end")
    body = f"<w:p>{run('前')}{mark('begin')}{inner}{mark('separate')}{run('外果')}{mark('end')}{run('後')}</w:p>"

    assert read_text(docx(body), "a.docx")[0].text == "前外果後"


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("機密", encoding="utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document {W}><w:body>'
            "<w:p><w:r><w:t>承諾&x;</w:t></w:r></w:p></w:body></w:document>",
        )

    with pytest.raises(Damaged, match="DTD"):
        read_text(packed.getvalue(), "a.docx")


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE d SYSTEM "http://example.invalid/d.dtd">', '<!DOCTYPE d [<!ENTITY a "哈哈哈哈">]>']
)
def test_a_document_type_is_refused(doctype: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f"{doctype}<w:document {W}><w:body/></w:document>")

    with pytest.raises(Damaged, match="DTD"):
        read_text(packed.getvalue(), "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (30 << 20))

    assert len(packed.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="bomb"):
        read_text(packed.getvalue(), "bomb.docx")


def test_a_zip_of_very_many_files_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(4_001):
            archive.writestr(f"{number}", b"")

    with pytest.raises(TooLarge):
        read_text(packed.getvalue(), "many.zip")


@pytest.mark.parametrize("name", ["letter.doc", "letter.docx", "letter.odt", "letter.pdf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_damaged(name: str, share: float) -> None:
    data = (FIXTURES / name).read_bytes()

    with pytest.raises(Damaged) as raised:
        read_text(data[: int(len(data) * share)], name)

    assert name in str(raised.value)


def test_a_wrong_extension_reads_fine() -> None:
    data = (FIXTURES / "letter.doc").read_bytes()

    assert read_text(data, "letter.pdf")[0].format == "doc"


def with_fib(offset: int, value: int) -> bytes:
    file = io.BytesIO((FIXTURES / "letter.doc").read_bytes())
    with olefile.OleFileIO(file, write_mode=True) as ole:
        main = bytearray(ole.openstream("WordDocument").read())
        struct.pack_into("<H", main, offset, value)
        ole.write_stream("WordDocument", bytes(main))
    return file.getvalue()


def test_an_encrypted_legacy_document_says_so() -> None:
    flags = struct.unpack_from("<H", with_fib(0, 0xA5EC), 512 + 0x0A)[0]

    with pytest.raises(Encrypted):
        read_text(with_fib(0x0A, flags | 0x0100), "secret.doc")


@pytest.mark.parametrize(("offset", "value"), [(0, 0xA5DC), (2, 0x0065)])
def test_a_word_95_document_names_the_remedy(offset: int, value: int) -> None:
    with pytest.raises(UnknownFormat, match="Word 6/95") as raised:
        read_text(with_fib(offset, value), "old.doc")

    assert "docx" in (raised.value.remedy or "")


@pytest.mark.parametrize(("offset", "value"), [(0x1A6, 0), (0x1A4, 0xFFFF), (0x4E, 0x7FFF)])
def test_tables_that_point_outside_are_damaged(offset: int, value: int) -> None:
    with pytest.raises(Damaged):
        read_text(with_fib(offset, value), "broken.doc")


def test_an_encrypted_zip_entry_says_so() -> None:
    data = bytearray(docx(paragraph("承諾")))
    central = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1

    with pytest.raises(Encrypted):
        read_text(bytes(data), "secret.docx")


def test_a_document_of_pictures_only_has_no_text_layer() -> None:
    with pytest.raises(NoTextLayer, match="no text layer"):
        read_text(docx("<w:p><w:r><w:pict/></w:r></w:p>"), "scan.docx")


def test_a_spreadsheet_is_no_document() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(UnknownFormat):
        read_text(packed.getvalue(), "table.docx")
