"""A table across the width of the text: columns as their words need them, the head row on every page."""

from __future__ import annotations

from typing import Protocol

from reports.exports.docx.layout import Layout
from reports.exports.docx.title import width
from reports.exports.docx.xml import run
from reports.exports.page import Block

#: Word opens no table of more.
MOST_COLUMNS = 63
#: Half points: 小四 as a rule, less where the columns need it.
_SIZES = (24, 21, 18, 15, 12)
#: A column is counted as so wide at most; a head row or a row that must not be divided has so many characters.
_WIDE, _SHORT = 16.0, 120
#: Cells up to this width are centred where their whole column is.
_CENTRED = 8


class Writer(Protocol):
    """What a table needs of the document it stands in."""

    layout: Layout

    def paragraph(self, style: str, inner: str, properties: str = "") -> str: ...
    def bookmarked(self, name: str, inner: str) -> str: ...


def table(writer: Writer, block: Block, name: str) -> str:
    """The table; the bookmark ``name`` stands in the paragraph of its first cell."""
    columns = max(map(len, block.rows))
    needs = [max(_need(row[at]) for row in block.rows if at < len(row)) for at in range(columns)]
    size = next((one for one in _SIZES if sum(needs) * one * 10 <= writer.layout.value.width), _SIZES[-1])
    widths = _shares([need + 1 for need in needs], writer.layout.value.width)
    centred = [need <= _CENTRED for need in needs]
    rows = []
    for at, row in enumerate(block.rows):
        cells = []
        for place, cell in enumerate(row):
            middle = (at == 0 and len(block.rows) > 1) or centred[place]
            inner = _sized(run(cell), size)
            if at == place == 0:
                inner = writer.bookmarked(name, inner)
            written = writer.paragraph("TableText", inner, '<w:jc w:val="center"/>' if middle else "")
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{widths[place]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
                f"{written}</w:tc>"
            )
        short = max(map(len, row)) <= _SHORT
        properties = f'<w:gridAfter w:val="{columns - len(row)}"/>' if len(row) < columns else ""
        properties += "<w:cantSplit/>" if short else ""
        properties += "<w:tblHeader/>" if short and at == 0 and len(block.rows) > 1 else ""
        rows.append(f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>")
    margin = 80 if columns <= 10 else 15
    margins = (("top", 30), ("left", margin), ("bottom", 30), ("right", margin))
    sides = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in margins)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{writer.layout.value.width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{one}{chr(34)}/>' for one in widths)}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _need(cell: str) -> float:
    """The characters a cell would like in one line."""
    return min(_WIDE, max(2.0, *(width(line) for line in cell.split("\n"))))


def _shares(needs: list[float], whole: int) -> list[int]:
    """The width of the text divided by need, to the last twip."""
    total, taken, done = sum(needs), 0.0, 0
    widths = []
    for need in needs:
        taken += need
        end = round(whole * taken / total)
        widths.append(end - done)
        done = end
    return widths


def _sized(written: str, half_points: int) -> str:
    """The run in the size of this table."""
    marks = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    return written.replace("</w:rPr>", marks, 1)
