"""Word packages for tests, written as XML: exactly what a test is about and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from reports.imports import ImportRefused, Proposal

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FILLER = (
    "我镇坚持依法行政，全年召开专题会议十二次，研究解决问题，推动各项任务落到实处，群众满意度稳步提升。" * 2
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*pieces: str, properties: str = "") -> str:
    """A paragraph of XML pieces; plain words become a run."""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def listed(level: int, *pieces: str, list_id: int = 1) -> str:
    return paragraph(
        *pieces, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def numbering(*levels: tuple[str, str], lists: str = "", start: int = 1) -> str:
    """A numbering part with one multi-level list 1 and whatever further lists are given."""
    shapes = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="5">{shapes}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>{lists}</w:numbering>'
    )


def document(*blocks: str) -> str:
    return f"<w:document {W} {MC} {M}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"


def package(body: str, **parts: str | bytes) -> bytes:
    """A .docx of a document part and others, named without folder and suffix: numbering="<w:numbering…"."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", body)
        for name, content in parts.items():
            made.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def word(*blocks: str, **parts: str) -> bytes:
    return package(document(*blocks), **parts)


def attempt(read: Callable[[], Proposal]) -> Proposal | ImportRefused:
    """What comes of reading: a proposal or the refusal; anything else is the reader's fault and raised."""
    try:
        return read()
    except ImportRefused as refused:
        return refused
