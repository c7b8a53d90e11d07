"""Word documents, read from their XML.

Kept: typed and automatic numbers, tracked insertions, text boxes (once), tables, results of fields, content
controls, links. Left out: tracked deletions, field codes, the table of contents. Beside the body
(leftovers): headers, footers, comments, notes, hidden text. python-docx's ``text`` loses insertions, and
reading all text publishes deletions (reference/libraries.md, 6): hence a reader of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from reports.content import Table
from reports.imports.carriers import opc
from reports.imports.carriers.numbering import Numbering, integer, value
from reports.imports.labels import Number, leading
from reports.imports.lines import Line, Source, clean, invisible_repair
from reports.imports.proposal import ImportRefused, Repair

_SKIPPED = frozenset(
    {"w_del", "w_moveFrom", "w_delText", "w_instrText", "w_rPr", "w_pPr", "w_rt", "mc_Fallback"}
)
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_ONLY_NUMBERS = re.compile(r"[-—－–\s第页共/／0-9]*")
#: A cell with more text than this holds paragraphs, not a figure: the table only lays out the page.
_LAYOUT_CELL = 150


def read(data: bytes) -> Source:
    """The lines of a .docx. Raises ImportRefused (see ``opc``)."""
    parts, main = opened(data)
    reader = _Reader(_tree(parts, "word/styles.xml"), _tree(parts, "word/numbering.xml"))
    body = opc.tree(parts[main]).find("w_body")
    lines = list(reader.blocks(body)) if body is not None else []
    lines += reader.flush()
    for name in sorted(parts):
        if _ASIDE.fullmatch(name):
            reader.beside(opc.tree(parts[name]))
    return Source(tuple(lines), tuple(reader.aside), (*invisible_repair(reader.invisible), *reader.repairs()))


def opened(data: bytes) -> tuple[dict[str, bytes], str]:
    """The examined XML parts of a Word file, and the name of its document. Raises ImportRefused (see ``opc``)."""
    parts = opc.parts(data)
    for content in parts.values():
        opc.examine(content)
    if b"macroEnabled" in parts.get("[content_types].xml", b""):
        raise ImportRefused("macro", "文件带有宏，不予读取。请在Word或WPS中另存为不含宏的.docx后再上传。")
    main = _main_part(parts)
    if main not in parts:
        raise ImportRefused(
            "wrong_type", "压缩包里没有Word正文，不是.docx文档。请用Word或WPS另存为.docx后再上传。"
        )
    return parts, main


def _main_part(parts: dict[str, bytes]) -> str:
    """Where the package says its document is; Word and WPS both say word/document.xml."""
    root = _tree(parts, "_rels/.rels")
    for element in root if root is not None else ():
        if element.get("Type", "").endswith("/officeDocument"):
            return element.get("Target", "").lstrip("/").lower()
    return "word/document.xml"


def _tree(parts: dict[str, bytes], name: str) -> Element | None:
    return opc.tree(parts[name]) if name in parts else None


# --------------------------------------------------------------------------- styles


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    level: int = 0
    list_id: str = ""
    list_level: int | None = None
    bold: bool | None = None


def _on(element: Element | None) -> bool | None:
    return None if element is None else element.get("w_val", "1") not in ("0", "false", "off")


def outline_level(properties: Element | None) -> int:
    """The heading level that paragraph properties state, 1…9; 0 for none."""
    stated = properties.find("w_outlineLvl") if properties is not None else None
    level = integer(value(stated), 9) if stated is not None else 9
    return level + 1 if 0 <= level < 9 else 0


def _styles(root: Element | None) -> dict[str, _Style]:
    found = {}
    for element in root.findall("w_style") if root is not None else ():
        name = value(element.find("w_name")).lower()
        heading = re.fullmatch(r"(?:heading|标题)\s*([1-9])", name)
        numbers = element.find("w_pPr/w_numPr")
        level = numbers.find("w_ilvl") if numbers is not None else None
        found[element.get("w_styleId", "")] = _Style(
            name=name,
            based_on=value(element.find("w_basedOn")),
            level=int(heading.group(1)) if heading else outline_level(element.find("w_pPr")),
            list_id=value(numbers.find("w_numId")) if numbers is not None else "",
            list_level=integer(value(level)) if level is not None else None,
            bold=_on(element.find("w_rPr/w_b")),
        )
    return found


# --------------------------------------------------------------------------- text


@dataclass(slots=True)
class _Text:
    """The text of one paragraph as it grows: pieces with their weight, and the boxes anchored in it."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def weighed(self) -> tuple[str, int, bool]:
        """The text without outer white space, how many characters lead in bold, whether it was indented."""
        whole = "".join(text for text, _ in self.pieces)
        bold = 0
        for text, heavy in self.pieces:
            if text.strip() and not heavy:
                break
            bold += len(text)
        text = whole.strip()
        indent = len(whole) - len(whole.lstrip())
        return text, min(max(bold - indent, 0), len(text)), indent > 0


class _Reader:
    """One pass over a document: it carries the lists' counts and the open fields along."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self.styles = _styles(styles)
        self.numbering = Numbering(numbering, {name: one.list_id for name, one in self.styles.items()})
        self.aside: list[str] = []
        self.invisible = self.deleted = self.inserted = self.contents = 0
        self._fields: list[str] = []
        self._open = _Text()

    # ---- blocks

    def blocks(self, container: Element) -> Iterator[Line]:
        """The paragraphs and tables below an element, in order."""
        for element in container:
            if element.tag == "w_p":
                yield from self._paragraph(element)
            elif element.tag == "w_tbl":
                yield from self._table(element)
            elif element.tag in ("w_del", "w_moveFrom"):
                self.deleted += 1
            elif element.tag == "w_sdt":
                yield from self._control(element)
            elif element.tag == "mc_AlternateContent":
                choice = element.find("mc_Choice")
                yield from self.blocks(choice) if choice is not None else ()
            elif element.tag in ("w_ins", "w_moveTo", "w_customXml", "w_smartTag", "w_sdtContent"):
                yield from self.blocks(element)

    def _control(self, element: Element) -> Iterator[Line]:
        gallery = value(element.find("w_sdtPr/w_docPartObj/w_docPartGallery"))
        content = element.find("w_sdtContent")
        if gallery == "Table of Contents":
            self.contents += 1
        elif content is not None:
            yield from self.blocks(content)

    def _paragraph(self, element: Element) -> Iterator[Line]:
        properties = element.find("w_pPr")
        style_id = value(properties.find("w_pStyle")) if properties is not None else ""
        chain = list(self._chain(style_id))
        heavy = next((one.bold for one in chain if one.bold is not None), False)
        self._inline(element, self._open, bool(heavy))
        if properties is not None and properties.find("w_rPr/w_del") is not None:
            return  # its paragraph mark is deleted: the next paragraph goes on in this one
        if any(one.name.startswith("toc ") for one in chain):
            self.contents += bool(self._open.weighed()[0])
            self._open = _Text()
            return
        yield from self._line(properties, style_id, chain)

    def _line(self, properties: Element | None, style_id: str, chain: list[_Style]) -> Iterator[Line]:
        text, bold, indented = self._open.weighed()
        boxes = self._open.boxes
        self._open = _Text()
        text, count = clean(text)
        self.invisible += count
        if text:
            style = outline_level(properties) or next((one.level for one in chain if one.level), 0)
            align = value(properties.find("w_jc")) if properties is not None else ""
            yield Line(
                text,
                number=self._number(properties, style_id, chain),
                style=style,
                bold=min(bold, len(text)),
                align={"center": "center", "right": "right", "end": "right"}.get(align, ""),
                indented=indented,
            )
        for box in boxes:
            inner = list(self.blocks(box))
            yield from (Line(line.text, boxed=True, table=line.table) for line in inner)

    def flush(self) -> Iterator[Line]:
        """What an open paragraph still holds when the document ends."""
        yield from self._line(None, "", [])

    def _chain(self, style_id: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

    def _number(self, properties: Element | None, style_id: str, chain: list[_Style]) -> Number | None:
        own = properties.find("w_numPr") if properties is not None else None
        listed = next((one for one in chain if one.list_id), None)
        list_id = value(own.find("w_numId")) if own is not None else ""
        list_id = list_id or (listed.list_id if listed else "")
        if list_id in ("", "0"):
            return None
        level = own.find("w_ilvl") if own is not None else None
        if level is not None:
            return self.numbering.next(list_id, integer(value(level)))
        if listed and listed.list_level is not None:
            return self.numbering.next(list_id, listed.list_level)
        return self.numbering.next(list_id, self.numbering.level_of_style(list_id, style_id))

    # ---- tables

    def _table(self, element: Element) -> Iterator[Line]:
        rows = [[self._cell(cell) for cell in cells_of(row)] for row in rows_of(element)]
        rows = [row for row in rows if row]
        cells = [cell for row in rows for cell, _ in row]
        if not cells:
            return
        if all(len(row) == 1 for row in rows) or any(_is_layout(cell) for cell in cells):
            yield from (line for cell in cells for line in cell)
            return
        plain = tuple(tuple(text for cell, span in row for text in _written(cell, span)) for row in rows)
        if any(text for row in plain for text in row):
            yield Line("", table=Table(plain))

    def _cell(self, element: Element) -> tuple[list[Line], int]:
        """A cell's lines and how many columns it spans; a cell merged upwards is empty here."""
        span = integer(value(element.find("w_tcPr/w_gridSpan"), "1"), 1)
        merged = element.find("w_tcPr/w_vMerge")
        lines = list(self.blocks(element))
        if merged is not None and merged.get("w_val", "continue") == "continue" and not lines:
            return [], span
        return lines, span

    # ---- inline

    def _inline(self, element: Element, into: _Text, heavy: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == "w_r":
                self._run(child, into, heavy)
            elif tag in ("w_del", "w_moveFrom"):
                self.deleted += 1
            elif tag == "w_ruby":
                self._ruby(child, into, heavy)
            elif tag == "m_t":
                self._write(into, child.text or "", heavy)
            elif tag not in _SKIPPED:
                self.inserted += tag == "w_ins"
                self._inline(child, into, heavy)

    def _run(self, run: Element, into: _Text, heavy: bool) -> None:
        properties = run.find("w_rPr")
        stated = _on(properties.find("w_b")) if properties is not None else None
        heavy = heavy if stated is None else stated
        hidden = properties is not None and bool(_on(properties.find("w_vanish")))
        for child in run:
            if child.tag == "w_fldChar":
                self._field(child.get("w_fldCharType", ""))
            elif child.tag == "w_instrText":
                self._instruction(child.text or "")
            elif child.tag in ("w_drawing", "w_pict", "w_object", "mc_AlternateContent"):
                into.boxes += boxes_of(child)
            elif child.tag == "w_ruby":
                self._ruby(child, into, heavy)
            else:
                text = written_character(child)
                if text and hidden:
                    self.aside.append(clean(text)[0])
                elif text:
                    self._write(into, text, heavy)

    def _ruby(self, element: Element, into: _Text, heavy: bool) -> None:
        """Characters with their reading above: only the characters."""
        base = element.find("w_rubyBase")
        if base is not None:
            self._inline(base, into, heavy)

    def _write(self, into: _Text, text: str, heavy: bool) -> None:
        if all(state == "result" for state in self._fields):
            into.pieces.append((text, heavy))

    def _field(self, kind: str) -> None:
        """A field runs from begin over its code, separate, its result, to end; it may nest."""
        if kind == "begin":
            self._fields.append("code")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "contents" if self._fields[-1] == "contents" else "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, code: str) -> None:
        if self._fields and self._fields[-1] == "code" and code.split()[:1] == ["TOC"]:
            self._fields[-1] = "contents"
            self.contents += 1

    # ---- beside the body

    def beside(self, root: Element) -> None:
        """Headers, footers, comments and notes: their words, once each."""
        for element in root.iter("w_p"):
            text = _Text()
            self._fields.clear()
            self._inline(element, text, False)
            words = clean(text.weighed()[0])[0]
            if words and words not in self.aside and not _ONLY_NUMBERS.fullmatch(words):
                self.aside.append(words)

    def repairs(self) -> Iterator[Repair]:
        if self.deleted:
            yield Repair(
                "revisions",
                "全文",
                f"文中有修订痕迹：插入的{self.inserted}处已保留，删除的{self.deleted}处没有带入。",
            )
        elif self.inserted:
            yield Repair("revisions", "全文", f"文中有修订痕迹：插入的{self.inserted}处已保留。")
        if self.contents:
            yield Repair("contents", "全文", "文中的目录没有带入，导出时可以重新生成。")


def boxes_of(element: Element) -> list[Element]:
    """The text boxes of a drawing; mc_Fallback repeats what mc_Choice holds."""
    if element.tag == "mc_Fallback":
        return []
    if element.tag == "w_txbxContent":
        return [element]
    return [box for child in element for box in boxes_of(child)]


def written_character(element: Element) -> str:
    if element.tag in ("w_t", "m_t"):
        return element.text or ""
    if element.tag in ("w_tab", "w_ptab"):
        return "\t"
    if element.tag == "w_cr" or (
        element.tag == "w_br" and element.get("w_type", "textWrapping") == "textWrapping"
    ):
        return "\n"
    if element.tag == "w_noBreakHyphen":
        return "-"
    if element.tag == "w_sym" and re.fullmatch(r"[0-9A-Fa-f]{4}", element.get("w_char", "")):
        return chr(int(element.get("w_char", ""), 16))
    return ""


def rows_of(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == "w_tr" and element.find("w_trPr/w_del") is None:
            yield element
        elif element.tag in ("w_sdt", "w_sdtContent", "w_ins", "w_customXml"):
            yield from rows_of(element)


def cells_of(row: Element) -> Iterator[Element]:
    for element in row:
        if element.tag == "w_tc":
            yield element
        elif element.tag in ("w_sdt", "w_sdtContent", "w_ins", "w_customXml"):
            yield from cells_of(element)


def _is_layout(cell: list[Line]) -> bool:
    numbered = sum(line.number is not None or leading(line.text) is not None for line in cell)
    return numbered > 1 or sum(len(text) for line in cell for text in line.texts()) > _LAYOUT_CELL


def _written(cell: list[Line], span: int) -> Iterator[str]:
    """A cell's text once, and an empty cell for every further column it spans."""
    yield "\n".join(text for line in cell for text in line.texts() if text)
    for _ in range(min(span, 64) - 1):
        yield ""
