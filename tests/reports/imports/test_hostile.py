"""Files made to break the reader, and files that clerks upload by mistake: each gets one Chinese sentence."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from functools import partial

import pytest

from reports.imports import MAX_BYTES, ImportRefused, parse, read_text
from reports.imports.carriers import opc
from tests.reports.imports.wordfile import (
    FILLER,
    MC,
    W,
    attempt,
    document,
    numbering,
    package,
    paragraph,
    word,
)

GOOD = word(paragraph(FILLER))


def refusal(name: str, data: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        parse(name, data)
    assert refused.value.sentence.endswith("。")
    assert "抱歉" not in refused.value.sentence
    return refused.value


def repacked(change: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as given, zipfile.ZipFile(buffer, "w", method) as made:
        for name in given.namelist():
            if name not in change:
                made.writestr(name, given.read(name))
        for name, content in change.items():
            made.writestr(name, content)
    return buffer.getvalue()


def encrypted() -> bytes:
    """A package whose parts are marked as encrypted."""
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


DTD = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + document(paragraph("&e;")).encode()
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + document(paragraph("&b;")).encode()
DEEP = f"<w:document {W}>{'<w:x>' * 5000}{'</w:x>' * 5000}</w:document>".encode()

SHEET = repacked({"xl/workbook.xml": b"<a/>"}).replace(b"word/document", b"word/dokument")
KLINGON = package('<?xml version="1.0" encoding="x-klingon"?><a/>')
TWICE = repacked({"Word/Settings.xml": b"<a/>", "word/settings.xml": b"<a/>"})
MACRO_TYPE = repacked({"[Content_Types].xml": b'<Types a="x.macroEnabled.main"/>'})

CASES = {
    "empty": ("a.docx", b"", "empty"),
    "21 MB": ("a.txt", b"a" * (MAX_BYTES + 1), "too_large"),
    "a picture": ("a.png", b"\x89PNG", "wrong_type"),
    "no suffix": ("报告", b"text", "wrong_type"),
    "an old .doc": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_type"),
    "a PDF": ("a.pdf", b"%PDF-1.7", "unsupported_type"),
    "a .wps": ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_type"),
    "a macro file by name": ("a.docm", GOOD, "macro"),
    "a password": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "encrypted"),
    "a text named .docx": ("a.docx", FILLER.encode(), "wrong_type"),
    "a Word file named .txt": ("a.txt", GOOD, "wrong_type"),
    "a PDF named .docx": ("a.docx", b"%PDF-1.7", "wrong_type"),
    "NUL bytes": ("a.txt", b"\0" * 500, "not_text"),
    "no text at all": ("a.docx", word(paragraph("")), "too_short"),
    "a spreadsheet": ("a.docx", SHEET, "wrong_type"),
    "half a file": ("a.docx", GOOD[: len(GOOD) // 2], "unreadable"),
    "an empty package": ("a.docx", b"PK\x05\x06" + b"\0" * 18, "wrong_type"),
    "broken XML": ("a.docx", package("<w:document"), "unreadable"),
    "an unknown encoding": ("a.docx", KLINGON, "unreadable"),
    "a foreign entity": ("a.docx", repacked({"word/document.xml": DTD}), "dtd"),
    "a billion laughs": ("a.docx", repacked({"word/document.xml": LAUGHS}), "dtd"),
    "a DTD in a part nobody reads": ("a.docx", repacked({"word/theme.xml": DTD}), "dtd"),
    "deep nesting": ("a.docx", repacked({"word/document.xml": DEEP}), "unreadable"),
    "a macro": ("a.docx", repacked({"word/vbaProject.bin": b"x"}), "macro"),
    "a macro by type": ("a.docx", MACRO_TYPE, "macro"),
    "a zip bomb": ("a.docx", repacked({"word/theme.xml": b" " * (opc.MEGABYTE * 3)}), "bomb"),
    "two thousand parts": ("a.docx", repacked({f"word/{n}.bin": b"" for n in range(2001)}), "bomb"),
    "marked as encrypted": ("a.docx", encrypted(), "encrypted"),
    "a part twice": ("a.docx", TWICE, "unreadable"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(case: str) -> None:
    name, data, code = CASES[case]
    assert refusal(name, data).code == code


def test_every_single_byte_cut_off_or_changed_ends_in_a_report_or_a_sentence() -> None:
    for at in range(0, len(GOOD), 7):
        for data in (GOOD[:at], GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]):
            found = attempt(partial(parse, "a.docx", data))
            assert found.sentence.endswith("。")


def test_sizes_are_counted_while_inflating_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opc, "MAX_PART", 100)
    assert refusal("a.docx", GOOD).code == "bomb"


def test_a_package_may_not_unpack_to_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opc, "MAX_UNPACKED", 100)
    assert refusal("a.docx", GOOD).code == "bomb"


def test_nothing_outside_the_package_is_fetched() -> None:
    picture = '<w:r><w:pict><v:imagedata xmlns:v="v" src="http://198.51.100.1/x.png"/></w:pict></w:r>'
    assert parse("a.docx", word(paragraph(FILLER, picture))).content.parts[0].opening == (FILLER,)


def test_formats_that_make_no_sense_do_not_stop_the_reading() -> None:
    strange = numbering(("decimal", "%1"), start=99).replace('"99"', '"-7777777777"')
    odd = paragraph(
        FILLER,
        properties='<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr>',
    )
    assert parse("a.docx", word(odd, numbering=strange)).content.parts[0].opening == (FILLER,)


def test_a_text_of_nothing_but_headings_is_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text("\n".join("一、法治建设" for _ in range(5001)))
    assert refused.value.code == "too_long"


def test_a_file_of_millions_of_characters_is_refused() -> None:
    assert refusal("a.txt", "法".encode() * 2_000_001).code == "too_long"


@pytest.mark.parametrize(
    "piece",
    [
        "法",
        "我镇依法行政。",
        "（一）",
        "。（一）法治",
        "1.",
        "“",
        "《",
        "一是抓。",
        "法 ",
        "\t法",
        "办理3件5起，",
        "www.a.com ",
        "附件：",
        "一、法治1.法治2.",
    ],
)
def test_two_megabytes_are_read_in_time(piece: str) -> None:
    """Linear: eight times the text takes about eight times as long; with backtracking, sixty-four."""
    whole, eighth = seconds(piece, 2_000_000), seconds(piece, 250_000)
    assert whole < (20 if sys.gettrace() else 5)
    assert whole < max(eighth, 0.05) * 25


def seconds(piece: str, size: int) -> float:
    """Processor time to read, or refuse, a text of so many bytes."""
    text = "一、主要举措和成效\n" + FILLER + piece * (size // len(piece.encode()))
    begun = time.process_time()
    attempt(lambda: read_text(text))
    return time.process_time() - begun


def test_choices_within_choices_are_read_once() -> None:
    inner = paragraph(FILLER)
    for _ in range(40):
        inner = (
            f"<mc:AlternateContent {MC}><mc:Choice>{inner}</mc:Choice><mc:Fallback/></mc:AlternateContent>"
        )
    assert parse("a.docx", word(inner)).content.parts[0].opening == (FILLER,)
