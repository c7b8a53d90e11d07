"""The neutral form: what ``parse_report --json`` prints and the samples' gold files hold.

Unlike ``ReportContent`` it writes the numbers out, has text before the first heading as an item without label,
tables as rows joined by `` | ``, and the addressee as first paragraph of the lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import uuid4

from reports.content import Item, Paragraph, Part, ReportContent, Table, item_label
from reports.imports.proposal import Proposal
from reports.imports.words import is_addressee

_ATTACHMENTS = "附件"
_BAR = " | "


class Figure(Protocol):
    """A figure in a text, as ``reports.figures`` reads it: this room knows no other of its floor."""

    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def context(self) -> str: ...


def neutral(
    source: Proposal | ReportContent, mentions: Callable[[str], Iterable[Figure]] | None = None
) -> dict[str, Any]:
    """A report in the neutral form; with a reader (``figures.mentions``) also the figures of its text."""
    content = source.content if isinstance(source, Proposal) else source
    parts = [_neutral_part(part) for part in content.parts]
    if content.addressee:
        lead = next((part for part in parts if part["kind"] == "lead"), None)
        if lead is None:
            lead = {"kind": "lead", "title": None, "items": []}
            parts.insert(0, lead)
        if not lead["items"] or lead["items"][0]["label"] is not None:
            lead["items"].insert(0, _bare([]))
        lead["items"][0]["paragraphs"].insert(0, content.addressee)
    plain = {
        "title": content.title or None,
        "issuer": "、".join(content.issuers) or None,
        "year": content.year or None,
        "date": content.dated.isoformat() if content.dated else None,
        "doc_number": content.document_number or None,
        "parts": parts,
    }
    if mentions is not None:
        plain["figures"] = [
            {"value": _plain(one.value), "unit": one.unit, "context": one.context}
            for part in content.parts
            for text in _running(part)
            for one in mentions(text)
        ]
    return plain


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _bare(paragraphs: list[str]) -> dict[str, Any]:
    return {"level": 1, "label": None, "heading": None, "paragraphs": paragraphs, "children": []}


def _neutral_part(part: Part) -> dict[str, Any]:
    deeper = part.title == _ATTACHMENTS
    items = [_bare(_rows(part.opening))] if part.opening else []
    items += [_neutral_item(item, 1, position, deeper) for position, item in enumerate(part.items, start=1)]
    return {"kind": part.kind, "title": part.title, "items": items}


def _neutral_item(item: Item, depth: int, position: int, deeper: bool) -> dict[str, Any]:
    return {
        "level": depth,
        "label": item_label(min(depth + deeper, 4), position),
        "heading": item.heading or None,
        "paragraphs": [*_rows(item.paragraphs), *item.cause.splitlines()],
        "children": [
            _neutral_item(child, depth + 1, place, deeper)
            for place, child in enumerate(item.children, start=1)
        ],
    }


def _rows(paragraphs: Iterable[Paragraph]) -> list[str]:
    found: list[str] = []
    for paragraph in paragraphs:
        if isinstance(paragraph, Table):
            found += [_BAR.join(cell.replace("\n", " ") for cell in row) for row in paragraph.rows]
        else:
            found.append(paragraph)
    return found


def _running(part: Part) -> Iterable[str]:
    """The running text of a part, without its tables: their numbers are read with their heads, elsewhere."""
    yield from (one for one in part.opening if isinstance(one, str))
    waiting = list(reversed(part.items))
    while waiting:
        item = waiting.pop()
        yield from (
            one for one in (item.heading, *item.paragraphs, item.cause) if isinstance(one, str) and one
        )
        waiting += reversed(item.children)


def from_neutral(plain: dict[str, Any]) -> ReportContent:
    """The report of a neutral form, e.g. of a gold file. The numbers are dropped: they come from position."""
    addressee = ""
    parts = [_part(one) for one in plain["parts"]]
    for at, part in enumerate(parts):
        first = part.opening[0] if part.kind == "lead" and part.opening else None
        if isinstance(first, str) and is_addressee(first):
            addressee = first
            parts[at] = Part(part.id, part.kind, part.title, part.opening[1:], part.items)
            break
    issuer = plain.get("issuer")
    return ReportContent(
        title=plain.get("title") or "",
        year=plain.get("year") or 0,
        issuers=tuple(issuer.split("、")) if issuer else (),
        document_number=plain.get("doc_number") or "",
        dated=date.fromisoformat(plain["date"]) if plain.get("date") else None,
        addressee=addressee,
        parts=tuple(part for part in parts if part.title or part.opening or part.items),
    )


def _part(plain: dict[str, Any]) -> Part:
    opening: tuple[Paragraph, ...] = ()
    items: list[Item] = []
    for one in plain["items"]:
        if one["label"] is None and one["heading"] is None and not items:
            opening += _paragraphs(one["paragraphs"])
        else:
            items.append(_item(one))
    return Part(str(uuid4()), plain["kind"], plain["title"], opening, tuple(items))


def _item(plain: dict[str, Any]) -> Item:
    return Item(
        id=str(uuid4()),
        heading=plain["heading"] or "",
        paragraphs=_paragraphs(plain["paragraphs"]),
        children=tuple(_item(child) for child in plain["children"]),
    )


def _paragraphs(texts: Iterable[str]) -> tuple[Paragraph, ...]:
    """Rows joined by bars become tables again."""
    found: list[Paragraph] = []
    rows: list[tuple[str, ...]] = []
    for text in [*texts, ""]:
        if _BAR in text:
            rows.append(tuple(text.split(_BAR)))
            continue
        if rows:
            found.append(Table(tuple(rows)))
            rows = []
        if text:
            found.append(text)
    return tuple(found)
