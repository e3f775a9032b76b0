"""PDF: a text layer, none, a password, damage that pdfium would not tell of."""

import re
import zlib
from pathlib import Path

import pytest

from yinuo.decode.formats import read_text
from yinuo.errors import Damaged, Encrypted, NoTextLayer, TooLarge

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def pdf(content: bytes, pages: int = 1, stream: bytes | None = None) -> bytes:
    """A PDF of equal pages with one content stream."""
    stream = stream if stream is not None else zlib.compress(content)
    kids = " ".join(f"{number + 4} 0 R" for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(stream), stream),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 3 0 R>>"] * pages,
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(body),
    )  # fmt: skip


def test_the_text_layer_is_read() -> None:
    text = read_text((FIXTURES / "letter.pdf").read_bytes(), "letter.pdf")[0].text
    written = (FIXTURES / "letter_short.txt").read_text(encoding="utf-8")

    assert "".join(text.split()) == "".join(written.split())


def test_pages_without_text_have_no_text_layer() -> None:
    with pytest.raises(NoTextLayer, match="no text layer"):
        read_text(pdf(b"0 0 100 100 re f", pages=3), "scan.pdf")


def test_an_encrypted_pdf_says_so() -> None:
    with pytest.raises(Encrypted):
        read_text((FIXTURES / "encrypted.pdf").read_bytes(), "secret.pdf")


def test_flipped_bytes_in_a_compressed_stream_are_damage() -> None:
    data = bytearray((FIXTURES / "letter.pdf").read_bytes())
    start = re.search(rb"/FlateDecode[^\x00]*?stream\r?\n", bytes(data))
    assert start is not None
    data[start.end() + 40] ^= 0xFF

    with pytest.raises(Damaged):
        read_text(bytes(data), "flipped.pdf")


def test_a_stream_that_unpacks_without_end_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yinuo.decode.formats.pdf._UNPACKED_CAP", 1 << 20)

    with pytest.raises(TooLarge, match="bomb"):
        read_text(pdf(b"0" * (3 << 20)), "bomb.pdf")


def test_a_stream_cut_inside_is_damaged() -> None:
    stream = zlib.compress(b"0 0 100 100 re f" * 50)[:-6]

    with pytest.raises(Damaged):
        read_text(pdf(b"", stream=stream), "cut.pdf")


def test_words_that_only_start_like_a_pdf_are_damaged() -> None:
    with pytest.raises(Damaged):
        read_text(b"%PDF-1.7\nnothing", "a.pdf")
