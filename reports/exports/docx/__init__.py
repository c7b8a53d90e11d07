"""A report as a Word document in the form of GB/T 9704-2012 (reference/domain.md, 4).

Written as WordprocessingML, not poured into a template: there is nothing of a template to clean away, and the same
report always gives the same bytes. Numbers (一、 （一） 1.) are typed as text. Two copies (``Layout``): 正文 for
filing, 征求意见稿 for the leaders, who write into it; their changes arrive as tracked changes.

**Bookmarks.** What comes back from Word or WPS is known again by them; they are a contract. A paragraph that holds
text of a part or row stands in one bookmark, ``r_<32 hex digits of its UUID>_<field>``, from its start to its end:

- ``t`` title of a part, ``h`` heading of a row (or its number alone, where it has neither heading nor first text);
- ``p0`` ``p1``… paragraphs by their index in ``opening`` or ``paragraphs``. The number of a row without heading
  stands in the same paragraph, before its first text;
- ``p<n>`` of a table: around the text of its first cell (of its first line, where it has more than 63 columns and
  Word could not hold it as a table);
- ``c0`` ``c1``… the lines of the cause, by their index in ``cause.split("\\n")``; ``o`` owner, ``d`` due, ``g`` target.

``title`` stands around the whole title, which is one paragraph with soft breaks. A ``mark`` is an empty bookmark of
that name at the very start. Ids that are no UUID get none. ``printed`` says what each of them holds.
"""

from __future__ import annotations

from reports.content import ReportContent, Table, write_body
from reports.exports.docx import sheet
from reports.exports.docx.body import Body, bookmark_name
from reports.exports.docx.layout import Layout
from reports.exports.docx.package import pack
from reports.exports.docx.xml import legal
from reports.exports.page import page

__all__ = ["Layout", "printed", "to_docx"]


def to_docx(content: ReportContent, layout: Layout = Layout.FILING, mark: str = "") -> bytes:
    """The bytes of the .docx. ``mark``: the name of a bookmark at the start, by which this very copy is known again.

    Raises ValueError for a mark that cannot be a bookmark's name (a letter or _, then up to 39 letters, digits, _).
    """
    measures = layout.value
    parts = {
        "styles": sheet.styles(measures),
        "settings": sheet.settings(measures),
        "fontTable": sheet.font_table(),
        "footer1": sheet.page_number(odd=True),
        "footer2": sheet.page_number(odd=False),
    }
    if measures.comments:
        parts |= dict.fromkeys(("header1", "header2"), sheet.head_line(measures))
    return pack(content, Body(layout, mark).write(page(content), content.cc), parts)


def printed(content: ReportContent) -> dict[str, str]:
    """What stands in each bookmark, number and introducing words included, without outer changes of white space.

    A soft break is a line feed, a tab a tab. A table is given whole, as ``content.write_body`` writes it. The title
    is given without its line breaks.
    """
    document = page(content)
    found = {"title": legal(document.title)} if document.title else {}
    for block in document.blocks:
        name = bookmark_name(block)
        if name:
            text = write_body((Table(block.rows),)) if block.kind == "table" else block.label + block.text
            found[name] = legal(text)
    return found
