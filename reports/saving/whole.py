"""``replace_content``: the only road from a ``ReportContent`` back to rows; and taking over imported parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from reports.content import Item, Paragraph, Part, ReportContent, part_text, write_body
from reports.enums import ChangeKind
from reports.models import Entry, EntryVersion, Figure, FollowUp, Indicator, Report, ReportPart
from reports.permissions import Refused
from reports.saving.cleaning import LIMITS, too_long
from reports.saving.door import keep, touch, writing
from reports.saving.rows import keep_part
from townships import clock

_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")


def replace_content(report_id: UUID | str, content: ReportContent, *, by: Any) -> None:
    """Make the report's rows say exactly this. Rows keep their ids; what is no longer there becomes a tombstone.

    Signatures are made by acts and stay as they are. Raises Refused for an id that belongs to another report.
    """
    with writing(report_id, by) as report:
        write_rows(report, content, by)
        touch(report, by)


def write_rows(report: Report, content: ReportContent, by: Any) -> None:
    """The work of ``replace_content``, inside a transaction that holds the report's lock."""
    write_header(report, content)
    report.save()
    write_parts(report, content.parts, by)
    _write_figures(report, content)
    _write_follow_ups(report, content)


def write_header(report: Report, content: ReportContent) -> None:
    """The header of the text on the report in memory."""
    report.title = content.title
    report.issuers = "\n".join(content.issuers)
    report.addressee, report.cc = content.addressee, content.cc
    report.document_number, report.dated_on = content.document_number, content.dated
    report.header_revision += 1


@dataclass
class _Draft:
    """Rows on their way into the database."""

    known: dict[UUID, Entry]
    created: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    answers: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    seen: set[UUID] = field(default_factory=set)


def write_parts(
    report: Report, parts: Iterable[Part], by: Any, change: ChangeKind = ChangeKind.IMPORTED
) -> None:
    """The parts with their rows, inside a transaction that holds the report's lock; ``change`` is what the rows'
    history says of it."""
    draft = _Draft({entry.id: entry for entry in Entry.objects.filter(part__report=report)})
    rows = {part.id: part for part in report.parts.all()}
    kept = set()
    for position, part in enumerate(parts, start=1):
        row = _write_part(report, rows.get(UUID(part.id)), part, position, by)
        kept.add(row.id)
        _collect(draft, row, None, part.items)
    report.parts.exclude(pk__in=kept).update(removed_at=clock.now())
    _store(report, draft, by, change)


def _write_part(report: Report, row: ReportPart | None, part: Part, position: int, by: Any) -> ReportPart:
    values = {
        "kind": part.kind,
        "title": part.title,
        "position": position,
        "opening": write_body(part.opening),
        "removed_at": None,
    }
    if row is None:
        if ReportPart.objects.filter(pk=part.id).exists():
            raise Refused("foreign_id", "这份文本带有另一份报告的编号，没有写入。")
        row = ReportPart.objects.create(id=part.id, report=report, **values)
        keep_part(row, by)
    elif any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.revision += 1
        row.save()
        keep_part(row, by)
    return row


def new_entries(part: ReportPart, items: tuple[Item, ...]) -> list[Entry]:
    """The rows of a new part in memory, parents before their children. Links between rows are not made."""
    draft = _Draft({})
    _collect(draft, part, None, items)
    return draft.created


def _collect(draft: _Draft, part: ReportPart, parent: UUID | None, items: tuple[Item, ...]) -> None:
    for position, item in enumerate(items, start=1):
        values = {
            "part_id": part.id,
            "parent_id": parent,
            "kind": part.kind,
            "position": position,
            "heading": item.heading,
            "body": write_body(item.paragraphs),
            "cause": item.cause,
            "owner": item.owner,
            "due": item.due,
            "target": item.target,
            "duty_of": item.duty_of,
            "deleted_at": None,
            "deleted_by_id": None,
        }
        key = UUID(item.id)
        entry = draft.known.get(key)
        if entry is None:
            draft.created.append(Entry(id=key, **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            entry.revision += 1
            draft.changed.append(entry)
        draft.answers[key] = item.answers
        draft.seen.add(key)
        _collect(draft, part, key, item.children)


def _store(report: Report, draft: _Draft, by: Any, change: ChangeKind) -> None:
    now = clock.now()
    if Entry.objects.filter(pk__in=[entry.id for entry in draft.created]).exists():
        raise Refused("foreign_id", "这份文本带有另一份报告的编号，没有写入。")
    gone = [
        entry for entry in draft.known.values() if entry.id not in draft.seen and entry.deleted_at is None
    ]
    for entry in gone:
        entry.deleted_at, entry.deleted_by_id = now, by.pk
        entry.revision += 1
    Entry.objects.bulk_create(draft.created)
    names = [f.attname for f in Entry._meta.concrete_fields if not f.primary_key]
    Entry.objects.bulk_update([*draft.changed, *gone], names)
    EntryVersion.objects.bulk_create(
        [keep(entry, by, change, now) for entry in (*draft.created, *draft.changed)]
        + [keep(entry, by, ChangeKind.DELETED, now) for entry in gone]
    )
    links = Entry.answers.through
    links.objects.filter(from_entry__part__report=report).delete()
    links.objects.bulk_create(
        links(from_entry_id=source, to_entry_id=UUID(target))
        for source, targets in draft.answers.items()
        for target in dict.fromkeys(targets)
        if UUID(target) in draft.seen
    )


def _write_figures(report: Report, content: ReportContent) -> None:
    indicators = {
        one.code: one for one in Indicator.objects.filter(code__in=[f.indicator for f in content.figures])
    }
    report.figures.all().delete()
    Figure.objects.bulk_create(
        Figure(
            report=report,
            indicator=indicators[line.indicator],
            scope=line.scope,
            period=line.period,
            state=line.state,
            value=line.value,
            qualifier=line.qualifier,
            low=line.low,
            high=line.high,
        )
        for line in content.figures
        if line.indicator in indicators
    )


def _write_follow_ups(report: Report, content: ReportContent) -> None:
    report.follow_ups.all().delete()
    FollowUp.objects.bulk_create(
        FollowUp(
            report=report,
            source_sha256=line.source,
            source_item=line.item,
            quote=line.quote,
            outcome=line.outcome,
            note=line.note,
            measures=list(line.measures),
            is_public=line.public,
            position=position,
        )
        for position, line in enumerate(content.follow_ups, start=1)
    )


# ------------------------------------------------------------------------- an import, part by part


def take_over(
    report_id: UUID | str, proposed: ReportContent, *, part_ids: Iterable[str], header: bool, by: Any
) -> list[str]:
    """Bring the chosen parts of an import into the report: each to the first part of its kind, behind what stands
    there already; a second one of the same kind becomes a part of its own. Nothing written is replaced.

    ``header`` takes title, issuers and addressee. Number and date are given after signing, never imported.
    Returns the ids of the report's parts that received text.
    """
    wanted = set(part_ids)
    chosen = [part for part in proposed.parts if part.id in wanted]
    if wanted - {part.id for part in chosen}:
        raise Refused("not_found", "所选的部分不在这份导入稿里，没有导入。请刷新后再选。")
    if any(len(text) > LIMITS["body"] for part in chosen for text in part_text(part).split("\n")):
        raise Refused("invalid", f"有一段文字超过{LIMITS['body']}字，没有导入。请先在原文中分段。")
    complaint = too_long(_header(proposed)) if header else ""
    if complaint:
        raise Refused("invalid", complaint)
    with writing(report_id, by) as report:
        now = report.content()
        parts, received = list(now.parts), []
        for fresh in _reborn(chosen):
            slot = next(
                (i for i, p in enumerate(parts) if p.kind == fresh.kind and p.id not in received), None
            )
            if slot is None:
                parts.append(fresh)
            else:
                parts[slot] = _joined(parts[slot], fresh, report.year)
                fresh = parts[slot]
            received.append(fresh.id)
        if header:
            now = replace(
                now,
                title=proposed.title or now.title,
                issuers=proposed.issuers or now.issuers,
                addressee=proposed.addressee or now.addressee,
            )
        write_rows(report, replace(now, parts=tuple(parts)), by)
        touch(report, by)
        return received


def _reborn(parts: Iterable[Part]) -> list[Part]:
    """The parts with ids of their own, so that one proposal can be taken over more than once."""
    new: dict[str, str] = {}

    def item(one: Item) -> Item:
        new[one.id] = str(uuid4())
        heading, paragraphs = _heading(one.heading, one.paragraphs)
        children = tuple(map(item, one.children))
        return replace(one, id=new[one.id], heading=heading, paragraphs=paragraphs, children=children)

    def fresh(part: Part) -> Part:
        title, opening = _heading(part.title or "", part.opening)
        items = tuple(map(item, part.items))
        return replace(part, id=str(uuid4()), title=title or None, opening=opening, items=items)

    born = [fresh(part) for part in parts]
    return [replace(part, items=tuple(_relinked(one, new) for one in part.items)) for part in born]


def _heading(text: str, below: tuple[Paragraph, ...]) -> tuple[str, tuple[Paragraph, ...]]:
    """A heading longer than a heading can be is a paragraph that was taken for one."""
    return ("", (text, *below)) if len(text) > LIMITS["heading"] else (text, below)


def _header(content: ReportContent) -> dict[str, str]:
    return {"title": content.title, "issuers": "\n".join(content.issuers), "addressee": content.addressee}


def _relinked(item: Item, new: dict[str, str]) -> Item:
    return replace(
        item,
        answers=tuple(new.get(one, one) for one in item.answers),
        children=tuple(_relinked(child, new) for child in item.children),
    )


def _joined(standing: Part, fresh: Part, year: int) -> Part:
    """The standing part, with the imported text behind its own. An imported title is taken while the part is still
    empty, unless it names another year than this and the next: an old report is a model, not this one."""
    named = {int(found) for found in _YEAR.findall(fresh.title or "")}
    taken = fresh.title and not part_text(standing) and named <= {year, year + 1}
    return replace(
        standing,
        title=fresh.title if taken else standing.title,
        opening=standing.opening + fresh.opening,
        items=standing.items + fresh.items,
    )
