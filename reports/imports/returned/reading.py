"""A returned Word file, read from its XML: both texts of every paragraph, who changed it, bookmarks and comments.

Word writes a tracked change as w:ins and w:del around runs, a moved text as w:moveTo and w:moveFrom, and a changed
paragraph mark as w:ins or w:del in the paragraph's own w:rPr: an inserted mark has split a paragraph, a deleted one has
joined it to the next. LibreOffice and WPS write the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from reports.content import Table, write_body
from reports.imports.carriers import opc
from reports.imports.carriers.docx import (
    boxes_of,
    cells_of,
    opened,
    outline_level,
    rows_of,
    written_character,
)
from reports.imports.carriers.numbering import integer, value
from reports.imports.lines import clean
from reports.imports.returned.shape import COPY, NAME, Block, Comment, Piece, Returned

_SKIPPED = frozenset({"w_rPr", "w_pPr", "w_rt", "w_instrText", "mc_Fallback"})
_INSERTING = frozenset({"w_ins", "w_moveTo"})
_DELETING = frozenset({"w_del", "w_moveFrom"})
_DRAWN = frozenset({"w_drawing", "w_pict", "w_object", "mc_AlternateContent"})
_NOTES = {"word/footnotes.xml": "脚注", "word/endnotes.xml": "尾注"}
PARAGRAPH_END = "¶"


def read_docx(data: bytes) -> Returned:
    """The blocks and comments of a .docx. Raises ImportRefused (see ``carriers.opc``)."""
    parts, main = opened(data)
    reader = _Reader(*_styles(parts))
    body = opc.tree(parts[main]).find("w_body")
    if body is not None:
        reader.walk(body, _Track())
    reader.close()
    for name, place in _NOTES.items():
        if name in parts:
            reader.beside(opc.tree(parts[name]), place)
    return Returned(
        tuple(reader.blocks()),
        tuple(_comments(parts, reader)),
        tuple(dict.fromkeys(reader.copies)),
        reader.pictures,
    )


def _styles(parts: dict[str, bytes]) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the styles of headings, and of those whose lines are set in the middle, as the title's are."""
    if "word/styles.xml" not in parts:
        return frozenset(), frozenset()
    styles = opc.tree(parts["word/styles.xml"]).findall("w_style")
    headings = (one.get("w_styleId", "") for one in styles if outline_level(one.find("w_pPr")))
    centred = (one.get("w_styleId", "") for one in styles if value(one.find("w_pPr/w_jc")) == "center")
    return frozenset(headings), frozenset(centred)


@dataclass(frozen=True, slots=True)
class _Track:
    """Who inserted and who deleted the text one stands in; None for nobody."""

    inserted: tuple[str, str] | None = None
    deleted: tuple[str, str] | None = None

    def below(self, element: Element) -> _Track:
        who = (clean(element.get("w_author", ""))[0], element.get("w_date", ""))
        if element.tag in _INSERTING:
            return _Track(who, self.deleted)
        return _Track(self.inserted, who) if element.tag in _DELETING else self


@dataclass(slots=True, eq=False)
class _Open:
    """A block as it grows."""

    text: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    rows: tuple[tuple[str, ...], ...] = ()
    heading: bool = False
    aside: str = ""
    index: int = -1

    def made(self) -> Block:
        text = write_body((Table(self.rows),)) if self.rows else _tidy(self.text)
        names, pieces = tuple(self.names.items()), tuple(self.pieces)
        return Block(text, _tidy(self.before), names, pieces, self.rows, self.heading, self.aside)

    def piece(self, kind: str, text: str, who: tuple[str, str]) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and (last.kind, last.author) == (kind, who[0]) and PARAGRAPH_END not in (last.text, text):
            self.pieces[-1] = Piece(kind, last.text + text, who[0], max(last.at, who[1]))
        else:
            self.pieces.append(Piece(kind, text, *who))


@dataclass(slots=True)
class _Range:
    """Where a comment is tied, and the words it is about."""

    block: _Open
    quote: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What stands there; what stood there, where all of it is crossed out."""
        return _tidy(self.quote) or _tidy(self.deleted)


class _Reader:
    """One pass over the document: it carries open bookmarks, comments and fields along."""

    def __init__(self, headings: frozenset[str], centred: frozenset[str]) -> None:
        self._made: list[_Open] = []
        self.ranges: dict[str, _Range] = {}
        self.copies: list[str] = []
        self.pictures = 0
        self._headings, self._centred = headings, centred
        #: Whether soft breaks only set the lines of one text, as in a title.
        self._in_lines = False
        self._bookmarks: dict[str, str] = {}
        self._commented: set[str] = set()
        self._fields: list[bool] = []
        self._boxes: list[Element] = []
        self._open = _Open()
        #: The first block of a paragraph that tracked marks have split: the rejected text belongs to it.
        self._whole: _Open | None = None
        self._aside = ""
        self._in_cell = False

    # ---- blocks

    def walk(self, container: Element, track: _Track) -> None:
        """The paragraphs and tables below an element, in order."""
        for element in container:
            if element.tag == "w_p":
                self._paragraph(element, track)
            elif element.tag == "w_tbl":
                self._table(element, track)
            elif element.tag == "mc_AlternateContent":
                choice = element.find("mc_Choice")
                self.walk(choice if choice is not None else element, track)
            elif not self._marker(element) and element.tag not in _SKIPPED:
                self.walk(element, track.below(element))

    def _paragraph(self, element: Element, track: _Track) -> None:
        properties = element.find("w_pPr")
        style = value(properties.find("w_pStyle")) if properties is not None else ""
        self._open.heading = bool(outline_level(properties)) or style in self._headings
        align = value(properties.find("w_jc")) if properties is not None else ""
        self._in_lines = style in self._centred or align == "center"
        self._inline(element, track)
        self._end(properties, track)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._aside, outer = "文本框", self._aside
            self.walk(box, track)
            self._aside = outer

    def _end(self, properties: Element | None, track: _Track) -> None:
        """The paragraph's mark: inserted it has split a paragraph, deleted it joins this one to the next."""
        marks = properties.find("w_rPr") if properties is not None else None
        for mark in marks if marks is not None else ():
            track = track.below(mark)
        if track.inserted and not track.deleted:
            self._open.piece("insert", PARAGRAPH_END, track.inserted)
            if "".join(self._open.before).strip():
                self._whole = self._whole or self._open
        elif track.deleted:
            self._open.piece("delete", PARAGRAPH_END, track.deleted)
            if "".join(self._open.text).strip():
                return
        if not track.inserted:
            self._whole = None
        self.close()

    def close(self) -> None:
        """The open block is whole."""
        self._open.aside = self._aside
        self._made.append(self._open)
        self._open = _Open()

    def blocks(self) -> Iterator[Block]:
        """The blocks in their order; only now is the rejected text of a split paragraph whole."""
        index = 0
        for one in self._made:
            block = one.made()
            if block.text or block.before or block.names:
                one.index = index
                index += 1
                yield block

    def _table(self, element: Element, track: _Track) -> None:
        """A table is one block; its text is that of ``content.write_body``."""
        outer, self._open = self._open, _Open()
        self._in_cell = True
        rows = tuple(
            tuple(text for cell in cells_of(row) for text in self._cell(cell, track))
            for row in rows_of(element)
        )
        self._in_cell = False
        block, self._open = self._open, outer
        rows = tuple(row for row in rows if row)
        if any(text for row in rows for text in row):
            block.rows, block.before, block.aside = rows, [], self._aside
            self._made.append(block)

    def _cell(self, element: Element, track: _Track) -> Iterator[str]:
        """A cell's text once, and an empty cell for every further column it spans."""
        lines = []
        for paragraph in element.iter("w_p"):
            self._open.text = []
            self._inline(paragraph, track)
            lines.append(_tidy(self._open.text))
        yield "\n".join(line for line in lines if line)
        for _ in range(min(integer(value(element.find("w_tcPr/w_gridSpan"), "1"), 1), 64) - 1):
            yield ""

    # ---- inline

    def _inline(self, element: Element, track: _Track) -> None:
        for child in element:
            if child.tag == "w_r":
                self._run(child, track)
            elif child.tag == "w_ruby":
                self._ruby(child, track)
            elif child.tag == "m_t":
                self._write(child.text or "", track)
            elif not self._marker(child) and child.tag not in _SKIPPED:
                self._inline(child, track.below(child))

    def _run(self, run: Element, track: _Track) -> None:
        for child in run:
            if child.tag == "w_fldChar":
                self._field(child.get("w_fldCharType", ""))
            elif child.tag in _DRAWN:
                boxes = boxes_of(child)
                self._boxes += boxes
                self.pictures += not boxes
            elif child.tag == "w_ruby":
                self._ruby(child, track)
            elif child.tag == "w_commentReference":
                self.ranges.setdefault(child.get("w_id", ""), _Range(self._open))
            elif child.tag == "w_delText":
                self._write(child.text or "", track)
            else:
                self._write(written_character(child), track)

    def _ruby(self, element: Element, track: _Track) -> None:
        base = element.find("w_rubyBase")
        if base is not None:
            self._inline(base, track)

    def _field(self, kind: str) -> None:
        """Only a field's result is text."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _write(self, text: str, track: _Track) -> None:
        if not text or not all(self._fields) or (text == "\n" and self._in_lines and not self._in_cell):
            return
        for name in self._commented:
            (self.ranges[name].deleted if track.deleted else self.ranges[name].quote).append(text)
        if not track.inserted:
            (self._whole or self._open).before.append(text)
        if track.deleted:
            if not track.inserted:
                self._open.piece("delete", text, track.deleted)
            return
        if text == "\n" and not self._in_cell:
            self.close()
            return
        self._open.text.append(text)
        for name in self._bookmarks.values():
            self._open.names[name] = self._open.names.get(name, 0) + len(text)
        if track.inserted:
            self._open.piece("insert", text, track.inserted)

    def _marker(self, element: Element) -> bool:
        """A bookmark's or a comment's beginning or end."""
        key = element.get("w_id", "")
        if element.tag == "w_bookmarkStart":
            self._bookmark(key, element.get("w_name", "").lower())
        elif element.tag == "w_bookmarkEnd":
            self._bookmarks.pop(key, None)
        elif element.tag == "w_commentRangeStart":
            self.ranges[key] = _Range(self._open)
            self._commented.add(key)
        elif element.tag == "w_commentRangeEnd":
            self._commented.discard(key)
        else:
            return False
        return True

    def _bookmark(self, key: str, name: str) -> None:
        copy = COPY.match(name)
        if copy:
            self.copies.append(copy[1])
        elif NAME.match(name):
            self._bookmarks[key] = name
            self._open.names.setdefault(name, 0)

    # ---- beside the body

    def beside(self, root: Element, place: str) -> None:
        """Notes under the text: no part of the report, but what a leader may have written."""
        self._fields.clear()
        self._aside = place
        self.walk(root, _Track())
        self._aside = ""


def _tidy(pieces: list[str]) -> str:
    return clean("".join(pieces))[0].strip()


# --------------------------------------------------------------------------- comments


def _comments(parts: dict[str, bytes], reader: _Reader) -> Iterator[Comment]:
    """Comments in the order of the text, each reply below the one it answers."""
    if "word/comments.xml" not in parts:
        return
    above = _threads(parts)
    made: dict[str, Comment] = {}
    replies: dict[str, list[Comment]] = {}
    for element in opc.tree(parts["word/comments.xml"]).iter("w_comment"):
        paragraphs = list(element.iter("w_p"))
        text = "\n".join(filter(None, (_words(one) for one in paragraphs)))
        own = paragraphs[-1].get("paraId", "") if paragraphs else ""
        found = reader.ranges.get(element.get("w_id", ""))
        comment = Comment(
            clean(element.get("w_author", ""))[0],
            text,
            element.get("w_date", ""),
            found.words() if found else "",
            found.block.index if found else -1,
        )
        if above.get(own):
            replies.setdefault(above[own], []).append(comment)
        elif text:
            made[own or element.get("w_id", "")] = comment
    for key, one in sorted(made.items(), key=lambda pair: pair[1].block):
        answers = tuple(replies.pop(key, ()))
        yield Comment(one.author, one.text, one.at, one.quote, one.block, answers)
    for lost in replies.values():
        yield from lost


def _threads(parts: dict[str, bytes]) -> dict[str, str]:
    """Which comment (by its last paragraph) answers which, as Word notes beside them."""
    if "word/commentsextended.xml" not in parts:
        return {}
    found = opc.tree(parts["word/commentsextended.xml"]).iter("commentEx")
    return {one.get("paraId", ""): one.get("paraIdParent", "") for one in found}


def _words(paragraph: Element) -> str:
    deleted = {id(text) for one in paragraph.iter("w_del") for text in one.iter()}
    runs = (child for run in paragraph.iter("w_r") if id(run) not in deleted for child in run)
    return _tidy([written_character(child) for child in runs])
