"""A table across the width of the text: columns as their words need them, the head row on every page."""

from __future__ import annotations

from typing import Protocol

from reports.exports.docx import sheet
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


def table(writer: Writer, block: Block, name: str, *, keep: bool = False) -> str:
    """The table. The bookmark ``name`` stands in its first cell; with ``keep`` its end stays with what follows."""
    columns = max(map(len, block.rows))
    needs = [max(_need(row[at]) for row in block.rows if at < len(row)) for at in range(columns)]
    whole = writer.layout.value.width
    size = next((one for one in _SIZES if sum(needs) * one * 10 <= whole), _SIZES[-1])
    widths = _shares([need + 1 for need in needs], whole)
    rows = []
    for at, row in enumerate(block.rows):
        head = at == 0 and len(block.rows) > 1
        cells = []
        for place, cell in enumerate(row):
            inner = run(cell, sheet.size(size))
            inner = writer.bookmarked(name, inner) if at == place == 0 else inner
            form = "<w:keepNext/>" if keep and at == len(block.rows) - 1 else ""
            form += '<w:jc w:val="center"/>' if head or needs[place] <= _CENTRED else ""
            cells.append(_cell(widths[place], writer.paragraph("TableText", inner, form)))
        rows.append(_row(row, cells, columns, head=head))
    columns_xml = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{whole}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/>{_margins(80 if columns <= 10 else 15)}</w:tblPr>'
        f"<w:tblGrid>{columns_xml}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _margins(sides: int) -> str:
    rooms = (("top", 30), ("left", sides), ("bottom", 30), ("right", sides))
    inner = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in rooms)
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"


def _cell(wide: int, inner: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
    )


def _row(row: tuple[str, ...], cells: list[str], columns: int, *, head: bool) -> str:
    """A row. A short one has no cells at its end, rather than empty ones; one of much text may be divided."""
    form = f'<w:gridAfter w:val="{columns - len(row)}"/>' if len(row) < columns else ""
    if max(map(len, row)) <= _SHORT:
        form += "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    return f"<w:tr>{f'<w:trPr>{form}</w:trPr>' if form else ''}{''.join(cells)}</w:tr>"


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
