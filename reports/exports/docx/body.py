"""The document itself: from the blocks of the page to paragraphs, tables and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from uuid import UUID

from reports.exports.docx import sheet, title
from reports.exports.docx.layout import CHARACTER, Layout
from reports.exports.docx.tables import MOST_COLUMNS, table
from reports.exports.docx.xml import attribute, part, run
from reports.exports.page import Block, PageDocument

#: Word's own limit for the name of a bookmark.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
#: 二号 in twips.
_TITLE_CHARACTER = 440


def bookmark_name(block: Block) -> str:
    """``r_<hex of the id>_<field>``; "" where the id is no UUID, as in a file from elsewhere."""
    try:
        return f"r_{UUID(block.id).hex}_{block.field}"
    except ValueError:
        return ""


class Body:
    """One document as it is written; it carries the bookmarks' count along."""

    def __init__(self, layout: Layout, mark: str) -> None:
        if mark and not _NAME.fullmatch(mark):
            raise ValueError(f"no name of a bookmark: {mark!r}")
        self.layout = layout
        self._mark = mark
        self._bookmarks = 0

    def write(self, document: PageDocument, cc: str) -> str:
        """``word/document.xml``."""
        pieces = [*self._head(document), *self._blocks(document), *self._foot(document, cc)]
        if self._mark:  # nothing took it: there is no title and no text
            pieces.insert(0, self.paragraph("Normal", ""))
        if not pieces or pieces[-1].endswith("</w:tbl>"):
            pieces.append(self.paragraph("Normal", ""))
        return part("document", f"<w:body>{''.join(pieces)}{sheet.section(self.layout)}</w:body>")

    def paragraph(self, style: str, inner: str, properties: str = "") -> str:
        """A paragraph. The first one begins with the mark of this copy."""
        mark, self._mark = self._mark, ""
        begin = self.bookmarked(mark, "") if mark else ""
        named = f'<w:pStyle w:val="{style}"/>' if style != "Normal" else ""
        around = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
        return f"<w:p>{around}{begin}{inner}</w:p>"

    def bookmarked(self, name: str, inner: str) -> str:
        if not name:
            return inner
        self._bookmarks += 1
        number = self._bookmarks
        return f'<w:bookmarkStart w:id="{number}" w:name={attribute(name)}/>{inner}<w:bookmarkEnd w:id="{number}"/>'

    # ---- head

    def _head(self, document: PageDocument) -> Iterator[str]:
        """Title, document number, addressee."""
        if document.title:
            logical = tuple("".join(line) for line in document.title_lines)
            lines = title.lines(logical, self.layout.value.width / _TITLE_CHARACTER)
            yield self.paragraph("Title", self.bookmarked("title", run("\n".join(lines))))
        if document.number:
            yield self.paragraph("DocumentNumber", run(document.number))
        if document.addressee:
            yield self.paragraph("Salutation", run(f"{document.addressee}："))

    # ---- text

    def _blocks(self, document: PageDocument) -> Iterator[str]:
        """The text. Two tables in a row are parted, or Word makes one of them; the last words stay with the name."""
        signed = bool(document.issuers or document.date)
        first = not document.addressee
        for block, after in zip_longest(document.blocks, document.blocks[1:]):
            if block.kind == "table":
                yield from self._table(block)
                if after is not None and after.kind == "table":
                    yield self.paragraph("TableText", "")
            else:
                style = f"Heading{block.level + 1}" if block.kind in ("part", "heading") else "NormalIndent"
                extra = "<w:keepNext/>" if signed and after is None and style == "NormalIndent" else ""
                if first and document.title:
                    extra += f'<w:spacing w:before="{self.layout.value.line}"/>'
                inner = run(block.label + block.text)
                yield self.paragraph(style, self.bookmarked(bookmark_name(block), inner), extra)
            first = False

    def _table(self, block: Block) -> Iterator[str]:
        if max(map(len, block.rows)) <= MOST_COLUMNS:
            yield table(self, block, bookmark_name(block))
            return
        name = bookmark_name(block)
        for row in block.rows:
            yield self.paragraph("NormalIndent", self.bookmarked(name, run("　".join(row))))
            name = ""

    # ---- foot

    def _foot(self, document: PageDocument, cc: str) -> Iterator[str]:
        """署名 and 成文日期 without seal (7.3.5.2), the leading office first; a seal's place is not drawn.

        The longest name ends two characters before the right edge; the names begin together, the date two
        characters further in. A date longer than the name ends two characters before the edge, and the name
        moves to the left.
        """
        named = max(map(title.width, document.issuers), default=0)
        dated = title.width(document.date)
        right = 2 + named
        if dated > named:
            right = 2 + dated + (2 if document.issuers else 0)
        edge = self.layout.value.width
        before = f'<w:spacing w:before="{self.layout.value.line}"/>'
        for issuer in document.issuers:
            at = max(0, round(edge - right * CHARACTER))
            yield self.paragraph("Signature", run(issuer), f'{before}<w:ind w:left="{at}"/>')
            before = ""
        if document.date:
            at = max(0, round(edge - right * CHARACTER)) + (2 * CHARACTER if document.issuers else 0)
            yield self.paragraph("Date", run(document.date), f'{before}<w:ind w:left="{at}"/>')
        if cc:
            yield self.paragraph("CopiedTo", run(f"抄送：{cc.rstrip('。')}。"))
