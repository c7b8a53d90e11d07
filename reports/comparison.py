"""What changed between two reports: rows aligned by id, then by their words; characters with digit runs kept whole.

"30余起" → "36余起" shows 30 → 36, never 0 → 6: a reviewer looks for figures first. The difference is the whole
truth: equal and deleted segments together are the earlier text, equal and inserted ones the later.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from reports.content import Item, Part, ReportContent, places, write_body
from reports.enums import DutyOf

#: A row that was written anew keeps its place in the comparison when this much of it is the same (0…100).
SIMILAR = 60
#: Above so many pairs of characters a text is compared paragraph by paragraph, so that memory stays small.
LARGE = 25_000_000
#: A run of digits with its point and per cent sign is one token, any other character is one.
_TOKEN = re.compile(r"\d+(?:[.．,，]\d+)*[%％‰]?|[\s\S]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text: ``kind`` "equal", "delete" or "insert"; ``digits`` marks a changed figure."""

    kind: str
    text: str
    digits: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row, part or the head of the report. ``kind``: "same", "changed", "added", "removed" or "moved".

    ``path`` is where it stands now, ``was`` where it stood ("" if it did not); ``id`` is its id now, ``before_id``
    its earlier one; ``part`` the part it is in ("" for the head). A row that moved and changed is "changed" with
    ``moved`` set.
    """

    kind: str
    id: str
    before_id: str
    part: str
    path: str
    was: str
    segments: tuple[Segment, ...]
    moved: bool = False

    @property
    def differs(self) -> bool:
        return self.kind != "same"

    @property
    def only_figures(self) -> bool:
        """Whether nothing but figures changed: what a reader passes over most easily."""
        changed = [one for one in self.segments if one.kind != "equal"]
        return bool(changed) and all(one.digits for one in changed)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be aligned. ``level``: "head", "part" or "item"; ``above`` the index of what it stands under."""

    level: str
    id: str
    path: str
    text: str
    above: int
    part: str = ""
    kind: str = ""


def compare(before: ReportContent, after: ReportContent) -> tuple[RowChange, ...]:
    """Every row of both reports in the order of reading; what was removed stands where it stood."""
    olds, news = list(_rows(before)), list(_rows(after))
    partner = _align(olds, news)
    moved = _moved(olds, news, partner)
    back = {old: new for new, old in partner.items()}
    gone: dict[int, list[int]] = defaultdict(list)
    last = -1
    for index in range(len(olds)):
        if index in back:
            last = back[index]
        else:
            gone[last].append(index)
    changes: list[RowChange] = []
    for position in range(-1, len(news)):
        if position >= 0:
            changes.append(_change(olds, news, position, partner.get(position), position in moved))
        changes += [_removed(olds[index]) for index in gone[position]]
    return tuple(changes)


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """The difference of two texts."""
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(olds) * len(news) > LARGE:
        olds, news = _LINE.findall(before), _LINE.findall(after)
    return tuple(_joined(_steps(olds, news)))


def text_before(found: Iterable[Segment]) -> str:
    """The earlier text of a difference."""
    return "".join(one.text for one in found if one.kind != "insert")


def text_after(found: Iterable[Segment]) -> str:
    """The later text of a difference."""
    return "".join(one.text for one in found if one.kind != "delete")


# --------------------------------------------------------------------------- characters


def _steps(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Tokens in order, each with its kind. A single character left between two changes joins them."""
    codes = list(Indel.opcodes(olds, news))
    for number, code in enumerate(codes):
        was, now = olds[code.src_start : code.src_end], news[code.dest_start : code.dest_end]
        between = 0 < number < len(codes) - 1
        lonely = between and len(was) == 1 and was[0] != "\n" and not _is_figure(was[0])
        if code.tag == "equal" and not lonely:
            yield from (("equal", token) for token in was)
            continue
        yield from (("delete", token) for token in was)
        yield from (("insert", token) for token in now)


def _joined(steps: Iterable[tuple[str, str]]) -> Iterator[Segment]:
    """Neighbouring tokens of one kind as one segment; within a change the deletion stands first."""
    pending: dict[str, list[str]] = {"delete": [], "insert": []}
    equal: list[str] = []

    def changed() -> Iterator[Segment]:
        for kind, tokens in pending.items():
            yield from _by_figures(kind, tokens)
            tokens.clear()

    for kind, token in steps:
        if kind == "equal":
            yield from changed()
            equal.append(token)
            continue
        if equal:
            yield Segment("equal", "".join(equal))
            equal = []
        pending[kind].append(token)
    yield from changed()
    if equal:
        yield Segment("equal", "".join(equal))


def _by_figures(kind: str, tokens: Sequence[str]) -> Iterator[Segment]:
    run: list[str] = []
    figures = False
    for token in tokens:
        if run and _is_figure(token) != figures:
            yield Segment(kind, "".join(run), figures)
            run = []
        figures = _is_figure(token)
        run.append(token)
    if run:
        yield Segment(kind, "".join(run), figures)


def _is_figure(token: str) -> bool:
    return token[:1].isdigit()


# --------------------------------------------------------------------------- rows


def _rows(content: ReportContent) -> Iterator[_Row]:
    yield _Row("head", "", "标题和抬头", _head_text(content), -1)
    stack: list[int] = []
    for index, place in enumerate(places(content), start=1):
        del stack[place.depth :]
        above = stack[-1] if stack else 0
        stack.append(index)
        part = place.part
        if place.item is None:
            yield _Row("part", part.id, place.path, _part_text(part), above, part.id, part.kind)
        else:
            yield _Row("item", place.item.id, place.path, _item_text(place.item), above, part.id)


def _head_text(content: ReportContent) -> str:
    dated = f"{content.dated.year}年{content.dated.month}月{content.dated.day}日" if content.dated else ""
    lines = (content.title, content.document_number, content.addressee, *content.issuers, dated, content.cc)
    return "\n".join(line for line in lines if line)


def _part_text(part: Part) -> str:
    return "\n".join(text for text in (part.title or "", write_body(part.opening)) if text)


def _item_text(item: Item) -> str:
    named = (
        ("履职人", dict(DutyOf.choices()).get(item.duty_of, "")),
        ("原因", item.cause),
        ("责任人", item.owner),
        ("完成时限", item.due),
        ("目标", item.target),
    )
    lines = (item.heading, write_body(item.paragraphs), *(f"{name}：{text}" for name, text in named if text))
    return "\n".join(line for line in lines if line)


def _align(olds: Sequence[_Row], news: Sequence[_Row]) -> dict[int, int]:
    """New row → old row: by id, then by the same words, parts by kind, then by similar words."""
    partner: dict[int, int] = {}
    _pair(olds, news, partner, lambda row: (row.level, row.id))
    _pair(olds, news, partner, lambda row: (row.level, row.text) if row.text else None)
    _pair(olds, news, partner, lambda row: row.kind or None)
    taken = set(partner.values())
    free = [index for index in range(len(olds)) if index not in taken]
    for index, row in enumerate(news):
        if index in partner or not row.text:
            continue
        scored = [
            (fuzz.ratio(olds[one].text, row.text), -one) for one in free if olds[one].level == row.level
        ]
        score, chosen = max(scored, default=(0.0, 0))
        if score >= SIMILAR:
            partner[index] = -chosen
            free.remove(-chosen)
    return partner


def _pair(
    olds: Sequence[_Row], news: Sequence[_Row], partner: dict[int, int], key: Callable[[_Row], Hashable]
) -> None:
    """Pair the rows still free that share a key, in order; a key of None pairs nothing."""
    taken = set(partner.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for index, row in enumerate(olds):
        if index not in taken and key(row) is not None:
            waiting[key(row)].append(index)
    for index, row in enumerate(news):
        if index not in partner and waiting.get(key(row)):
            partner[index] = waiting[key(row)].pop(0)


def _moved(olds: Sequence[_Row], news: Sequence[_Row], partner: dict[int, int]) -> set[int]:
    """Rows under another parent, and of those that stayed the fewest that must have changed their order."""
    moved: set[int] = set()
    stayed: dict[int, list[int]] = defaultdict(list)
    for new, old in partner.items():
        if news[new].level == "head":
            continue
        if partner.get(news[new].above) == olds[old].above:
            stayed[news[new].above].append(new)
        else:
            moved.add(new)
    for siblings in stayed.values():
        siblings.sort()
        kept = longest_rise([partner[one] for one in siblings])
        moved.update(one for position, one in enumerate(siblings) if position not in kept)
    return moved


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """Positions of a longest increasing subsequence."""
    ends: list[int] = []
    stands: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(stands[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        stands[length : length + 1] = [position]
    kept: set[int] = set()
    position = stands[-1] if stands else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept


def _change(olds: Sequence[_Row], news: Sequence[_Row], new: int, old: int | None, moved: bool) -> RowChange:
    row = news[new]
    if old is None:
        return RowChange("added", row.id, "", row.part, row.path, "", segments("", row.text))
    earlier = olds[old]
    kind = "changed" if earlier.text != row.text else "moved" if moved else "same"
    found = segments(earlier.text, row.text)
    return RowChange(kind, row.id, earlier.id, row.part, row.path, earlier.path, found, moved)


def _removed(old: _Row) -> RowChange:
    return RowChange("removed", old.id, old.id, old.part, old.path, old.path, segments(old.text, ""))
