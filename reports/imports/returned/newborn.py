"""New numbered lines that are new rows: recognised where it is simple and safe, else they stay text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from reports.content import MAX_DEPTH, Item, Paragraph, Table
from reports.imports.labels import RANKS, leading
from reports.imports.returned.shape import Block
from reports.imports.returned.slots import Row, Slot

#: A new numbered line that is no longer than this, and ends without a stop, is a heading.
HEADING = 40
_STOPS = "。；：，;:"


class Newborn:
    """Asks of a new block whether it begins a row. ``live`` are the standing blocks in order; ``pairs``, ``slots``,
    ``rows`` and ``heads`` say what is known of them."""

    def __init__(
        self,
        blocks: Sequence[Block],
        live: Sequence[int],
        pairs: Mapping[int, int],
        slots: Sequence[Slot | None],
        rows: Mapping[str, Row],
        heads: Mapping[str, int],
    ) -> None:
        self.blocks, self.live, self.pairs, self.slots = blocks, live, pairs, slots
        self.rows, self.heads = rows, heads

    def heading(self, position: int) -> tuple[Row, str] | None:
        """A numbered line set before a row that had no heading and lost its number to it: that row, and the text."""
        number = leading(self.blocks[self.live[position]].text)
        if number is None or position + 1 == len(self.live):
            return None
        below = self.live[position + 1]
        slot = self._slot(below)
        if slot is None or slot.field != "p" or slot.n or not slot.label.strip():
            return None
        text = self.blocks[self.live[position]].text[len(number.text) :].strip()
        lost = leading(self.blocks[below].text) is None
        return (self.rows[slot.owner], text) if text and lost and slot.owner else None

    def row(self, position: int, stack: Sequence[str]) -> tuple[int, tuple[int, ...], Item] | None:
        """How deep the new row stands, the blocks it is made of, and the row itself."""
        depth = self._level(self.live[position])
        if not depth or depth > len(stack) or self.rows[stack[0]].part.kind == "lead":
            return None
        if self._counts_in_text(position, depth):
            return None
        blocks = self._run(position, depth)
        return (depth, blocks, self._item(list(blocks))) if blocks else None

    def _slot(self, new: int) -> Slot | None:
        old = self.pairs.get(new)
        return None if old is None else self.slots[old]

    def _level(self, new: int) -> int:
        """How deep a new line stands by its number; 0 for no number, and for that of a part."""
        block = self.blocks[new]
        number = None if block.rows or new in self.pairs else leading(block.text)
        if number is None or number.rank not in RANKS or not block.text[len(number.text) :].strip():
            return 0
        return RANKS.index(number.rank) + 1

    def _counts_in_text(self, position: int, depth: int) -> bool:
        """Whether the line before counts within its own running text (1. 2. as paragraphs): then this goes on so."""
        slot = self._slot(self.live[position - 1]) if position else None
        number = leading(slot.text) if slot else None
        return number is not None and number.rank == RANKS[depth - 1]

    def _run(self, position: int, depth: int) -> tuple[int, ...]:
        """The new blocks from here to the next row of the same or a higher level; none where known text, or a deeper
        known row, would fall under the new row."""
        blocks = [self.live[position]]
        for new in self.live[position + 1 :]:
            if new not in self.pairs:
                if 0 < self._level(new) <= depth:
                    break
                blocks.append(new)
                continue
            slot = self._slot(new)
            if slot and not (self.heads.get(slot.owner) == new and self.rows[slot.owner].depth <= depth):
                return ()
            break
        return tuple(blocks)

    def _item(self, blocks: list[int]) -> Item:
        """A row, and the rows under it, of new blocks; what would be too deep stays text."""
        own, *rest = blocks
        block = self.blocks[own]
        number = leading(block.text)
        text = block.text[len(number.text) if number else 0 :].strip()
        heading = text if block.heading or (len(text) <= HEADING and text[-1] not in _STOPS) else ""
        item = Item(str(uuid4()), heading=heading, paragraphs=() if heading else (text,))
        level = self._level(own)
        while rest:
            below = self._level(rest[0])
            if level + 1 == below <= MAX_DEPTH:
                after = (n for n, one in enumerate(rest[1:], 1) if 0 < self._level(one) <= below)
                end = next(after, len(rest))
                item = replace(item, children=(*item.children, self._item(rest[:end])))
                rest = rest[end:]
            else:
                item = replace(item, paragraphs=(*item.paragraphs, self._paragraph(rest.pop(0))))
        return item

    def _paragraph(self, new: int) -> Paragraph:
        block = self.blocks[new]
        return Table(block.rows) if block.rows else block.text
