"""A copy of ours as a leader edits it: direct changes of its XML, tracked or not, as Word and WPS write them."""

from __future__ import annotations

import copy
import io
import zipfile
from typing import Any

from lxml import etree

from reports.content import Item, Part, ReportContent, Table
from reports.exports.docx import Layout, to_docx
from reports.imports.returned import Returned, read
from reports.imports.returned.applying import apply, standings
from reports.imports.returned.change import Change, Comparison
from reports.imports.returned.comparing import compare

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
COPY = "0" * 31 + "7"
ZHOU, TAN = "周镇长", "谭书记"


def w(tag: str, text: str = "", **attributes: str) -> Any:
    element = etree.Element(f"{{{W}}}{tag}", {f"{{{W}}}{name}": value for name, value in attributes.items()})
    if text:
        element.text = text
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def q(tag: str) -> str:
    return f"{{{W}}}{tag}"


def run(text: str, tag: str = "t") -> Any:
    made = w("r")
    made.append(w(tag, text))
    return made


def name_of(owner: str, field: str) -> str:
    return f"r_{owner.replace('-', '')}_{field}"


class Paper:
    """The document of one exported copy; ``line(name)`` is the paragraph a bookmark stands in."""

    def __init__(self, content: ReportContent, mark: str = f"copy_{COPY}") -> None:
        self.content = content
        self.parts = _unpacked(to_docx(content, Layout.CONSULTATION, mark))
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find(q("body"))
        self._comments: list[tuple[str, str, str]] = []

    # ---- finding

    def line(self, name: str) -> Any:
        return self.start(name).getparent()

    def start(self, name: str) -> Any:
        return next(one for one in self.root.iter(q("bookmarkStart")) if one.get(q("name")) == name)

    def lines(self) -> list[Any]:
        return list(self.body.iter(q("p")))

    def find(self, text: str) -> Any:
        return next(one for one in self.lines() if text in said(one))

    # ---- untracked changes

    def write(self, name: str, text: str, label: str | None = None) -> None:
        """Other words in a line; its number stays unless another ``label`` is given."""
        line = self.line(name)
        kept = said(line)[: len(said(line)) - len(self._own(name))] if label is None else label
        set_text(line, kept + text)

    def _own(self, name: str) -> str:
        return own_text(self.content, name)

    def remove(self, name: str) -> None:
        """As Word does: the paragraph goes with its bookmark."""
        line = self.line(name)
        line.getparent().remove(line)

    def insert(self, text: str, *, after: str = "", before: str = "") -> Any:
        """A paragraph without a bookmark."""
        made = w("p")
        made.append(run(text))
        if after:
            self.line(after).addnext(made)
        else:
            self.line(before).addprevious(made)
        return made

    def move(self, names: list[str], *, after: str) -> None:
        """Cut and paste, bookmarks and all."""
        target = self.line(after)
        for line in [self.line(name) for name in names]:
            target.addnext(line)
            target = line

    def split(self, name: str, at: str) -> None:
        """Enter before ``at``: the bookmark begins in the first paragraph and ends in the second."""
        line = self.line(name)
        first, second = said(line).split(at, 1)
        end = next(one for one in line if one.tag == q("bookmarkEnd"))
        set_text(line, first)
        line.remove(end)
        made = w("p")
        made.append(run(at + second))
        made.append(end)
        line.addnext(made)

    def join(self, name: str, following: str) -> None:
        """Backspace at the start of ``following``: both bookmarks stand in one paragraph."""
        line, other = self.line(name), self.line(following)
        for child in list(other):
            if child.tag != q("pPr"):
                line.append(child)
        other.getparent().remove(other)

    def lose(self, *names: str) -> None:
        """Bookmarks that did not survive; without names, all of them."""
        for one in list(self.root.iter(q("bookmarkStart"))):
            if not names or one.get(q("name")) in names:
                for end in self.root.iter(q("bookmarkEnd")):
                    if end.get(q("id")) == one.get(q("id")):
                        end.getparent().remove(end)
                        break
                one.getparent().remove(one)

    def shatter(self) -> None:
        """Runs of one or two characters, with proofing marks between, as Word leaves them."""
        for text in list(self.root.iter(q("t"))):
            whole = text.getparent()
            words = text.text or ""
            if len(words) < 2 or len(whole.findall(q("t"))) > 1:
                continue
            for start in range(0, len(words), 2):
                piece = copy.deepcopy(whole)
                for one in piece.findall(q("t")):
                    piece.remove(one)
                piece.append(w("t", words[start : start + 2]))
                whole.addprevious(piece)
                whole.addprevious(w("proofErr", type="spellStart"))
            whole.getparent().remove(whole)

    # ---- tracked changes

    def track(self, name: str, old: str, new: str, author: str, at: str = "2023-01-12T09:30:00Z") -> None:
        """In one line, ``old`` crossed out and ``new`` written behind it."""
        line = self.line(name)
        text = said(line)
        first, second = text.split(old, 1) if old else (text, "")
        set_text(line, first)
        end = next(one for one in line if one.tag == q("bookmarkEnd"))
        if old:
            end.addprevious(tracked("del", author, at, run(old, "delText")))
        if new:
            end.addprevious(tracked("ins", author, at, run(new)))
        if second:
            end.addprevious(run(second))

    def track_away(self, name: str, author: str, at: str = "2023-01-12T09:30:00Z") -> None:
        """A paragraph crossed out from its first character to its mark."""
        line = self.line(name)
        words = said(line)
        set_text(line, "")
        end = next(one for one in line if one.tag == q("bookmarkEnd"))
        end.addprevious(tracked("del", author, at, run(words, "delText")))
        mark(line, "del", author, at)

    def track_paragraph(self, text: str, after: str, author: str, at: str = "2023-01-12T09:30:00Z") -> Any:
        """A paragraph written behind another one, its mark inserted too."""
        made = w("p")
        made.append(tracked("ins", author, at, run(text)))
        mark(made, "ins", author, at)
        self.line(after).addnext(made)
        return made

    def track_move(self, name: str, after: str, author: str) -> None:
        """w:moveFrom where it stood, w:moveTo (without a bookmark) where it stands."""
        line, words = self.line(name), said(self.line(name))
        made = w("p")
        made.append(tracked("moveTo", author, "2023-01-12T09:30:00Z", run(words)))
        mark(made, "ins", author, "2023-01-12T09:30:00Z")
        self.line(after).addnext(made)
        set_text(line, "")
        line.append(tracked("moveFrom", author, "2023-01-12T09:30:00Z", run(words)))
        mark(line, "del", author, "2023-01-12T09:30:00Z")

    # ---- comments

    def comment(self, line: Any, author: str, text: str, answers: int | None = None) -> int:
        """A comment on a whole line; ``answers`` is the number of the one it replies to."""
        number = len(self._comments)
        line.insert(1, w("commentRangeStart", id=str(number)))
        line.append(w("commentRangeEnd", id=str(number)))
        reference = w("r")
        reference.append(w("commentReference", id=str(number)))
        line.append(reference)
        self._comments.append((author, text, "" if answers is None else f"{answers + 1:08X}"))
        return number

    # ---- the file

    def data(self) -> bytes:
        parts = self.parts | {"word/document.xml": etree.tostring(self.root, encoding="UTF-8")}
        if self._comments:
            parts |= _comments(self._comments)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts.items():
                made.writestr(name, content)
        return buffer.getvalue()

    def came(self) -> Returned:
        return read("a.docx", self.data())

    def result(self) -> Comparison:
        return comparison(self.content, self.came())


def comparison(base: ReportContent, came: Returned) -> Comparison:
    printed = read("a.docx", to_docx(base, Layout.CONSULTATION)).blocks
    found = compare(base, printed, came)
    assert Comparison.from_plain(found.to_plain()) == found
    return found


def applied(paper: Paper) -> ReportContent:
    """The copy's text with everything that came back."""
    return apply(paper.content, paper.result().changes)


def open_changes(content: ReportContent, changes: tuple[Change, ...]) -> dict[str, str]:
    return {key: one.state for key, one in standings(content, changes).items()}


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def said(line: Any) -> str:
    return "".join(one.text or "" for one in line.iter(q("t")))


def set_text(line: Any, text: str) -> None:
    """One run with these words, inside the line's bookmark where it has one."""
    for child in list(line):
        if child.tag in (q("r"), q("ins"), q("del")):
            line.remove(child)
    ends = [one for one in line if one.tag == q("bookmarkEnd")]
    if text and ends:
        ends[-1].addprevious(run(text))
    elif text:
        line.append(run(text))


def tracked(kind: str, author: str, at: str, *runs: Any) -> Any:
    made = w(kind, id="900", author=author, date=at)
    made.extend(runs)
    return made


def mark(line: Any, kind: str, author: str, at: str) -> None:
    """The paragraph's own mark, inserted or deleted."""
    properties = line.find(q("pPr"))
    if properties is None:
        properties = w("pPr")
        line.insert(0, properties)
    own = w("rPr")
    own.append(tracked(kind, author, at))
    properties.append(own)


def _comments(comments: list[tuple[str, str, str]]) -> dict[str, bytes]:
    root = etree.Element(q("comments"), nsmap={"w": W, "w14": W14})
    threads = etree.Element(f"{{{W15}}}commentsEx", nsmap={"w15": W15})
    for number, (author, text, above) in enumerate(comments):
        one = w("comment", id=str(number), author=author, date="2023-01-12T09:40:00Z")
        paragraph = w("p")
        paragraph.set(f"{{{W14}}}paraId", f"{number + 1:08X}")
        paragraph.append(run(text))
        one.append(paragraph)
        root.append(one)
        attributes = {f"{{{W15}}}paraId": f"{number + 1:08X}"}
        etree.SubElement(
            threads, f"{{{W15}}}commentEx", attributes | ({f"{{{W15}}}paraIdParent": above} if above else {})
        )
    return {
        "word/comments.xml": etree.tostring(root, encoding="UTF-8"),
        "word/commentsExtended.xml": etree.tostring(threads, encoding="UTF-8"),
    }


def own_text(content: ReportContent, name: str) -> str:
    """What the report itself says in a bookmark."""
    if name == "title":
        return content.title
    _, owner, field = name.split("_")

    def below(items: tuple[Item, ...]) -> Any:
        for item in items:
            yield item
            yield from below(item.children)

    nodes: list[Part | Item] = [one for part in content.parts for one in (part, *below(part.items))]
    node: Any = next(one for one in nodes if one.id.replace("-", "") == owner)
    if field[0] == "p":
        paragraph = (node.opening if isinstance(node, Part) else node.paragraphs)[int(field[1:])]
        return "" if isinstance(paragraph, Table) else str(paragraph)
    if field[0] == "c":
        return str(node.cause.split("\n")[int(field[1:])])
    names = {"t": "title", "h": "heading", "o": "owner", "d": "due", "g": "target"}
    return getattr(node, names[field]) or ""
