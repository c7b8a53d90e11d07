"""From lines to the outline: which line is a part, a heading at which depth, or text.

Parts are known by their words, not by their numbers; depth comes from the kinds of number and their order,
as the custom has it (一、 （一） 1. （1） ①); every heading is judged by itself, for real reports mix own-line and
run-in headings (samples' README, decisions 2 to 13; reference/report-structures.md, "What follows for the
importer").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.imports import words
from reports.imports.labels import FIRST, NESTED, PART, RANKS, SECOND, Number, leading
from reports.imports.layout import HEADING
from reports.imports.lines import Line, Notes

TEXT = 99
#: So many lines to either side tell which number is missing.
_NEAR = 200
_CLOSERS = {"（": "）", "“": "”", "《": "》", "〈": "〉", "(": ")", "‘": "’", "「": "」"}
_UNFINISHED = "。！？；：，、,;:…"
_ENDS = "。！？；：”）…"
_ENUMERATION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,2}[，,]|首先|其次|再次|最后[，,])"
)
_CAPTION = re.compile(r"^[图表]\s?[0-9一二三四五六七八九十]")
#: Where running text begins behind a heading that lost its stop: （一）强化学习2022年，… （二）抓执法一是…
_LOST_STOP = re.compile(
    r"^([\u4e00-\u9fff“”]{4,20}(?:，[\u4e00-\u9fff“”]{4,20})?)(?=一是|我[镇乡街]|全年|(?:19|20)\d\d年)"
)


_NO_NUMBER = Number(TEXT, 0, "")


@dataclass(slots=True)
class Block:
    """One line judged: ``rank`` is PART, a rank below it, or TEXT; ``stop`` what followed the heading."""

    line: Line
    rank: int = TEXT
    number: Number | None = None
    heading: str = ""
    stop: str = ""
    body: str = ""
    kinds: tuple[str, ...] = ()


def judge(lines: Sequence[Line], year: int, notes: Notes) -> list[Block]:
    """Every line as a block; what is a stamp on the sheet goes to the notes' leftovers."""
    top = _top_style(lines)
    blocks = [_block(line, top) for line in lines]
    _nest(blocks, year)
    for at, block in enumerate(blocks):
        _find_heading(block, blocks[at + 1] if at + 1 < len(blocks) else None, year)
    _promote(blocks, year)
    above: Block | None = None
    for at, block in enumerate(blocks):
        if block.rank == TEXT and _looks_like_heading(blocks, at):
            _place_loose(blocks, at, above, year)
        above = blocks[at] if blocks[at].rank == PART else above
    for block in blocks:
        if block.line.boxed and words.is_stamp(block.line.text):
            notes.leave(block.line.text)
    return [one for one in blocks if not (one.line.boxed and words.is_stamp(one.line.text))]


def _top_style(lines: Sequence[Line]) -> int:
    """The heading style of parts; where parts have only typed numbers, styles begin one rank below them."""
    styles = {line.style for line in lines if line.style}
    if not styles:
        return 0
    numbered = [line for line in lines if (line.number or leading(line.text[:12]) or _NO_NUMBER).rank == PART]
    typed_only = numbered and not any(line.style for line in numbered)
    return min(styles) - 1 if typed_only else min(styles)


def _block(line: Line, top: int) -> Block:
    """The line with its number: automatic, typed, or the level of its heading style."""
    if line.table is not None:
        return Block(line)
    typed = leading(line.text)
    number = line.number or typed
    if number:
        body = line.text[len(typed.text) :] if typed and line.number is None else line.text
        return Block(line, number.rank, number, body=body)
    if line.style:
        rank = (PART, *RANKS)[min(line.style - top, 4)]
        return Block(line, rank, None, body=line.text)
    return Block(line, body=line.text)


def _nest(blocks: list[Block], year: int) -> None:
    """一、二、 that start anew inside a part are headings of that part."""
    outer = inner = 0
    for block in blocks:
        if block.rank != PART or block.number is None:
            continue
        kinds = words.kinds(_first_sentence(block.body)[0], year)
        value = block.number.value
        if outer and not kinds and value == inner + 1:
            block.rank, inner = NESTED, value
        else:
            outer, inner = value, 0


def _first_sentence(text: str) -> tuple[str, int]:
    """The text up to its first stop outside quotes and brackets, and where the stop is (-1: none near)."""
    expected: list[str] = []
    for at, character in enumerate(text[: HEADING + 40]):
        if expected and character == expected[-1]:
            expected.pop()
        elif character in _CLOSERS:
            expected.append(_CLOSERS[character])
        elif character == "。" and not expected:
            return text[:at], at
    return text[: HEADING + 40], -1


def _find_heading(block: Block, following: Block | None, year: int) -> None:
    """Divides a numbered or styled line into heading, stop and running text."""
    if block.rank == TEXT:
        return
    text = block.body
    offset = len(block.line.text) - len(text)
    heavy = block.line.bold - offset
    limit = 70 if block.rank == PART else HEADING
    first, at = _first_sentence(text)
    bold = text[:heavy].rstrip("。 ：:") if 0 < heavy < len(text) else ""
    lost = _LOST_STOP.match(text)
    if lost and text.startswith("一是", lost.end()):
        _divide(block, lost.end())
    elif 3 < len(bold) <= limit and "。" not in bold and (at < 0 or len(bold) <= at):
        _divide(block, len(bold))
    elif 0 <= at < len(text) - 1 and len(first) <= limit:
        _divide(block, at)
    elif lost and len(first) > limit:
        _divide(block, lost.end())
    elif at == len(text) - 1:
        if len(first) <= limit and following is not None and _stands_over(block, following):
            _divide(block, at)
    elif at < 0 and len(text) <= limit + 15 and not text.endswith(("；", ";", "，")):
        _divide(block, len(text.rstrip("：:")))
    if block.rank == PART:
        block.kinds = words.kinds(block.heading, year)


def _stands_over(block: Block, following: Block) -> bool:
    """Whether a numbered sentence is a heading: text or deeper numbers follow, not one of its kind."""
    if following.rank != TEXT:
        return following.rank > block.rank
    text = following.line.text
    return following.line.table is not None or text[-1] in _ENDS or bool(_CAPTION.match(text))


def _divide(block: Block, at: int) -> None:
    """Heading, the one stop behind it, and the rest."""
    text = block.body
    stop = text[at : at + 1] if text[at : at + 1] in ("。", "：", ":", "．", " ") else ""
    block.heading, block.stop, block.body = text[:at].strip(), stop.strip(), text[at + len(stop) :].strip()


def _promote(blocks: list[Block], year: int) -> None:
    """Where no 一、 stands, the rank whose headings have the words of two parts holds the parts (1. 主要举措…)."""
    if any(block.rank == PART for block in blocks):
        return
    for rank in RANKS:
        own = [block for block in blocks if block.rank == rank]
        kinds = {kind for block in own for kind in words.kinds(block.heading, year)}
        if len(kinds & {"measures", "duties", "shortcomings", "plan"}) >= 2:
            for block in own:
                block.rank, block.kinds = PART, words.kinds(block.heading, year)
            return


# --------------------------------------------------------------------------- headings without a number


def _looks_like_heading(blocks: list[Block], at: int, deep: int = 3) -> bool:
    """A short line without stop, number or style, with text behind it, or another such line and text."""
    if not _has_shape(blocks[at]) or at + 1 == len(blocks):
        return False
    following = blocks[at + 1]
    if following.rank != TEXT:
        return following.number is None or following.number.value == 1
    if following.line.table is not None:
        return False
    text = following.line.text
    if len(text) > len(blocks[at].line.text) or text[-1] in _ENDS:
        return True
    return deep > 0 and _looks_like_heading(blocks, at + 1, deep - 1)


def _has_shape(block: Block) -> bool:
    """The look of a heading: short, no stop inside or behind it, mostly Han, no caption, no 一是."""
    line, text = block.line, block.line.text
    if block.rank != TEXT or line.table is not None or line.boxed or not 2 <= len(text) <= HEADING + 15:
        return False
    if (
        text[-1] in _UNFINISHED
        or re.search("[。；：\t]|  ", text)
        or _ENUMERATION.match(text)
        or _CAPTION.match(text)
    ):
        return False
    return sum("\u4e00" <= character <= "\u9fff" for character in text) * 2 >= len(text)


def _place_loose(blocks: list[Block], at: int, above: Block | None, year: int) -> None:
    """Gives a heading without number its rank: a part by its words, else where a number is missing."""
    block = blocks[at]
    text = block.line.text
    kinds = words.kinds(text, year)
    new = kinds and not words.is_cause(text) and (above is None or not set(kinds) & set(above.kinds))
    strong = set(kinds) & {"duties", "shortcomings", "plan", "lead"} or (kinds and above is None)
    if new and strong and not (kinds == ("lead",) and above):
        rank = PART
    elif above is None or len(text) > HEADING:
        return
    else:
        rank = _missing_rank(blocks, at)
    blocks[at] = replace(block, rank=rank, heading=text, body="", kinds=kinds if rank == PART else ())


def _missing_rank(blocks: list[Block], at: int) -> int:
    """The rank in whose series a number is missing here; by default that of （一）."""
    before = _neighbours(reversed(blocks[max(0, at - _NEAR) : at]))
    after = _neighbours(blocks[at + 1 : at + 1 + _NEAR])
    for rank in (*RANKS[1:], FIRST):
        if rank in after and after[rank] - before.get(rank, 0) >= 2:
            return rank
    if FIRST not in before and FIRST not in after and SECOND in before and after.get(SECOND, 0) != 1:
        return SECOND
    return FIRST


def _neighbours(blocks: Iterable[Block]) -> dict[int, int]:
    """The next number of each rank up to the end of its section."""
    found: dict[int, int] = {}
    lowest = TEXT
    for block in blocks:
        if block.rank == PART:
            break
        if block.number is not None and block.rank <= lowest:
            found.setdefault(block.rank, block.number.value)
            lowest = block.rank
    return found
