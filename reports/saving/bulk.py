"""The first text of many new reports at once, for measuring (``reports.seeding``).

The same rows as ``replace_content`` writes into an empty report: parts, rows, their first versions, who wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from reports.content import ReportContent, write_body
from reports.enums import ChangeKind
from reports.models import Editor, Entry, EntryVersion, PartVersion, Report, ReportPart
from reports.saving.door import keep
from reports.saving.whole import new_entries, write_header
from townships import clock


@dataclass(frozen=True, slots=True)
class Written:
    """A report that is not saved yet, what it is to say, and the drafter who wrote it."""

    report: Report
    content: ReportContent
    by: Any


def begin(written: Written) -> None:
    """The header, and the counts that a first save leaves, on the report in memory."""
    write_header(written.report, written.content)
    written.report.content_version += 1


def store(written: Iterable[Written]) -> None:
    """Insert the text, after the reports themselves."""
    now = clock.now()
    parts, part_versions, entries, entry_versions, editors = [], [], [], [], []
    for one in written:
        editors.append(Editor(report=one.report, user=one.by, as_drafter=True, since=now))
        for position, part in enumerate(one.content.parts, start=1):
            row = ReportPart(
                id=UUID(part.id),
                report=one.report,
                kind=part.kind,
                title=part.title,
                position=position,
                opening=write_body(part.opening),
            )
            parts.append(row)
            part_versions.append(
                PartVersion(part=row, revision=1, title=row.title, opening=row.opening, at=now, by=one.by)
            )
            rows = new_entries(row, part.items)
            entries += rows
            entry_versions += [keep(entry, one.by, ChangeKind.IMPORTED, now) for entry in rows]
    ReportPart.objects.bulk_create(parts)
    PartVersion.objects.bulk_create(part_versions)
    Entry.objects.bulk_create(entries)
    EntryVersion.objects.bulk_create(entry_versions)
    Editor.objects.bulk_create(editors)
