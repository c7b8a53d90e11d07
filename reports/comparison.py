"""Two reports side by side: which rows changed, and how, character by character with numbers kept whole.

Rows are aligned by id, because a row keeps its id for life; a row without a partner is matched by its text.
Pure: no database, no web. (Issue "The writing desk" raises this to a three-way merge.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Opcodes
from rapidfuzz.distance.Levenshtein import opcodes

from reports.content import Place, ReportContent, item_text, places, texts

#: One number with its sign of percentage is one token, one Han character another: 30余 → 36余 shows 30 → 36.
_TOKENS = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text: ``kind`` "equal", "delete" or "insert"; ``digits`` when it is a number."""

    kind: str
    text: str
    digits: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row or part in two reports. ``kind``: "same", "changed", "added", "removed" or "moved" (text the same,
    place another). ``path`` is where it stands now, or stood when it is gone."""

    kind: str
    part: str
    item: str
    path: str
    before: str
    after: str
    segments: tuple[Segment, ...]


def difference(before: str, after: str) -> tuple[Segment, ...]:
    """How one text became the other. The equal and deleted segments spell ``before``, the equal and inserted ``after``."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Segment] = []
    steps: Opcodes = opcodes(old, new)
    for step in steps:
        if step.tag == "equal":
            found.append(Segment("equal", "".join(old[step.src_start : step.src_end])))
            continue
        gone = "".join(old[step.src_start : step.src_end])
        come = "".join(new[step.dest_start : step.dest_end])
        if gone:
            found.append(Segment("delete", gone, gone[0].isdigit()))
        if come:
            found.append(Segment("insert", come, come[0].isdigit()))
    return tuple(found)


def compare(before: ReportContent, after: ReportContent) -> tuple[RowChange, ...]:
    """Every row of both reports in the order of the newer one, the removed ones behind."""
    old = {_key(place): place for place in places(before)}
    new = {_key(place): place for place in places(after)}
    _match_by_text(old, new)
    return (*_standing(old, new), *_removed(old, new))


def changes(before: ReportContent, after: ReportContent) -> tuple[RowChange, ...]:
    """Only what is not the same."""
    return tuple(row for row in compare(before, after) if row.kind != "same")


def _standing(old: dict[str, Place], new: dict[str, Place]) -> Iterator[RowChange]:
    for key, place in new.items():
        partner = old.get(key)
        was, now = text_of(partner) if partner else "", text_of(place)
        if partner is None:
            kind = "added"
        elif was != now:
            kind = "changed"
        else:
            kind = "same" if partner.path == place.path else "moved"
        yield _row(kind, place, was, now)


def _removed(old: dict[str, Place], new: dict[str, Place]) -> Iterator[RowChange]:
    for key, place in old.items():
        if key not in new:
            yield _row("removed", place, text_of(place), "")


def _row(kind: str, place: Place, before: str, after: str) -> RowChange:
    segments = () if kind in ("same", "moved") else difference(before, after)
    return RowChange(kind, place.part.id, place.item.id if place.item else "", place.path, before, after, segments)


def _key(place: Place) -> str:
    return place.item.id if place.item else place.part.id


def text_of(place: Place) -> str:
    """What is written at a place itself: of a part, its title and opening; of a row, all its fields."""
    if place.item is None:
        return "\n".join(text for text in (place.part.title or "", *texts(place.part.opening)) if text)
    item = place.item
    more = (item.owner, item.due, item.target)
    return "\n".join(text for text in (item_text(item), *more) if text)


def _match_by_text(old: dict[str, Place], new: dict[str, Place]) -> None:
    """Rows that lost their id (a second import) are the same row where the text is."""
    lone = {text_of(place): key for key, place in old.items() if key not in new and text_of(place)}
    for key, place in list(new.items()):
        if key not in old and text_of(place) in lone:
            old[key] = old.pop(lone.pop(text_of(place)))
