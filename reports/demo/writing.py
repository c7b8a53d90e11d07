"""Reading the demo's texts: a few marks, so that they can be written and corrected like any text.

    @plan 2026年推进法治政府建设的主要安排      a section, and its title
    ## 充实执法力量                             a row (nothing behind the marks: a row without heading)
    ### 分领域轮训                              a row below it
    正文。                                      a paragraph; | a | b | is a line of a table
    原因：… 责任：… 时限：… 目标：… 对应：1、2 履职：party      what belongs to some kinds of row only

Blank lines only separate. ``{name}`` in a text is filled in from the township's facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from reports.content import Item, Paragraph, Table, read_body

FOLDER = Path(__file__).parent / "texts"
#: The field of a row that a line in this shape fills.
_FIELDS = {
    "原因": "cause",
    "责任": "owner",
    "时限": "due",
    "目标": "target",
    "履职": "duty_of",
    "对应": "answers",
}
_FIELD = re.compile(rf"({'|'.join(_FIELDS)})：(.+)")
_MARKS = re.compile(r"(#{2,4}|@\w[\w.]*) ?(.*)")


@dataclass
class _Row:
    """A row while it is being read."""

    depth: int
    heading: str
    lines: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    below: list[_Row] = field(default_factory=list)

    def item(self) -> Item:
        answers = tuple(self.fields.pop("answers", "").split("、")) if "answers" in self.fields else ()
        return Item(
            id="",
            heading=self.heading,
            paragraphs=read_body("\n".join(self.lines)),
            children=tuple(row.item() for row in self.below),
            answers=answers,
            **self.fields,
        )


@dataclass(frozen=True)
class Section:
    """One section of a file: its name, its title, what stands before the first row, and the rows.

    Rows have no ids yet; ``answers`` of a plan item are the numbers of shortcomings, from 1.
    """

    name: str
    title: str
    opening: tuple[Paragraph, ...]
    items: tuple[Item, ...]


@cache
def read(name: str) -> tuple[Section, ...]:
    """The sections of texts/NAME.md, in their order."""
    found: list[Section] = []
    head: tuple[str, str] | None = None
    top = _Row(1, "")

    def finish() -> None:
        if head:
            items = tuple(row.item() for row in top.below)
            found.append(Section(*head, read_body("\n".join(top.lines)), items))

    path = [top]
    for line in (FOLDER / f"{name}.md").read_text("utf-8").split("\n"):
        mark = _MARKS.fullmatch(line)
        if mark and mark[1][0] == "@":
            finish()
            head, top = (mark[1][1:], mark[2]), _Row(1, "")
            path = [top]
        elif mark:
            row = _Row(len(mark[1]), mark[2])
            path = [one for one in path if one.depth < row.depth]
            path[-1].below.append(row)
            path.append(row)
        elif given := _FIELD.fullmatch(line):
            path[-1].fields[_FIELDS[given[1]]] = given[2]
        else:
            path[-1].lines.append(line)
    finish()
    return tuple(found)


@cache
def library(name: str) -> dict[str, Section]:
    """The sections of a file by their names."""
    return {section.name: section for section in read(name)}


def fill(item: Item, say: Callable[[str], str]) -> Item:
    """The row with every text of it passed through ``say``."""
    texts = {name: say(getattr(item, name)) for name in ("heading", "cause", "owner", "due", "target")}
    children = tuple(fill(child, say) for child in item.children)
    return replace(item, paragraphs=paragraphs(item.paragraphs, say), children=children, **texts)


def paragraphs(given: tuple[Paragraph, ...], say: Callable[[str], str]) -> tuple[Paragraph, ...]:
    return tuple(
        Table(tuple(tuple(say(cell) for cell in row) for row in one.rows))
        if isinstance(one, Table)
        else say(one)
        for one in given
    )


def count(*names: str) -> int:
    """How many paragraphs these files hold, tables and fields not counted."""

    def below(item: Item) -> int:
        return sum(isinstance(one, str) for one in item.paragraphs) + sum(map(below, item.children))

    sections: list[Any] = [section for name in names for section in read(name)]
    return sum(len(section.opening) + sum(map(below, section.items)) for section in sections)
