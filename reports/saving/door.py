"""The way in for every save: lock the report, ask, note who wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.enums import ChangeKind
from reports.models import Editor, Entry, EntryVersion, Report
from reports.models.text import ENTRY_FIELDS
from reports.permissions import Refused, roles_towards, why_not_edit
from townships import clock
from townships.models import Role


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. ``revision`` is the row's newest; on a conflict ``theirs`` is what stands there now,
    by whom and when; ``mine`` is what was sent. ``sentence`` says it to the person."""

    outcome: str
    revision: int = 0
    sentence: str = ""
    mine: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    their_name: str = ""
    their_time: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.outcome in ("saved", "merged")


@contextmanager
def writing(report_id: UUID | str, by: Any) -> Iterator[Report]:
    """A transaction on the report's text, its row locked. Raises Refused for whoever may not write now."""
    with transaction.atomic():
        report = Report.objects.locked(report_id)
        if report is None:
            raise Refused("not_found", "没有这份报告，或者您不能查看。")
        refusal = why_not_edit(by, report)
        if refusal:
            raise Refused(refusal.code, refusal.sentence)
        yield report


def touch(report: Report, by: Any) -> None:
    """The text changed: count it, and note who wrote, in which capacity."""
    report.content_version += 1
    report.save(update_fields=["content_version"])
    as_drafter = Role.DRAFTER in roles_towards(by, report)
    editor, _created = Editor.objects.get_or_create(
        report=report, user=by, defaults={"as_drafter": as_drafter, "since": clock.now()}
    )
    if as_drafter and not editor.as_drafter:
        editor.as_drafter = True
        editor.save(update_fields=["as_drafter"])


def find_entry(report: Report, entry_id: UUID | str) -> Entry:
    """A row of this report, deleted or not. A foreign id and a missing one look the same."""
    try:
        return Entry.objects.select_related("part").get(pk=entry_id, part__report=report)
    except (Entry.DoesNotExist, ValidationError) as error:
        raise Refused("not_found", "没有这一条，或者它不属于这份报告。") from error


def keep(entry: Entry, by: Any, change: ChangeKind, at: datetime | None = None) -> EntryVersion:
    """The row as it now stands, as a version (not yet saved)."""
    return EntryVersion(
        entry=entry,
        revision=entry.revision,
        change=change,
        part_id=entry.part_id,
        parent_id=entry.parent_id,
        position=entry.position,
        at=at or clock.now(),
        by=by,
        **{name: getattr(entry, name) for name in ENTRY_FIELDS},
    )
