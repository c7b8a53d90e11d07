"""Lines put apart and together: soft breaks, glued headings, a whole report on one line, advertisements.

What comes out has one heading or one paragraph a line. Every cut is recorded in the notes; no rule here looks
at what a line means beyond its number and its stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from reports.imports.labels import FIRST, PART, Number, leading
from reports.imports.lines import Line, Notes
from reports.imports.words import ends_title

#: Longer runs of text than this are never a heading.
HEADING = 45
_STOPS = "。！？；：…"
_CN = "一二三四五六七八九十"


def settle(lines: Iterable[Line], notes: Notes) -> list[Line]:
    """The lines as the outline reads them: blank ones gone, joined ones apart."""
    kept = [line for line in lines if line.table is not None or line.text.strip()]
    kept = _without_advertisements(kept, notes)
    kept = [piece for line in kept for piece in _soft_breaks(line)]
    kept = [piece for line in kept for piece in _one_line(line, notes)]
    kept = [piece for line in kept for piece in _glued(line, notes)]
    return [line for line in kept if line.table is not None or line.text]


# --------------------------------------------------------------------------- advertisements

_LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./_?=&%-]{3,80}")
_SLOGAN = re.compile(r"[（(][^（）()\n]{0,40}(?:公众号|范文|文库|公文写作)[^（）()\n]{0,20}[）)]")
_TAIL = re.compile(r"\s?(?:整理|收集|提供|下载|首发|原创)")


def _without_advertisements(lines: list[Line], notes: Notes) -> list[Line]:
    """Model-text sites sow their address into the text: one that comes again and again is left over."""
    text = "\n".join(line.text for line in lines)
    before: dict[str, list[str]] = {}
    for spot in _LINK.finditer(text):
        before.setdefault(spot.group(), []).append(text[max(0, spot.start() - 14) : spot.start()])
    again = [link for link, contexts in before.items() if len(contexts) > 1][:20]
    patterns = [re.escape(_common_end(before[link]) + link) + f"(?:{_TAIL.pattern})?" for link in again]
    if _SLOGAN.search(text):
        patterns.append(_SLOGAN.pattern)
    if not patterns:
        return lines
    pattern = re.compile("|".join(patterns))
    kept: list[Line] = []
    for line in lines:
        rest, count = pattern.subn("", line.text)
        if count:
            found = pattern.findall(line.text)
            notes.leave(*found)
            notes.repair(
                "advertisement", "正文", f"“{found[0].strip()[:20]}”等网站广告语不属于报告，已移出正文。"
            )
            line = replace(line, text=rest.strip(), bold=min(line.bold, len(rest.strip())))
        kept.append(line)
    return kept


def _common_end(texts: list[str]) -> str:
    """The longest common ending without punctuation."""
    length = 0
    while all(len(one) > length for one in texts):
        character = texts[0][-1 - length]
        if character in "，。；：、）”\n" or any(one[-1 - length] != character for one in texts):
            break
        length += 1
    return texts[0][len(texts[0]) - length :]


# --------------------------------------------------------------------------- soft breaks


def _soft_breaks(line: Line) -> Iterator[Line]:
    """A soft break parts a heading from its text, or two sentences; elsewhere it only folded a line."""
    if "\n" not in line.text:
        yield line
        return
    start = end = 0
    pieces: list[str] = []
    for raw in line.text.split("\n"):
        if pieces and raw.strip() and _breaks(line if start == 0 else None, pieces, raw):
            yield _joined(line.part(start, end), pieces)
            start, pieces = end, []
        if raw.strip():
            pieces.append(raw.strip())
        end += len(raw) + 1
    if pieces:
        yield _joined(line.part(start), pieces)


def _breaks(line: Line | None, left: list[str], right: str) -> bool:
    """Whether the text really ends before ``right``; ``line`` is the evidence of the first piece."""
    if leading(right.lstrip()) or left[-1][-1] in _STOPS or (line is not None and line.align):
        return True
    heads = leading(left[0]) or (line is not None and (line.number is not None or line.style > 0))
    return bool(heads) and len(left) == 1 and len(left[0]) <= HEADING


def _joined(line: Line, pieces: list[str]) -> Line:
    """The pieces as one text; a space only between Latin letters."""
    text = pieces[0] + "".join(
        (" " if before[-1].isascii() and after[0].isascii() else "") + after
        for before, after in pairwise(pieces)
    )
    return replace(line, text=text, bold=min(line.bold, len(text)))


# --------------------------------------------------------------------------- a report on one line

_CANDIDATE = re.compile(
    rf"(?<![{_CN}])[{_CN}]{{1,3}}、(?=[^{_CN}])|[（(][{_CN}]{{1,3}}[）)]|(?<![0-9.．])[0-9]{{1,2}}[.．、](?![0-9])"
)
_TITLE_HEAD = re.compile(r"^[^，。：；\n]{4,60}?(?:报告|总结|汇报|年报)(?!如下)(?=.{20})")
_NUMBER_HEAD = re.compile(r"^[\u4e00-\u9fffXx×*]{1,12}[〔\[（【(](?:19|20)\d\d[〕\]）】)]\d{1,4}号")
_SIGNED = re.compile(
    r"(?<=[。；])[\u4e00-\u9fffXx×*\s]{0,40}?((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*$"
)
_DOUBLED = re.compile(r"^(.{0,30}存在的(不足|问题)(?:和|及|与)原因)(?=存在的\2)")


def _one_line(line: Line, notes: Notes) -> Iterator[Line]:
    """A whole report without line ends (model texts, pages copied as one block), divided at its numbers."""
    text = line.text
    if len(text) < 300 or line.table is not None or text.count("、") < 2:
        yield line
        return
    cuts = _cuts(text)
    if sum(number.rank == PART for _, number in cuts) < 2:
        yield line
        return
    text, cuts = _without_page_numbers(text, cuts, notes)
    notes.repair("lines", "全文", "原文没有分段，已按编号分开，请逐段核对。")
    numbered = _NUMBER_HEAD.match(text)
    begins = numbered.end() if numbered else 0
    title = _TITLE_HEAD.match(text[begins : begins + 100])
    signed = _SIGNED.search(text[-70:])
    places = {0, *(place for place, _ in cuts), *_loose_tails(text, cuts)}
    if title and ends_title(title.group()):
        places |= {begins, begins + title.end()}
    if signed:
        places |= {len(text) - len(text[-70:]) + at for at in (signed.start(), signed.start(1))}
    for start in tuple(places):
        doubled = _DOUBLED.match(text[start : start + 60])
        if doubled:
            places.add(start + doubled.end())
    ordered = sorted(places)
    for start, end in zip(ordered, [*ordered[1:], len(text)], strict=True):
        yield Line(text[start:end].strip())


def _cuts(text: str) -> list[tuple[int, Number]]:
    """Where a number continues its own series: 一、二、…, and below each （一） or 1. from one."""
    expected: dict[int, int] = {}
    dotted = bool(re.search(r"(?<![0-9.．])1[.．](?![0-9])", text))
    found: list[tuple[int, Number]] = []
    for spot in _CANDIDATE.finditer(text):
        number = leading(spot.group())
        if number is None or (dotted and spot.group()[0].isdecimal() and spot.group()[-1] == "、"):
            continue
        if number.value not in (1, expected.get(number.rank, 1)):
            continue
        before = text[max(0, spot.start() - 3) : spot.start()].rstrip()
        if number.rank == PART and before and before[-1] not in _STOPS + "”）" and not ends_title(before):
            continue
        expected = {rank: value for rank, value in expected.items() if rank < number.rank}
        expected[number.rank] = number.value + 1
        found.append((spot.start(), number))
    return found


def _loose_tails(text: str, cuts: list[tuple[int, Number]]) -> Iterator[int]:
    """…偏少。原因分析1.主观上…: a heading without number before a new series."""
    for place, number in cuts:
        if number.value == 1 and number.rank != PART:
            start = max(text.rfind(stop, max(0, place - 13), place) for stop in "。；") + 1
            if (
                start > 0
                and 2 < place - start <= 12
                and "，" not in text[start:place]
                and not leading(text[start:place])
            ):
                yield start


_PAGE_NUMBER = re.compile(r"(?<![0-9])([0-9]{1,2})、")


def _without_page_numbers(
    text: str, cuts: list[tuple[int, Number]], notes: Notes
) -> tuple[str, list[tuple[int, Number]]]:
    """Page numbers fallen into the text (…持2、证上岗…): a series 1、2、3、 beside the numbering proper."""
    used = {place for place, _ in cuts}
    stray = [found for found in _PAGE_NUMBER.finditer(text) if found.start() not in used]
    series = [int(found.group(1)) for found in stray]
    if len(stray) < 2 or series != list(range(1, len(stray) + 1)):
        return text, cuts
    notes.leave(*(found.group() for found in stray))
    notes.repair("page_numbers", "正文", f"正文中夹有{len(stray)}处页码，已移出。")
    spans = {found.start(): found.end() for found in stray}
    kept, last = [], 0
    for start, end in spans.items():
        kept.append(text[last:start])
        last = end
    text = "".join([*kept, text[last:]])
    return text, _cuts(text)


# --------------------------------------------------------------------------- glued paragraphs

_GLUED = re.compile(
    rf"(?<=[。！？；”）])(?=[（(][{_CN}]{{1,3}}[）)]\s?[\u4e00-\u9fff“]{{3}})"
    rf"|(?<=[。！？])(?=[{_CN}]{{1,3}}、[\u4e00-\u9fff0-9“]{{4}})|(?<=[。！？])(?=[0-9]{{1,2}}[.．、][\u4e00-\u9fff“])"
)


def _glued(line: Line, notes: Notes) -> Iterator[Line]:
    """…贷款授信。（七）突出应急处置…: a heading that lost the break before it."""
    if line.table is not None or len(line.text) < 8:
        yield line
        return
    own = line.number or leading(line.text)
    places = [0]
    for spot in _GLUED.finditer(line.text):
        number = leading(line.text[spot.start() : spot.start() + 8])
        if number is None or spot.start() == 0:
            continue
        continues = own is not None and own.rank == number.rank and number.value == own.value + 1
        if number.rank <= FIRST or continues:
            places.append(spot.start())
            own = number
            quote = line.text[spot.start() : spot.start() + 14]
            notes.repair("paragraph", "正文", f"“{quote}”原文与上一段连写，已另起一段。")
    for start, end in zip(places, [*places[1:], None], strict=True):
        yield line.part(start, end) if len(places) > 1 else line
