"""From judged lines to parts with their items, numbers put right.

What stands in the source's order comes out in the source's order; the only text that moves is a plan that
stood under the shortcomings' heading, which becomes a part of its own (samples' README, decision 11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from reports.content import MAX_DEPTH, UNNUMBERED_TITLES, Item, Paragraph, Part, chinese_number, item_label
from reports.imports import words
from reports.imports.labels import PART, Number, folded, leading, value_of
from reports.imports.lines import Notes
from reports.imports.outline import TEXT, Block

_ENUMERATED = re.compile(r"^([一二三四五六七八九十]{1,3})是")
_INNER = re.compile(r"(?<=[。；])([一二三四五六七八九十]{1,3})是")
_INNER_TURN = re.compile(r"(?<=[。！])(?=下一?步[，,]|今后[，,]|下一?阶段[，,])")
#: In a closing paragraph the shortcomings are told after a look back.
_LOOK_BACK = re.compile(r"^(?:总的|总体|尽管|虽然|回顾|一年来|同时|但|当前|在(?:肯定|看到|总结)|我们也|此外)")


@dataclass(slots=True)
class Node:
    """One heading with what stands under it; a part is a node of rank PART."""

    rank: int
    heading: str = ""
    number: Number | None = None
    kinds: tuple[str, ...] = ()
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def grow(blocks: Sequence[Block], year: int, notes: Notes) -> list[Node]:
    """The parts, with the lead first where there is one."""
    lead = Node(PART, kinds=("lead",))
    parts = [lead]
    stack = [lead]
    for block in blocks:
        if block.rank == TEXT:
            _add_text(stack[-1], block, notes)
            continue
        node = Node(block.rank, block.heading, block.number, block.kinds)
        if block.rank != PART and stack[0] is lead:
            stack = [Node(PART, kinds=("measures",))]
            parts.append(stack[0])
        while block.rank != PART and stack[-1].rank >= block.rank:
            stack.pop()
        if block.rank != PART and len(stack) > MAX_DEPTH:
            _add_text(stack[-1], block, notes)
            continue
        if block.rank == PART:
            parts.append(node)
            stack = [node]
        else:
            stack[-1].children.append(node)
            stack.append(node)
        _note_marks(block, notes)
        if block.body:
            node.paragraphs.append(block.body)
    _divide_plans(parts, year)
    _divide_closing(parts, year, notes)
    return [part for part in parts if part.heading or part.paragraphs or part.children]


def _note_marks(block: Block, notes: Notes) -> None:
    if block.number is not None and block.line.number is None:
        notes.marks.append(block.number.text)
    notes.marks.append(block.stop)


def _add_text(node: Node, block: Block, notes: Notes) -> None:
    """Running text under the node: a table, or a paragraph with 一是…二是… put apart where the others are."""
    if block.line.table is not None:
        node.paragraphs.append(block.line.table)
        return
    text = block.line.text
    if block.line.number is not None and block.rank != TEXT:
        text = block.line.number.text + text
    before = node.paragraphs[-1] if node.paragraphs else None
    first = _ENUMERATED.match(text)
    above = _ENUMERATED.match(before) if isinstance(before, str) else None
    start = 0
    if first and above and value_of(first.group(1)) == value_of(above.group(1)) + 1:
        expected = value_of(first.group(1)) + 1
        for found in _INNER.finditer(text):
            if value_of(found.group(1)) == expected:
                node.paragraphs.append(text[start : found.start()])
                quote = text[found.start() : found.start() + 14]
                notes.repair("paragraph", "正文", f"“{quote}”原文与上一段连写，已另起一段。")
                start, expected = found.start(), expected + 1
    node.paragraphs.append(text[start:])


# --------------------------------------------------------------------------- shortcomings and plan in one


def _divide_plans(parts: list[Node], year: int) -> None:
    """A sub-heading under the shortcomings that begins the plan becomes the plan's title."""
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if "shortcomings" not in part.kinds:
            continue
        for place, child in enumerate(part.children):
            if words.kinds(child.heading, year) == ("plan",) and not words.is_cause(child.heading):
                moved = part.children[place:]
                del part.children[place:]
                child.rank, child.kinds = PART, ("plan",)
                child.children += moved[1:]
                parts.insert(at + 1, child)
                break


def _divide_closing(parts: list[Node], year: int, notes: Notes) -> None:
    """Shortcomings and plan told in the last paragraphs, without heading, become parts without title."""
    last = parts[-1]
    kinds = {part.kinds[0] for part in parts if part.kinds}
    if "plan" in kinds or last.kinds[:1] in (("lead",), ("duties",), ("other",)):
        return
    end = last
    while end.children:
        end = end.children[-1]
    tail = _tail(end.paragraphs)
    turn = next((at for at, text in enumerate(tail) if words.turns_to_plan(text, year)), None)
    kept = end.paragraphs[: len(end.paragraphs) - _tail_length(end.paragraphs)]
    if turn is None or not (turn or kept or last.heading):
        return
    told, planned = tail[:turn], tail[turn:]
    confession: list[Paragraph] = []
    if "shortcomings" not in kinds and told and _confesses(told, bool(kept)):
        confession = [told.pop()]
        notes.repair("closing", "存在的不足", "原文在结尾段写存在的不足，没有标题，已单列为一个部分。")
        parts.append(Node(PART, kinds=("shortcomings",), paragraphs=confession))
    end.paragraphs[:] = [*kept, *told]
    parts.append(Node(PART, kinds=("plan",), paragraphs=[*planned]))
    notes.repair("closing", "下一年度安排", "原文在结尾段写下一步安排，没有标题，已单列为一个部分。")


def _confesses(told: Sequence[str], more: bool) -> bool:
    """Whether the last paragraph before the plan states shortcomings and is not all the text there is."""
    return words.confesses(told[-1]) and (more or len(told) > 1 or bool(_LOOK_BACK.match(told[-1])))


def _tail_length(paragraphs: Sequence[Paragraph]) -> int:
    """How many of the last paragraphs, four at most, are running text."""
    length = 0
    while length < min(4, len(paragraphs)) and isinstance(paragraphs[-1 - length], str):
        length += 1
    return length


def _tail(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The last paragraphs, each put apart where it turns to the next steps."""
    length = _tail_length(paragraphs)
    last = [one for one in paragraphs[len(paragraphs) - length :] if isinstance(one, str)]
    return [piece for one in last for piece in _INNER_TURN.split(one) if piece]


# --------------------------------------------------------------------------- numbers put right


def mend(parts: Sequence[Node], notes: Notes) -> None:
    """Says of every number that it was missing, wrong or of another kind; the new ones come from position."""
    found = list(_numbers(parts))
    if not any(node.number for node, _, _ in found):
        if found:
            notes.repair("number", "全文", "原文各级标题没有编号，已按层次和顺序统一编号。")
        return
    recast: dict[tuple[str, str], str] = {}
    for node, label, above in found:
        place, text = above + label.rstrip("、"), (node.heading or str(next(iter(node.paragraphs), "")))[:16]
        if node.number is None:
            notes.repair("number", place, f"“{text}”原文没有编号，已按顺序编为“{label}”。")
        elif value_of_label(label) != node.number.value:
            notes.repair(
                "number", place, f"“{text}”原文编号“{node.number.text.strip()}”不连续，已改为“{label}”。"
            )
        elif folded(node.number.text) != folded(label) and node.number.rank != _rank_of(label):
            recast.setdefault((above, label), node.number.text.strip())
    seen: set[str] = set()
    for (above, label), old in recast.items():
        if above not in seen:
            seen.add(above)
            notes.repair("level", above or "全文", f"原文用“{old}”这一类编号，已按公文层次改为“{label}”。")


def _numbers(parts: Sequence[Node]) -> Iterator[tuple[Node, str, str]]:
    """Every numbered node with the number it gets and the path above it."""
    count = 0
    for part in parts:
        path = part.heading or ("引言" if part.kinds == ("lead",) else "")
        if part.kinds[:1] != ("lead",) and part.heading and part.heading not in UNNUMBERED_TITLES:
            count += 1
            path = chinese_number(count)
            yield part, f"{path}、", ""
        yield from _inner_numbers(part.children, 1, path)


def _inner_numbers(nodes: Iterable[Node], depth: int, above: str) -> Iterator[tuple[Node, str, str]]:
    for position, node in enumerate(nodes, start=1):
        label = item_label(depth, position)
        yield node, label, above
        yield from _inner_numbers(node.children, depth + 1, above + label)


def value_of_label(label: str) -> int:
    return value_of(label.strip("（）().、．"))


def _rank_of(label: str) -> int:
    number = leading(label)
    return number.rank if number else PART


# --------------------------------------------------------------------------- parts


def to_parts(parts: Sequence[Node]) -> tuple[Part, ...]:
    """The nodes as parts of a report, each row with a new id."""
    return tuple(
        Part(
            id=str(uuid4()),
            kind=part.kinds[0] if part.kinds else "measures",
            title=part.heading or None,
            opening=tuple(part.paragraphs),
            items=tuple(_item(child) for child in part.children),
        )
        for part in parts
    )


def _item(node: Node) -> Item:
    return Item(
        id=str(uuid4()),
        heading=node.heading,
        paragraphs=tuple(node.paragraphs),
        children=tuple(_item(child) for child in node.children),
    )
