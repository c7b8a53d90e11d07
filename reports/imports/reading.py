"""The road from lines to a proposal: layout, head and end, outline, tree, account."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from reports.content import Item, Paragraph, Part, ReportContent
from reports.imports import account, back, front, layout, outline, tree, words
from reports.imports.labels import PART, leading
from reports.imports.lines import Line, Notes, Source
from reports.imports.proposal import ImportRefused, Proposal, letters

MIN_CHARACTERS = 50
MAX_CHARACTERS = 2_000_000
#: Real reports have some fifty headings and two hundred paragraphs.
MAX_HEADINGS, MAX_LINES = 5000, 50_000


def propose(source: Source) -> Proposal:
    """The report that the lines hold. Raises ImportRefused too_short, too_long."""
    _measure(source)
    notes = Notes(repairs=list(source.repairs))
    lines = layout.settle(source.lines, notes)
    _check_outline(len(lines), 0)
    head, lines = front.take(lines, notes)
    foot, lines = back.take(lines, notes)
    dated = foot.dated or head.dated
    year = _year(head.title, lines) or (dated.year - 1 if dated else 0)
    blocks = outline.judge(lines, year, notes)
    _check_outline(len(blocks), sum(block.rank != outline.TEXT for block in blocks))
    nodes = tree.grow(blocks, year, notes)
    tree.mend(nodes, notes)
    parts = tree.to_parts(nodes)
    notes.leave(*source.aside)
    content = ReportContent(
        title=head.title,
        year=year,
        issuers=_issuers(head, foot, notes),
        document_number=head.document_number,
        dated=dated,
        addressee=head.addressee,
        cc=foot.cc,
        parts=(*parts, *_attachments(foot)),
    )
    drawn = account.draw_up(source, content, notes.marks, notes.leftovers)
    return Proposal(
        content=content,
        repairs=tuple(notes.repairs),
        leftovers=tuple(notes.leftovers),
        source_characters=drawn.source,
        placed_characters=drawn.placed,
        lost_characters=drawn.lost,
    )


def _check_outline(lines: int, headings: int) -> None:
    """A text of nothing but numbers is no report, and would be thousands of rows."""
    if headings > MAX_HEADINGS or lines > MAX_LINES:
        raise ImportRefused(
            "too_long",
            f"标题超过{MAX_HEADINGS}个或段落超过{MAX_LINES}段，不像一份年度报告，没有读取。请检查是否选错了文件。",
        )


def _measure(source: Source) -> None:
    length = sum(letters(text) for line in source.lines for text in line.texts())
    if length < MIN_CHARACTERS:
        raise ImportRefused(
            "too_short",
            "没有读到正文（不足50字）。文件可能是扫描件、图片或受保护的文档，请改传可以复制文字的稿件，或直接粘贴全文。",
        )
    if length > MAX_CHARACTERS:
        raise ImportRefused("too_long", "文字超过200万字，不像一份年度报告，没有读取。请检查是否选错了文件。")


def _year(title: str, lines: Sequence[Line]) -> int:
    """The year reported on: of the title, else of a part's heading, else of the first lines."""
    numbers = ((line, line.number or leading(line.text[:12])) for line in lines)
    headings = [line.text[:60] for line, number in numbers if number and number.rank == PART]
    told = [one for one in headings if words.kinds(one) and words.kinds(one)[0] != "plan"]
    for text in (title, *told, *(line.text[:200] for line in lines[:3])):
        year = words.year_of(text)
        if year:
            return year
    return 0


def _issuers(head: front.Front, foot: back.Back, notes: Notes) -> tuple[str, ...]:
    """Who made the report: as the title says, else the signature, else as the place in the title suggests."""
    stated = words.title_bodies(head.title) or foot.issuers or head.issuers
    if stated:
        return stated
    place = words.title_place(head.title)
    if place:
        notes.repair("issuer", "发文机关", f"原文没有写明发文机关，按标题写作“{place}”，请核对。")
    return (place,) if place else ()


def _attachments(foot: back.Back) -> tuple[Part, ...]:
    """附件 as a part of its own: the list as items, attached texts as they stand."""
    if foot.attachments is None and not foot.appendix:
        return ()
    opening: list[Paragraph] = [line.table or line.text for line in foot.appendix]
    items = tuple(Item(str(uuid4()), paragraphs=(entry,)) for entry in foot.attachments or ())
    return (Part(str(uuid4()), "other", "附件", tuple(opening), items),)
