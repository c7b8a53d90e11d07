"""The copy as it was printed, line by line: which block holds which text of which row, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from reports.content import Item, Part, Place, ReportContent, places, write_body
from reports.imports.labels import leading
from reports.imports.returned.shape import Block

FIELDS = {"t": "标题", "h": "标题", "c": "原因", "o": "责任人", "d": "完成时限", "g": "目标"}
_WORDS = re.compile(r"(?:主要)?(?:原因|责任人|责任单位|完成时限|目标)\s*[：:]\s*")


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed line of a row, part or the report itself: where it is from, its words, and what was set before and
    behind them in print."""

    owner: str
    field: str
    n: int
    text: str
    label: str = ""
    tail: str = ""
    table: bool = False

    def bare(self, text: str) -> str:
        """What came back in this line without its number and introducing words, kept, changed or left by a person."""
        if text == self.label + self.text + self.tail:
            return self.text
        if self.table:
            return text
        text = text.removesuffix(self.tail) if self.tail else text
        label = self.label.strip()
        if not label:
            return text
        if text.startswith(label):
            return text[len(label) :].strip()
        number = leading(text)
        if leading(label):
            bare = text[len(number.text) :].strip() if number else text
            return text if text == self.text else bare
        return _WORDS.sub("", text, count=1).strip() if _WORDS.match(text) else text


@dataclass(frozen=True, slots=True)
class Row:
    """A part (depth 0) or a row of the copy."""

    place: Place
    above: str
    index: int

    @property
    def id(self) -> str:
        return self.place.item.id if self.place.item else self.place.part.id

    @property
    def depth(self) -> int:
        return self.place.depth

    @property
    def part(self) -> Part:
        return self.place.part


def rows(content: ReportContent) -> dict[str, Row]:
    """Every part and row by its id, in the order of reading."""
    found: dict[str, Row] = {}
    stack: list[str] = []
    for index, place in enumerate(places(content)):
        del stack[place.depth :]
        row = Row(place, stack[-1] if stack else "", index)
        stack.append(row.id)
        found[row.id] = row
    return found


def slots(content: ReportContent, printed: Sequence[Block]) -> list[Slot | None]:
    """The slot of each printed block; None for what is no text of the report (addressee, signature, date)."""
    texts = dict(_named(content))
    found: list[Slot | None] = []
    for block in printed:
        slot = next((texts[name] for name, _ in block.names if name in texts), None)
        if slot is None:
            found.append(None)
            continue
        words = slot.text.strip()
        label, middle, tail = block.text.partition(words) if words else (block.text, " ", "")
        if slot.table or not middle:
            label = tail = ""
        found.append(Slot(slot.owner, slot.field, slot.n, slot.text, label, tail, slot.table))
    return found


def _named(content: ReportContent) -> Iterator[tuple[str, Slot]]:
    yield "title", Slot("", "title", 0, content.title)
    for row in rows(content).values():
        for field, lines in _lines(row.place).items():
            for n, (text, table) in enumerate(lines):
                yield (
                    f"r_{UUID(row.id).hex}_{field}{n if field in 'pc' else ''}",
                    Slot(row.id, field, n, text, table=table),
                )


def _lines(place: Place) -> dict[str, list[tuple[str, bool]]]:
    item: Item | Part = place.item or place.part
    paragraphs = item.opening if isinstance(item, Part) else item.paragraphs
    found = {
        "p": [(one, False) if isinstance(one, str) else (write_body((one,)), True) for one in paragraphs]
    }
    if isinstance(item, Part):
        return {"t": [(item.title or "", False)], **found}
    single = {"h": item.heading, "o": item.owner, "d": item.due, "g": item.target}
    cause = [(line, False) for line in item.cause.split("\n")]
    return {**found, "c": cause, **{field: [(text, False)] for field, text in single.items()}}


def spoken(row: Row | None, field: str, n: int) -> str:
    """How a person names a line: 一（三）正文第2段."""
    if row is None:
        return "报告标题"
    return row.place.path + (FIELDS.get(field) or f"第{n + 1}段")
