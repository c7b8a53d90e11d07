"""The character account: every character of the source is placed, left over or lost, and this counts which.

It compares the source with the finished report, character by character and not by what the steps between say
they did: a paragraph dropped anywhere on the way shows here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.content import ReportContent, part_text
from reports.imports.lines import Source


@dataclass(frozen=True, slots=True)
class Account:
    """Characters without white space."""

    source: int
    placed: int
    lost: int


def _counted(texts: Iterable[str]) -> Counter[str]:
    count: Counter[str] = Counter()
    for text in texts:
        count.update("".join(text.split()))
    return count


def draw_up(
    source: Source, content: ReportContent, marks: Iterable[str], leftovers: Iterable[str]
) -> Account:
    """What became of the source. ``marks`` are the pieces that the structure now says (see ``Notes``)."""
    given = _counted(text for line in source.lines for text in line.texts()) + _counted(source.aside)
    written = _counted(
        [
            content.title,
            content.addressee,
            content.cc,
            *(text for part in content.parts for text in (part.title or "", part_text(part))),
        ]
    )
    left = _counted(leftovers)
    lost = (given - written - _counted(marks) - left).total()
    return Account(given.total(), given.total() - min(left.total(), given.total()) - lost, lost)
