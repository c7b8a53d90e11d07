"""Lines with their evidence: the one shape that every carrier delivers and the outline reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.content import Table
from reports.imports.labels import Number
from reports.imports.proposal import Repair

#: C0 and C1 controls but tab and newline, bidi controls, zero-width space, word joiner, soft hyphen, BOM, and
#: lone surrogates, which no database takes. Joiners and variation selectors stay: emoji, Mongolian.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\ufeff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a carrier.

    ``text`` has no outer white space; a line feed in it is a soft break. ``number`` is an automatic number,
    which stands in no character of the text; ``style`` the level of a heading style (0: none); ``bold`` how
    many leading characters are bold; ``align`` "center", "right" or ""; ``indented`` whether white space
    stood before. A line with a ``table`` has no text.
    """

    text: str
    number: Number | None = None
    style: int = 0
    bold: int = 0
    align: str = ""
    indented: bool = False
    boxed: bool = False
    table: Table | None = None

    def texts(self) -> Iterator[str]:
        """Everything written in the line."""
        if self.table is None:
            yield self.text
        else:
            for row in self.table.rows:
                yield from row

    def part(self, start: int, end: int | None = None) -> Line:
        """A piece of the line; the number and the heading style stay with the first piece."""
        raw = self.text[start:end]
        text = raw.lstrip()
        cut = start + len(raw) - len(text)
        first = start == 0
        return Line(
            text.rstrip(),
            number=self.number if first else None,
            style=self.style if first else 0,
            bold=min(max(self.bold - cut, 0), len(text.rstrip())),
            align=self.align,
            indented=self.indented if first else True,
            boxed=self.boxed,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What a carrier delivers: lines in order, texts beside the body, and what it had to put right."""

    lines: tuple[Line, ...]
    aside: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(slots=True)
class Notes:
    """What the reading gathers on its way: repairs, leftovers, and marks.

    A mark is a piece of the source that is neither text of the report nor left over, because the structure
    now says it: a number (一、), the stop behind a heading, a date, a document number, a signature.
    """

    repairs: list[Repair] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def repair(self, kind: str, place: str, sentence: str) -> None:
        self.repairs.append(Repair(kind, place, sentence))

    def leave(self, *texts: str) -> None:
        self.leftovers.extend(text for text in texts if text.strip())


def clean(text: str) -> tuple[str, int]:
    """The text with one kind of line end and without invisible characters, and how many were taken out.

    Everything else stays code point for code point (reference/reliability.md, 3.2).
    """
    text = _LINE_ENDS.sub("\n", text)
    return _INVISIBLE.subn("", text)


def invisible_repair(count: int) -> tuple[Repair, ...]:
    if not count:
        return ()
    return (Repair("invisible", "全文", f"原文含有{count}个不可见的控制字符，已去掉，文字没有变化。"),)
