"""The one plain shape of an annual report.

Imports propose a ``ReportContent``, checks judge one, exports write one, submission and publication
freeze one, the public page shows one, comparison takes several. It knows neither Django nor the
database, and it carries its own labels, so that a frozen copy explains itself for ever.

Numbers (一、 （一） 1. （1） ①) are never stored: they come from position and depth, here, in every
rendering alike (GB/T 9704-2012, 7.3.3). "一是…二是…" is running text and stays as written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

SCHEMA = 1
#: Items stand at most this deep under a part; what is deeper in a file stays text.
MAX_DEPTH = 4
KINDS = ("lead", "measures", "duties", "shortcomings", "plan", "other")
#: Part titles that are printed without a number.
UNNUMBERED_TITLES = frozenset({"引言", "附件"})


class ContentError(ValueError):
    """The plain data cannot be a report: a wrong type, an unknown kind, a line break inside a paragraph."""


# --------------------------------------------------------------------------- the shape


@dataclass(frozen=True, slots=True)
class Table:
    """A table among the paragraphs: rows of cells, all text."""

    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.rows or not all(self.rows):
            raise ContentError("a table has at least one row, a row at least one cell")
        for row in self.rows:
            for cell in row:
                _refuse(cell, "\r\0")


#: One paragraph of running text (no line break, not blank), or a table.
Paragraph = str | Table


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a part: a measure, a duty, a shortcoming, a plan item, or another matter.

    ``id`` is a UUID given at birth; ``cause`` belongs to a shortcoming; ``owner``, ``due``, ``target`` and
    ``answers`` (ids of shortcomings) to a plan item; ``duty_of`` ("party", "government", "both") to a duty.
    """

    id: str
    heading: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    children: tuple[Item, ...] = ()
    cause: str = ""
    owner: str = ""
    due: str = ""
    target: str = ""
    answers: tuple[str, ...] = ()
    duty_of: str = ""

    def __post_init__(self) -> None:
        _refuse(self.heading, "\n\r\0")
        for text in (self.cause, self.owner, self.due, self.target):
            _refuse(text, "\r\0")
        _check_paragraphs(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a report. ``title`` is without its number; None where the part has none."""

    id: str
    kind: str
    title: str | None = None
    opening: tuple[Paragraph, ...] = ()
    items: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ContentError(f"unknown kind of part: {self.kind!r}")
        if self.title is not None:
            if not self.title:
                raise ContentError("a part without a title has the title None")
            _refuse(self.title, "\n\r\0")
        _check_paragraphs(self.opening)
        for item in self.items:
            if _depth(item) > MAX_DEPTH:
                raise ContentError(f"items stand at most {MAX_DEPTH} deep")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who signed for one issuer, as it stood when the report was frozen."""

    issuer: str
    post: str
    name: str
    signed_on: date
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One confirmed figure with its label and unit of that year.

    ``state``: "reported", "not_reported" or "not_applicable"; ``value`` is the printed number, ``low`` and
    ``high`` the closed interval its qualifier means (30余 is 31…39); None is unbounded or unknown.
    """

    indicator: str
    label: str
    unit: str
    state: str
    scope: str = ""
    period: str = ""
    value: Decimal | None = None
    qualifier: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """What became of one plan item of last year's report; ``source`` is the SHA-256 of that frozen report."""

    source: str
    item: str
    quote: str
    outcome: str
    note: str = ""
    measures: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole annual report. Texts are kept code point for code point; absent texts are empty."""

    title: str
    year: int
    township: str = ""
    issuers: tuple[str, ...] = ()
    document_number: str = ""
    dated: date | None = None
    signatures: tuple[SignatureLine, ...] = ()
    addressee: str = ""
    cc: str = ""
    parts: tuple[Part, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    follow_ups: tuple[FollowUpLine, ...] = ()
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise ContentError(f"unknown schema: {self.schema!r}")
        for text in (self.title, self.township, self.document_number, self.addressee, self.cc, *self.issuers):
            _refuse(text, "\n\r\0")


def _refuse(text: str, characters: str) -> None:
    if not isinstance(text, str):
        raise ContentError(f"not a text: {text!r}")
    for character in characters:
        if character in text:
            raise ContentError(f"{character!r} cannot stand in {text[:40]!r}")


def _check_paragraphs(paragraphs: tuple[Paragraph, ...]) -> None:
    for paragraph in paragraphs:
        if isinstance(paragraph, Table):
            continue
        _refuse(paragraph, "\n\r\0")
        if not paragraph.strip():
            raise ContentError("a paragraph is never blank")


def _depth(item: Item) -> int:
    return 1 + max((_depth(child) for child in item.children), default=0)


# --------------------------------------------------------------------------- paragraphs as editable text


def write_body(paragraphs: tuple[Paragraph, ...]) -> str:
    """Paragraphs as the text a clerk edits: one a line, a table as lines of ``| cell | cell |``.

    ``read_body(write_body(p)) == p`` for every valid ``p``. A line of text that begins with ``|`` or a
    backslash gets a backslash in front; two tables in a row are parted by a blank line.
    """
    lines: list[str] = []
    before: Paragraph = ""
    for paragraph in paragraphs:
        if isinstance(paragraph, Table):
            if isinstance(before, Table):
                lines.append("")
            lines += [_write_row(row) for row in paragraph.rows]
        else:
            lines.append("\\" + paragraph if paragraph[0] in "|\\" else paragraph)
        before = paragraph
    return "\n".join(lines)


def read_body(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of an edited text; blank lines only separate. Takes any text without CR and NUL."""
    found: list[Paragraph] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append(_read_row(line))
            continue
        if rows:
            found.append(Table(tuple(rows)))
            rows = []
        if line.strip():
            found.append(line[1:] if line[:1] == "\\" and line[1:2] in ("|", "\\") else line)
    return tuple(found)


def _write_row(row: tuple[str, ...]) -> str:
    cells = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for cell in row)
    return "| " + " | ".join(cells) + " |"


def _read_row(line: str) -> tuple[str, ...]:
    cells: list[str] = []
    cell: list[str] = []
    characters = iter(line[1:])
    for character in characters:
        if character == "|":
            cells.append(_unpad("".join(cell)))
            cell = []
        elif character == "\\":
            following = next(characters, "")
            cell.append({"n": "\n", "|": "|", "\\": "\\"}.get(following, "\\" + following))
        else:
            cell.append(character)
    rest = "".join(cell)
    if rest.strip() or not cells:
        cells.append(_unpad(rest))
    return tuple(cells)


def _unpad(cell: str) -> str:
    """Without the one space on either side that ``write_body`` puts there."""
    cell = cell[1:] if cell[:1] == " " else cell
    return cell[:-1] if cell[-1:] == " " else cell


# --------------------------------------------------------------------------- numbers and places

_DIGITS = "〇一二三四五六七八九"


def chinese_number(n: int) -> str:
    """1…99 in Chinese numerals as official papers write them: 一, 十, 十一, 二十, 九十九."""
    if not 1 <= n <= 99:
        return str(n)
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def item_label(depth: int, position: int) -> str:
    """The number of an item: depth 1…4, position from 1. （一） 1. （1） ①"""
    if depth == 1:
        return f"（{chinese_number(position)}）"
    if depth == 2:
        return f"{position}."
    if depth == 3:
        return f"（{position}）"
    return chr(0x2460 + position - 1) if position <= 20 else f"（{position}）"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item or a part stands: its label, its depth (0 is the part itself) and what is above it."""

    part: Part
    item: Item | None
    depth: int
    label: str
    #: e.g. "一（三）2." — how a person names the place.
    path: str


def places(content: ReportContent) -> Iterator[Place]:
    """Every part and item in the order of reading, each with its number."""
    number = 0
    for part in content.parts:
        label = ""
        if part.kind != "lead" and part.title is not None and part.title not in UNNUMBERED_TITLES:
            number += 1
            label = f"{chinese_number(number)}、"
        path = label.rstrip("、") or part.title or ("引言" if part.kind == "lead" else "")
        yield Place(part, None, 0, label, path)
        yield from _item_places(part, part.items, 1, path)


def _item_places(part: Part, items: tuple[Item, ...], depth: int, above: str) -> Iterator[Place]:
    for position, item in enumerate(items, start=1):
        label = item_label(depth, position)
        yield Place(part, item, depth, label, above + label)
        yield from _item_places(part, item.children, depth + 1, above + label)


def texts(paragraphs: tuple[Paragraph, ...]) -> Iterator[str]:
    """The running text of paragraphs; of a table, its cells."""
    for paragraph in paragraphs:
        if isinstance(paragraph, Table):
            for row in paragraph.rows:
                yield from row
        else:
            yield paragraph


def item_text(item: Item) -> str:
    """Everything written in one row itself, a line each, without its children."""
    return "\n".join(text for text in (item.heading, *texts(item.paragraphs), item.cause) if text)


def part_text(part: Part) -> str:
    """Everything written in a part under its title, a line each."""

    def below(items: tuple[Item, ...]) -> Iterator[str]:
        for item in items:
            yield item_text(item)
            yield from below(item.children)

    return "\n".join(text for text in (*texts(part.opening), *below(part.items)) if text)


def characters(content: ReportContent) -> int:
    """字数: the characters of the report without white space."""
    return sum(len("".join(f"{part.title or ''}{part_text(part)}".split())) for part in content.parts)


# --------------------------------------------------------------------------- canonical JSON


def to_plain(value: Any) -> Any:
    """Dataclasses as dictionaries, tuples as lists, dates and decimals as strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def to_json(content: ReportContent) -> str:
    """Canonical JSON: sorted keys, no white space, decimals as strings, text untouched."""
    return json.dumps(to_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The seal of a frozen report: SHA-256 of its canonical JSON in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def from_json(text: str) -> ReportContent:
    """The report of a canonical JSON. Raises ContentError when it is none."""
    try:
        return from_plain(json.loads(text))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ContentError(f"not a report: {error}") from error


def from_plain(plain: dict[str, Any]) -> ReportContent:
    """The report of ``to_plain``'s dictionaries."""
    plain = dict(plain)
    return ReportContent(
        **plain
        | {
            "issuers": tuple(plain.get("issuers", ())),
            "dated": _date(plain.get("dated")),
            "signatures": tuple(
                SignatureLine(**one | {"signed_on": date.fromisoformat(one["signed_on"])})
                for one in plain.get("signatures", ())
            ),
            "parts": tuple(_part(one) for one in plain.get("parts", ())),
            "figures": tuple(_figure(one) for one in plain.get("figures", ())),
            "follow_ups": tuple(
                FollowUpLine(**one | {"measures": tuple(one.get("measures", ()))})
                for one in plain.get("follow_ups", ())
            ),
        }
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _paragraphs(plain: list[Any]) -> tuple[Paragraph, ...]:
    return tuple(
        Table(tuple(tuple(row) for row in one["rows"])) if isinstance(one, dict) else one for one in plain
    )


def _item(plain: dict[str, Any]) -> Item:
    return Item(
        **plain
        | {
            "paragraphs": _paragraphs(plain.get("paragraphs", [])),
            "children": tuple(_item(one) for one in plain.get("children", ())),
            "answers": tuple(plain.get("answers", ())),
        }
    )


def _part(plain: dict[str, Any]) -> Part:
    return Part(
        **plain
        | {
            "opening": _paragraphs(plain.get("opening", [])),
            "items": tuple(_item(one) for one in plain.get("items", ())),
        }
    )


def _figure(plain: dict[str, Any]) -> FigureLine:
    return FigureLine(**plain | {name: _decimal(plain.get(name)) for name in ("value", "low", "high")})
