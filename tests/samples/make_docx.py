"""Makes ``xinxiang-2022.docx`` of the real report: ``python tests/samples/make_docx.py``.

Heading styles, Word's automatic Chinese numbers (one level through its style), run-in headings in bold, the
fonts of GB/T 9704, a title on two lines, a header, a page number field, and one tracked change: 28 became 30.
The same input gives the same parts, for the file is committed and compared.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
W = nsdecls("w")
LIST = 77
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
BEFORE, GONE, CAME = "全年共调处各类矛盾纠纷", "28", "30"


def build() -> bytes:
    """The document's bytes."""
    gold = json.loads((HERE / "xinxiang-2022.gold.json").read_text(encoding="utf-8"))
    document = Document()
    _number(document)
    for line in ("重庆市万州区新乡镇人民政府", "关于2022年度法治政府建设情况的报告"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(title, line, "方正小标宋简体", 22)
    for part in gold["parts"]:
        if part["title"]:
            _run(document.add_paragraph(style="Heading 1"), part["title"], "黑体", 16)
        for item in part["items"]:
            _write(document, item)
    document.sections[0].header.paragraphs[0].text = "新乡镇党政办公室"
    _page_number(document.sections[0].footer.paragraphs[0])
    moment = datetime(2023, 1, 9, tzinfo=UTC)
    document.core_properties.created = document.core_properties.modified = moment
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def _number(document: Any) -> None:
    """One list of three levels; the first is carried by the style Heading 1, as official templates do."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        + ('<w:pStyle w:val="Heading1"/>' if at == 0 else "")
        + f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for at, (style, text) in enumerate(LEVELS)
    )
    inner = f'<w:multiLevelType w:val="multilevel"/>{levels}'
    abstract = f'<w:abstractNum {W} w:abstractNumId="{LIST}">{inner}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {W} w:numId="{LIST}"><w:abstractNumId w:val="{LIST}"/></w:num>'))
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:numId w:val="{LIST}"/></w:numPr>'))


def _write(document: Any, item: dict[str, Any]) -> None:
    """One item: heading on its own line, or run-in where the report has it so, or text alone."""
    texts = list(item["paragraphs"])
    run_in = item["heading"] and item["heading"].startswith(("领导干部和职工", "统筹建设"))
    if run_in:
        paragraph = _listed(document.add_paragraph())
        _run(paragraph, item["heading"] + "。", "楷体_GB2312", 16, bold=True)
        _run(paragraph, texts.pop(0), "仿宋_GB2312", 16)
    elif item["heading"]:
        _run(_listed(document.add_paragraph(style="Heading 2")), item["heading"], "楷体_GB2312", 16)
    elif item["label"]:
        _run(_listed(document.add_paragraph()), texts.pop(0), "仿宋_GB2312", 16)
    for text in texts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        before, change, after = text.partition(BEFORE + CAME)
        if change:
            _run(paragraph, before + BEFORE, "仿宋_GB2312", 16)
            _tracked(paragraph)
            _run(paragraph, after, "仿宋_GB2312", 16)
        else:
            _run(paragraph, text, "仿宋_GB2312", 16)


def _listed(paragraph: Paragraph) -> Paragraph:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="1"/><w:numId w:val="{LIST}"/></w:numPr>'))
    return paragraph


def _run(paragraph: Paragraph, text: str, font: str, size: int, *, bold: bool | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)


def _tracked(paragraph: Paragraph) -> None:
    stamp = 'w:author="司法所" w:date="2023-01-05T09:00:00Z"'
    paragraph._p.append(
        parse_xml(f'<w:del {W} w:id="1" {stamp}><w:r><w:delText>{GONE}</w:delText></w:r></w:del>')
    )
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2" {stamp}><w:r><w:t>{CAME}</w:t></w:r></w:ins>'))


def _page_number(paragraph: Paragraph) -> None:
    for piece in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText>PAGE</w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {W}>{piece}</w:r>"))


def _without_clock(data: bytes) -> bytes:
    """The same package with one date for every part: bytes that depend on the content only."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            made.writestr(
                zipfile.ZipInfo(name, (2023, 1, 9, 0, 0, 0)), given.read(name), zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


if __name__ == "__main__":
    (HERE / "xinxiang-2022.docx").write_bytes(build())
