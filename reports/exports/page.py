"""A report as blocks in the order of reading: what the public page, the preview and the review page set alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from reports.content import Item, Paragraph, Place, ReportContent, Table, part_text, places
from reports.enums import Outcome

#: A title breaks behind each issuer. A line still too long may break at these words, never inside a name.
_LINES = re.compile(r"(?<=人民政府)(?!办公)|(?<=办事处)(?!办公)|(?<=委员会)(?!办公)")
_PHRASES = re.compile(r"(?<=年度)|(?<=年)(?!度)|(?<=法治政府建设)(?=.{6})")
#: A cause that says so in its own words needs no “原因：” in front.
_NAMES_ITSELF = re.compile(r"\s*(?:究其|其|主要|分析)?(?:的)?原因")

_OUTCOMES = dict(Outcome.choices())


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``kind``: "part", "heading", "paragraph", "cause" or "table"; ``level`` 0 is a part, 1…4 an item.

    ``label`` is what the rendering sets before ``text`` (a number, 原因：, 责任人：); ``anchor`` the block's address on
    the page ("" for text that only goes on); ``id`` that of the part or row it belongs to, and ``field`` which of
    its texts this is: "t" the title of a part, "h" a heading (or a number that stands alone), "p0" "p1"… the
    paragraphs and tables by their place in ``opening`` or ``paragraphs``, "c0" "c1"… the lines of the cause, "o"
    owner, "d" due, "g" target.
    """

    kind: str
    id: str
    text: str = ""
    label: str = ""
    level: int = 0
    anchor: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A whole report, ready to be set."""

    title_lines: tuple[tuple[str, ...], ...]
    number: str
    addressee: str
    issuers: tuple[str, ...]
    date: str
    blocks: tuple[Block, ...]

    @property
    def title_phrases(self) -> tuple[str, ...]:
        """The title where it stands in one line with other things."""
        return tuple(phrase for line in self.title_lines for phrase in line)

    @property
    def title(self) -> str:
        return "".join(self.title_phrases)

    @property
    def contents(self) -> tuple[Block, ...]:
        """The table of contents: parts with a title, and their first-level headings."""
        return tuple(
            block
            for block in self.blocks
            if block.kind == "part" or (block.kind == "heading" and block.level == 1)
        )


def page(content: ReportContent) -> PageDocument:
    """The report as a document page: what is written, in its order, with its numbers, and nothing else.

    其他需要报告的情况 is left out where there is nothing to report: a title over nothing is no part.
    """
    content = replace(
        content, parts=tuple(part for part in content.parts if part.kind != "other" or part_text(part))
    )
    return PageDocument(
        title_lines=tuple(
            tuple(phrase for phrase in _PHRASES.split(line) if phrase)
            for line in _LINES.split(content.title)
            if line
        ),
        number=content.document_number,
        addressee=content.addressee.rstrip("：:"),
        issuers=content.issuers,
        date=written_date(content.dated),
        blocks=tuple(block for place in places(content) for block in _blocks(place)),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """One item of last year's plan beside what came of it; ``text`` is the rest of the item's words."""

    heading: str
    text: str
    outcome: str
    note: str


def follow_ups(content: ReportContent) -> tuple[Answered, ...]:
    """上年安排落实情况, in the plan's order: only what has been answered. Side by side, no verdict (design §8)."""
    return tuple(
        Answered(*_lead_and_rest(line.quote), _OUTCOMES[line.outcome], line.note)
        for line in content.follow_ups
        if line.outcome
    )


def _lead_and_rest(quote: str) -> tuple[str, str]:
    """A plan item's heading and text; of one without heading, its first sentence and what follows."""
    heading, line, text = quote.partition("\n")
    if not line:
        heading, _, text = quote.partition("。")
    return heading, text


def written_date(day: date | None) -> str:
    """2023年1月13日: full year, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def anchor(place_id: str) -> str:
    """The address of a row or part on a page: it stays the same for as long as the row lives."""
    return f"r-{place_id}"


def _blocks(place: Place) -> Iterator[Block]:
    if place.item is None:
        here = anchor(place.part.id)
        if place.part.title is not None:
            yield Block("part", place.part.id, place.part.title, place.label, 0, here, field="t")
            here = ""
        yield from _paragraphs(place.part.id, place.part.opening, "", 0, here)
        return
    item, label, here = place.item, place.label, anchor(place.item.id)
    if item.heading:
        yield Block("heading", item.id, item.heading, label, place.depth, here, field="h")
        label = here = ""
    yield from _paragraphs(item.id, item.paragraphs, label, place.depth, here)
    if label and not item.paragraphs:
        yield Block("paragraph", item.id, "", label, place.depth, here, field="h")
    yield from _cause(item, place.depth)
    for field, words, text in (
        ("o", "责任人：", item.owner),
        ("d", "完成时限：", item.due),
        ("g", "目标：", item.target),
    ):
        if text:
            yield Block("paragraph", item.id, text, words, place.depth, field=field)


def _cause(item: Item, depth: int) -> Iterator[Block]:
    """The cause, introduced once, unless it introduces itself."""
    words = "" if _NAMES_ITSELF.match(item.cause) else "原因："
    for at, line in enumerate(item.cause.split("\n")):
        if line.strip():
            yield Block("cause", item.id, line, words, depth, field=f"c{at}")
            words = ""


def _paragraphs(
    place_id: str, paragraphs: tuple[Paragraph, ...], label: str, level: int, here: str
) -> Iterator[Block]:
    """The first running paragraph of a row without heading carries the row's number."""
    for at, paragraph in enumerate(paragraphs):
        if isinstance(paragraph, Table):
            if label:
                yield Block("paragraph", place_id, "", label, level, here, field="h")
            yield Block("table", place_id, level=level, rows=paragraph.rows, field=f"p{at}")
        else:
            yield Block("paragraph", place_id, paragraph, label, level, here, field=f"p{at}")
        label = here = ""
